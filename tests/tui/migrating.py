"""What the tests of the Migrate screen share: opening it, and a proof that goes as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from edgewise.app import EdgewiseApp
from edgewise.migration.parity.events import Event
from edgewise.migration.parity.events import Stage as Part
from edgewise.migration.parity.model import Difference, Exchange, ParityReport, Request, Response
from edgewise.screens.migrate import MigrateScreen
from edgewise.services import Services
from tests.tui.looks import settle

LOST = Difference("status", 1, "200", "404")
BODY = Difference("body", 1, "the old words of the page", "other words")
ETAG = Difference("header:etag", 4, '"aaaa"', '"bbbb"', "etag-value")


def content(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@asynccontextmanager
async def opened(
    root: Path, size: tuple[int, int] = (100, 36), services: Services | None = None, **options: Any
) -> AsyncIterator[Pilot[int]]:
    """The app at the Migrate door, looking at ``root``."""
    app = EdgewiseApp(services or Services.load(project=root), door="migrate", **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


def screen_of(pilot: Pilot[int]) -> MigrateScreen:
    """The Migrate screen, whatever dialog stands on it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MigrateScreen)
    return screen


def said(pilot: Pilot[int]) -> list[str]:
    """Messages that stand in the corner."""
    return [each.message for each in pilot.app._notifications]


def exchange(target: str, *differences: Difference, note: str = "") -> Exchange:
    """A comparison with these differences."""
    old = Response(200, {"content-type": "text/html", "etag": '"aaaa"'}, b"the old words of the page")
    return Exchange(Request("GET", target, why=f"asset {target}"), old, old, differences, note)


EXCHANGES = (exchange("/"), exchange("/page", ETAG), exchange("/lost", LOST, BODY), exchange("/lost-too", LOST))


class Script:
    """A proof that goes step by step, as the test says."""

    def __init__(self) -> None:
        self.exchanges: tuple[Exchange, ...] = EXCHANGES
        self.error: Exception | None = None
        self.halt = asyncio.Event()
        self.stopped = False
        self.calls: list[dict[str, Any]] = []

    async def verify(self, root: Path, *, on_event: Callable[[Event], None], **options: Any) -> ParityReport:
        """Two exchanges, then a halt until the test says so, then the rest."""
        self.calls.append({"root": root, **options})
        on_event(Event(Part.STAGING, "Copying"))
        on_event(Event(Part.STARTING_OLD, "Starting", seconds=1.5))
        on_event(Event(Part.STARTING_NEW, "Starting", seconds=2.25))
        for number, each in enumerate(self.exchanges[:2], 1):
            on_event(Event(Part.COMPARING, each.request.label(), number, len(self.exchanges), each))
        try:
            await self.halt.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        if self.error is not None:
            raise self.error
        for number, each in enumerate(self.exchanges[2:], 3):
            on_event(Event(Part.COMPARING, each.request.label(), number, len(self.exchanges), each))
        warnings = ("A warning about the run.",)
        return ParityReport(self.exchanges, "wrangler pages dev public", "wrangler dev", warnings=warnings)


async def no_toolchain(progress: object) -> str:
    """Stands in for installing wrangler."""
    return "the toolchain"
