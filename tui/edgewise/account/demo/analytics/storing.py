"""Operations and storage of KV, D1, R2 and Durable Objects; Workflows and Workers AI."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import accumulate

from edgewise.account.demo.analytics.atoms import Atom, Span, happened, spreading
from edgewise.account.demo.analytics.inside import listed
from edgewise.account.demo.analytics.rhythm import moment_of, noise, whole
from edgewise.account.demo.analytics.traffic import of
from edgewise.account.demo.buckets import Buckets
from edgewise.account.demo.company import Company
from edgewise.account.demo.times import stamp

GROWTH = 0.0015
"""What a day adds to something stored."""


def kv_operations(company: Company, span: Span) -> Iterator[Atom]:
    """Reads, writes, deletes and lists of each namespace."""
    for namespace in listed(company, "/storage/kv/namespaces"):
        rates = of(company).rates("kv", str(namespace.get("title")))
        for action in ("read", "write", "delete", "list"):
            sums = lambda count: {"requests": count, "objectBytes": count * 640}  # noqa: E731
            dimensions = {"namespaceId": str(namespace.get("id")), "actionType": action, "result": "success"}
            yield from _counted(dimensions, rates[action], span, sums)


def kv_storage(company: Company, span: Span) -> Iterator[Atom]:
    """What each namespace holds."""
    for namespace in listed(company, "/storage/kv/namespaces"):
        rates = of(company).rates("kv", str(namespace.get("title")))
        levels = {"byteCount": rates["bytes"], "keyCount": rates["keys"]}
        yield from _held(company, {"namespaceId": str(namespace.get("id"))}, levels, span)


def d1_queries(company: Company, span: Span) -> Iterator[Atom]:
    """Queries of each database, and the rows that they touch."""
    for database in listed(company, "/d1/database"):
        rates = of(company).rates("d1", str(database.get("name")))
        dimensions = {"databaseId": str(database.get("uuid")), "databaseRole": "primary"}
        rows = rates["rows"]
        times = lambda count, time=rates["time"]: {  # noqa: E731
            "queryBatchTimeMsP50": time,
            "queryBatchTimeMsP90": time * spreading(count)(3.1),
        }
        reads = lambda count, rows=rows: {"readQueries": count, "rowsRead": round(count * rows)}  # noqa: E731
        writes = lambda count: {"writeQueries": count, "rowsWritten": round(count * 1.7)}  # noqa: E731
        yield from _counted(dimensions, rates["reads"], span, reads, "reads", times)
        yield from _counted(dimensions, rates["writes"], span, writes, "writes", times)


def d1_storage(company: Company, span: Span) -> Iterator[Atom]:
    """How large each database is."""
    for database in listed(company, "/d1/database"):
        size = database.get("file_size")
        levels = {"databaseSizeBytes": float(size) if isinstance(size, int | float) else 0.0}
        yield from _held(company, {"databaseId": str(database.get("uuid"))}, levels, span)


def r2_operations(company: Company, span: Span) -> Iterator[Atom]:
    """Operations of each bucket, by their names in S3."""
    for bucket in listed(company, "/r2/buckets", "buckets"):
        name = str(bucket.get("name"))
        rates = of(company).rates("r2", name)
        for action in ("GetObject", "HeadObject", "PutObject", "ListObjects", "DeleteObject"):
            size = rates["object"] if action == "GetObject" else 0.0
            sums = lambda count, size=size: {"requests": count, "responseObjectSize": round(count * size)}  # noqa: E731
            yield from _counted({"bucketName": name, "actionType": action}, rates[action], span, sums)


def r2_storage(company: Company, span: Span) -> Iterator[Atom]:
    """What each bucket holds: by the hour, the objects that were there by its end."""
    for bucket in listed(company, "/r2/buckets", "buckets"):
        name = str(bucket.get("name"))
        if not span.wants(name):
            continue
        objects = sorted(
            (str(each["last_modified"]), int(each["size"])) for each in company.part(Buckets).objects(name)
        )
        written, sizes = [when for when, _ in objects], [0, *accumulate(size for _, size in objects)]
        for hour in sorted({piece.hour for piece in span.pieces()}):
            count = bisect_left(written, stamp(moment_of(hour + 1)))
            levels = {"payloadSize": sizes[count], "metadataSize": count * 90, "objectCount": count}
            yield Atom(moment_of(hour), {"bucketName": name}, levels=levels)


def object_invocations(company: Company, span: Span) -> Iterator[Atom]:
    """Requests to the objects of each namespace."""
    rates = of(company).general("objects")
    for namespace in listed(company, "/workers/durable_objects/namespaces"):
        dimensions = {"namespaceId": str(namespace.get("id")), "scriptName": str(namespace.get("script"))}
        sums = lambda count: {"requests": count, "errors": 0, "wallTime": count * 9000}  # noqa: E731
        yield from _counted(dimensions, rates["hourly"], span, sums, weekend=rates["weekend"])


def object_time(company: Company, span: Span) -> Iterator[Atom]:
    """Time that the objects of each namespace were in memory, in GB-s of 128 MB, and what they did."""
    rates = of(company).general("objects")
    for namespace in listed(company, "/workers/durable_objects/namespaces"):
        sums = lambda count: {  # noqa: E731
            "duration": count * rates["seconds"] * 0.128,
            "cpuTime": count * rates["cpu"],
            "activeTime": round(count * rates["seconds"] * 1e6),
            "rowsRead": count * 3,
            "rowsWritten": count,
        }
        yield from _counted(
            {"namespaceId": str(namespace.get("id"))}, rates["hourly"], span, sums, weekend=rates["weekend"]
        )


def object_storage(company: Company, span: Span) -> Iterator[Atom]:
    """What the objects of each namespace keep in SQLite."""
    levels = {"storedBytes": of(company).general("objects")["bytes"]}
    for namespace in listed(company, "/workers/durable_objects/namespaces"):
        yield from _held(company, {"namespaceId": str(namespace.get("id"))}, levels, span)


def workflow_events(company: Company, span: Span) -> Iterator[Atom]:
    """What the instances of each Workflow went through."""
    rates = of(company).general("workflows")
    for workflow in listed(company, "/workflows"):
        name = str(workflow.get("name"))
        for event, each in (
            ("WORKFLOW_QUEUED", 1.0), ("WORKFLOW_START", 1.0), ("WORKFLOW_SUCCESS", 0.97), ("WORKFLOW_FAILURE", 0.03),
            ("STEP_START", rates["steps"]), ("STEP_SUCCESS", rates["steps"] - 0.1), ("STEP_FAILURE", 0.1),
            ("SLEEP_START", rates["sleeps"]), ("SLEEP_COMPLETE", rates["sleeps"]),
        ):  # fmt: skip
            sums = lambda count: {"wallTime": count * rates["wall"]}  # noqa: E731
            yield from _counted({"workflowName": name, "eventType": event}, rates["hourly"] * each, span, sums)


def inferences(company: Company, span: Span) -> Iterator[Atom]:
    """What the shop's questions to a language model cost."""
    rates = of(company).general("models")
    if listed(company, "/ai/models/search"):
        sums = lambda count: {"totalNeurons": count * rates["neurons"]}  # noqa: E731
        yield from _counted({"modelId": "@cf/meta/llama-3.1-8b-instruct"}, rates["hourly"], span, sums)


