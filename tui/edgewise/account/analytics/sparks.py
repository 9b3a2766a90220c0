"""The small lines in the tables: one request for all rows of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from edgewise.account.analytics import datasets
from edgewise.account.analytics.model import HOUR, Dataset
from edgewise.account.analytics.series import SeriesOf
from edgewise.account.analytics.window import whole
from edgewise.errors import EdgewiseError

if TYPE_CHECKING:
    from edgewise.account.client import Client

LENGTH = timedelta(hours=24)


@dataclass(frozen=True)
class Spark:
    """What the tables show of a kind: measures of one dataset, over a day by the hour."""

    dataset: Dataset
    measures: tuple[str, ...]


SPARKS: Mapping[str, Spark] = MappingProxyType(
    {
        "workers": Spark(datasets.WORKERS, ("requests", "errors")),
        "pages_projects": Spark(datasets.PAGES_FUNCTIONS, ("requests", "errors")),
        "queues": Spark(datasets.QUEUE_BACKLOG, ("messages",)),
    }
)
"""By kind id. A kind that is not here has no line in its table."""


async def sparks(client: Client, kind_id: str) -> SeriesOf:
    """The series for a kind's table: the last 24 hours that are over, by the hour. One request.

    What went wrong is in the result's ``failure``. Raises nothing but cancellation, and ``KeyError``
    for a kind that has none.
    """
    from edgewise.account.analytics.ask import over_time

    spark = SPARKS[kind_id]
    measures = [spark.dataset.measure(each) for each in spark.measures]
    try:
        return await over_time(client, spark.dataset, measures, whole(LENGTH, HOUR, client.now()))
    except EdgewiseError as error:
        return SeriesOf(failure=error, fetched=client.now())
