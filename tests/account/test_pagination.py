"""Lists in pages and by cursor, and servers that do not keep to either."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from edgewise.account.envelope import Answer
from edgewise.account.pagination import MOST_PAGES, Collected, Plan, collect
from edgewise.errors import EdgewiseError, NetworkError
from tests.account.support import Recorder, client, envelope, pages, refusal

LIST = "/accounts/{account_id}/things"


def rows(count: int) -> list[dict[str, int]]:
    return [{"id": number} for number in range(count)]


async def fetched(handler: Any, plan: Plan) -> tuple[Collected, Recorder]:
    seen = handler if isinstance(handler, Recorder) else Recorder(handler)
    return await client(seen).rows(LIST, plan=plan), seen


@pytest.mark.parametrize("totals", [True, False])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 57])
async def test_every_row_comes_in_order(count: int, totals: bool) -> None:
    found, _ = await fetched(pages(rows(count), totals=totals), Plan("page", per_page=10))
    assert list(found.items) == rows(count)
    assert found.problems == () and not found.more
    assert found.total == (count if totals else None)


async def test_no_page_is_asked_for_twice() -> None:
    _, seen = await fetched(pages(rows(57)), Plan("page", per_page=10))
    assert sorted(request.url.params["page"] for request in seen.requests) == ["1", "2", "3", "4", "5", "6"]
    assert {request.url.params["per_page"] for request in seen.requests} == {"10"}


async def test_pages_are_read_side_by_side_once_their_number_is_known() -> None:
    waiting = 0
    together = asyncio.Event()

    async def fetch(query: Mapping[str, str]) -> Answer:
        nonlocal waiting
        if query["page"] != "1":
            waiting += 1
            if waiting == 4:
                together.set()
            await together.wait()
        return Answer([{"page": query["page"]}], {"total_count": 5})

    found = await asyncio.wait_for(collect(fetch, Plan("page"), "/x"), 5)
    assert [row["page"] for row in found.items] == ["1", "2", "3", "4", "5"]


async def test_a_server_that_gives_fewer_than_asked_loses_nothing() -> None:
    """It says ``per_page: 50`` and sends ten."""
    everything = rows(35)

    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        return envelope(everything[(page - 1) * 10 : page * 10], {"page": page, "per_page": 50, "total_count": 35})

    found, _ = await fetched(answer, Plan("page", per_page=50))
    assert list(found.items) == everything and found.problems == ()


async def test_a_server_that_ignores_pages_but_announces_more() -> None:
    found, seen = await fetched(
        lambda request: envelope(rows(10), {"page": 1, "per_page": 10, "total_count": 400, "total_pages": 40}),
        Plan("page", per_page=10),
    )
    assert list(found.items) == rows(10)
    assert "same page twice" in found.problems[0]
    assert len(seen.requests) < 20


async def test_a_server_that_ignores_pages_and_says_nothing() -> None:
    full, seen = await fetched(lambda request: envelope(rows(10)), Plan("page", per_page=10))
    assert list(full.items) == rows(10) and "repeats its pages" in full.problems[0]
    assert len(seen.requests) == 2
    short, _ = await fetched(lambda request: envelope(rows(3)), Plan("page", per_page=10))
    assert list(short.items) == rows(3) and short.problems == ()


async def test_a_server_that_never_ends_is_ended() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return envelope([{"id": request.url.params["page"]}])

    found, seen = await fetched(answer, Plan("page"))
    assert len(found.items) == MOST_PAGES == len(seen.requests)
    assert found.more and str(MOST_PAGES) in found.problems[0]


async def test_a_total_that_is_absurd_costs_little() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return envelope(rows(10) if request.url.params["page"] == "1" else [], {"total_count": 10**11})

    found, seen = await fetched(answer, Plan("page", per_page=10))
    assert list(found.items) == rows(10)
    assert any("announced" in problem for problem in found.problems)
    assert len(seen.requests) < 20


async def test_rows_that_were_announced_and_never_came_are_missed() -> None:
    found, _ = await fetched(lambda request: envelope(rows(3), {"total_count": 5}), Plan())
    assert found.problems == ("The API announced 5 and sent 3.",)


async def test_enough_is_enough() -> None:
    found, seen = await fetched(pages(rows(500), per_page=25), Plan("page", most=100))
    assert len(found.items) == 100 and found.more and found.total == 500
    assert found.problems == ()
    assert len(seen.requests) == 4


async def test_a_failure_on_a_later_page_is_the_failure_and_ends_the_others() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params["page"] == "3":
            return refusal(404, 7003, "Gone")
        return envelope([{"page": request.url.params["page"]}] * 10, {"total_count": 100})

    with pytest.raises(EdgewiseError) as caught:
        await fetched(answer, Plan("page", per_page=10))
    assert caught.value.code == "not-found"
    assert len(asyncio.all_tasks()) == 1


# ---------------------------------------------------------------------- cursors


@pytest.mark.parametrize("shape", ["flat", "nested"])
async def test_a_cursor_is_followed_to_its_end(shape: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("cursor", "0"))
        after = str(start + 4) if start + 4 < 10 else ""
        return envelope(
            {"buckets": rows(10)[start : start + 4]},
            {"cursor": after} if shape == "flat" else {"cursors": {"after": after}},
        )

    found, seen = await fetched(answer, Plan("cursor", items="buckets", per_page=4))
    assert list(found.items) == rows(10) and found.problems == ()
    assert len(seen.requests) == 3


async def test_a_cursor_that_turns_in_circles_is_left() -> None:
    found, seen = await fetched(lambda request: envelope(rows(2), {"cursor": "again"}), Plan("cursor"))
    assert "repeats its cursor" in found.problems[0]
    assert len(seen.requests) == 2


async def test_a_cursor_without_end_is_ended() -> None:
    count = iter(range(10_000))
    found, seen = await fetched(lambda request: envelope([{}], {"cursor": str(next(count))}), Plan("cursor"))
    assert len(seen.requests) == MOST_PAGES and found.more


# ---------------------------------------------------------------------- shapes


async def test_rows_under_a_key() -> None:
    found, _ = await fetched(lambda request: envelope({"items": rows(2)}), Plan(items="items"))
    assert list(found.items) == rows(2)


@pytest.mark.parametrize("result", [{}, {"items": {}}, {"items": 3}, [], "text", 7, None])
async def test_no_list_where_one_should_be_is_an_error(result: Any) -> None:
    with pytest.raises(NetworkError) as caught:
        await fetched(lambda request: envelope(result), Plan(items="items"))
    assert caught.value.code == "bad-answer"


async def test_null_instead_of_a_list_is_said() -> None:
    found, _ = await fetched(lambda request: envelope(None), Plan())
    assert found.items == () and "null" in found.problems[0]
    empty, _ = await fetched(lambda request: envelope(None, {"total_count": 0}), Plan())
    assert empty.items == () and empty.problems == ()


async def test_totals_as_text_count_too() -> None:
    everything = rows(30)

    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        return envelope(everything[(page - 1) * 10 : page * 10], {"total_count": "30", "per_page": "10"})

    found, _ = await fetched(answer, Plan("page", per_page=10))
    assert list(found.items) == everything
