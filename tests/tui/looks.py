"""Driving the app in tests, and what a screen looks like: as text for most of them, as SVG for a few."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"

SIZES = [(80, 24), (120, 40), (160, 50)]
"""Columns and rows that every screen is made for: one pane, two, three."""


async def settle(pilot: Pilot[Any], *, but: Container[str] = ()) -> None:
    """Wait until no worker runs and everything is drawn.

    Args:
        but: groups of workers that are not waited for, because they only end when somebody ends them.
    """
    await pilot.pause()
    for _ in range(3):
        busy = [each for each in pilot.app.workers if not each.is_finished and each.group not in but]
        if busy:
            # Who leaves a panel cancels what is read for it: that is an end like any other.
            with suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete(busy)
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str, but: Container[str] = ()) -> str:
    """Press ``keys`` one by one, each once what the one before started is over. Returns what is on the screen."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot, but=but)
    return text_of(pilot.app)


async def until(pilot: Pilot[Any], words: str, seconds: float = 10) -> str:
    """Wait until ``words`` are on the screen, and return it."""
    async with asyncio.timeout(seconds):
        while words not in (seen := text_of(pilot.app)):
            await pilot.pause(0.02)
    return seen


def text_of(app: App[object]) -> str:
    """The whole screen as lines of text, without colours and trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def svg_of(app: App[object]) -> str:
    """The screen as SVG with the parts taken out that change from run to run."""
    return re.sub(r"terminal-\d+-", "terminal-", app.export_screenshot())


def assert_looks(name: str, actual: str, *, update: bool) -> None:
    """Compare with ``tests/snapshots/<name>``, or write it when ``update``.

    On a difference what was seen is written beside it as ``.actual``, to be looked at.
    """
    # How many requests are left says what the code before asked, not how the screen looks.
    actual = re.sub(r"[\d,]+ requests left", lambda found: "N requests left".ljust(len(found[0])), actual)
    actual = "\n".join(line.rstrip() for line in actual.split("\n"))
    file = SNAPSHOTS / name
    beside = file.with_name(f"{file.stem}.actual{file.suffix}")
    if update:
        file.write_text(actual)
        beside.unlink(missing_ok=True)
        return
    assert file.exists(), f"no snapshot {name}: run pytest --update-snapshots and look at it"
    if file.read_text() != actual:
        beside.write_text(actual)
        raise AssertionError(f"{name} looks different: compare {file.name} with {beside.name}")
    beside.unlink(missing_ok=True)
