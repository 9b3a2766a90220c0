"""A demo account over loopback that serves what is deployed to it, for as long as somebody rehearses."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from edgewise.account.demo import serve
from edgewise.account.demo.company import Company
from edgewise.account.demo.faults import NONE, Faults
from edgewise.account.demo.server import DemoServer
from edgewise.migration.rehearsal.serving import Serving
from edgewise.runtime.toolchain import ensure


async def serve_sites(company: Company, port: int, pages: Mapping[str, Path], stack: AsyncExitStack) -> int:
    """Answer for the hosts of a demo account until ``stack`` closes.

    Args:
        port: on this computer; 0 for a free one.
        pages: folders that stand for Pages projects of the account, by name.

    Returns:
        The port.

    Raises:
        ToolchainError: no wrangler can be had.
        InputError: the port is taken.
    """
    serving = await stack.enter_async_context(Serving(company, await ensure(), pages))
    server = await stack.enter_async_context(DemoServer(company, serving.answer))
    await server.start(port)
    company.serving = server.port
    return server.port


class Session:
    """A demo account of its own: what is done in it stays until it is closed, and is gone then.

    Args:
        pages: folders that stand for Pages projects of the account, by name.
    """

    def __init__(self, pages: Mapping[str, Path], faults: Faults = NONE) -> None:
        self._pages = dict(pages)
        self._faults = faults
        self._stack = AsyncExitStack()
        self._api: DemoServer | None = None

    async def environment(self) -> Mapping[str, str]:
        """What leads edgewise and wrangler to the account, which is opened for the first who asks."""
        if self._api is None:
            self._api = await self._stack.enter_async_context(await serve(0, faults=self._faults))
        return {
            "CLOUDFLARE_API_BASE_URL": self._api.url,
            "CLOUDFLARE_API_TOKEN": "demo",
            "CLOUDFLARE_ACCOUNT_ID": self._api.company.account["id"],
        }

    async def answer_hosts(self) -> None:
        """Answer for the account's hosts from now on. Raises a ToolchainError where wrangler cannot be had."""
        await self.environment()
        assert self._api is not None
        if self._api.company.serving is None:
            await serve_sites(self._api.company, 0, self._pages, self._stack)

    async def close(self) -> None:
        """End the account and its servers."""
        await self._stack.aclose()
        self._api = None
