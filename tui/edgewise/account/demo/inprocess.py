"""The demo account without a network: an httpx transport that answers in process."""

from __future__ import annotations

import httpx

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers every request from a company's books."""

    def __init__(self, company: Company) -> None:
        self.company = company

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.aread()
        reply = handle(self.company, Request(request.method, request.url.raw_path.decode("ascii"), headers, body))
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)
