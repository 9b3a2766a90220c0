"""Every answer that the demo account gives to somebody who looks at everything."""

from __future__ import annotations

import asyncio
from functools import cache

import httpx

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.handler import handle
from edgewise.account.listing import details, follow_up, load, with_details
from edgewise.account.resources import KINDS, ROOTS
from edgewise.account.resources.model import Kind, Row
from tests.account.support import NOW

ROWS = 30
"""Rows of each listing that are looked into. All of them would only repeat the same shapes."""


class Keeping(httpx.AsyncBaseTransport):
    """The demo account, whose answers to reading requests are kept by their address."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.replies: dict[str, Reply] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = handle(self.company, Request(request.method, target, headers, await request.aread()))
        if request.method == "GET":
            self.replies[target] = reply
        elif target.endswith("/query"):
            self.replies[f"{target}#{len(self.replies)}"] = reply  # A question in a body: each has its own answer.
        return httpx.Response(reply.status, headers={**reply.headers, "ratelimit": ""}, content=reply.body)


def client(transport: httpx.AsyncBaseTransport) -> Client:
    """A client that nobody stops for having asked too much."""
    credential = Credential("demo", "demo", source="test")
    return Client(credential, base_url="https://demo.invalid/client/v4", transport=transport, now=lambda: NOW)


async def visit(api: Client, kind: Kind, parameters: dict[str, str]) -> None:
    """A listing with all that belongs to it, and what lies below its first rows."""
    listing = await with_details(api, await follow_up(api, await load(api, kind, parameters)))
    for row in listing.rows[:ROWS]:
        if any(not each.surveyed for each in kind.details):
            await details(api, kind, row)
        for drill in kind.drills:
            await visit(api, child(drill.kind), _below(row, drill.parameters))


def child(identity: str) -> Kind:
    """A kind by its id."""
    return next(each for each in KINDS if each.id == identity)


def _below(row: Row, parameters: object) -> dict[str, str]:
    assert isinstance(parameters, dict)
    return {name: row.value(source) or "" for name, source in parameters.items()}


@cache
def tour() -> dict[str, Reply]:
    """The answers by their address, of every kind and everything below it."""
    transport = Keeping(Company(lambda: NOW))

    async def walk() -> None:
        api = client(transport)
        await api.account()
        for kind in ROOTS:
            await visit(api, kind, {})

    asyncio.run(walk())
    return transport.replies
