"""Lines of tables: made once, kept while their rows stay, safe whatever the API sends. Headless."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from edgewise.account.resources import KINDS, kind
from edgewise.account.resources.model import Row, Scope
from edgewise.screens.account.arrange import Table, arrange
from edgewise.screens.account.facts import detail_lines
from edgewise.screens.account.others import LONGEST, Watched, other_fields, watched
from edgewise.screens.account.wording import fitted
from edgewise.text import clean
from edgewise.widgets.columns import LONGEST as LONGEST_CELL
from tests.account.support import NOW

WORKERS, QUEUES = kind("workers"), kind("queues")


def workers(count: int) -> tuple[Row, ...]:
    return tuple(Row(f"w{number}", {"id": f"w{number}", "modified_on": NOW.isoformat()}) for number in range(count))


def renew(table: Table, rows: tuple[Row, ...], scope: Scope, **options: float) -> int:
    """Make lines; how often it could have been interrupted."""
    return sum(1 for _ in table.renew(rows, scope, **options))


def counting(wanted: Any) -> tuple[Any, list[str]]:
    """The same kind with a first column that notes the rows whose line is made."""
    made: list[str] = []

    def value(row: Row, scope: Scope) -> str:
        made.append(row.key)
        return row.key

    column = dataclasses.replace(wanted.columns[0], value=value, format="text")
    return dataclasses.replace(wanted, columns=(column, *wanted.columns[1:])), made


# ---------------------------------------------------------------------- only what changed


def test_after_a_refresh_only_what_changed_is_made_again() -> None:
    counted, made = counting(WORKERS)
    table, rows = Table(counted), workers(2000)
    assert renew(table, rows, Scope(NOW)) >= 20, "it can be interrupted"
    assert len(made) == 2000
    before = table.arranged()
    made.clear()
    again = tuple(Row(row.key, json.loads(json.dumps(row.raw))) for row in rows)
    renew(table, again, Scope(NOW))
    assert made == [] and table.arranged() is before, "nothing is new: the same lines, not measured again"
    other = (*again[:7], Row("w7", {"id": "w7", "modified_on": "2020-01-01T00:00:00Z"}), *again[8:])
    renew(table, other, Scope(NOW))
    assert made == ["w7"] and table.arranged() is not before
    assert table.arranged().rows[6] is before.rows[6] and table.arranged().rows[7] != before.rows[7]


def test_a_filter_and_another_order_make_no_lines() -> None:
    counted, made = counting(WORKERS)
    table = Table(counted)
    renew(table, workers(50), Scope(NOW))
    made.clear()
    column = counted.columns[0].id
    assert [row.key for row in table.arranged(wanted="w4").rows][:3] == ["w4", "w40", "w41"]
    assert [row.key for row in table.arranged(wanted="w1", sort=(column, True)).rows][:2] == ["w19", "w18"]
    assert made == []


def test_whoever_does_not_go_on_leaves_the_lines_as_they_were() -> None:
    table, rows = Table(WORKERS), workers(300)
    renew(table, rows, Scope(NOW))
    before = table.arranged()
    making = table.renew(workers(400), Scope(NOW + timedelta(hours=1)))
    next(making)
    making.close()
    assert table.arranged() is before and table.fresh(rows, Scope(NOW))


def test_ages_are_made_anew_when_they_are_too_old() -> None:
    table, rows, later = Table(WORKERS), workers(3), Scope(NOW + timedelta(seconds=50))
    renew(table, rows, Scope(NOW))
    assert not table.fresh(rows, later) and table.fresh(rows, later, seconds=60)
    renew(table, rows, later)
    assert "50 s ago" in str(table.arranged().rows)


def test_lines_follow_the_kinds_that_they_look_at() -> None:
    table = Table(QUEUES)
    queue = {"queue_id": "q", "queue_name": "jobs", "producers": [{"type": "worker", "script": "pages-worker--1"}]}
    queues = (Row("q", queue),)
    renew(table, queues, Scope(NOW, {"queues": queues, "zones": ()}))
    assert table.fresh(queues, Scope(NOW, {"queues": queues, "zones": workers(1)})), "zones say nothing of queues"
    projects = (Row("desk", {"name": "desk", "production_script_name": "pages-worker--1"}),)
    scope = Scope(NOW, {"queues": queues, "pages_projects": projects})
    assert not table.fresh(queues, scope)
    renew(table, queues, scope)
    assert "desk (Pages)" in str(table.arranged().rows)


class Walked(tuple[Row, ...]):
    """Rows that count how often somebody goes through all of them."""

    times = 0

    def __iter__(self) -> Any:
        type(self).times += 1
        return super().__iter__()


def test_the_detail_of_one_worker_does_not_go_through_all_of_them_each_time() -> None:
    rows = Walked(workers(20))
    scope = Scope(NOW, {"workers": rows})
    detail_lines(WORKERS, rows[3], scope, 60)
    first, Walked.times = Walked.times, 0
    for at in range(10):
        detail_lines(WORKERS, rows[at], scope.later(NOW + timedelta(seconds=at)), 60)
    assert first and Walked.times == 0


# ---------------------------------------------------------------------- whatever is sent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
    | st.sampled_from(["\x1b[31m\u202eevil\u2066\x00\n", "[/red][@click=x]y[/]", "n" * 10_000, "2026-03-14T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
FORBIDDEN = {*map(chr, (*range(32), 0x7F, 0x9B, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))}


def names_of(wanted: Any) -> list[str]:
    """Names that the kind's own values ask for, so that odd values land where they are looked at."""
    values = [each.value for each in (*wanted.columns, *(item for part in wanted.sections for item in part.items))]
    return [wanted.key, *{value.split(".")[0] for value in values if isinstance(value, str)}]


