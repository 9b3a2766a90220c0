"""Workflows, their instances, and what an instance does. Paths and fields as of the API in 2026."""

from __future__ import annotations

from datetime import timedelta

from edgewise.account.pagination import Plan
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources.formats import EMPTY, Cell, as_seconds
from edgewise.account.resources.model import Column, Drill, Follow, Insight, Item, Kind, Row, Scope, Section, View
from edgewise.account.resources.usage import USAGE
from edgewise.account.resources.values import at, mappings, moment, number, text

STATUSES = {
    "errored": ("✗", "failed", "bad", 0),
    "running": ("▶", "running", "busy", 1),
    "waiting": ("▶", "waiting", "busy", 2),
    "queued": ("○", "queued", "", 3),
    "paused": ("○", "paused", "warning", 4),
    "waitingForPause": ("○", "about to pause", "warning", 4),
    "terminated": ("○", "terminated", "muted", 5),
    "complete": ("✓", "complete", "good", 6),
}
"""The API's word for an instance's status -> its sign, our word, its tone, and its place when sorted."""

GOING = ("queued", "running", "waiting", "paused", "waitingForPause")
"""Statuses of an instance that is not over."""


def status_cell(value: object) -> Cell:
    """An instance's status with its sign."""
    found = text(value)
    if found is None:
        return EMPTY
    sign, word, tone, rank = STATUSES.get(found, ("○", found, "", 3))
    return Cell(f"{sign} {word}", tone, (0, float(rank), word))


def _count(row: Row, *statuses: str) -> int | None:
    """How many instances are in one of these; ``None`` when the API does not say."""
    found = at(row.raw, "instances")
    if not isinstance(found, dict):
        return None
    return int(sum(number(found.get(each)) or 0 for each in statuses))


def _going(row: Row, scope: Scope) -> Cell:
    count = _count(row, *GOING)
    if count is None:
        return EMPTY
    return Cell(f"▶ {count:,}", "busy", (0, -float(count), "")) if count else Cell("0", "muted", (0, 0.0, ""))


def _failed(row: Row, scope: Scope) -> Cell:
    count = _count(row, "errored")
    if count is None:
        return EMPTY
    return Cell(f"✗ {count:,}", "bad", (0, -float(count), "")) if count else Cell("0", "muted", (0, 0.0, ""))


def _done(row: Row, scope: Scope) -> int | None:
    return _count(row, "complete")


def _count_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    found = at(row.raw, "instances")
    if not isinstance(found, dict):
        return []
    counts = [(str(name), number(count) or 0) for name, count in found.items()]
    return [
        (text(STATUSES[name][1] if name in STATUSES else name) or "?", Cell(f"{count:,.0f}"))
        for name, count in counts
        if count
    ]


def _schedule_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [("Cron", Cell(text(each.get("cron")) or "?")) for each in mappings(at(row.raw, "schedules"))]


def _why_failed(row: Row, scope: Scope) -> str:
    count = _count(row, "errored") or 0
    many = "1 instance gave up" if count == 1 else f"{count:,} instances gave up"
    return (
        f"{many} after the last attempt of a step, or a wait that was too long. Its time line says which step it was, "
        "and what it said; restarting runs it from the beginning."
    )


WORKFLOWS = Kind(
    id="workflows",
    title="Workflows",
    singular="Workflow",
    group="Compute",
    path="/accounts/{account_id}/workflows",
    plan=Plan("page", per_page=100),
    permission=WORKERS_READ,
    key="name",
    about="A Workflow is code in steps. The result of each step is kept, so an instance can sleep for days, retry a "
    "step, and go on where it was after a failure. A Pages project cannot define one. Press enter for its instances.",
    columns=(
        Column("name", "Workflow", "name"),
        Column("going", "Going on", _going, width=9, right=True),
        Column("failed", "Failed", _failed, width=8, right=True),
        Column("done", "Done", _done, "count", width=8, right=True),
        Column("script", "Worker", "script_name", priority=2),
        Column("class", "Class", "class_name", priority=2),
        Column("triggered", "Started", "triggered_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("script", "Worker", "script_name"),
                Item("class", "Class", "class_name"),
                Item("triggered", "Last started", "triggered_on", "moment"),
                Item("created", "Created", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("id", "Id", "id"),
            ),
        ),
        Section("Instances", lines=_count_lines),
        Section("Starts by itself", lines=_schedule_lines),
    ),
    summary=(
        Item("name", "", "name"),
        Item("script", "Worker", "script_name"),
        Item("class", "", "class_name"),
        *(
            Item(f"{name}_instances", "", f"instances.{name}")
            for name in ("complete", "errored", "paused", "queued", "running", "terminated", "waiting")
        ),
        Item("going", "going on", lambda row, scope: _count(row, *GOING)),
        Item("failed", "failed", lambda row, scope: _count(row, "errored")),
        Item("created_on", "", "created_on"),
    ),
    insights=(
        Insight(
            "workflow-failures",
            "instances failed",
            why=_why_failed,
            when=lambda row, scope: bool(_count(row, "errored")),
            tone="bad",
        ),
    ),
    views=(USAGE,),
    drills=(Drill("workflow_instances", "Instances", {"workflow": "name"}),),
    related=("workers",),
    command="wrangler workflows list",
    row_command="wrangler workflows describe {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/workflows",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/workflows/{name}",
)


