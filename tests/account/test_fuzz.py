"""Whatever the API sends, nothing raises, no row is lost, and what was odd is said in a line.

Real answers of the demo account are broken in random places, the same ones in each run.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from edgewise.account.client import Client
from edgewise.account.commands import command_for, dashboard_for
from edgewise.account.comparing import compare
from edgewise.account.export import csv_text, json_text
from edgewise.account.listing import Listing, details, follow_up, load, with_details
from edgewise.account.overview import make_overview
from edgewise.account.overview.model import Seen
from edgewise.account.resources import KINDS, ROOTS
from edgewise.account.resources.model import Kind, Scope
from edgewise.account.resources.values import at, plain
from edgewise.account.sanitising import sanitised
from edgewise.account.search import entries_of, search
from edgewise.account.survey import summary, survey
from edgewise.errors import EdgewiseError
from edgewise.screens.account.arrange import arrange
from edgewise.screens.account.facts import detail_lines, insight_lines
from tests.account.mutating import Broken, broken, mutated
from tests.account.support import NOW, refusal
from tests.account.tour import client, tour

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
EXAMPLES = 6
"""Seeds for each kind."""

OFTEN = ("pages_projects", "workers", "worker_deployments", "queues", "workflow_instances")
SOME_KINDS = [each if each.id in OFTEN else pytest.param(each, marks=pytest.mark.exhaustive) for each in KINDS]
"""Every kind; those beyond the few are apart from the fast tests."""

PHASES = (Phase.explicit, Phase.generate)
"""Without shrinking: a smaller seed is no smaller document."""


def ancestry(kind: Kind) -> dict[str, str]:
    """Parameters with which the demo account answers for a kind: those of the longest listing on the tour."""
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/?#]+)", re.escape(kind.path))
    for target in sorted(tour(), key=lambda each: -len(tour()[each].body)):
        found = re.fullmatch(pattern, re.split(r"[?#]", target)[0].removeprefix("/client/v4"))
        if found:
            return {name: value for name, value in found.groupdict().items() if name != "account_id"}
    raise AssertionError(kind.id)


PARAMETERS = {kind.id: ancestry(kind) for kind in KINDS}


async def read(kind: Kind, transport: httpx.AsyncBaseTransport) -> Listing | EdgewiseError:
    """A listing with everything that belongs to it, or the error that a person is told."""
    api = client(transport)
    try:
        listing = await load(api, kind, PARAMETERS[kind.id])
        whole = await with_details(api, await follow_up(api, listing))
        if whole.rows:
            await details(api, kind, whole.rows[0])
    except EdgewiseError as error:
        return error
    assert len(whole.rows) == len(listing.rows)
    return whole


def rows_sent(kind: Kind, transport: Broken) -> int | None:
    """How many different rows went out, where that can be told from outside."""
    if kind.unfold is not None:
        return None
    pattern = re.compile(re.escape(kind.path).replace(r"\{account_id\}", "[^/]+"))
    named = {re.escape("{" + name + "}"): re.escape(value) for name, value in PARAMETERS[kind.id].items()}
    text = pattern.pattern
    for place, value in named.items():
        text = text.replace(place, value)
    lists = [
        at(result, kind.plan.items) if kind.plan.items else result
        for target, result in transport.sent.items()
        if re.fullmatch(f"/client/v4{text}(\\?.*)? .*", target)
    ]
    if len(lists) != 1 or not isinstance(lists[0], list) or kind.also or kind.body is not None:
        return None
    prints = {json.dumps(each, sort_keys=True) for each in lists[0] if isinstance(each, dict)}
    wanted = len(prints) + sum(not isinstance(each, dict) for each in lists[0])
    return min(wanted, kind.plan.most or wanted)


def everything_shown(kind: Kind, listing: Listing) -> Iterator[str]:
    """Every text that somebody may see of a listing, on every way out of it."""
    scope = Scope(NOW, {kind.id: listing.rows})
    for sort in (None, *((column.id, down) for column in kind.columns for down in (False, True))):
        table = arrange(kind, listing.rows, scope, sort=sort)
        assert len(table.rows) == len(listing.rows) == len({row.key for row in table.rows})
    for line in arrange(kind, listing.rows, scope, wanted="a").rows + table.rows:
        yield from (text for text, _ in line.cells)
    for row in listing.rows:
        yield kind.row_name(row)
        yield from (line.plain for line in detail_lines(kind, row, scope, 60))
        for insight in kind.insights:
            if insight.when(row, scope):
                yield from (line.plain for line in insight_lines(insight, insight.why(row, scope), 60))
        yield command_for(kind, row, listing.parameters, "a1", "https://api.example/v4")
        yield dashboard_for(kind, row, listing.parameters, "a1")
        yield json.dumps(plain(summary(kind, row, scope)), ensure_ascii=False, allow_nan=False)
        for view in kind.views:
            view.when(row, scope)
        for action in kind.actions:
            if action.when(row, scope):
                yield action.effect(row, scope)
                yield action.typed(row, scope)
                json.dumps(action.body(row, scope) if action.body else None)
    json_text(kind, listing.rows, scope, account="a", parameters=listing.parameters)
    csv_text(kind, listing.rows, scope).encode("utf-8", errors="strict")
    found = search(list(entries_of(kind, listing.rows)), "o")
    assert sum(len(group.hits) for group in found) <= len(listing.rows)
    if len(listing.rows) > 1:
        compare(listing.rows[0].raw, listing.rows[1].raw)
    for problem in listing.problems:
        yield problem.message


def check(kind: Kind, found: Listing | EdgewiseError) -> None:
    """Everything is clean; what was odd is said in one line of bearable length."""
    if isinstance(found, EdgewiseError):
        assert found.code and found.fix and "\n" not in found.message and len(found.message) < 500
        return
    for text in everything_shown(kind, found):
        assert not UNSAFE.search(text), (kind.id, text[:200])
    for problem in found.problems:
        assert "\n" not in problem.message and len(problem.message) < 500
    if any(row.key.startswith("?") for row in found.rows):
        assert any(problem.code == "odd-answer" for problem in found.problems)


@pytest.mark.parametrize("kind", SOME_KINDS, ids=lambda kind: kind.id)
@settings(max_examples=EXAMPLES, phases=PHASES)
@example(seed=0, times=0)
@given(seed=st.integers(0, 10**6), times=st.integers(1, 40))
def test_broken_documents_are_borne(kind: Kind, seed: int, times: int) -> None:
    transport = broken(seed, times)
    found = asyncio.run(read(kind, transport))
    check(kind, found)
    if isinstance(found, Listing):
        sent = rows_sent(kind, transport)
        assert sent is None or len(found.rows) == sent, found.problems
        if times == 0:
            assert found.problems == () and found.rows


@pytest.mark.exhaustive
@settings(max_examples=8, phases=PHASES)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_a_snapshot_of_a_broken_account_is_a_document(seed: int, times: int) -> None:
    try:
        document = asyncio.run(survey(client(broken(seed, times))))
    except EdgewiseError as error:
        assert error.fix
        return
    assert set(document["resources"]) == {kind.id for kind in ROOTS}
    for each in (document, sanitised(document)):
        text = json.dumps(each, ensure_ascii=False, allow_nan=False)
        assert not UNSAFE.search(text)
    for problem in document["problems"]:
        assert problem["message"] and "\n" not in problem["message"]


@settings(max_examples=10, phases=PHASES)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_an_overview_of_a_broken_account_is_one(seed: int, times: int) -> None:
    async def gather() -> dict[str, Any]:
        api = client(broken(seed, times))
        return {kind.id: await read_with(api, kind) for kind in ROOTS}

    found = asyncio.run(gather())
    scope = Scope(NOW, {identity: each.rows for identity, each in found.items() if isinstance(each, Listing)})
    overview = make_overview([_seen(kind, found[kind.id]) for kind in ROOTS], scope)
    for _, line in overview.lines:
        assert not UNSAFE.search(line.name + line.text)


async def read_with(api: Client, kind: Kind) -> Listing | EdgewiseError:
    try:
        return await follow_up(api, await load(api, kind))
    except EdgewiseError as error:
        return error


def _seen(kind: Kind, found: Listing | EdgewiseError) -> Seen:
    if isinstance(found, Listing):
        return Seen(kind, found.rows)
    return Seen(kind, None, found)


# ---------------------------------------------------------------------- accounts that are refused, empty, or down


class Half(httpx.AsyncBaseTransport):
    """Answers some addresses with something else than the demo account does."""

    def __init__(self, instead: Any, share: float, seed: int = 1) -> None:
        self.inner, self.instead, self.share, self.seed = broken(0, 0), instead, share, seed
        self.refused: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not path.endswith(("/v4/accounts", "/tokens/verify")) and self._struck(path):
            self.refused.add(path)
            made: httpx.Response = self.instead(request)
            return made
        return await self.inner.handle_async_request(request)

    def _struck(self, path: str) -> bool:
        return Random(f"{self.seed} {path}").random() < self.share


def _api(transport: httpx.AsyncBaseTransport) -> Client:
    api = client(transport)
    api._attempts._sleep = lambda seconds: asyncio.sleep(0)  # type: ignore[assignment]
    return api


CUT = b'{"success": true, "result": [{"id": "x", "na'
TROUBLES = {
    "403": lambda request: refusal(403, 10000, "Authentication error"),
    "404": lambda request: refusal(404, 7003, "No route"),
    "500": lambda request: refusal(500, 10013, "Oops"),
    "cut": lambda request: httpx.Response(200, content=CUT),
    "page": lambda request: httpx.Response(200, html="<!doctype html><title>Hotel</title>"),
    "null": lambda request: httpx.Response(200, json={"success": True, "result": None}),
    "empty": lambda request: httpx.Response(
        200, json={"success": True, "result": [], "result_info": {"total_count": 0}}
    ),
    "object": lambda request: httpx.Response(200, json={"success": True, "result": {}}),
}


@pytest.mark.parametrize("share", [pytest.param(0.5, marks=pytest.mark.exhaustive), 1.0])
@pytest.mark.parametrize("trouble", sorted(TROUBLES))
async def test_an_account_half_or_all_of_which_is_in_trouble(trouble: str, share: float) -> None:
    transport = Half(TROUBLES[trouble], share)
    document = await survey(_api(transport))
    json.dumps(document, allow_nan=False)
    assert transport.refused
    if trouble in ("403", "500", "cut", "page"):
        roots = [kind for kind in ROOTS if document["resources"][kind.id] is None]
        assert share < 1 or roots == list(ROOTS), "what could not be read is null, never an empty list"
        told = {problem["kind"] for problem in document["problems"]}
        assert {kind.id for kind in roots} <= told, "and each has its reason"
    if trouble == "403":
        assert {problem["code"] for problem in document["problems"]} <= {
            "permission-missing",
            "left-out",
            "account-choice",
        }
    if trouble == "empty" and share == 1:
        lists = [kind for kind in ROOTS if not kind.plan.items]
        assert all(document["resources"][kind.id] == [] for kind in lists)
    if trouble == "null" and share == 1:
        assert document["problems"], "null instead of a list is said"


async def test_an_account_that_answers_nothing_at_all() -> None:
    with pytest.raises(EdgewiseError) as caught:
        await survey(_api(httpx.MockTransport(lambda request: httpx.Response(200, content=CUT))))
    assert caught.value.code == "bad-answer"


# ---------------------------------------------------------------------- the breaking itself


def test_breaking_breaks_in_every_way_and_the_same_each_time() -> None:
    document = {"a": [1, {"b": "c"}], "d": None, "e": 2.5}
    found = [mutated(document, Random(seed), 3) for seed in range(300)]
    assert repr(found[:20]) == repr([mutated(document, Random(seed), 3) for seed in range(20)])
    assert len({json.dumps(each) for each in found}) > 200
    text = json.dumps(found)
    for sign in ("of_tomorrow", "\\u001b", "\\u202e", "\\ud800", "NaN", "[bold red]", '"1"', '"value"'):
        assert sign in text, sign
    assert document == {"a": [1, {"b": "c"}], "d": None, "e": 2.5}
