"""Doing several things at once, so that a failure or a cancellation leaves none of them running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from edgewise.errors import EdgewiseError

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
    """The results in order. The first failure ends the others and comes out as itself, not in a group.

    Raises:
        BaseException: of failures at the same time the first that a person can act on, else the first.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in calls]
    except BaseExceptionGroup as errors:
        known = next((each for each in errors.exceptions if isinstance(each, EdgewiseError)), None)
        raise known or errors.exceptions[0] from None
    return [task.result() for task in tasks]
