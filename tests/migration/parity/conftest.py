"""Projects as values, and a plain HTTP server that shows what really came over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edgewise.project.model import Kind, Origin, PagesProject, Value


@dataclass(frozen=True)
class Seen:
    """One request as it arrived: the request line is not touched."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]


Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass
class Loopback:
    """A server on 127.0.0.1. ``answer`` decides what each request gets; ``None`` drops the connection."""

    answer: Callable[[Seen], Answer | None] = lambda seen: (200, [], b"ok")
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
                headers: dict[str, str] = {}
                while header := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                seen = Seen(line, headers, body)
                self.seen.append(seen)
                answer = self.answer(seen)
                if answer is None:
                    break
                status, fields, content = answer
                head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}"]
                head.extend(f"{name}: {value}" for name, value in fields)
                writer.write("\r\n".join([*head, "", ""]).encode("latin-1"))
                writer.write(b"" if seen.method == "HEAD" else content)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def loopback(answer: Callable[[Seen], Answer | None] | None = None) -> AsyncIterator[Loopback]:
    server = Loopback() if answer is None else Loopback(answer)
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()


def make_project(root: Path = Path("/project"), **facts: Any) -> PagesProject:
    """A project value with the given facts; no file is read."""
    basics: dict[str, Any] = {
        "root": root,
        "name": Value("harbour", Origin.INFERRED),
        "output": Value("public", Origin.CONFIG),
        "kind": Kind.STATIC,
        "assets": ("index.html",),
    }
    return PagesProject(**(basics | facts))


@pytest.fixture
def project() -> Callable[..., PagesProject]:
    return make_project


@pytest.fixture
def serve() -> Callable[..., Any]:
    return loopback