@given(st.data())
def test_no_document_breaks_a_table_or_its_detail(data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(KINDS))
    names = st.sampled_from(names_of(wanted)) | st.text(max_size=10)
    raw = data.draw(st.dictionaries(names, JSON, max_size=8) | JSON)
    asked = [each.name for each in (*wanted.follows, *wanted.details)] or ["x"]
    extra = data.draw(st.dictionaries(st.sampled_from(asked), JSON))
    row = Row("k", raw, extra)
    scope = Scope(NOW, {wanted.id: (row,)})
    shown = arrange(wanted, [row], scope)
    assert shown.total == 1
    for text, _ in shown.rows[0].cells:
        assert not set(text) & FORBIDDEN and len(text) <= LONGEST_CELL
    width = data.draw(st.integers(40, 120))
    for line in detail_lines(wanted, row, scope, width):
        assert not set(line.plain) & FORBIDDEN and cell_len(line.plain) <= width


@given(st.dictionaries(st.text(min_size=1, max_size=300), JSON, max_size=60))
def test_every_field_that_nobody_looks_at_is_named(raw: dict[str, Any]) -> None:
    row, seen = watched(Row("k", raw))
    fields = other_fields(WORKERS, row, seen, NOW)
    assert all(len(cell.text) <= LONGEST and not set(cell.text) & FORBIDDEN for _, cell in fields)
    if len(raw) <= 40:
        filled = {clean(name, 60) for name, value in raw.items() if value not in (None, "", [], {}) and name != "id"}
        assert filled <= {label for label, _ in fields}


def test_what_the_detail_shows_is_not_among_the_others() -> None:
    raw = {"id": "w", "usage_model": "standard", "brand_new": {"a": 1}, "empty": None, "flag": False, "zero": 0}
    lines = [line.plain for line in detail_lines(WORKERS, Row("w", raw), Scope(NOW), 60)]
    others = lines[lines.index("Other fields") :]
    assert any(line.startswith("brand_new") and line.endswith("1 field") for line in others)
    assert any(line.startswith("without a value") and "empty" in line for line in others)
    assert any(line.startswith("flag") and line.endswith("no") for line in others)
    assert any(line.startswith("zero") and line.endswith("0") for line in others)
    assert not any(line.startswith("id") for line in others)


def test_a_row_that_is_no_object_is_shown_as_it_is() -> None:
    lines = [line.plain for line in detail_lines(WORKERS, Row("?1", 7), Scope(NOW), 60)]
    assert any(line.split() == ["Value", "7"] for line in lines)


def test_going_through_a_watched_document_is_looking_at_all_of_it() -> None:
    for look in (list, lambda found: list(found.items()), lambda found: found.get("a"), lambda found: "a" in found):
        seen: set[str] = set()
        look(Watched({"a": 1}, seen))
        assert seen == {"a"}


def test_a_nested_field_says_how_much_it_holds() -> None:
    raw = {"object": {"a": 1, "b": {"c": 2}}, "rows": [{"a": 1}], "names": ["x", "y"]}
    fields = dict(other_fields(WORKERS, Row("w", raw), set(), NOW))
    assert {name: cell.text for name, cell in fields.items()} == {
        "object": "2 fields",
        "rows": "1 entry",
        "names": "x, y",
    }


def test_the_way_here_gives_up_its_beginning_only_where_there_is_no_room() -> None:
    way, state = ("Account", "Workers", "mailer", "Live log"), (("demo account", ""),)
    whole = 4 + len("edgewise  ›  Account  ›  Workers  ›  mailer  ›  Live log") + 2 + len("demo account")
    assert fitted(way, state, whole) == way
    assert fitted(way, state, whole - 1) == way[1:]
    assert fitted(way, state, 10) == ("Live log",), "what this is always stays"
