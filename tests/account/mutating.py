"""Breaking documents in all the ways in which an API, or somebody who names things in it, might."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import httpx

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from tests.account.support import NOW

HOSTILE = (
    "[bold red]markup[/bold red] [@click=app.quit]x[/]",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "a\u202eevil\u202c\u2066b\u2069\u200f",
    "\ud800 half a character",
    "zero\x00byte\nsecond line\r\tthird",
    "=cmd|' /C calc'!A0",
    "'; rm -rf ~; echo '",
    "../../../etc/passwd",
    "{account_id} %s {0}",
    "",
    " ",
    "𝕏" * 40,
    "界" * 3000,
    "x" * 10_000,
)
OTHERS = (
    None,
    True,
    False,
    0,
    -1,
    7,
    1e308,
    10**30,
    float("nan"),
    float("-inf"),
    "0",
    "12",
    "-3.5",
    [],
    {},
    [[]],
    [None],
)

ROWS = 50

Place = tuple[Any, Any]
"""A container, and the key or index of one of its values."""


def places(document: Any) -> list[Place]:
    """Every value below the top of a document."""
    found: list[Place] = []
    stack = [document]
    while stack:
        node = stack.pop()
        entries = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in entries:
            found.append((node, key))
            if isinstance(value, dict | list):
                stack.append(value)
    return found


def _drop(node: Any, key: Any, chance: Random) -> None:
    del node[key]


def _other(node: Any, key: Any, chance: Random) -> None:
    node[key] = copy.deepcopy(chance.choice(OTHERS))


def _hostile(node: Any, key: Any, chance: Random) -> None:
    node[key] = chance.choice(HOSTILE)


def _as_text(node: Any, key: Any, chance: Random) -> None:
    value = node[key]
    node[key] = str(value) if isinstance(value, int | float) else [value]


def _nest(node: Any, key: Any, chance: Random) -> None:
    node[key] = {"value": node[key]} if chance.random() < 0.5 else {key if isinstance(key, str) else "x": [node[key]]}


def _double(node: Any, key: Any, chance: Random) -> None:
    if isinstance(node, list):
        node.insert(key, copy.deepcopy(node[key]))
    else:
        node[f"{key}_of_tomorrow"] = copy.deepcopy(node[key])


def _rename(node: Any, key: Any, chance: Random) -> None:
    if isinstance(node, dict):
        node[chance.choice(HOSTILE)[:200]] = node.pop(key)


def _empty(node: Any, key: Any, chance: Random) -> None:
    value = node[key]
    node[key] = type(value)() if isinstance(value, dict | list | str) else None


WAYS: tuple[Callable[[Any, Any, Random], None], ...] = (
    _drop, _other, _other, _hostile, _hostile, _as_text, _nest, _double, _rename, _empty
)  # fmt: skip


def mutated(document: Any, chance: Random, times: int) -> Any:
    """A copy of ``document`` that is broken in a few places; now and then the whole of it is something else."""
    if chance.random() < 0.03:
        return copy.deepcopy(chance.choice(OTHERS))
    document = copy.deepcopy(document)
    for _ in range(times):
        found = places(document) if isinstance(document, dict | list) else []
        if found:
            node, key = chance.choice(found)
            chance.choice(WAYS)(node, key, chance)
    return document


def _shortened(result: Any) -> Any:
    """Long lists only repeat themselves."""
    return result[:ROWS] if isinstance(result, list) else result


class Broken(httpx.AsyncBaseTransport):
    """A company whose API answers with broken results. Keeps what it sent, by the target of the request.

    The account itself is told truly: without it nobody asks for anything else.
    """

    def __init__(self, company: Company, seed: int, times: int) -> None:
        self.company, self.seed, self.times = company, seed, times
        self.sent: dict[str, Any] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = handle(self.company, Request(request.method, target, headers, await request.aread()))
        passed = {**reply.headers, "ratelimit": ""}
        if "/accounts/" not in target and "/zones" not in target:
            return httpx.Response(reply.status, headers=passed, content=reply.body)
        try:
            document = json.loads(reply.body)
            document["result"] = mutated(
                _shortened(document["result"]) if self.times else document["result"],
                Random(f"{self.seed} {target}"),
                self.times,
            )
        except (ValueError, KeyError, TypeError):
            return httpx.Response(reply.status, headers=passed, content=reply.body)
        # Whoever asks a page that was broken away must not be told of rows that the page no longer has.
        self.sent[f"{target} {headers.get('cf-r2-jurisdiction', '')}"] = document["result"]
        return httpx.Response(reply.status, headers=passed, content=json.dumps(document).encode())


def broken(seed: int, times: int = 3) -> Broken:
    """The demo company, broken by a seed."""
    return Broken(Company(lambda: NOW), seed, times)