def _counted(
    dimensions: Mapping[str, str],
    hourly: float,
    span: Span,
    sums: Callable[[int], Mapping[str, float]],
    what: str = "",
    levels: Callable[[int], Mapping[str, float]] = lambda count: {},
    *,
    weekend: float = 0.9,
) -> Iterator[Atom]:
    """Something that happens ``hourly`` times in an average hour."""
    if not span.wants(next(iter(dimensions.values()))):
        return
    name = "/".join([*dimensions.values(), what])
    for piece in span.pieces():
        count = happened(name, hourly, weekend, piece)
        if count:
            factor = noise(name, "levels", piece)
            shaken = {key: value * factor for key, value in levels(count).items()}
            yield Atom(piece.when, dimensions, sums(count), shaken, weight=count, count=count)


def _held(company: Company, dimensions: Mapping[str, str], levels: Mapping[str, float], span: Span) -> Iterator[Atom]:
    """Something stored, by the hour: what it is now, and a little less the further back."""
    if not span.wants(next(iter(dimensions.values()))):
        return
    for hour in sorted({piece.hour for piece in span.pieces()}):
        days = (company.anchor - moment_of(hour)) / timedelta(days=1)
        factor = max(0.0, 1 - GROWTH * days)
        yield Atom(moment_of(hour), dimensions, levels={key: whole(value * factor) for key, value in levels.items()})
