"""D1: databases, and SQL that is really run."""

from __future__ import annotations

from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.databases import Databases, QueryError
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route

_NO_DATABASE = Refusal(404, 7404, "The database could not be found.")
_DATABASE = "/accounts/{account}/d1/database/{database}"


@route("/accounts/{account}/d1/database")
def databases(company: Company, call: Call) -> Said:
    """Databases, or those whose name holds something."""
    found = [each for each in company.part(Databases).databases() if call.query.get("name", "") in each["name"]]
    return paged(found, call.query, size=10, largest=10_000)


@route(_DATABASE)
def database(company: Company, call: Call) -> Said:
    """One database, by its id or its name; some of its fields on request."""
    found = company.part(Databases).database(call.values["database"])
    if found is None:
        return _NO_DATABASE
    fields = [each for each in call.query.get("fields", "").split(",") if each]
    return Result({key: value for key, value in found.items() if not fields or key in fields})


@route(f"{_DATABASE}/query", method="POST")
def query(company: Company, call: Call) -> Said:
    """SQL, its rows as objects."""
    found = _asked(company, call)
    return found if isinstance(found, Refusal) else Result([_as_objects(each) for each in found])


@route(f"{_DATABASE}/raw", method="POST")
def raw(company: Company, call: Call) -> Said:
    """SQL, its rows as lists."""
    found = _asked(company, call)
    return found if isinstance(found, Refusal) else Result(found)


def _asked(company: Company, call: Call) -> list[Document] | Refusal:
    body = call.json()
    batch = body.get("batch") if isinstance(body, dict) else None
    asked = batch if isinstance(batch, list) else [body]
    found: list[Document] = []
    for each in asked:
        sql = each.get("sql") if isinstance(each, dict) else None
        given = each.get("params", []) if isinstance(each, dict) else []
        if not isinstance(sql, str) or not isinstance(given, list) or not all(map(_bindable, given)):
            return Refusal(400, 7400, "The request is malformed: Expected sql to be a string and params to be a list.")
        try:
            found += company.part(Databases).query(call.values["database"], sql, given)
        except KeyError:
            return _NO_DATABASE
        except QueryError as error:
            return Refusal(400, 7500, str(error))
    return found


def _bindable(value: Any) -> bool:
    return value is None or (
        isinstance(value, str | int | float) and abs(value if isinstance(value, int) else 0) < 2**63
    )


def _as_objects(answer: Document) -> Document:
    table = answer["results"]
    return {**answer, "results": [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]}
