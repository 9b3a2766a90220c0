"""An account to look at without having one: in process for edgewise, over loopback HTTP for wrangler.

Both ways lead to the same handler, so what wrangler shows is what edgewise shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.account.demo.faults import Faults
    from edgewise.account.demo.inprocess import DemoTransport
    from edgewise.account.demo.server import DemoServer

BASE_URL = "https://demo.invalid/client/v4"
"""An address that cannot exist, so that a mistake never reaches anybody."""


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def transport(clock: Callable[[], datetime] = now, faults: Faults | None = None) -> DemoTransport:
    """A new demo account as an httpx transport. Its ages count from this moment by ``clock``."""
    from edgewise.account.demo.company import Company
    from edgewise.account.demo.faults import NONE
    from edgewise.account.demo.inprocess import DemoTransport

    return DemoTransport(Company(clock, faults or NONE))


def client(clock: Callable[[], datetime] = now, faults: Faults | None = None) -> Client:
    """A client that looks at a new demo account, whose API may have faults."""
    from edgewise.account.client import Client
    from edgewise.account.credentials import Credential

    credential = Credential("demo", "demo", source="edgewise")
    return Client(credential, base_url=BASE_URL, transport=transport(clock, faults), demo=True, now=clock)


async def serve(port: int, clock: Callable[[], datetime] = now, faults: Faults | None = None) -> DemoServer:
    """Serve a new demo account on ``127.0.0.1:port``; 0 takes a free port. Its API may have faults.

    Raises:
        InputError: when the port cannot be had.
    """
    from edgewise.account.demo.company import Company
    from edgewise.account.demo.faults import NONE
    from edgewise.account.demo.server import DemoServer

    server = DemoServer(Company(clock, faults or NONE))
    await server.start(port)
    return server