def _status(row: Row, scope: Scope) -> Cell:
    return status_cell(at(row.raw, "status"))


def _duration(row: Row, scope: Scope) -> Cell:
    start, end = moment(at(row.raw, "started_on")), moment(at(row.raw, "ended_on"))
    if start is None:
        return EMPTY
    length = (end or scope.now) - start
    if length < timedelta(0):
        return EMPTY
    shown = as_seconds(length.total_seconds(), scope.now)
    return shown if end else Cell(f"{shown.text} so far", "busy", shown.sort)


def _error(row: Row, scope: Scope) -> Cell:
    name, message = text(at(row.extra, "instance.error.name")), text(at(row.extra, "instance.error.message"))
    words = ": ".join(filter(None, (name, message)))
    return Cell(words, "bad") if words else EMPTY


def _step_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    from edgewise.account.timeline import instance_timeline

    found = at(row.extra, "instance")
    if not isinstance(found, dict):
        return []
    return [
        (step.name, Cell(f"{step.sign} {step.word}", step.tone)) for step in instance_timeline(found, scope.now).steps
    ]


INSTANCES = Kind(
    id="workflow_instances",
    title="Instances",
    singular="instance",
    path="/accounts/{account_id}/workflows/{workflow}/instances",
    plan=Plan("page", per_page=100, most=100),
    permission=WORKERS_READ,
    parent="workflows",
    name="id",
    about="An instance is one run of a Workflow. Press t on one to see its steps on a time line: what ran when, what "
    "was retried, where it sleeps or waits.",
    columns=(
        Column("id", "Instance", "id"),
        Column("status", "Status", _status, width=13),
        Column("started", "Started", "started_on", "age"),
        Column("duration", "Took", _duration, width=14),
        Column(
            "version",
            "Version",
            lambda row, scope: (text(at(row.raw, "version_id")) or "")[:8] or None,
            width=9,
            priority=2,
        ),
        Column("ended", "Ended", "ended_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("status", "Status", _status),
                Item("error", "Error", _error),
                Item("trigger", "Started by", "extra.instance.trigger.source"),
                Item("created", "Queued", "created_on", "moment"),
                Item("started", "Started", "started_on", "moment"),
                Item("ended", "Ended", "ended_on", "moment"),
                Item("duration", "Took", _duration),
                Item("version", "Version", "version_id"),
                Item("id", "Id", "id"),
            ),
        ),
        Section("Steps", lines=_step_lines, needs="instance"),
    ),
    summary=(
        Item("id", "", "id"),
        Item("status", "", "status"),
        Item("started_on", "", "started_on"),
        Item("ended_on", "", "ended_on"),
        Item("version", "", "version_id"),
    ),
    details=(
        Follow(
            "instance",
            "/accounts/{account_id}/workflows/{workflow}/instances/{instance}",
            {"workflow": "workflow", "instance": "id"},
            WORKERS_READ,
        ),
    ),
    views=(View("timeline", "Timeline", "t", "The steps of this instance over time, with retries, sleeps and waits."),),
    command="wrangler workflows instances list {workflow}",
    row_command="wrangler workflows instances describe {workflow} {id}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/workflows/{workflow}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/workflows/{workflow}/instance/{id}",
)

KINDS = (WORKFLOWS, INSTANCES)
