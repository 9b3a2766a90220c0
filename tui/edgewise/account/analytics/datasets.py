"""The datasets that edgewise asks for. Names as of Cloudflare's documentation and working queries of 2026.

The API knows no version and answers a wrong name with an error for the whole query, so only names
that somebody has seen answered stand here.
"""

from __future__ import annotations

from datetime import timedelta

from edgewise.account.analytics.model import DAY, HOUR, Dataset, Measure

_MONTH = timedelta(days=31)
_WORKERS_DOCS = (
    "developers.cloudflare.com/analytics/graphql-api/tutorials/querying-workers-metrics, 2022-08; 2026 queries"
)

WORKERS = Dataset(
    node="workersInvocationsAdaptive",
    title="Invocations of Workers",
    by="scriptName",
    splits=("status", "scriptVersion"),
    measures=(
        Measure("requests", "sum.requests", "Requests"),
        Measure("errors", "sum.errors", "Errors"),
        Measure("subrequests", "sum.subrequests", "Subrequests"),
        Measure("cpu", "sum.cpuTimeUs", "CPU time", "us"),
        Measure("wall", "sum.wallTime", "Wall time", "us"),
        Measure("cpu_p50", "quantiles.cpuTimeP50", "CPU, half of all under", "us", gauge=True),
        Measure("cpu_p90", "quantiles.cpuTimeP90", "CPU, 90 % under", "us", gauge=True),
        Measure("cpu_p99", "quantiles.cpuTimeP99", "CPU, 99 % under", "us", gauge=True),
        Measure("wall_p50", "quantiles.wallTimeP50", "Wall time, half of all under", "us", gauge=True),
        Measure("wall_p99", "quantiles.wallTimeP99", "Wall time, 99 % under", "us", gauge=True),
    ),
    retention=timedelta(days=90),
    source=_WORKERS_DOCS,
)

PAGES_FUNCTIONS = Dataset(
    node="pagesFunctionsInvocationsAdaptiveGroups",
    title="Invocations of Pages Functions",
    by="scriptName",
    splits=("status",),
    measures=(
        Measure("requests", "sum.requests", "Requests"),
        Measure("errors", "sum.errors", "Errors"),
        Measure("subrequests", "sum.subrequests", "Subrequests"),
        Measure("wall", "sum.wallTime", "Wall time", "us"),
    ),
    source="working queries of 2026; groups carry the project's production_script_name",
)

QUEUE_BACKLOG = Dataset(
    node="queueBacklogAdaptiveGroups",
    title="Backlog of queues",
    by="queueId",
    measures=(
        Measure("messages", "avg.messages", "Messages waiting", gauge=True),
        Measure("bytes", "avg.bytes", "Bytes waiting", "bytes", gauge=True),
    ),
    source="developers.cloudflare.com/queues/observability/metrics, 2026",
)

QUEUE_OPERATIONS = Dataset(
    node="queueMessageOperationsAdaptiveGroups",
    title="Operations of queues",
    by="queueId",
    splits=("actionType", "outcome"),
    measures=(
        Measure("operations", "sum.billableOperations", "Operations"),
        Measure("bytes", "sum.bytes", "Bytes", "bytes"),
    ),
    source="developers.cloudflare.com/queues/observability/metrics, 2026",
)

QUEUE_CONSUMERS = Dataset(
    node="queueConsumerMetricsAdaptiveGroups",
    title="Consumers of queues",
    by="queueId",
    measures=(Measure("concurrency", "avg.concurrency", "Consumers at once", gauge=True),),
    source="developers.cloudflare.com/queues/observability/metrics, 2026",
)

OBJECT_INVOCATIONS = Dataset(
    node="durableObjectsInvocationsAdaptiveGroups",
    title="Requests to Durable Objects",
    by="namespaceId",
    splits=("scriptName",),
    measures=(
        Measure("requests", "sum.requests", "Requests"),
        Measure("errors", "sum.errors", "Errors"),
        Measure("wall", "sum.wallTime", "Wall time", "us"),
    ),
    source="developers.cloudflare.com/durable-objects/observability/metrics-and-analytics, 2026",
)

OBJECT_TIME = Dataset(
    node="durableObjectsPeriodicGroups",
    title="Time of Durable Objects",
    by="namespaceId",
    measures=(
        Measure("duration", "sum.duration", "Duration", "gbs"),
        Measure("cpu", "sum.cpuTime", "CPU time", "us"),
        Measure("active", "sum.activeTime", "Active time", "us"),
        Measure("rows_read", "sum.rowsRead", "Rows read"),
        Measure("rows_written", "sum.rowsWritten", "Rows written"),
    ),
    sampled=False,
    source="developers.cloudflare.com/durable-objects/observability/metrics-and-analytics, 2026",
)

