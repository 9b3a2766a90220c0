"""KV: namespaces, keys, values."""

from __future__ import annotations

import json
from email.message import Message
from email.parser import BytesParser
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Bare, Call, Refusal, Result, Said, by_cursor, paged, route
from edgewise.account.demo.pairs import Pair, Pairs
from edgewise.account.demo.storage import Storage

_NO_NAMESPACE = Refusal(404, 10013, "list keys: 'namespace not found'")
_NO_KEY = Refusal(404, 10009, "get: 'key not found'")
_NAMESPACE = "/accounts/{account}/storage/kv/namespaces/{namespace}"
LARGEST = 25 * 1024 * 1024


def _known(company: Company, namespace: str) -> bool:
    return any(each["id"] == namespace for each in company.part(Storage).kv)


@route("/accounts/{account}/storage/kv/namespaces")
def namespaces(company: Company, call: Call) -> Said:
    """KV namespaces."""
    return paged(list(company.part(Storage).kv), call.query, size=20, largest=1000)


@route(_NAMESPACE)
def namespace(company: Company, call: Call) -> Said:
    """One namespace."""
    found = next((each for each in company.part(Storage).kv if each["id"] == call.values["namespace"]), None)
    return Result(found) if found else _NO_NAMESPACE


@route(f"{_NAMESPACE}/keys")
def keys(company: Company, call: Call) -> Said:
    """The keys of a namespace, a thousand at a time."""
    if not _known(company, call.values["namespace"]):
        return _NO_NAMESPACE
    limit = call.query.get("limit", "1000")
    if not limit.isdigit() or not 10 <= int(limit) <= 1000:
        return Refusal(400, 10029, "list keys: 'limit must be between 10 and 1000'")
    rows = company.part(Pairs).keys(call.values["namespace"], call.query.get("prefix", ""))
    part, info = by_cursor(rows, {"cursor": call.query.get("cursor", ""), "per_page": limit}, size=1000)
    return Result(part, {"count": len(part), "cursor": info["cursor"]})


def _pair(company: Company, call: Call) -> Pair | Refusal:
    if not _known(company, call.values["namespace"]):
        return _NO_NAMESPACE
    return company.part(Pairs).get(call.values["namespace"], call.values["key"]) or _NO_KEY


@route(f"{_NAMESPACE}/metadata/{{key}}")
def metadata(company: Company, call: Call) -> Said:
    """What was said about a value when it was put there."""
    found = _pair(company, call)
    return found if isinstance(found, Refusal) else Result(found.metadata)


@route(f"{_NAMESPACE}/values/{{key}}")
def value(company: Company, call: Call) -> Said:
    """A value, as it was put there."""
    found = _pair(company, call)
    if isinstance(found, Refusal):
        return found
    headers = {"expiration": str(found.expiration)} if found.expiration is not None else {}
    return Bare(found.make(), headers=headers)


@route(f"{_NAMESPACE}/values/{{key}}", method="PUT")
def put_value(company: Company, call: Call) -> Said:
    """Put a value there: as the body, or as a form with metadata."""
    name, query = call.values["key"], call.query
    if not _known(company, call.values["namespace"]):
        return _NO_NAMESPACE
    if len(name.encode()) > 512 or name in (".", ".."):
        return Refusal(400, 10014, "put: 'key name is not allowed'")
    body, extra = _form(call)
    if len(body) > LARGEST:
        return Refusal(413, 10033, "put: 'value is larger than 25 MiB'")
    now = int(company.clock().timestamp())
    lifetime, then = query.get("expiration_ttl", ""), query.get("expiration", "")
    expiration = now + int(lifetime) if lifetime.isdigit() else int(then) if then.isdigit() else None
    if expiration is not None and expiration < now + 60:
        return Refusal(400, 10020, "put: 'expiration must be at least 60 seconds in the future'")
    company.part(Pairs).put(call.values["namespace"], name, body, expiration, extra)
    return Result(None)


@route(f"{_NAMESPACE}/values/{{key}}", method="DELETE")
def delete_value(company: Company, call: Call) -> Said:
    """Delete a key."""
    if not _known(company, call.values["namespace"]):
        return _NO_NAMESPACE
    company.part(Pairs).delete(call.values["namespace"], call.values["key"])
    return Result(None)


def _form(call: Call) -> tuple[bytes, Any]:
    """The value and the metadata in a body, which may be a form."""
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return call.body, None
    message = BytesParser().parsebytes(b"content-type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n" + call.body)
    parts = {_name(part): part for part in message.get_payload() if isinstance(part, Message)}
    found = {name: part.get_payload(decode=True) for name, part in parts.items()}
    given, extra = found.get("value"), found.get("metadata")
    try:
        return given if isinstance(given, bytes) else b"", json.loads(extra) if isinstance(extra, bytes) else None
    except (ValueError, RecursionError):
        return given if isinstance(given, bytes) else b"", None


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))
