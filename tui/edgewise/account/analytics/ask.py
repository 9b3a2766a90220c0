"""Asking the analytics API: a series over time, or totals of a window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from edgewise.account.analytics.answer import Groups, groups
from edgewise.account.analytics.model import Dataset, Measure
from edgewise.account.analytics.query import Question, query
from edgewise.account.analytics.series import SeriesOf, series_of
from edgewise.account.analytics.window import Window
from edgewise.account.client import Client


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
    found = await ask(client, question)
    series = series_of(found.groups, measures, window)
    return SeriesOf(series, fetched=client.now(), problems=found.problems)


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