OBJECT_STORAGE = Dataset(
    node="durableObjectsSqlStorageGroups",
    title="Storage of Durable Objects with SQLite",
    by="namespaceId",
    measures=(Measure("bytes", "max.storedBytes", "Stored", "bytes", gauge=True),),
    time="date",
    steps=(DAY,),
    sampled=False,
    source="developers.cloudflare.com/durable-objects/observability/metrics-and-analytics, 2026",
)

KV_OPERATIONS = Dataset(
    node="kvOperationsAdaptiveGroups",
    title="Operations of KV",
    by="namespaceId",
    splits=("actionType",),
    measures=(Measure("requests", "sum.requests", "Operations"),),
    source="developers.cloudflare.com/kv/observability/metrics-analytics, 2025",
)

KV_STORAGE = Dataset(
    node="kvStorageAdaptiveGroups",
    title="Storage of KV",
    by="namespaceId",
    measures=(
        Measure("bytes", "max.byteCount", "Stored", "bytes", gauge=True),
        Measure("keys", "max.keyCount", "Keys", gauge=True),
    ),
    steps=(DAY,),
    source="developers.cloudflare.com/kv/observability/metrics-analytics, 2025",
)

D1_QUERIES = Dataset(
    node="d1AnalyticsAdaptiveGroups",
    title="Queries of D1",
    by="databaseId",
    measures=(
        Measure("reads", "sum.readQueries", "Read queries"),
        Measure("writes", "sum.writeQueries", "Write queries"),
        Measure("rows_read", "sum.rowsRead", "Rows read"),
        Measure("rows_written", "sum.rowsWritten", "Rows written"),
        Measure("time_p50", "quantiles.queryBatchTimeMsP50", "Query time, half of all under", "ms", gauge=True),
        Measure("time_p90", "quantiles.queryBatchTimeMsP90", "Query time, 90 % under", "ms", gauge=True),
    ),
    source="D1's documentation and a schema read in 2026",
)

D1_STORAGE = Dataset(
    node="d1StorageAdaptiveGroups",
    title="Storage of D1",
    by="databaseId",
    measures=(Measure("bytes", "max.databaseSizeBytes", "Size", "bytes", gauge=True),),
    steps=(DAY,),
    source="D1's documentation, 2026",
)

R2_OPERATIONS = Dataset(
    node="r2OperationsAdaptiveGroups",
    title="Operations of R2",
    by="bucketName",
    splits=("actionType",),
    measures=(
        Measure("requests", "sum.requests", "Operations"),
        Measure("bytes", "sum.responseObjectSize", "Bytes sent", "bytes"),
    ),
    retention=timedelta(days=90),
    source="working queries of 2026; the API itself refuses data older than 12w6d",
)

R2_STORAGE = Dataset(
    node="r2StorageAdaptiveGroups",
    title="Storage of R2",
    by="bucketName",
    measures=(
        Measure("bytes", "max.payloadSize", "Stored", "bytes", gauge=True),
        Measure("metadata", "max.metadataSize", "Metadata", "bytes", gauge=True),
        Measure("objects", "max.objectCount", "Objects", gauge=True),
    ),
    steps=(DAY,),
    source="working queries of 2026",
)

WORKFLOWS = Dataset(
    node="workflowsAdaptiveGroups",
    title="Events of Workflows",
    by="workflowName",
    splits=("eventType",),
    measures=(Measure("events", "count", "Events"),),
    time="datetimeHour",
    steps=(HOUR, DAY),
    source="developers.cloudflare.com/workflows/observability/metrics-analytics, 2026",
)

AI_INFERENCE = Dataset(
    node="aiInferenceAdaptiveGroups",
    title="Inferences of Workers AI",
    by="modelId",
    measures=(Measure("neurons", "sum.totalNeurons", "Neurons"),),
    source="working queries of 2026",
)

DATASETS = (
    WORKERS,
    PAGES_FUNCTIONS,
    QUEUE_BACKLOG,
    QUEUE_OPERATIONS,
    QUEUE_CONSUMERS,
    OBJECT_INVOCATIONS,
    OBJECT_TIME,
    OBJECT_STORAGE,
    KV_OPERATIONS,
    KV_STORAGE,
    D1_QUERIES,
    D1_STORAGE,
    R2_OPERATIONS,
    R2_STORAGE,
    WORKFLOWS,
    AI_INFERENCE,
)
"""Every dataset that edgewise asks for."""
