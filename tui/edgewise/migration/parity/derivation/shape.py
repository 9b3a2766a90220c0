"""How paths are written in requests, and the forms that a browser gives to a request."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote_from_bytes

from edgewise.migration.parity.model import Request

T = TypeVar("T")

MADE_UP = "edgewise-made-up"
"""A name that no project has."""

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-site", "none"),
)
"""What a browser adds when a person opens a page."""

FORM: tuple[tuple[str, str], ...] = (("content-type", "application/x-www-form-urlencoded"),)
"""What a browser says about the fields of a form."""

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = ("POST", "PUT", "PATCH")
_SEGMENT_SAFE = "-_.!~*'()"  # what encodeURIComponent leaves alone
_PATH_SAFE = _SEGMENT_SAFE + "+&=;,@$:"  # what browsers leave alone in a path


def encode(path: str, *, as_browser: bool = False) -> str:
    """A file's path as a request path, without the leading slash.

    Args:
        as_browser: leave ``+ & = ; , @ $ :`` as they are, as a browser does, rather than encode
            every character that ``encodeURIComponent`` encodes.
    """
    safe = _PATH_SAFE if as_browser else _SEGMENT_SAFE
    return quote_from_bytes(os.fsencode(path), safe="/" + safe)


def navigation_of(request: Request) -> Request:
    """The same request as a person's browser would send it."""
    return replace(request, headers=(*request.headers, *NAVIGATION))


def page_like(path: str) -> bool:
    """Whether a person may open this path in a browser: no extension, or an HTML one."""
    name = path.rsplit("/", 1)[-1]
    return "." not in name.lstrip(".") or name.endswith((".html", ".htm"))


def with_method(method: str, target: str, why: str) -> Request:
    """A request for ``target``; a JSON body goes with the methods that carry one."""
    if method in _WITH_BODY:
        return Request(method, target, (("content-type", "application/json"),), b'{"edgewise":"probe"}', why)
    return Request(method, target, why=why)


def spread(items: Sequence[T], count: int) -> list[T]:
    """``count`` of ``items``, evenly spread and with both ends; all of them when there are fewer."""
    if len(items) <= count:
        return list(items)
    if count <= 1:
        return list(items[:count])
    step = (len(items) - 1) / (count - 1)
    return [items[round(index * step)] for index in range(count)]
