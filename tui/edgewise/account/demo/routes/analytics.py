"""The analytics API: one address, and its own way to say no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.analytics.grouping import answer
from edgewise.account.demo.analytics.reader import Field, QueryError, read
from edgewise.account.demo.analytics.tables import TABLES
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Bare, Call, route
from edgewise.account.demo.times import stamp
from edgewise.text import clean


@route("/graphql", method="POST")
def graphql(company: Company, call: Call) -> Bare:
    """A query's data, or a list of errors. Both come under HTTP 200, as Cloudflare sends them."""
    document = call.json()
    try:
        if not isinstance(document, Mapping) or not isinstance(document.get("query"), str):
            raise QueryError("request body must hold a query")
        variables = document.get("variables") or {}
        if not isinstance(variables, Mapping):
            raise QueryError("variables must be an object")
        data = {each.key: _viewer(company, each) for each in read(document["query"], variables)}
    except QueryError as error:
        extensions = {"timestamp": stamp(company.clock())}
        errors = [{"message": clean(str(error), 300), "path": None, "extensions": extensions}]
        return _said({"data": None, "errors": errors})
    return _said({"data": data, "errors": None})


def _said(document: Mapping[str, Any]) -> Bare:
    return Bare(json.dumps(document).encode(), "application/json; charset=utf-8")


def _viewer(company: Company, field: Field) -> dict[str, Any]:
    if field.name != "viewer":
        raise QueryError(f'unknown field "{clean(field.name, 60)}"')
    return {each.key: _accounts(company, each) for each in _below(field)}


def _accounts(company: Company, field: Field) -> list[dict[str, Any]]:
    if field.name == "zones":
        raise QueryError("the demo account has no analytics of zones")
    if field.name != "accounts":
        raise QueryError(f'unknown field "{clean(field.name, 60)}"')
    wanted = field.arguments.get("filter")
    tag = wanted.get("accountTag") if isinstance(wanted, Mapping) else None
    if tag is None:
        raise QueryError('error parsing args for "accounts": filter by accountTag is required')
    if tag != company.account["id"]:
        raise QueryError("not authorized for that account")
    return [{each.key: _node(company, each) for each in _below(field)}]


def _node(company: Company, field: Field) -> list[dict[str, Any]]:
    table = TABLES.get(field.name)
    if table is None:
        raise QueryError(f'unknown field "{clean(field.name, 60)}"')
    return answer(company, table, field)


def _below(field: Field) -> tuple[Field, ...]:
    if not field.fields:
        raise QueryError(f'object field must have selections: "{field.name}"')
    return field.fields
