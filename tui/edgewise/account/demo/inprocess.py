"""The demo account without a network: an httpx transport that answers in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.sockets import Socket


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers every request from a company's books. ``sleep`` waits out the latency of its faults, in seconds."""

    def __init__(self, company: Company, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.company = company
        self._sleep = sleep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.aread()
        reply = handle(self.company, Request(request.method, request.url.raw_path.decode("ascii"), headers, body))
        if reply.delay:
            await self._sleep(reply.delay)
        if reply.cut is not None:
            return httpx.Response(reply.status, headers=dict(reply.headers), stream=_Broken(reply.body[: reply.cut]))
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)

    async def open_socket(self, address: str, subprotocol: str, where: str) -> Socket:
        """Listen to a tail of the company.

        Raises:
            NetworkError: when there is none at this address.
        """
        from edgewise.account.demo.listening import listen

        return await listen(self.company, address, where, self._sleep)


class _Broken(httpx.AsyncByteStream):
    """A body whose connection breaks in the middle."""

    def __init__(self, part: bytes) -> None:
        self._part = part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._part
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
