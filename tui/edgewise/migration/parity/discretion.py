"""What a report must not hold: long bodies, secret files, cookies, and credentials from a recording.

Applied after comparing: what is compared is always the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from edgewise.migration.parity.declared.case import decoded
from edgewise.migration.parity.model import Exchange, Request, Response
from edgewise.migration.parity.staging.tree import SECRET_FILES

KEPT_BODY = 16 * 1024
"""Bytes of a body that a report keeps."""

HIDDEN = "(not shown)"

_COOKIE = re.compile(r"((?:^|,\s*)[!#$%&'*+.^_`|~0-9A-Za-z-]+=)([^;,\s]{1,})")
_SHORTEST = 4
"""Recorded values shorter than this are no secrets, and too likely to be part of something else."""


def presentable(exchange: Exchange) -> Exchange:
    """``exchange`` as a report may hold it."""
    secrets = _recorded(exchange.request)

    def hide(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, HIDDEN)
        return text

    old, new = _answer(exchange.old, secrets), _answer(exchange.new, secrets)
    differences = tuple(
        replace(each, old=_shown(each.what, each.old, hide), new=_shown(each.what, each.new, hide))
        for each in exchange.differences
    )
    result = replace(exchange, request=replace(exchange.request, secret=_named_only(exchange.request)))
    result = replace(result, old=old, new=new, differences=differences)
    return _without_content(result) if _asks_for_secrets(exchange.request) else result


def _recorded(request: Request) -> list[str]:
    """The values, and their parts, that must not appear anywhere."""
    found: set[str] = set()
    for _, value in request.secret:
        found.add(value)
        found.update(part.partition("=")[2].strip() for part in value.split(";"))
        found.update(value.split()[1:])
    return sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)


def _named_only(request: Request) -> tuple[tuple[str, str], ...]:
    return tuple((name, HIDDEN) for name, _ in request.secret)


def _answer(answer: Response, secrets: list[str]) -> Response:
    headers = dict(answer.headers)
    if "set-cookie" in headers:
        headers["set-cookie"] = mask_cookies(headers["set-cookie"])
    body, size = answer.body, answer.size
    if len(body) > KEPT_BODY:
        body, size = body[:KEPT_BODY], len(answer.body)
    for secret in secrets:
        headers = {name: value.replace(secret, HIDDEN) for name, value in headers.items()}
        if secret.encode() in body:
            size = answer.length
            body = body.replace(secret.encode(), HIDDEN.encode())
    return replace(answer, headers=headers, body=body, size=size)


def mask_cookies(value: str) -> str:
    """The value of ``set-cookie`` with names and attributes, but without the cookies' own values."""
    return _COOKIE.sub(rf"\1{HIDDEN}", value)


def _shown(what: str, text: str, hide: Callable[[str], str]) -> str:
    return mask_cookies(text) if what == "header:set-cookie" else hide(text)


def _asks_for_secrets(request: Request) -> bool:
    name = decoded(request.path).decode("utf-8", "replace").rstrip("/").rpartition("/")[2]
    return name.startswith(SECRET_FILES)


def _without_content(exchange: Exchange) -> Exchange:
    old, new = exchange.old, exchange.new
    sizes = f"{old.length:,} bytes, not shown", f"{new.length:,} bytes, not shown"
    differences = tuple(
        replace(each, old=sizes[0], new=sizes[1]) if each.what == "body" else each for each in exchange.differences
    )
    hidden = replace(old, body=b"", size=old.length), replace(new, body=b"", size=new.length)
    return replace(exchange, old=hidden[0], new=hidden[1], differences=differences)
