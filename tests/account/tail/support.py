"""What the tests of the live log share: messages, and sockets that do as they are told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from edgewise.account.sockets import SocketClosed
from edgewise.account.tail.events import Entry
from edgewise.account.tail.session import Session, State
from tests.account.support import NOW

MILLISECONDS = int(NOW.timestamp() * 1000)


def event(**changes: Any) -> dict[str, Any]:
    """An event of a request, as Cloudflare sends it."""
    return {
        "outcome": "ok",
        "scriptName": "pricing",
        "exceptions": [],
        "logs": [{"message": ["hello", {"a": 1}], "level": "log", "timestamp": MILLISECONDS}],
        "eventTimestamp": MILLISECONDS,
        "event": {
            "request": {
                "url": "https://pricing.example/price?sku=decaf",
                "method": "GET",
                "headers": {"accept": "*/*"},
                "cf": {"colo": "FRA"},
            },
            "response": {"status": 200},
        },
        "cpuTime": 2,
        "wallTime": 9,
        **changes,
    }


def message(**changes: Any) -> str:
    return json.dumps(event(**changes))


class FakeSocket:
    """Gives what it was given, then breaks, or stays silent. An exception in the list is raised."""

    def __init__(self, *given: str | bytes | Exception, silent: bool = False, answers: bool = True) -> None:
        self.given, self.silent, self.answers = list(given), silent, answers
        self.closed = False
        self.said: list[str] = []

    async def receive(self) -> str | bytes:
        if not self.given:
            if self.silent:
                await asyncio.Event().wait()
            raise SocketClosed(1006, "the connection broke")
        found = self.given.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def say(self, text: str) -> None:
        self.said.append(text)

    async def probe(self) -> None:
        if not self.answers:
            await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed = True


async def collect(session: Session, enough: Callable[[list[Entry | State]], bool]) -> list[Entry | State]:
    """What a session brings until there is enough of it, or it ends."""
    found: list[Entry | State] = []
    stream: AsyncGenerator[Entry | State, None] = session.stream()
    async with asyncio.timeout(10), aclosing(stream):
        async for item in stream:
            found.append(item)
            if enough(found):
                break
    return found
