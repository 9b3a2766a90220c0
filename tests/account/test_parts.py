"""Lists that come part by part, and what is asked in other ways than by a GET without headers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from edgewise.account.demo import client as demo_client
from edgewise.account.failures import NotFound
from edgewise.account.listing import details, follow_up, load, load_more
from edgewise.account.pagination import Plan
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, fill_command
from edgewise.errors import AuthError, NetworkError
from tests.account.support import NOW, Recorder, client, envelope, pages, refusal

CARTS = {"namespace_id": "0c3d5b7a9e8f4126b4d2a6c8e0f13579"}


async def test_keys_are_listed_a_thousand_at_a_time() -> None:
    api = demo_client(lambda: NOW)
    listing = await load(api, kind("kv_keys"), CARTS)
    assert len(listing.rows) == 1000 and listing.more and listing.next
    while listing.next:
        before = len(listing.rows)
        listing = await load_more(api, listing)
        assert before < len(listing.rows) <= before + 1000
    assert not listing.more and listing.problems == () and len(listing.rows) == 4208
    names = [row.key for row in listing.rows]
    assert names == sorted(names, key=str.encode) and len(set(names)) == len(names)
    assert await load_more(api, listing) is listing


async def test_the_api_finds_names_by_their_beginning() -> None:
    listing = await load(demo_client(lambda: NOW), kind("kv_keys"), {**CARTS, "prefix": "notice/ü"})
    assert [row.key for row in listing.rows] == ["notice/ürün & tarif? 100%"]


async def test_an_empty_prefix_is_not_sent() -> None:
    seen = Recorder(lambda request: envelope([], {"cursor": ""}))
    await load(client(seen), kind("kv_keys"), {"namespace_id": "x"})
    assert dict(seen.requests[-1].url.params) == {"limit": "1000"}


async def test_pages_go_on_where_they_stopped() -> None:
    rows = [{"id": str(number)} for number in range(57)]
    api = client(pages(rows))
    first = await api.rows("/x", plan=Plan("page", per_page=10, most=20))
    assert len(first.items) == 20 and first.more and first.next == {"page": "3"}
    second = await api.rows("/x", plan=Plan("page", per_page=10, most=20), start=first.next)
    third = await api.rows("/x", plan=Plan("page", per_page=10, most=20), start=second.next)
    assert [*first.items, *second.items, *third.items] == rows and third.next is None and not third.more
    assert second.problems == third.problems == ()


async def test_what_was_cut_off_is_not_gone_on_after() -> None:
    rows = [{"id": str(number)} for number in range(57)]
    found = await client(pages(rows)).rows("/x", plan=Plan("page", per_page=10, most=15))
    assert len(found.items) == 15 and found.more and found.next is None, "going on would lose five rows"


async def test_a_part_that_cannot_be_had_leaves_the_listing_good() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "cursor" in request.url.params:
            return refusal(400, 10029, "the cursor is too old")
        return envelope([{"name": str(number)} for number in range(1000)], {"cursor": "next"})

    api = client(answer)
    listing = await load(api, kind("kv_keys"), {"namespace_id": "x"})
    with pytest.raises(NetworkError):
        await load_more(api, listing)
    assert len(listing.rows) == 1000 and listing.next == {"cursor": "next"}


# ---------------------------------------------------------------------- jurisdictions


async def test_buckets_of_the_eu_are_asked_for_and_found() -> None:
    api = demo_client(lambda: NOW)
    listing = await load(api, kind("r2_buckets"))
    assert [row.key for row in listing.rows] == ["photographs", "roast-logs", "invoices"]
    objects = await load(api, kind("r2_objects"), {"bucket": "invoices", "jurisdiction": "eu"})
    assert objects.rows and objects.rows[0].key.endswith(".pdf")
    invoices = await details(api, kind("r2_buckets"), listing.rows[2])
    lines = [section.lines(invoices, scope()) for section in kind("r2_buckets").sections if section.lines]
    assert any("delete after 10 years" in cell.text for part in lines for _, cell in part)


def scope() -> Any:
    from edgewise.account.resources.model import Scope

    return Scope(NOW)


async def test_what_is_not_set_is_said_and_what_cannot_be_read_is_not_taken_for_it() -> None:
    bucket = Row("a", {"name": "a", "jurisdiction": "eu"})
    api = client(lambda request: refusal(404, 10059, "The CORS configuration does not exist."))
    found = await details(api, kind("r2_buckets"), bucket)
    assert found.extra["cors"] == {"rules": []} and found.extra["events"] == {"queues": []}
    assert isinstance(found.extra["managed"], NotFound) and isinstance(found.extra["lifecycle"], NotFound)
    denied = await details(client(lambda request: refusal(403)), kind("r2_buckets"), bucket)
    assert isinstance(denied.extra["cors"], AuthError)


async def test_a_jurisdiction_that_cannot_be_read_is_a_problem_and_not_an_empty_list() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("cf-r2-jurisdiction") == "eu":
            return refusal(403)
        return envelope({"buckets": [{"name": "a"}]}, {"cursor": ""})

    listing = await load(client(answer), kind("r2_buckets"))
    assert [row.key for row in listing.rows] == ["a"]
    assert len(listing.problems) == 1 and listing.problems[0].message.startswith("eu: ")


def test_a_command_leaves_out_what_is_not_known() -> None:
    template = "wrangler r2 bucket info {name} [--jurisdiction {jurisdiction}]"
    assert fill_command(template, {"name": "a b", "jurisdiction": "eu"}.get) == (
        "wrangler r2 bucket info 'a b' --jurisdiction eu"
    )
    assert fill_command(template, {"name": "x"}.get) == "wrangler r2 bucket info x"
    assert (
        fill_command("{name}", {"name": "[--jurisdiction {jurisdiction}]"}.get) == "'[--jurisdiction {jurisdiction}]'"
    )


# ---------------------------------------------------------------------- tables


async def test_tables_are_asked_for_in_sql_and_counted_up_to_a_bound() -> None:
    api = demo_client(lambda: NOW)
    stock = {"database": "5f0a1d2e-7c34-4b18-9a6f-2d8e03b7c915", "database_name": "stock"}
    listing = await follow_up(api, await load(api, kind("d1_tables"), stock))
    rows = next(column for column in kind("d1_tables").columns if column.id == "rows")
    shown = {row.key: rows.cell(row, scope()).text for row in listing.rows}
    assert shown == {"beans": "6", "d1_migrations": "2", "movements": "over 10,000", "on_hand": "12", "warehouses": "2"}
    beans = await details(api, kind("d1_tables"), listing.rows[0])
    lines = next(section for section in kind("d1_tables").sections if section.title == "Columns").lines
    assert lines is not None and ("washed", "INTEGER, not null, default 1") in [
        (title, cell.text) for title, cell in lines(beans, scope())
    ]


def test_what_is_billed_is_not_asked_for_every_minute() -> None:
    assert all(kind(each).every >= 3600 for each in ("kv_keys", "r2_objects", "d1_tables"))


async def test_a_table_with_a_wicked_name_is_quoted() -> None:
    seen = Recorder(lambda request: envelope([{"results": [{"n": 3}]}]))
    row = Row('a"; DROP TABLE b; --', {"name": 'a"; DROP TABLE b; --'}, parameters={"database": "d"})
    found = await details(client(seen), kind("d1_tables"), row)
    assert not any(isinstance(each, Exception) for each in found.extra.values())
    assert b'PRAGMA table_info(\\"a\\"\\"; DROP TABLE b; --\\")' in seen.requests[0].content


# ---------------------------------------------------------------------- who uses a store


async def test_who_binds_a_store_is_said_as_far_as_it_is_known() -> None:
    from edgewise.account.listing import with_details
    from edgewise.account.resources.model import Scope

    api = demo_client(lambda: NOW)
    projects, workers = (await load(api, kind("pages_projects"))).rows, await load(api, kind("workers"))
    databases = (await load(api, kind("d1_databases"))).rows
    classes = (await load(api, kind("durable_object_namespaces"))).rows

    def shown(kind_id: str, rows: Any, within: Scope) -> dict[str, str]:
        column = next(each for each in kind(kind_id).columns if each.id == "used")
        return {row.value("name") or "": column.cell(row, within).text for row in rows}

    half = Scope(NOW, {"pages_projects": projects, "workers": workers.rows})
    assert shown("d1_databases", databases, half)["stock-preview"] == "report-desk (Pages, preview only)"
    assert shown("durable_object_namespaces", classes, half)["cup-counter_CafeDay"] == "no Pages project"
    assert shown("d1_databases", databases, Scope(NOW))["stock"] == "unknown"
    whole = Scope(NOW, {"pages_projects": projects, "workers": (await with_details(api, workers)).rows})
    assert shown("d1_databases", databases, whole)["catalogue"] == "shop (Pages), order-intake, pricing"
    found = shown("durable_object_namespaces", classes, whole)
    assert found == {"cup-counter_CupCounter": "cup-counter, nightly-stock", "cup-counter_CafeDay": "cup-counter"}
    indexes = (await load(api, kind("vectorize_indexes"))).rows
    assert shown("vectorize_indexes", indexes, whole)["brew-questions"] == "nothing"
