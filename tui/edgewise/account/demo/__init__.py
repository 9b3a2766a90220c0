"""An account to look at without having one: in process for edgewise, over loopback HTTP for wrangler.

Both ways lead to the same handler, so what wrangler shows is what edgewise shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.account.demo.inprocess import DemoTransport
    from edgewise.account.demo.server import DemoServer

BASE_URL = "https://demo.invalid/client/v4"
"""An address that cannot exist, so that a mistake never reaches anybody."""


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def transport(clock: Callable[[], datetime] = now) -> DemoTransport:
    """A new demo account as an httpx transport. Its ages count from this moment by ``clock``."""
    from edgewise.account.demo.company import Company
    from edgewise.account.demo.inprocess import DemoTransport

    return DemoTransport(Company(clock))


def client(clock: Callable[[], datetime] = now) -> Client:
    """A client that looks at a new demo account."""
    from edgewise.account.client import Client
    from edgewise.account.credentials import Credential

    credential = Credential("demo", "demo", source="edgewise")
    return Client(credential, base_url=BASE_URL, transport=transport(clock), demo=True, now=clock)


async def serve(port: int, clock: Callable[[], datetime] = now) -> DemoServer:
    """Serve a new demo account on ``127.0.0.1:port``; 0 takes a free port.

    Raises:
        InputError: when the port cannot be had.
    """
    from edgewise.account.demo.company import Company
    from edgewise.account.demo.server import DemoServer

    server = DemoServer(Company(clock))
    await server.start(port)
    return server
