"""How each allowance is measured: which dataset, which measure, and which of its groups count."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.account.analytics import datasets
from edgewise.account.analytics.model import Dataset
from edgewise.account.plans import GB

R2_CLASS_A = frozenset(
    {
        "ListBuckets", "PutBucket", "ListObjects", "PutObject", "CopyObject", "CompleteMultipartUpload",
        "CreateMultipartUpload", "LifecycleStorageTierTransition", "ListMultipartUploads", "UploadPart",
        "UploadPartCopy", "ListParts", "PutBucketEncryption", "PutBucketCors", "PutBucketLifecycleConfiguration",
    }
)  # fmt: skip
R2_CLASS_B = frozenset(
    {
        "HeadBucket", "HeadObject", "GetObject", "UsageSummary", "GetBucketEncryption", "GetBucketLocation",
        "GetBucketCors", "GetBucketLifecycleConfiguration",
    }
)  # fmt: skip
R2_FREE = frozenset({"DeleteObject", "DeleteObjects", "DeleteBucket", "AbortMultipartUpload"})
"""Classes of operations as of R2's pricing page, 2026. An operation in none of the three is reported."""

STEPS = frozenset({"STEP_SUCCESS", "STEP_FAILURE", "SLEEP_COMPLETE"})
"""Events that end a step. A retry within a step is none."""


@dataclass(frozen=True)
class Meter:
    """One way in which an allowance is used up. An allowance may have several.

    Attributes:
        only: values of ``split`` that count; empty for all.
        factor: from the measure's unit to the allowance's.
        known: values of ``split`` that are expected; others are reported. Empty when any may come.
    """

    allowance: str
    dataset: Dataset
    measure: str
    split: str = ""
    only: frozenset[str] = frozenset()
    factor: float = 1.0
    known: frozenset[str] = frozenset()


_R2_KNOWN = R2_CLASS_A | R2_CLASS_B | R2_FREE

METERS: tuple[Meter, ...] = (
    Meter("workers-requests", datasets.WORKERS, "requests"),
    Meter("workers-requests", datasets.PAGES_FUNCTIONS, "requests"),
    Meter("workers-cpu", datasets.WORKERS, "cpu", factor=0.001),
    Meter("kv-reads", datasets.KV_OPERATIONS, "requests", "actionType", frozenset({"read"})),
    Meter("kv-writes", datasets.KV_OPERATIONS, "requests", "actionType", frozenset({"write"})),
    Meter("kv-deletes", datasets.KV_OPERATIONS, "requests", "actionType", frozenset({"delete"})),
    Meter("kv-lists", datasets.KV_OPERATIONS, "requests", "actionType", frozenset({"list"})),
    Meter("kv-storage", datasets.KV_STORAGE, "bytes", factor=1 / GB),
    Meter("d1-rows-read", datasets.D1_QUERIES, "rows_read"),
    Meter("d1-rows-written", datasets.D1_QUERIES, "rows_written"),
    Meter("d1-storage", datasets.D1_STORAGE, "bytes", factor=1 / GB),
    Meter("objects-requests", datasets.OBJECT_INVOCATIONS, "requests"),
    Meter("objects-duration", datasets.OBJECT_TIME, "duration"),
    Meter("objects-rows-read", datasets.OBJECT_TIME, "rows_read"),
    Meter("objects-rows-written", datasets.OBJECT_TIME, "rows_written"),
    Meter("objects-storage", datasets.OBJECT_STORAGE, "bytes", factor=1 / GB),
    Meter("queues-operations", datasets.QUEUE_OPERATIONS, "operations"),
    Meter("workflows-steps", datasets.WORKFLOWS, "events", "eventType", STEPS),
    Meter("r2-class-a", datasets.R2_OPERATIONS, "requests", "actionType", R2_CLASS_A, known=_R2_KNOWN),
    Meter("r2-class-b", datasets.R2_OPERATIONS, "requests", "actionType", R2_CLASS_B, known=_R2_KNOWN),
    Meter("r2-storage", datasets.R2_STORAGE, "bytes", factor=1 / GB),
)
"""Every allowance is measured by at least one."""
