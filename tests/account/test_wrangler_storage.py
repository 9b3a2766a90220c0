"""Real wrangler finds the data that the demo account keeps: KV, D1, R2, Workflows, Hyperdrive, Vectorize, AI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgewise.account.demo import serve
from edgewise.account.demo.server import DemoServer
from tests.account.test_wrangler import wrangler

pytestmark = pytest.mark.wrangler

CARTS = "0c3d5b7a9e8f4126b4d2a6c8e0f13579"
SESSIONS = "58b2e6d0c4f14a93872d1b5e9a0c7f36"


@pytest.fixture
async def server():  # type: ignore[no-untyped-def]
    async with await serve(0) as running:
        yield running


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("kv", "namespace", "list"), ['"title": "portal-sessions"', '"supports_url_encoding": true']),
        (("kv", "key", "list", "--namespace-id", SESSIONS, "--remote"), ['"name": "session:', '"expiration": ']),
        (("kv", "key", "list", "--namespace-id", CARTS, "--prefix", "config/", "--remote"), ["config/shipping.json"]),
        (("kv", "key", "get", "notice/ürün & tarif? 100%", "--namespace-id", CARTS, "--remote"), ["94 °C"]),
        (("d1", "list"), ["catalogue", "stock-preview"]),
        (("d1", "info", "stock"), ["stock", "5f0a1d2e-7c34-4b18-9a6f-2d8e03b7c915"]),
        (("d1", "execute", "stock", "--remote", "--command", "SELECT name FROM beans ORDER BY 1"), ["Kirinyaga"]),
        (("r2", "bucket", "list"), ["photographs", "roast-logs"]),
        (("r2", "bucket", "list", "--jurisdiction", "eu"), ["invoices"]),
        (("r2", "bucket", "cors", "list", "photographs"), ["https://shop.northgate.example"]),
        (("r2", "bucket", "lifecycle", "list", "invoices", "--jurisdiction", "eu"), ["Ten years"]),
        (("r2", "bucket", "domain", "list", "photographs"), ["photos.northgate.example"]),
        (("r2", "bucket", "notification", "list", "photographs"), ["photo-uploads"]),
        (("workflows", "list"), ["order-fulfilment", "OrderFulfilment"]),
        (("workflows", "describe", "restock"), ["nightly-stock"]),
        (("workflows", "instances", "list", "order-fulfilment"), ["order-ng-20417", "Running"]),
        (("workflows", "instances", "describe", "order-fulfilment", "order-ng-20411"), ["Card declined"]),
        (("hyperdrive", "list"), ["erp.northgate.example", "accounting"]),
        (("hyperdrive", "get", "8d2f4a60b1c94e7fa3d58c0e7b916f24"), ["stock_reader"]),
        (("vectorize", "list"), ["bean-notes"]),
        (("vectorize", "info", "bean-notes"), ["1240"]),
        (("r2", "bucket", "info", "photographs"), ["photographs", "weur"]),
        (("r2", "object", "get", "photographs/beans/huila/0001.webp", "--remote", "--pipe"), ["WEBPVP8"]),
        (("ai", "models", "schema", "@cf/baai/bge-m3"), ['"required"']),
        (("ai", "models", "list"), ["@cf/meta/llama-3.2-1b-instruct"]),
    ],
)  # fmt: skip
async def test_wrangler_reads_it(
    server: DemoServer, tmp_path: Path, arguments: tuple[str, ...], shown: list[str]
) -> None:
    done = await wrangler(server, tmp_path, *arguments)
    assert done.returncode == 0, done.stderr + done.stdout
    for text in shown:
        assert text in done.stdout, done.stdout


async def test_what_wrangler_writes_stays_written(server: DemoServer, tmp_path: Path) -> None:
    where = ("--namespace-id", CARTS, "--remote")
    put = ("kv", "key", "put", "promo/spring", "ten per cent", "--metadata", '{"by": "jonas"}', "--ttl", "3600")
    assert (await wrangler(server, tmp_path, *put, *where)).returncode == 0
    listed = await wrangler(server, tmp_path, "kv", "key", "list", "--prefix", "promo/", *where)
    (key,) = json.loads(listed.stdout)
    assert key["name"] == "promo/spring" and key["metadata"] == {"by": "jonas"} and key["expiration"] > 0
    assert (await wrangler(server, tmp_path, "kv", "key", "get", "promo/spring", *where)).stdout == "ten per cent\n"
    assert (await wrangler(server, tmp_path, "kv", "key", "delete", "promo/spring", *where)).returncode == 0
    assert (
        json.loads((await wrangler(server, tmp_path, "kv", "key", "list", "--prefix", "promo/", *where)).stdout) == []
    )


async def test_wrangler_is_told_what_sqlite_says(server: DemoServer, tmp_path: Path) -> None:
    done = await wrangler(
        server, tmp_path, "d1", "execute", "stock", "--remote", "--command", "SELECT nope FROM nowhere"
    )
    assert done.returncode != 0 and "no such table: nowhere" in done.stderr + done.stdout
