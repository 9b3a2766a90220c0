"""What the account tests share: a clock that stands still, and clients that talk to a function."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from edgewise.account.budget import Budget
from edgewise.account.client import Client
from edgewise.account.credentials import Credential

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
CANARY = "cnry-7f3a9b1e5d2c8f60-token"
ACCOUNT = "0123456789abcdef0123456789abcdef"

Handler = Callable[[httpx.Request], httpx.Response]


class Clock:
    """Time that moves only when somebody sleeps, and remembers the sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


def envelope(result: Any, info: dict[str, Any] | None = None, status: int = 200) -> httpx.Response:
    """A v4 answer."""
    body = {"success": True, "errors": [], "messages": [], "result": result}
    return httpx.Response(status, json=body if info is None else {**body, "result_info": info})


def refusal(status: int, code: int = 10000, message: str = "Authentication error", **headers: str) -> httpx.Response:
    """A v4 answer that says no."""
    body = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()})


class Recorder:
    """A handler that keeps every request it saw."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.handler(request)

    @property
    def paths(self) -> list[str]:
        return [request.url.path.removeprefix("/client/v4") for request in self.requests]


def client(handler: Handler, clock: Clock | None = None, **options: Any) -> Client:
    """A client for a fixed account, with a token that must never be seen."""
    clock = clock or Clock()
    options.setdefault("credential", Credential("token", CANARY, source="CLOUDFLARE_API_TOKEN"))
    options.setdefault("budget", Budget(clock=clock, sleep=clock.sleep))
    return Client(
        base_url="https://api.example/client/v4",
        transport=httpx.MockTransport(with_account(handler)),
        account_id=ACCOUNT,
        now=clock.now,
        sleep=clock.sleep,
        chance=lambda: 0.0,
        **options,
    )


def with_account(handler: Handler) -> Handler:
    """``handler``, after the account has been named."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/v4/accounts"):
            info = {"page": 1, "per_page": 50, "count": 1, "total_count": 1, "total_pages": 1}
            return envelope([{"id": ACCOUNT, "name": "Test"}], info)
        return handler(request)

    return answer


def pages(rows: list[Any], *, per_page: int = 10, totals: bool = True) -> Handler:
    """A list in numbered pages."""

    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("page", "1"))
        size = int(request.url.params.get("per_page", per_page))
        part = rows[(page - 1) * size : page * size]
        info = {"page": page, "per_page": size, "count": len(part)}
        if totals:
            info |= {"total_count": len(rows), "total_pages": -(-len(rows) // size)}
        return envelope(part, info)

    return answer


def body(document: Any) -> bytes:
    """A document as a body."""
    return json.dumps(document).encode()
