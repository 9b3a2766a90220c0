"""Draws the pictures of the README: ``python -m tests.pictures``.

Each picture is a screen of the real app over the shipped demo account, the shipped lessons and a
sample project, exported as SVG to ``assets/pictures``. The proof runs on real servers.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Container
from pathlib import Path
from typing import Any

from tests.tui.looks import press, settle

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "assets" / "pictures"
SIZE = (120, 36)


async def _picture(
    name: str,
    door: str,
    project: Path,
    act: Callable[[Any, Any], Awaitable[None]],
    but: Container[str] = (),
) -> None:
    from edgewise.app import EdgewiseApp
    from edgewise.services import Services

    app = EdgewiseApp(Services.load(project=project), door=door, theme="edgewise-dark")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await act(app, pilot)
        await settle(pilot, but=but)
        svg = re.sub(r"terminal-\d+-", "terminal-", app.export_screenshot(title="edgewise"))
    (PICTURES / f"{name}.svg").write_text(svg)
    print(f"assets/pictures/{name}.svg")


async def _nothing(app: Any, pilot: Any) -> None:
    pass


async def _lesson(app: Any, pilot: Any) -> None:
    await app.open_lesson("from-the-machine-room-to-the-function")
    await pilot.pause()
    await pilot.press("n", "n", "right", "right", "right", "right")


async def _account(app: Any, pilot: Any) -> None:
    await app.open_account("queues")


async def _usage(app: Any, pilot: Any) -> None:
    await app.open_account("workers")
    await settle(pilot)
    await press(pilot, "end", "u", "left", "left", "left", "left", "left", "left")


async def _plan(app: Any, pilot: Any) -> None:
    await press(pilot, "3", "down", "down")


async def _proof(app: Any, pilot: Any) -> None:
    await press(pilot, "5", "r")


async def _cutover() -> None:
    """A cutover in the demo account, while its first step is watched. It is taken back afterwards."""
    from textual.widgets import Input

    from tests.migration.rehearsal.moving import WORKER, rehearsing
    from tests.tui.looks import until
    from tests.tui.migrating import screen_of

    async with rehearsing(Path(tempfile.mkdtemp())) as found:
        await found.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET="only a rehearsal")
        os.environ.update(CLOUDFLARE_API_BASE_URL=found.api.url, CLOUDFLARE_API_TOKEN="demo")

        async def watched(app: Any, pilot: Any) -> None:
            screen_of(pilot)._half.seconds = 600
            await press(pilot, "8")
            await pilot.press("a")
            await settle(pilot, but={"half"})
            app.screen.query_one(Input).value = WORKER
            await pilot.press("enter")
            await until(pilot, "requests: ", 120)

        await _picture("cutover", "migrate", found.root, watched, but={"half"})


async def draw() -> None:
    """All pictures, from a fresh home and a copy of the sample project."""
    from edgewise.store import folders

    cache = folders().cache
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.environ.update(EDGEWISE_HOME=f"{place}/home", EDGEWISE_CACHE=str(cache), TEXTUAL_ANIMATIONS="none")
        project = Path(place, "field-notes")
        shutil.copytree(ROOT / "tests" / "samples" / "functions-blog", project)
        await _picture("home", "home", project, _nothing)
        await _picture("lesson", "learn", project, _lesson)
        await _picture("overview", "account", project, _nothing)
        await _picture("account", "account", project, _account)
        await _picture("usage", "account", project, _usage)
        await _picture("plan", "migrate", project, _plan)
        await _picture("proof", "migrate", project, _proof)
        await _cutover()


if __name__ == "__main__":
    asyncio.run(draw())
