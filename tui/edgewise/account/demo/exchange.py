"""What goes in and out of the demo account's API, and how its lists are cut into pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.account.demo.company import Company


@dataclass(frozen=True)
class Request:
    """A request as it came in. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """An answer to send.

    Attributes:
        delay: seconds after which it goes out.
        cut: bytes of the body after which the connection breaks; ``None`` sends all of it.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None


@dataclass(frozen=True)
class Result:
    """What a route has to say, before it is put into an envelope."""

    result: Any
    info: Mapping[str, Any] | None = None
    status: int = 200


@dataclass(frozen=True)
class Bare:
    """An answer without an envelope, such as the value of a KV key or the answer of the GraphQL API."""

    body: bytes
    content_type: str = "application/octet-stream"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """What a route refuses, with the codes that real clients act on. ``more`` are further codes and messages."""

    status: int
    code: int
    message: str
    more: tuple[tuple[int, str], ...] = ()

    def document(self) -> dict[str, Any]:
        """The envelope that says so."""
        errors = [{"code": code, "message": message} for code, message in ((self.code, self.message), *self.more)]
        return {"result": None, "success": False, "errors": errors, "messages": []}


Query = Mapping[str, str]


@dataclass(frozen=True)
class Call:
    """What a route may look at.

    Attributes:
        values: the names in the route's path, unquoted.
        query: the query string; of a name that comes twice, the last.
        headers: names in lower case.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    query: Query = field(default_factory=dict)
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON; ``None`` when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


Said = Result | Refusal | Bare
Route = Callable[[Company, Call], Said]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []
Guard = Callable[[Company, Request, str], Said | None]
GUARDS: list[Guard] = []


def guard(function: Guard) -> Guard:
    """Register something that looks at every request with a credential before its route does.

    It is called with the path below the base URL, without a slash at its end. What it returns is the
    answer; ``None`` lets the request through.
    """
    GUARDS.append(function)
    return function


def route(path: str, method: str = "GET") -> Callable[[Route], Route]:
    """Register a route, such as ``/accounts/{account}/queues``. Routes that come first win.

    ``{name...}`` at the end takes all that is left, slashes too.
    """
    named = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    pattern = re.compile(re.sub(r"\\{(\w+)(?:\\\.){3}\\}", r"(?P<\1>.+)", named))

    def register(function: Route) -> Route:
        ROUTES.append((method, pattern, function))
        return function

    return register


def paged(rows: list[Any], query: Query, *, size: int, largest: int = 100) -> Result:
    """One page of ``rows``. A page after the last is empty, which is how clients know that it was the last."""
    page, per_page = _positive(query.get("page"), 1), min(_positive(query.get("per_page"), size), largest)
    part = rows[(page - 1) * per_page : page * per_page]
    return Result(
        part,
        {
            "page": page,
            "per_page": per_page,
            "count": len(part),
            "total_count": len(rows),
            "total_pages": -(-len(rows) // per_page),
        },
    )


def by_cursor(rows: list[Any], query: Query, *, size: int) -> tuple[list[Any], dict[str, Any]]:
    """The part of ``rows`` that a cursor points at, and the info that leads on."""
    cursor = query.get("cursor", "")
    start = int(cursor, 16) if re.fullmatch(r"[0-9a-f]{1,8}", cursor) else 0
    per_page = min(_positive(query.get("per_page"), size), 1000)
    after = start + per_page
    return rows[start:after], {"cursor": f"{after:x}" if after < len(rows) else "", "per_page": per_page}


def _positive(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"[1-9]\d{0,5}", text) else default
