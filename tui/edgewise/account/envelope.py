"""The envelope that every API answer comes in, read without trusting any of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from edgewise.account.failures import Permission, bad_answer, not_the_api, query_refused, said
from edgewise.errors import AuthError, NetworkError

Shape = Literal["envelope", "bytes", "graphql"]
"""How an answer comes: in the v4 envelope, as the bytes themselves, or as GraphQL's ``data`` and ``errors``."""


@dataclass(frozen=True)
class Answer:
    """What the API answered.

    Attributes:
        result: the envelope's ``result``, any JSON value, as it came.
        info: its ``result_info``, ``{}`` when there is none.
        messages: what it says besides, cleaned.
    """

    result: Any
    info: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bare:
    """An answer without an envelope.

    Attributes:
        body: as it came, any bytes.
        headers: names in lower case.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


DEEPEST = 100
"""Levels of nesting that are still an answer. Deeper ones would exhaust the stack of whoever walks them."""


def parse(body: bytes) -> tuple[Any, bool]:
    """The body as JSON, and whether it was JSON at all. Never raises."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        # ValueError covers bad JSON, bad UTF-8 and integers of thousands of digits.
        return None, False
    return (None, False) if _too_deep(document) else (document, True)


def _too_deep(document: Any) -> bool:
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return bool(level)


def looks_like_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether this is a web page."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<body")) or "text/html" in headers.get(
        "content-type", ""
    )


def read(
    shape: Shape, headers: Mapping[str, str], body: bytes, where: str, permission: Permission | None
) -> Answer | NetworkError | AuthError:
    """The answer in a 2xx response, or the error that it is none."""
    if shape == "bytes":
        return _bytes(headers, body, where)
    if shape == "envelope" and not body.strip():
        return Answer(None)  # As for 204: success without a result.
    document, valid = parse(body)
    if not valid:
        if looks_like_html(headers, body):
            return not_the_api(where, "it is a web page")
        return bad_answer(where, f"is not JSON, or was cut off after {len(body):,} bytes", again=True)
    return _data(document, where, permission) if shape == "graphql" else _result(document, where)


def _bytes(headers: Mapping[str, str], body: bytes, where: str) -> Answer | NetworkError:
    """Any bytes are an answer, unless they are a page that did not come through Cloudflare: a login page, say."""
    if looks_like_html(headers, body) and "text/html" in headers.get("content-type", "") and "cf-ray" not in headers:
        return not_the_api(where, "it is a web page")
    return Answer(Bare(body, headers))


def _result(document: Any, where: str) -> Answer | NetworkError:
    if not isinstance(document, dict) or "result" not in document or document.get("success") is False:
        return bad_answer(where, 'has no "result"')
    info = document.get("result_info")
    messages = tuple(words for _, words in said({"errors": document.get("messages")}) if words)
    return Answer(document["result"], info if isinstance(info, dict) else {}, messages)


def _data(document: Any, where: str, permission: Permission | None) -> Answer | NetworkError | AuthError:
    """The ``data`` of a GraphQL answer. One that lists errors is none, though it comes under HTTP 200."""
    if isinstance(document, dict) and document.get("errors"):
        return query_refused(document, where, permission)
    data = document.get("data") if isinstance(document, dict) else None
    return Answer(data) if isinstance(data, dict) else bad_answer(where, 'has no "data"')


def refused(document: Any) -> bool:
    """Whether a 2xx document says no all the same."""
    return isinstance(document, dict) and (
        document.get("success") is False or ("success" not in document and "result" not in document)
    )
