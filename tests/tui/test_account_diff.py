"""Comparing two rows on the account screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.content import Content

from edgewise.account.comparing import Change, Comparison, compare
from edgewise.screens.account.diff_lines import SIDE_BY_SIDE, diff_lines
from edgewise.screens.account.diffing import DiffScreen
from tests.tui.looks import assert_looks
from tests.tui.test_account import account

Patch = pytest.MonkeyPatch


def inside(text: str) -> str:
    """Without the title and the key bar of the screen below."""
    return "\n".join(text.splitlines()[1:-1]) + "\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_a_project_against_a_worker(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool
) -> None:
    async with account(monkeypatch, tmp_path, size) as seen:
        await seen.go_to("report-desk")
        await seen.press("d")
        assert seen.step == "report-desk (Pages project) is marked: press d on another Pages project or Worker."
        await seen.press("2")
        await seen.go_to("mailer")
        await seen.press("d")
        assert isinstance(seen.app.screen, DiffScreen)
        assert_looks(f"account-diff-{size[0]}.txt", inside(seen.text), update=update_snapshots)
        await seen.press("escape")
        assert seen.app.screen is seen.screen and "is marked" not in seen.step


async def test_two_deployments_with_what_always_differs_folded(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await seen.go_to("report-desk")
        await seen.press("enter", "d", "down", "down", "d")
        assert "folded away" in seen.text and "commit_message" in seen.text and "short_id" not in seen.text
        await seen.press("f")
        assert "short_id" in seen.text and "shown too" in seen.text
        await seen.press("e", "down", "enter")
    document = json.loads((tmp_path / "comparison.json").read_text())
    assert document["folded"] and any(each["path"][0] == "deployment_trigger" for each in document["changes"])


async def test_marking_again_forgets_and_another_kind_takes_the_mark(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("d", "d")
        assert seen.screen.marked is None and seen.app.screen is seen.screen
        await seen.press("d", "3", "d")
        assert seen.screen.marked is not None and seen.screen.marked.kind.id == "queues"
        assert "press d on another queue" in seen.step


@pytest.mark.parametrize("width", [40, 76, SIDE_BY_SIDE, 156])
def test_lines_fit_whatever_the_values_are(width: int) -> None:
    wide = "W" * 900 + "\x1b[31m[bold]" + "界" * 90
    old = {"a": wide, "list": [wide, 1], "deep": {"b": {wide: wide}}, "id": "1", "flag": None}
    new = {"a": "short", "list": [], "deep": {}, "id": "2", "flag": True, "more": {str(at): at for at in range(40)}}
    lines = diff_lines(compare(old, new), wide, "other", width, unfolded=True)
    assert max(line.cell_length for line in lines) <= width
    text = "\n".join(line.plain for line in lines)
    assert ("\x1b" not in text and "not there" in text) or width < SIDE_BY_SIDE
    assert "e writes all of it" in text


def test_no_difference_says_so_without_claiming_more() -> None:
    lines = diff_lines(Comparison(folded=(Change(("id",), "1", "2"),), same=3), "one", "two", 80, unfolded=False)
    text = Content("\n").join(lines).plain
    assert "No difference that lasts. 3 values are the same." in text and "1 field that always differ" in text
