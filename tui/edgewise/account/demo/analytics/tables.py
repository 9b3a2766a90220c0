"""The nodes that the demo account answers, with the fields, windows and limits that each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from edgewise.account.demo.analytics import invocations, queueing, storing
from edgewise.account.demo.analytics.atoms import Source
from edgewise.account.demo.analytics.invocations import QUANTILES

LARGEST = 10_000
"""The highest ``limit``."""

TIMES: Mapping[str, int] = MappingProxyType(
    {
        "datetime": 60,
        "datetimeMinute": 60,
        "datetimeFiveMinutes": 300,
        "datetimeFifteenMinutes": 900,
        "datetimeHour": 3600,
        "datetimeSixHours": 21600,
        "date": 86400,
    }
)
"""Dimensions of time, with the seconds that each is cut to."""


@dataclass(frozen=True)
class Table:
    """A node.

    Attributes:
        blocks: names of fields by the object that holds them.
        times: its dimensions of time.
        retention: how far back it may be asked.
        widest: how long a window may be.
    """

    source: Source
    dimensions: tuple[str, ...]
    blocks: Mapping[str, tuple[str, ...]]
    times: tuple[str, ...] = tuple(TIMES)
    retention: timedelta = timedelta(days=31)
    widest: timedelta = timedelta(days=32)
    counted: bool = True


def _quantiles(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}{at}" for name in names for at in QUANTILES)


_INVOKED = ("requests", "errors", "subrequests", "wallTime", "duration", "responseBodySize")
_COUNTED = ("requests", "objectBytes")

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "workersInvocationsAdaptive": Table(
            invocations.workers,
            ("scriptName", "scriptVersion", "status", "usageModel"),
            {
                "sum": (*_INVOKED, "cpuTimeUs", "clientDisconnects"),
                "quantiles": _quantiles("cpuTime", "wallTime"),
                "max": ("cpuTime", "wallTime"),
            },
            retention=timedelta(days=91),
            counted=False,
        ),
        "pagesFunctionsInvocationsAdaptiveGroups": Table(
            invocations.functions, ("scriptName", "status", "usageModel"), {"sum": _INVOKED}, counted=False
        ),
        "queueBacklogAdaptiveGroups": Table(
            queueing.backlog, ("queueId",), {"avg": ("messages", "bytes", "sampleInterval")}
        ),
        "queueConsumerMetricsAdaptiveGroups": Table(queueing.consumers, ("queueId",), {"avg": ("concurrency",)}),
        "queueMessageOperationsAdaptiveGroups": Table(
            queueing.operations,
            ("queueId", "actionType", "consumerType", "outcome"),
            {"sum": ("billableOperations", "bytes"), "avg": ("lagTime", "retryCount"), "max": ("messageSize",)},
        ),
        "durableObjectsInvocationsAdaptiveGroups": Table(
            storing.object_invocations, ("namespaceId", "scriptName"), {"sum": ("requests", "errors", "wallTime")}
        ),
        "durableObjectsPeriodicGroups": Table(
            storing.object_time,
            ("namespaceId",),
            {"sum": ("duration", "cpuTime", "activeTime", "rowsRead", "rowsWritten")},
        ),
        "durableObjectsSqlStorageGroups": Table(
            storing.object_storage, ("namespaceId",), {"max": ("storedBytes",)}, times=("date",)
        ),
        "kvOperationsAdaptiveGroups": Table(
            storing.kv_operations, ("namespaceId", "actionType", "result"), {"sum": _COUNTED}
        ),
        "kvStorageAdaptiveGroups": Table(storing.kv_storage, ("namespaceId",), {"max": ("keyCount", "byteCount")}),
        "d1AnalyticsAdaptiveGroups": Table(
            storing.d1_queries,
            ("databaseId", "databaseRole"),
            {
                "sum": ("readQueries", "writeQueries", "rowsRead", "rowsWritten"),
                "quantiles": ("queryBatchTimeMsP50", "queryBatchTimeMsP90"),
            },
        ),
        "d1StorageAdaptiveGroups": Table(storing.d1_storage, ("databaseId",), {"max": ("databaseSizeBytes",)}),
        "r2OperationsAdaptiveGroups": Table(
            storing.r2_operations,
            ("bucketName", "actionType"),
            {"sum": ("requests", "responseObjectSize")},
            retention=timedelta(days=90),
        ),
        "r2StorageAdaptiveGroups": Table(
            storing.r2_storage, ("bucketName",), {"max": ("payloadSize", "metadataSize", "objectCount")}
        ),
        "workflowsAdaptiveGroups": Table(
            storing.workflow_events,
            ("workflowName", "eventType"),
            {"sum": ("wallTime",)},
            times=("datetimeHour", "date"),
        ),
        "aiInferenceAdaptiveGroups": Table(storing.inferences, ("modelId",), {"sum": ("totalNeurons",)}),
    }
)
"""By name, below an account."""
