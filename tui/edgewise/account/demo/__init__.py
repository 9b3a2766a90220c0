"""An account to look at without having one: in process for edgewise, over loopback HTTP for wrangler.

Both ways lead to the same handler, so what wrangler shows is what edgewise shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.account.credentials import Credential
    from edgewise.account.demo.faults import Faults
    from edgewise.account.demo.inprocess import DemoTransport
    from edgewise.account.demo.server import DemoServer

BASE_URL = "https://demo.invalid/client/v4"
"""An address that cannot exist, so that a mistake never reaches anybody."""


TOKEN_VARIABLE = "EDGEWISE_DEMO_TOKEN"
"""The variable that chooses a token of the demo account."""

LOGIN_LASTS = timedelta(hours=1)
"""How long a login of wrangler is good without being renewed."""


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def transport(clock: Callable[[], datetime] = now, faults: Faults | None = None) -> DemoTransport:
    """A new demo account as an httpx transport. Its ages count from this moment by ``clock``."""
    from edgewise.account.demo.inprocess import DemoTransport
    from edgewise.account.demo.replaced import company

    return DemoTransport(company(clock, faults))


def client(clock: Callable[[], datetime] = now, faults: Faults | None = None, *, token: str = "") -> Client:
    """A client that looks at a new demo account, whose API may have faults.

    Args:
        token: one of :mod:`edgewise.account.demo.tokens`, which may do less than everything; empty for all.

    Raises:
        InputError: ``demo-token`` when there is no such token.
    """
    from edgewise.account.client import Client

    credential, carrier = _credential(token, clock), transport(clock, faults)
    # The user sees another, small account besides; without a choice this is the one.
    account = carrier.company.account["id"]
    return Client(credential, base_url=BASE_URL, transport=carrier, account_id=account, demo=True, now=clock)


def _credential(word: str, clock: Callable[[], datetime]) -> Credential:
    from edgewise.account.credentials import Credential
    from edgewise.account.demo.tokens import SCOPES, TOKENS
    from edgewise.errors import InputError
    from edgewise.text import clean

    if not word:
        return Credential("demo", "demo", source="edgewise")
    found = next((each for each in TOKENS if each.word == word), None)
    if found is None:
        raise InputError(
            f"The demo account knows no token {clean(word, 40)}.",
            code="demo-token",
            where=TOKEN_VARIABLE,
            fix=f"Use one of: {', '.join(each.word for each in TOKENS)}.",
        )
    if found.owner == "login":
        return Credential("login", word, source="edgewise", scopes=SCOPES, expires=clock() + LOGIN_LASTS)
    return Credential("token", word, source=TOKEN_VARIABLE)


async def serve(port: int, clock: Callable[[], datetime] = now, faults: Faults | None = None) -> DemoServer:
    """Serve a new demo account on ``127.0.0.1:port``; 0 takes a free port. Its API may have faults.

    Raises:
        InputError: when the port cannot be had.
    """
    from edgewise.account.demo.replaced import company
    from edgewise.account.demo.server import DemoServer

    server = DemoServer(company(clock, faults))
    await server.start(port)
    return server
