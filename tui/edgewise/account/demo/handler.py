"""The demo account's API: one function from a request to an answer, whoever carries it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from edgewise.account.demo import routes
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import ROUTES, Bare, Call, Refusal, Reply, Request, Result, Said
from edgewise.text import clean

PREFIX = "/client/v4"
REFUSED_TOKEN = "invalid"

__all__ = ["PREFIX", "handle", "routes"]


def handle(company: Company, request: Request) -> Reply:
    """Answer a request. Never raises for anything that a request may hold."""
    refusal = _unauthorised(request.headers)
    if refusal is not None:
        return _send(refusal)
    parts = urlsplit(request.target if request.target.startswith("/") else "/")
    path = parts.path.removeprefix(PREFIX).rstrip("/") or "/"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    method, others = "GET" if request.method == "HEAD" else request.method, False
    for known, pattern, function in ROUTES:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        if known != method:
            others = True
            continue
        values = {name: unquote(value, errors="replace") for name, value in found.groupdict().items()}
        if values.get("account", company.account["id"]) != company.account["id"]:
            return _send(Refusal(403, 10000, "Authentication error"))
        return _send(function(company, Call(values, query, method, request.headers, request.body)))
    if others:
        return _send(Refusal(405, 10405, f"The demo account does not know {clean(request.method, 20)} here."))
    return _send(Refusal(404, 7003, "There is no route with this address in the demo account."))


def _unauthorised(headers: Mapping[str, str]) -> Refusal | None:
    """Anything is accepted as a credential, but not nothing, and not the word ``invalid``."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    key = headers.get("x-auth-key", "") if headers.get("x-auth-email") else ""
    secret = token.strip() if scheme.lower() == "bearer" else key.strip()
    return Refusal(401, 10000, "Authentication error") if secret in ("", REFUSED_TOKEN) else None


def _send(said: Said) -> Reply:
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-edgewise-demo": "1",
        "ratelimit": '"default";r=1200;t=300',
        "ratelimit-policy": '"default";q=1200;w=300',
    }
    if isinstance(said, Bare):
        return Reply(said.status, said.body, {**headers, "content-type": said.content_type, **said.headers})
    refused = isinstance(said, Refusal)
    document: dict[str, Any] = {
        "result": None if isinstance(said, Refusal) else said.result,
        "success": not refused,
        "errors": [{"code": said.code, "message": said.message}] if isinstance(said, Refusal) else [],
        "messages": [],
    }
    if isinstance(said, Result) and said.info is not None:
        document["result_info"] = said.info
    return Reply(said.status, json.dumps(document).encode(), headers)
