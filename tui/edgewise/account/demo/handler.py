"""The demo account's API: one function from a request to an answer, whoever carries it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from edgewise.account.demo import routes
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import GUARDS, ROUTES, Bare, Call, Refusal, Reply, Request, Result, Said
from edgewise.account.demo.fate import Fate
from edgewise.account.demo.meter import Meter
from edgewise.text import clean

PREFIX = "/client/v4"
REFUSED_TOKEN = "invalid"

__all__ = ["PREFIX", "handle", "routes"]


def handle(company: Company, request: Request) -> Reply:
    """Answer a request. Never raises for anything that a request may hold."""
    parts = urlsplit(request.target if request.target.startswith("/") else "/")
    path = parts.path.removeprefix(PREFIX).rstrip("/") or "/"
    if request.method == "OPTIONS":
        return Reply(204, b"", {**_labels(company), "allow": ", ".join(_methods(path))})
    headers = _labels(company)
    said: Said | None = _unauthorised(request.headers)
    cut = False
    if said is None:
        said, counted = company.part(Meter).count(request)
        headers.update(counted)
    if said is None:
        said, cut = company.part(Fate).strikes(request)
    if said is None:
        said = next((found for each in GUARDS if (found := each(company, request, path)) is not None), None)
    if said is None:
        said = _answered(company, request, path, dict(parse_qsl(parts.query, keep_blank_values=True)))
    return company.part(Fate).carry(_send(said, headers), cut=cut)


def _answered(company: Company, request: Request, path: str, query: Mapping[str, str]) -> Said:
    """The answer of a route. A company that is not ours may be written down wrongly: then its API fails."""
    try:
        return _routed(company, request, path, query)
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError):
        if company.strict:
            raise
        return Refusal(400, 10001, "The files of this demo company do not say that.")


def _routed(company: Company, request: Request, path: str, query: Mapping[str, str]) -> Said:
    method, others = "GET" if request.method == "HEAD" else request.method, False
    for known, pattern, function in ROUTES:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        if known != method:
            others = True
            continue
        values = {name: unquote(value, errors="replace") for name, value in found.groupdict().items()}
        meant = _meant(company, values, query, request.body if path == "/graphql" else b"")
        if meant is None:
            return Refusal(403, 10000, "Authentication error")
        return function(meant, Call(values, query, method, request.headers, request.body))
    if others:
        return Refusal(405, 10405, f"The demo account does not know {clean(request.method, 20)} here.")
    where = clean(path, 200)
    return Refusal(
        404,
        7003,
        f"Could not route to {PREFIX}{where}, perhaps your object identifier is invalid?",
        ((7000, "No route for that URI"),),
    )


def _meant(company: Company, values: Mapping[str, str], query: Mapping[str, str], asked: bytes) -> Company | None:
    """The account that a request is about: in its path, its query string, or a question to the analytics API."""
    if "account" in values:
        return company.account_by_id(values["account"])
    named = (each for each in company.others if each.account["id"].encode() in asked)
    return company.account_by_id(query.get("account.id", "")) or next(named, company)


def _methods(path: str) -> list[str]:
    """What may be asked at a path."""
    known = {method for method, pattern, _ in ROUTES if pattern.fullmatch(path)}
    return sorted({*known, *(("HEAD",) if "GET" in known else ()), "OPTIONS"})


def _unauthorised(headers: Mapping[str, str]) -> Refusal | None:
    """Anything is accepted as a credential, but not nothing, and not the word ``invalid``."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    key = headers.get("x-auth-key", "") if headers.get("x-auth-email") else ""
    secret = token.strip() if scheme.lower() == "bearer" else key.strip()
    return Refusal(401, 10000, "Authentication error") if secret in ("", REFUSED_TOKEN) else None


def _labels(company: Company) -> dict[str, str]:
    """What says that this is the demo account, and which faults it has."""
    return {
        "x-edgewise-demo": company.faults.describe() or "1",
        "x-edgewise-demo-session": company.session,
        "cf-ray": "demo",
    }


def _send(said: Said, headers: Mapping[str, str]) -> Reply:
    kind = "application/json; charset=utf-8"
    if isinstance(said, Bare):
        return Reply(said.status, said.body, {**headers, "content-type": said.content_type, **said.headers})
    if isinstance(said, Refusal):
        return Reply(said.status, json.dumps(said.document()).encode(), {**headers, "content-type": kind})
    document: dict[str, Any] = {"result": said.result, "success": True, "errors": [], "messages": []}
    if isinstance(said, Result) and said.info is not None:
        document["result_info"] = said.info
    return Reply(said.status, json.dumps(document).encode(), {**headers, "content-type": kind})
