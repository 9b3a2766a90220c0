"""What a screen looks like: as text for most tests, as SVG for a few."""

from __future__ import annotations

import re
from pathlib import Path

from textual.app import App

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"


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
