"""Which charts each kind of resource has, and the account as a whole: declared, a row a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from edgewise.account.analytics import datasets
from edgewise.account.analytics.model import Dataset


@dataclass(frozen=True)
class Picture:
    """A chart of one dataset.

    Attributes:
        measures: measure id -> what its curve is called.
        split: the dimension whose values are the curves, instead of the measures.
        about: what the number is, in a few words, for behind the title.
        bad: whether more of it is worse.
        names: value of ``split`` -> what its curve is called, where it is another name.
    """

    title: str
    dataset: Dataset
    measures: Mapping[str, str]
    form: Literal["bars", "lines"] = "bars"
    split: str = ""
    about: str = ""
    bad: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


_CPU = Picture(
    "CPU time", datasets.WORKERS, {"cpu_p50": "P50", "cpu_p90": "P90", "cpu_p99": "P99"}, "lines",
    about="a request, half and 90 and 99 % of them under the line",
)  # fmt: skip
_WALL = Picture(
    "Wall time", datasets.WORKERS, {"wall_p50": "P50", "wall_p99": "P99"}, "lines", about="a request, waiting included"
)


def _basics(dataset: Dataset) -> tuple[Picture, ...]:
    return (
        Picture("Requests", dataset, {"requests": ""}),
        Picture("Errors", dataset, {"errors": ""}, bad=True, about="requests that ended in an exception or a limit"),
    )


def _subrequests(dataset: Dataset) -> Picture:
    return Picture("Subrequests", dataset, {"subrequests": ""}, about="what the code fetched itself")


def _levels(title: str, dataset: Dataset, measure: str, about: str = "") -> Picture:
    return Picture(title, dataset, {measure: ""}, "bars", about=about)


_VERSIONS = Picture(
    "Errors by version", datasets.WORKERS, {"errors": ""}, "lines", "scriptVersion", "which version's requests failed"
)
_QUEUES = Picture(
    "Operations", datasets.QUEUE_OPERATIONS, {"operations": ""}, "lines", "actionType",
    names={"WriteMessage": "written", "ReadMessage": "read", "DeleteMessage": "deleted"},
)  # fmt: skip
_KV = Picture("Operations", datasets.KV_OPERATIONS, {"requests": ""}, "lines", "actionType")
_R2 = Picture("Operations", datasets.R2_OPERATIONS, {"requests": ""}, "lines", "actionType")
_STORED = "once a day"

PICTURES: Mapping[str, tuple[Picture, ...]] = MappingProxyType(
    {
        "workers": (*_basics(datasets.WORKERS), _CPU, _VERSIONS, _WALL, _subrequests(datasets.WORKERS)),
        "pages_projects": (
            *_basics(datasets.PAGES_FUNCTIONS),
            Picture(
                "Wall time", datasets.PAGES_FUNCTIONS, {"wall": ""}, about="all requests together, waiting included"
            ),
            _subrequests(datasets.PAGES_FUNCTIONS),
        ),
        "queues": (
            _levels("Backlog", datasets.QUEUE_BACKLOG, "messages", "messages that wait"),
            _levels("Backlog size", datasets.QUEUE_BACKLOG, "bytes"),
            _QUEUES,
            Picture("Consumers at once", datasets.QUEUE_CONSUMERS, {"concurrency": ""}, "lines"),
        ),
        "durable_object_namespaces": (
            *_basics(datasets.OBJECT_INVOCATIONS),
            Picture("Duration", datasets.OBJECT_TIME, {"duration": ""}, about="time in memory, billed at 128 MB"),
            Picture("CPU time", datasets.OBJECT_TIME, {"cpu": ""}, about="all objects together"),
            Picture("Rows", datasets.OBJECT_TIME, {"rows_read": "read", "rows_written": "written"}, "lines"),
            _levels("Stored", datasets.OBJECT_STORAGE, "bytes", _STORED),
        ),
        "d1_databases": (
            Picture("Queries", datasets.D1_QUERIES, {"reads": "reading", "writes": "writing"}, "lines"),
            Picture("Rows", datasets.D1_QUERIES, {"rows_read": "read", "rows_written": "written"}, "lines"),
            Picture("Query time", datasets.D1_QUERIES, {"time_p50": "P50", "time_p90": "P90"}, "lines"),
            _levels("Size", datasets.D1_STORAGE, "bytes", _STORED),
        ),
        "kv_namespaces": (
            _KV,
            _levels("Keys", datasets.KV_STORAGE, "keys", _STORED),
            _levels("Stored", datasets.KV_STORAGE, "bytes", _STORED),
        ),
        "r2_buckets": (
            _R2,
            Picture("Sent", datasets.R2_OPERATIONS, {"bytes": ""}, about="bytes of objects that were read"),
            _levels("Objects", datasets.R2_STORAGE, "objects", _STORED),
            _levels("Stored", datasets.R2_STORAGE, "bytes", _STORED),
        ),
        "workflows": (Picture("Events", datasets.WORKFLOWS, {"events": ""}, "lines", "eventType"),),
    }
)
"""By kind id."""

ACCOUNT: tuple[Picture, ...] = (
    Picture("Requests to Workers", datasets.WORKERS, {"requests": ""}),
    Picture("Errors of Workers", datasets.WORKERS, {"errors": ""}, bad=True),
    Picture("Requests to Pages Functions", datasets.PAGES_FUNCTIONS, {"requests": ""}),
    Picture("Errors of Pages Functions", datasets.PAGES_FUNCTIONS, {"errors": ""}, bad=True),
    Picture("CPU time of Workers", datasets.WORKERS, {"cpu": ""}, about="all of them together"),
    Picture("Queue operations", datasets.QUEUE_OPERATIONS, {"operations": ""}),
    Picture("KV operations", datasets.KV_OPERATIONS, {"requests": ""}, "lines", "actionType"),
    Picture("D1 rows", datasets.D1_QUERIES, {"rows_read": "read", "rows_written": "written"}, "lines"),
)
"""Of all resources together."""
