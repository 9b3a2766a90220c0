"""Several things at once: the first error cancels the rest and comes out as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from edgewise.errors import EdgewiseError

T = TypeVar("T")


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of ``work``, in its order.

    Raises:
        BaseException: the first error that a person can act on, else the first error.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except BaseExceptionGroup as errors:
        known = next((each for each in errors.exceptions if isinstance(each, EdgewiseError)), None)
        raise known or errors.exceptions[0] from None
    return [task.result() for task in tasks]
