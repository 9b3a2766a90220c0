"""The usage screens over the demo account: charts, cursor, spans, words, limits and cost, and what is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row
from edgewise.app import EdgewiseApp
from edgewise.screens.account.board import Board
from edgewise.screens.account.usage.account import AccountUsageScreen
from edgewise.screens.account.usage.base import UsageBase
from edgewise.screens.account.usage.screen import UsageScreen
from edgewise.screens.account.views import Looking
from edgewise.services import Services
from edgewise.widgets.chart import ChartView
from tests.account.support import NOW, client, envelope, refusal
from tests.tui.looks import SIZES, assert_looks, press, settle, text_of


class Usage:
    """A usage screen on top of the app."""

    def __init__(self, app: EdgewiseApp, pilot: Any, screen: UsageBase) -> None:
        self.app, self.pilot, self.screen = app, pilot, screen

    async def press(self, *keys: str) -> str:
        return await press(self.pilot, *keys)

    @property
    def text(self) -> str:
        return text_of(self.app)

    @property
    def cursors(self) -> set[int | None]:
        return {each.cursor for each in self.screen.query(ChartView) if each.note is None}


@asynccontextmanager
async def usage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind_id: str = "",
    raw: dict[str, Any] | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    theme: str = "edgewise-dark",
    api: Client | None = None,
) -> AsyncIterator[Usage]:
    """The usage of a row, or of the account when no kind is given."""
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path))
    api = api or demo.client(lambda: NOW)
    board = Board(lambda place: None)
    board.client, board.account = api, await api.account()
    wanted = kind(kind_id or "workers")
    row = Row("1", raw) if raw is not None else None
    looking = Looking(board, api, wanted, row, {}, (wanted.title,))
    screen = UsageScreen(looking) if kind_id else AccountUsageScreen(looking)
    app = EdgewiseApp(Services.load(demo=True), theme=theme)
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)
        await settle(pilot)
        yield Usage(app, pilot, screen)


PRICING = {"id": "pricing"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("whose", ["worker", "account"])
async def test_how_it_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], whose: str, request: pytest.FixtureRequest
) -> None:
    what = ("workers", PRICING) if whose == "worker" else ("", None)
    async with usage(tmp_path, monkeypatch, *what, size=size) as seen:
        update = request.config.getoption("--update-snapshots")
        assert_looks(f"usage-{whose}-{size[0]}.txt", seen.text, update=update)


async def test_one_cursor_moves_through_all_charts_and_escape_lifts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with usage(tmp_path, monkeypatch, "workers", PRICING) as seen:
        assert seen.cursors == {None}
        await seen.press("left")
        assert seen.cursors == {94}, "the newest quarter of an hour that is final"
        assert "09:00" in seen.text
        await seen.press("right")
        assert seen.cursors == {95} and "still arriving" in seen.text
        await seen.press("right", "right", *["H"] * 12)
        assert seen.cursors == {0}
        await seen.press("escape")
        assert seen.cursors == {None}
        await seen.press("escape")
        assert seen.app.screen is not seen.screen


async def test_no_code_is_not_called_no_visitors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = {"id": "brew-club", "handlers": [], "has_assets": True}
    async with usage(tmp_path, monkeypatch, "workers", site) as seen:
        assert "only static" in seen.text and "Requests to them are not" in seen.text
        assert "None in these" not in seen.text and "not known" not in seen.text


async def test_spans_and_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with usage(tmp_path, monkeypatch, "workers", PRICING) as seen:
        assert "by 15 minutes" in seen.text
        assert "by 5 minutes" in await seen.press("left_curly_bracket")
        assert "by 1 hour" in await seen.press("right_curly_bracket", "right_curly_bracket")
        assert "by 1 hour" in await seen.press("right_square_bracket"), "seven days"
        assert "by 1 day" in await seen.press("right_square_bracket")
        counts = {each.chart.count for each in seen.screen.query(ChartView) if each.chart is not None}
        assert counts == {30}
        await seen.press("right_square_bracket")
        assert seen.screen.timing.span.id == "30d"
        await seen.press(*["left_square_bracket"] * 4)
        assert seen.screen.timing.span.id == "1h" and "by 1 minute" in seen.text


async def test_the_deployment_is_marked_where_the_errors_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with usage(tmp_path, monkeypatch, "workers", PRICING, size=(160, 50)) as seen:
        errors = seen.screen.query_one("#chart-1", ChartView).chart
        assert errors is not None
        (mark,) = errors.marks
        before, after = (
            errors.curves[0].values[: int(mark.at)],
            errors.curves[0].values[int(mark.at) + 1 : errors.final],
        )
        assert max(each or 0 for each in before) < min(each or 0 for each in after)
        assert "Ten per cent try the new rounding" in seen.text


async def test_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with usage(tmp_path, monkeypatch, "workers", PRICING) as seen:
        words = await seen.press("t")
        assert "the numbers may still grow." in words and "P99: most" in words and "█" not in words
        assert "█" in await seen.press("t")


@pytest.mark.parametrize(
    ("kind_id", "raw", "words"),
    [
        ("workers", {"id": "nobody"}, "None in these 24 hours."),
        ("queues", {"queue_id": "nobody"}, "That is not zero: it is not known."),
        ("kv_namespaces", {"id": "nobody"}, "It is reported in steps of 1 day: choose a longer range."),
    ],
)
async def test_nothing_happened_is_not_nothing_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_id: str, raw: dict[str, Any], words: str
) -> None:
    async with usage(tmp_path, monkeypatch, kind_id, raw) as seen:
        assert words in " ".join(
            " ".join(each.note.plain for each in seen.screen.query(ChartView) if each.note).split()
        )


async def test_a_missing_permission_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = {"data": None, "errors": [{"message": "not authorized for that account"}]}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return envelope({"status": "active"})
        return httpx.Response(200, json=errors) if request.url.path.endswith("graphql") else refusal(403)

    async with usage(tmp_path, monkeypatch, "workers", PRICING, api=client(answer)) as seen:
        text = " ".join(seen.text.split())
        assert text.count("It needs") == 1 and "Account Analytics Read" in text
        assert "Account · Account Analytics · Read" in text and "press r" in text
    async with usage(tmp_path, monkeypatch, api=client(answer)) as seen:
        text = " ".join(seen.text.split())
        assert text.count("It needs") == 1 and "Account Analytics Read" in text and "$" not in text


async def test_an_answer_that_is_none_is_said_at_its_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("graphql"):
            return httpx.Response(200, json={"data": {"viewer": {"accounts": [{}]}}})
        deployed = {"created_on": "2026-03-14T01:00:00Z", "annotations": {"workers/message": "[/x]"}}
        return envelope({"deployments": [deployed]})

    async with usage(tmp_path, monkeypatch, "workers", {"id": "[/b]\x1b[2J"}, api=client(answer)) as seen:
        assert "✗ The API's answer has no workersInvocationsAdaptive." in " ".join(seen.text.split())
        assert "[/x]" in seen.text and "[/b]" in seen.text


async def test_the_other_plan_is_called_assumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with usage(tmp_path, monkeypatch) as seen:
        assert "Workers Paid, as the account's subscriptions say" in seen.text
        text = await seen.press("f")
        assert "the free plan, assumed" in text and "Today against the free plan" in text
        assert "Workers: requests" in text and "beyond is refused" in text
        assert "Workers Paid, assumed" in await seen.press("f")
