"""What keeps data: KV, D1, R2."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, by_cursor, paged, route
from edgewise.account.demo.storage import Storage


@route("/accounts/{account}/storage/kv/namespaces")
def kv_namespaces(company: Company, call: Call) -> Result | Refusal:
    """KV namespaces."""
    return paged(list(company.part(Storage).kv), call.query, size=20, largest=1000)


@route("/accounts/{account}/d1/database")
def d1_databases(company: Company, call: Call) -> Result | Refusal:
    """D1 databases."""
    return paged(list(company.part(Storage).d1), call.query, size=10)


@route("/accounts/{account}/r2/buckets")
def r2_buckets(company: Company, call: Call) -> Result | Refusal:
    """R2 buckets; the one list here that goes by cursor."""
    rows, info = by_cursor(list(company.part(Storage).r2), call.query, size=20)
    return Result({"buckets": rows}, info)
