"""The demo account and the table of kinds, held against the published shapes of Cloudflare's answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest

from edgewise.account.demo import routes
from edgewise.account.resources import KINDS
from edgewise.account.resources.formats import FORMATS, Cell
from edgewise.account.resources.model import PLACE, Follow, Kind, Row, Scope, evaluate
from edgewise.account.resources.values import at
from tests.account import published
from tests.account.published import Published, Shape, address
from tests.account.reading import Log, Path, tracked
from tests.account.support import NOW
from tests.account.tour import tour

assert routes

TOUR = tour()


ADDRESSES = {target: published.address_of(target) for target in TOUR}


@cache
def documents(where: str) -> list[Any]:
    """Results of the demo account at an address."""
    return [json.loads(TOUR[target].body)["result"] for target, at in ADDRESSES.items() if at == where and _ok(target)]


def _ok(target: str) -> bool:
    return TOUR[target].status == 200


def excused(where: str, path: str) -> bool:
    """Whether a source besides the types attests what stands at a path; or anything above it."""
    known = published.besides()["fields"]
    places = {**known.get(where.removesuffix("/{}"), {}), **known.get(where, {})}
    parts = path.strip(".").split(".")
    above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(fnmatchcase(each, pattern) for each in above for pattern in places)


# ---------------------------------------------------------------------- the demo account's answers


def test_the_tour_sees_every_address_that_the_table_asks() -> None:
    asked = {address(each.path) for each in KINDS} | {address(each.path) for kind in KINDS for each in _follows(kind)}
    seen = set(ADDRESSES.values())
    assert asked <= seen, asked - seen
    # A row is whole without what is optional, such as the rules of a bucket that has none.
    optional = {address(each.path) for kind in KINDS for each in _follows(kind) if each.optional}
    assert {ADDRESSES[target] for target in TOUR if not _ok(target)} <= optional


@pytest.mark.parametrize("where", sorted({each for each in ADDRESSES.values() if each}))
def test_an_answer_of_the_demo_account_has_the_published_shape(where: str) -> None:
    answer = published.answers().get(where)
    if answer is None:
        assert where in published.besides()["answers"]
        return
    found = {said for result in documents(where) for said in answer.problems(result)}
    assert [said for said in sorted(found) if not excused(where, said.split(": ")[0])] == []


def test_no_address_goes_unchecked() -> None:
    assert [target for target, where in ADDRESSES.items() if where is None] == []


def test_every_excuse_is_needed() -> None:
    """An entry beside the types that nothing needs any more is taken out."""
    said: dict[str, set[str]] = {}
    for where, answer in published.answers().items():
        for result in documents(where):
            said.setdefault(where, set()).update(each.split(": ")[0].strip(".") for each in answer.problems(result))
    for where, places in published.besides()["fields"].items():
        met = {path for at, paths in said.items() if at.removesuffix("/{}") == where or at == where for path in paths}
        read = {".".join(path) for kind in KINDS if address(kind.path) == where for path in read_by(kind)}
        for pattern in places:
            assert any(fnmatchcase(path, pattern) for path in met | read), (where, pattern)


# ---------------------------------------------------------------------- the fields that the table reads


def _follows(kind: Kind) -> tuple[Follow, ...]:
    return (*kind.follows, *kind.details)


def rows_of(kind: Kind, log: Log, extras: dict[str, Log]) -> Iterator[Row]:
    """Rows made of the demo account's documents, that note what is read of them."""
    for result in documents(address(kind.path)):
        given = tracked(result, log if kind.unfold else Log())
        rows = kind.unfold(given) if kind.unfold else given
        if not kind.unfold and kind.plan.items:
            rows = at(rows, kind.plan.items)
        for document in rows if isinstance(rows, list) else []:
            raw = document if kind.unfold else tracked(document, log)
            extra = {}
            for follow in _follows(kind):
                answer = next(iter(documents(address(follow.path))), None)
                if follow.plan is not None and follow.plan.items:
                    answer = at(answer, follow.plan.items)
                extra[follow.name] = tracked(answer, extras[follow.name])
            yield Row("key", raw, extra, dict.fromkeys(PLACE.findall(kind.path), "name"))


def look(kind: Kind, row: Row, scope: Scope) -> None:
    """Ask a row for everything that a table, a detail or a snapshot shows of it."""
    sections = [item for section in kind.sections for item in section.items]
    for column in (*kind.columns, *sections):
        column.cell(row, scope)
    for item in kind.summary:
        evaluate(item.value, row, scope)
    for section in kind.sections:
        if section.lines:
            section.lines(row, scope)
    for insight in kind.insights:
        if insight.when(row, scope):
            insight.why(row, scope)
    for view in kind.views:
        view.when(row, scope)
    for action in kind.actions:
        if action.when(row, scope):
            action.effect(row, scope)
            action.typed(row, scope)
            if action.body:
                action.body(row, scope)


def read_by(kind: Kind, extras: dict[str, Log] | None = None) -> set[Path]:
    """The paths of its document that a kind reads."""
    log = Log()
    extras = extras if extras is not None else {}
    for follow in _follows(kind):
        extras[follow.name] = Log()
    rows = list(rows_of(kind, log, extras))
    scope = Scope(NOW, {kind.id: tuple(rows)})
    for row in rows:
        look(kind, row, scope)
    return {path for path in log.paths if path}


