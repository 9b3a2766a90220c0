"""The envelope that every API answer comes in, read without trusting any of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.account.failures import Permission, bad_answer, not_the_api, query_refused, said
from edgewise.errors import NetworkError


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


def accept(headers: Mapping[str, str], body: bytes, document: Any, valid: bool, where: str) -> Answer | NetworkError:
    """The answer in a 2xx response, or the error that it is none.

    ``document`` and ``valid`` are what :func:`parse` made of ``body``. An empty body means success
    without a result, as for 204.
    """
    if not body.strip():
        return Answer(None)
    if not valid:
        if looks_like_html(headers, body):
            return not_the_api(where, "it is a web page")
        return bad_answer(where, f"is not JSON, or was cut off after {len(body):,} bytes")
    if not isinstance(document, dict) or "result" not in document:
        return bad_answer(where, 'has no "result"')
    info = document.get("result_info")
    messages = tuple(words for _, words in said({"errors": document.get("messages")}) if words)
    return Answer(document["result"], info if isinstance(info, dict) else {}, messages)


def refused(document: Any) -> bool:
    """Whether a 2xx document says no all the same."""
    return isinstance(document, dict) and (
        document.get("success") is False or ("success" not in document and "result" not in document)
    )


def data_of(body: bytes, where: str, permission: Permission | None) -> Mapping[str, Any]:
    """The ``data`` of a GraphQL answer.

    Raises:
        NetworkError: ``query-refused`` when it lists errors, ``bad-answer`` when it has no data.
        PermissionGap: when the errors say that the credential may not ask.
    """
    document, valid = parse(body)
    if not valid or not isinstance(document, dict):
        raise bad_answer(where, f"is not JSON, or was cut off after {len(body):,} bytes")
    if document.get("errors"):
        raise query_refused(document, where, permission)
    data = document.get("data")
    if not isinstance(data, dict):
        raise bad_answer(where, 'has no "data"')
    return data
