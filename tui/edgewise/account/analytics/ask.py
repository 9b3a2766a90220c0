"""Asking the analytics API: a series over time, or totals of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from edgewise.account.analytics.answer import Groups, groups
from edgewise.account.analytics.model import Dataset, Measure
from edgewise.account.analytics.query import Question, query
from edgewise.account.analytics.series import SeriesOf, series_of
from edgewise.account.analytics.window import Window
from edgewise.account.client import Client

DEEPEST = 3
"""How often a window is halved: eight questions at most."""


async def ask(client: Client, question: Question) -> Groups:
    """The groups that answer a question.

    Raises:
        PermissionGap: when the credential may not read analytics.
        AuthError, NetworkError: as :meth:`Client.graphql` does; ``bad-answer`` when the answer is odd.
    """
    account = await client.account()
    data = await client.graphql(query(question, account.id), permission=question.dataset.permission)
    return groups(data, question)


async def over_time(
    client: Client,
    dataset: Dataset,
    measures: Sequence[Measure],
    window: Window,
    *,
    of: Sequence[str] = (),
    together: bool = False,
) -> SeriesOf:
    """Measures over the buckets of a window, for the resources named, or all of them.

    Raises as :func:`ask` does.
    """
    question = Question(dataset, tuple(measures), window.start, window.asked, window.step, tuple(of), together=together)
    found = await _in_parts(client, question, window)
    series = series_of(found.groups, measures, window)
    return SeriesOf(series, fetched=client.now(), problems=found.problems)


async def _in_parts(client: Client, question: Question, window: Window, depth: int = 0) -> Groups:
    """The groups of a window; of its halves when there are more than the API sends at once."""
    found = await ask(client, question)
    if not found.cut or window.count < 2 or depth >= DEEPEST:
        return found
    half = window.count // 2
    middle = window.at(half)
    first = replace(window, count=half, asked=middle - timedelta(seconds=1))
    second = replace(window, start=middle, count=window.count - half)
    parts = [
        await _in_parts(client, replace(question, start=each.start, end=each.asked), each, depth + 1)
        for each in (first, second)
    ]
    problems = tuple(dict.fromkeys(problem for part in parts for problem in part.problems))
    return Groups(tuple(group for part in parts for group in part.groups), problems, any(part.cut for part in parts))


async def totals(
    client: Client,
    dataset: Dataset,
    measures: Sequence[Measure],
    start: datetime,
    end: datetime,
    *,
    split: Sequence[str] = (),
    together: bool = True,
) -> Groups:
    """Measures of a whole window, by the dimensions in ``split``. Raises as :func:`ask` does."""
    question = Question(dataset, tuple(measures), start, end, split=tuple(split), together=together)
    return await ask(client, question)