def declared(kind: Kind) -> set[str]:
    """The dotted paths that a kind's declaration spells out."""
    items = [*kind.columns, *kind.summary, *(item for section in kind.sections for item in section.items)]
    paths = {each.value for each in items if isinstance(each.value, str)}
    fields = {source for each in (*kind.drills, *_follows(kind), *kind.actions) for source in each.parameters.values()}
    return (paths | {kind.key, kind.name} | fields) - set(PLACE.findall(kind.path))


SHARED = {("uses_functions",)}
"""Fields that one function asks of rows of several kinds, of which only some have them."""


def shapes(kind: Kind) -> list[Shape] | None:
    """The published shapes of a kind's rows; ``None`` where there are none."""
    answer = published.answers().get(address(kind.path))
    if answer is None:
        return None
    return answer.of_rows(kind.plan.items) if not kind.unfold else [answer.shape]


def stands(found: list[Shape], where: str, path: Path) -> bool:
    """Whether there may be something at a path, by the types or besides."""
    return any(each.has(path) for each in found) or path in SHARED or excused(where, ".".join(path))


# Where a kind unfolds a document the table makes the rows; what it reads of the document is tested below.
@pytest.mark.parametrize("kind", [each for each in KINDS if not each.unfold], ids=lambda kind: kind.id)
def test_every_field_that_a_kind_names_exists(kind: Kind) -> None:
    found = shapes(kind)
    where = address(kind.path)
    if found is None:
        assert where in published.besides()["answers"], f"no published shape for {where}"
        return
    wrong = []
    for each in declared(kind):
        if each.startswith("extra."):
            _, name, *rest = each.split(".")
            follow = next(follow for follow in _follows(kind) if follow.name == name)
            answers = _follow_shapes(follow)
            if answers is not None and not stands(answers, address(follow.path), tuple(rest)):
                wrong.append(each)
        elif not stands(found, where, tuple(each.split("."))):
            wrong.append(each)
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_field_that_a_kinds_functions_read_exists(kind: Kind) -> None:
    extras: dict[str, Log] = {}
    read = read_by(kind, extras)
    found = shapes(kind)
    if found is not None:
        assert sorted(path for path in read if not stands(found, address(kind.path), path)) == []
    for follow in _follows(kind):
        answers = _follow_shapes(follow)
        paths = extras[follow.name].paths
        if answers is not None:
            where = address(follow.path)
            assert sorted(path for path in paths if not stands(answers, where, path)) == [], follow.name


def _follow_shapes(follow: Follow) -> list[Shape] | None:
    answer: Published | None = published.answers().get(address(follow.path))
    if answer is None:
        assert address(follow.path) in published.besides()["answers"], f"no published shape for {follow.path}"
        return None
    if follow.plan is None:
        return [answer.shape.into({"list": answer.shape.form}) if answer.gives == "rows" else answer.shape]
    return [shape.into({"list": shape.form}) for shape in answer.of_rows(follow.plan.items)]


# ---------------------------------------------------------------------- the checker itself


def test_typos_and_wrong_types_are_found() -> None:
    queues = published.answers()["/accounts/{}/queues"]
    good = documents("/accounts/{}/queues")[0]
    row = {**good[0], "consumers": []}
    assert queues.problems([row]) == []
    assert queues.problems([{**row, "queue_nmae": "x"}]) == [".queue_nmae: unknown"]
    assert queues.problems([{**row, "producers_total_count": "3"}]) == [
        ".producers_total_count: string instead of number"
    ]
    assert queues.problems([{**row, "jurisdiction": "mars"}])[0].startswith(".jurisdiction: 'mars' is none of")
    assert published.answers()["/accounts/{}/queues/{}/metrics"].problems({"backlog_count": 1}) == [
        ".backlog_bytes: missing",
        ".oldest_message_timestamp_ms: missing",
    ]
    shape = queues.shape
    assert shape.has(("settings", "delivery_paused")) and shape.has(("consumers", "0", "script_name"))
    assert not shape.has(("settings", "paused")) and not shape.has(("queue_name", "x"))
    assert len(published.answers()) > 60


def test_what_is_read_is_noted() -> None:
    log = Log()
    document = tracked({"a": {"b": [{"c": 1}]}, "d": 2}, log)
    assert document["a"].get("b")[0]["c"] == 1 and document.get("nothing") is None
    assert log.paths == {("a",), ("a", "b"), ("a", "b", "*", "c"), ("nothing",)}


# ---------------------------------------------------------------------- what nobody knows yet


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("value", ["a-word-of-tomorrow", 7, {"new": "form"}, ["a-word-of-tomorrow"]])
def test_a_value_of_tomorrow_is_shown_and_not_dropped(name: str, value: Any) -> None:
    cell = FORMATS[name](value, NOW)
    assert isinstance(cell, Cell)
    if (isinstance(value, str) and name in ("text", "status")) or (isinstance(value, list) and name == "list"):
        assert "tomorrow" in cell.text
