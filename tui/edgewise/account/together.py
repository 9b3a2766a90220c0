"""Doing several requests at once, so that a failure or a cancellation leaves none of them running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")


@asynccontextmanager
async def abandoned(tasks: Collection[asyncio.Future[Any]]) -> AsyncIterator[None]:
    """On the way out, cancel whatever of ``tasks`` still runs and wait until it has stopped."""
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def together(calls: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """The results in order. The first failure is raised as it is, and ends the others."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    async with abandoned(tasks):
        return list(await asyncio.gather(*tasks))
