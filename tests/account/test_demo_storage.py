"""The demo account's stores as an API: what stays, what goes by itself, and that no request breaks them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgewise.account.demo import transport
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.handler import handle
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.storage import Storage
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.workflows import Workflows
from tests.account.support import NOW, Clock

COMPANY = transport(lambda: NOW).company
A = f"/client/v4/accounts/{COMPANY.account['id']}"
SESSIONS = f"{A}/storage/kv/namespaces/58b2e6d0c4f14a93872d1b5e9a0c7f36"
PREVIEW = f"{A}/storage/kv/namespaces/7e1f9d3c5a2b48609c7e5a3f1d8b2640"
D1 = f"{A}/d1/database/e2c87b40-1f95-4d6a-b3e8-70a4c6195d2b"


def ask(target: str, method: str = "GET", body: bytes = b"", company: Any = COMPANY, **headers: str) -> Reply:
    given = {"authorization": "Bearer demo", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return handle(company, Request(method, target, given, body))


def result(reply: Reply) -> Any:
    document = json.loads(reply.body)
    assert reply.status == 200 and document["success"] is True, document
    return document["result"]


@pytest.mark.parametrize("name", ["a/b", "ürün & tarif? 100%", "..a", "日本", "a%2Fb", " ", "x" * 512])
def test_any_key_can_be_put_read_and_deleted(name: str) -> None:
    company = transport(lambda: NOW).company
    where = f"{PREVIEW}/values/{quote(name, safe='')}"
    assert result(ask(where, "PUT", b"\x00\xffvalue", company)) is None
    assert ask(where, company=company).body == b"\x00\xffvalue"
    assert name in [each["name"] for each in result(ask(f"{PREVIEW}/keys", company=company))]
    assert result(ask(where, "DELETE", company=company)) is None
    assert ask(where, company=company).status == 404


def test_a_form_brings_metadata_and_times_are_kept() -> None:
    company = transport(lambda: NOW).company
    form = (
        b'--x\r\ncontent-disposition: form-data; name="value"\r\n\r\nten\r\n'
        b'--x\r\ncontent-disposition: form-data; name="metadata"\r\n\r\n{"by": "jonas"}\r\n--x--\r\n'
    )
    target = f"{PREVIEW}/values/promo?expiration_ttl=120"
    assert ask(target, "PUT", form, company, content_type="multipart/form-data; boundary=x").status == 200
    (key,) = result(ask(f"{PREVIEW}/keys?prefix=promo", company=company))
    assert key == {"name": "promo", "expiration": int(NOW.timestamp()) + 120, "metadata": {"by": "jonas"}}
    assert ask(f"{PREVIEW}/values/promo", company=company).headers["expiration"] == str(int(NOW.timestamp()) + 120)
    assert ask(f"{PREVIEW}/values/promo?expiration_ttl=5", "PUT", b"x", company).status == 400


def test_every_name_that_a_store_refers_to_exists() -> None:
    scripts = {each["id"] for each in COMPANY.part(Workers).scripts()}
    queues = {each["queue_id"]: each for each in COMPANY.part(Queues).queues()}
    storage = COMPANY.part(Storage)
    assert {each["script_name"] for each in COMPANY.part(Workflows).workflows()} <= scripts
    assert {each["script"] for each in storage.durable_object_namespaces()} <= scripts
    for bucket, settings_ in storage.settings.items():
        assert bucket in {each["name"] for each in storage.r2}
        told = settings_.get("events")
        if told is not None:
            queue = queues[told["queue_id"]]
            assert queue["queue_name"] == told["queue"]
            assert {"type": "r2_bucket", "bucket_name": bucket} in queue["producers"]
    for script in scripts:
        for binding in result(ask(f"{A}/workers/scripts/{script}/settings"))["bindings"]:
            known = {"hyperdrive": ("id", storage.hyperdrive()), "vectorize": ("index_name", storage.vectorize())}
            if binding["type"] in known:
                field, rows = known[binding["type"]]
                assert binding[field] in [each.get("id", each["name"]) for each in rows]


def test_sessions_go_by_themselves() -> None:
    clock = Clock()
    company = transport(clock.now).company
    before = len(result(ask(f"{SESSIONS}/keys", company=company)))
    clock.seconds = timedelta(hours=12).total_seconds()
    after = len(result(ask(f"{SESSIONS}/keys", company=company)))
    assert before == 186 and 0 < after < before
    clock.seconds = timedelta(days=2).total_seconds()
    assert result(ask(f"{SESSIONS}/keys", company=company)) == []


def test_an_object_has_the_size_and_the_form_that_the_list_says() -> None:
    (listed,) = result(ask(f"{A}/r2/buckets/photographs/objects?prefix=beans/huila/0001"))
    reply = ask(f"{A}/r2/buckets/photographs/objects/beans/huila/0001.webp")
    assert len(reply.body) == listed["size"] and reply.body[8:12] == b"WEBP"
    assert reply.headers["content-type"] == "image/webp"
    assert ask(f"{A}/r2/buckets/photographs/objects/none/at/all").status == 404
    assert ask(f"{A}/r2/buckets/invoices/objects/x").status == 404, "without its jurisdiction it is not there"


def test_sizes_of_databases_are_those_of_real_ones() -> None:
    listed = {each["name"]: each for each in result(ask(f"{A}/d1/database"))}
    assert listed["catalogue"]["num_tables"] == 9 and listed["stock"]["num_tables"] == 4
    assert listed["stock"]["file_size"] > 10 * listed["stock-preview"]["file_size"] > 0
    assert result(ask(f"{A}/d1/database/stock?fields=uuid,name")) == {
        "uuid": "5f0a1d2e-7c34-4b18-9a6f-2d8e03b7c915",
        "name": "stock",
    }


def test_a_batch_has_an_answer_for_each_statement() -> None:
    sql = "SELECT 1 AS a; SELECT ? AS b"
    found = result(ask(f"{D1}/query", "POST", json.dumps({"sql": sql, "params": ["x"]}).encode()))
    assert [each["results"] for each in found] == [[{"a": 1}], [{"b": "x"}]]
    both = {"batch": [{"sql": "SELECT 1 AS a"}, {"sql": "SELECT 2 AS a"}]}
    assert len(result(ask(f"{D1}/raw", "POST", json.dumps(both).encode()))) == 2


PATHS = st.sampled_from(
    [
        "storage/kv/namespaces/{}",
        "storage/kv/namespaces/{}/keys",
        "storage/kv/namespaces/{}/values/{}",
        "d1/database/{}",
        "d1/database/{}/query",
        "d1/database/{}/raw",
        "r2/buckets/{}",
        "r2/buckets/{}/objects",
        "r2/buckets/{}/cors",
        "r2/buckets/{}/domains/custom",
        "event_notifications/r2/{}/configuration",
        "workflows/{}",
        "workflows/{}/instances",
        "workflows/{}/instances/{}",
        "workflows/{}/versions",
        "hyperdrive/configs/{}",
        "vectorize/v2/indexes/{}/info",
        "workers/durable_objects/namespaces/{}/objects",
        "ai/models/search",
    ]
)
NAMES = st.text(max_size=12) | st.sampled_from(
    ["7e1f9d3c5a2b48609c7e5a3f1d8b2640", "stock-preview", "photographs", "restock", "restock-today", "bean-notes"]
)
QUERY = st.dictionaries(
    st.sampled_from(["cursor", "limit", "per_page", "page", "prefix", "status", "date_start", "date_end", "fields",
                     "expiration", "expiration_ttl", "search", "task", "start_after"]),
    st.text(max_size=8) | st.integers(-5, 2000).map(str),
    max_size=3,
)  # fmt: skip
BODY = st.binary(max_size=40) | st.one_of(
    st.none(), st.lists(st.integers(), max_size=2), st.fixed_dictionaries(
        {}, optional={"sql": st.text(max_size=30) | st.integers(), "params": st.lists(st.none() | st.text(max_size=3)
                      | st.integers() | st.floats(), max_size=2) | st.text(max_size=2), "batch": st.lists(st.none())}),
).map(lambda document: json.dumps(document).encode())  # fmt: skip
KINDS = st.sampled_from(["application/json", "multipart/form-data", "multipart/form-data; boundary=x", "é", ""])


@given(PATHS, NAMES, NAMES, st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]), QUERY, BODY, KINDS)
@settings(max_examples=250)
def test_no_request_breaks_it(
    path: str, first: str, second: str, method: str, query: dict[str, str], body: bytes, kind: str
) -> None:
    names = [quote(each.encode("utf-8", "surrogatepass"), safe="") or "-" for each in (first, second)]
    words = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query.items())
    reply = ask(f"{A}/{path.format(*names)}?{words}", method, body, content_type=kind)
    assert reply.status in (200, 400, 403, 404, 405, 413)
    if "/values/" not in path or reply.status != 200:
        assert isinstance(json.loads(reply.body), dict)
