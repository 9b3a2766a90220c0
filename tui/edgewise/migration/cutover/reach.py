"""How the hosts of an account are asked from outside: by their names, or at the demo account's own server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from edgewise.account.client import Client
from edgewise.errors import Refused

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Reach:
    """Where hosts answer.

    Attributes:
        port: of the server that answers for the demo account's hosts; ``None`` for the internet.
    """

    port: int | None = None

    def url(self, host: str) -> str:
        """The address at which a host of the account is asked."""
        return f"https://{host}" if self.port is None else f"http://{host}.localhost:{self.port}"


async def reach_of(client: Client) -> Reach:
    """How the hosts of this account are reached.

    Raises:
        Refused: ``demo-not-serving``, when it is a demo account that answers for no hosts.
        AuthError, NetworkError: the account cannot be asked.
    """
    await client.account()
    if not client.demo:
        return Reach()
    base = urlsplit(client.base_url)
    if base.scheme == "http" and base.hostname in LOOPBACK:
        port = await _serving(f"http://{base.netloc}/edgewise/demo")
        if port is not None:
            return Reach(port)
    raise Refused(
        "This demo account answers for no hosts, so nobody could see what a cutover does to them.",
        code="demo-not-serving",
        where="--demo",
        fix="Run `edgewise demo-account --serve 8781 --pages NAME=FOLDER` in another terminal, and say --demo 8780.",
    )


async def _serving(address: str) -> int | None:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as asking:
            found = (await asking.get(address)).json().get("serving")
    except (httpx.HTTPError, ValueError, AttributeError):
        return None
    return found if type(found) is int and 0 < found < 65536 else None
