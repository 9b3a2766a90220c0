"""The log of a build, of Pages or of Workers Builds: its stages as headings, its lines in order, read without trust.

Pages: ``GET …/deployments/{id}`` has the stages, ``…/history/logs`` has ``{total, data: [{ts, line}]}``. Of Workers
Builds, ``GET …/builds/builds/{uuid}`` has the times, ``…/logs`` has ``{lines: [[milliseconds, text]], cursor}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.client import Client
from edgewise.account.patience import LOG
from edgewise.account.reading import BUILDS_READ, PAGES_READ
from edgewise.account.resources.values import at, mappings, moment, number, text
from edgewise.text import clean, clean_lines
from edgewise.together import together

PAGES_SIZE = "10000000"
"""Lines that are asked for at once; the number that wrangler uses."""

MOST_PARTS = 50
"""Answers of Workers Builds that are read one after the other."""

LONGEST_LINE = 20_000

_BAD = re.compile(
    r"(?<![\w-])(error|fatal|failed|failure|cannot find|exited with code [1-9])(?![\w-])|\bERR!|✘"
    r"|^\s*at .+:\d+:\d+\)?$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"\b(0|no|without) (errors?|failures?|failed)\b|\berrors?: 0\b", re.IGNORECASE)
_WARNING = re.compile(r"(?<![\w-])(warn(ing)?|deprecated)(?![\w-])", re.IGNORECASE)
_GOOD = re.compile(r"^\s*(success|✨|✔|✓)", re.IGNORECASE)
_STATES = {
    "success": "good",
    "failure": "bad",
    "active": "busy",
    "canceled": "muted",
    "skipped": "muted",
    "idle": "muted",
}


@dataclass(frozen=True)
class Stage:
    """A part of the build.

    Attributes:
        status: ``success``, ``failure``, ``active``, ``canceled``, ``idle``, or the server's word, cleaned.
    """

    name: str
    status: str
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def tone(self) -> str:
        """How it went."""
        return _STATES.get(self.status, "warning")

    def seconds(self, now: datetime) -> float | None:
        """How long it took; while it runs, so far."""
        end = self.ended or (now if self.status == "active" else None)
        return max(0.0, (end - self.started).total_seconds()) if self.started and end else None


@dataclass(frozen=True)
class BuildLine:
    """A line of the log. ``tone`` is ``bad``, ``warning``, ``good`` or empty, by its words."""

    at: datetime | None
    text: str
    tone: str = ""


@dataclass(frozen=True)
class BuildLog:
    """A build as far as it has got.

    Attributes:
        items: stages that have begun, each followed by its lines.
        running: whether more is to come.
        state: how it stands, the server's word, cleaned.
        remarks: what keeps it from being whole, a sentence each.
    """

    items: tuple[Stage | BuildLine, ...]
    running: bool
    state: str
    remarks: tuple[str, ...] = ()


async def of_deployment(client: Client, project: str, identity: str) -> BuildLog:
    """The log of a Pages deployment's build.

    Raises:
        AuthError, NetworkError: as :meth:`Client.get` does.
    """
    path = "/accounts/{account_id}/pages/projects/{project}/deployments/{deployment}"
    where = {"project": project, "deployment": identity}
    document, log = await together(
        client.get(path + more, where, query=query, permission=PAGES_READ, seconds=LOG)
        for more, query in (("", {}), ("/history/logs", {"size": PAGES_SIZE}))
    )
    return pages_log(document.result, log.result)


async def of_build(client: Client, build_uuid: str) -> BuildLog:
    """The log of a build of Workers Builds.

    Raises:
        AuthError, NetworkError: as :meth:`Client.get` does.
    """
    path, where = "/accounts/{account_id}/builds/builds/{build}", {"build": build_uuid}
    document = await client.get(path, where, permission=BUILDS_READ)
    lines: list[Any] = []
    cursor, remarks = "", list[str]()
    for _ in range(MOST_PARTS):
        query = {"cursor": cursor} if cursor else {}
        answer = await client.get(path + "/logs", where, query=query, permission=BUILDS_READ, seconds=LOG)
        part, after = at(answer.result, "lines"), text(at(answer.result, "cursor")) or ""
        lines += part if isinstance(part, list) else []
        if at(answer.result, "truncated") is True and "Cloudflare" not in "".join(remarks):
            remarks.append("Cloudflare cut this log: it was too long.")
        if not part or not after or after == cursor:
            break
        cursor = after
    else:
        remarks.append(f"Only the first {len(lines):,} lines are shown.")
    return builds_log(document.result, lines, tuple(remarks))


def pages_log(document: Any, log: Any) -> BuildLog:
    """A Pages deployment's document and its log as one."""
    stages = tuple(_stage(each) for each in mappings(at(document, "stages")))
    rows = at(log, "data")
    lines, odd = _lines(rows if isinstance(rows, list) else [], lambda row: (at(row, "ts"), at(row, "line")))
    remarks = _odd(odd)
    total = number(at(log, "total"))
    if total is not None and total > len(lines) + odd:
        remarks += (f"{len(lines):,} of {total:,.0f} lines are here.",)
    if rows is not None and not isinstance(rows, list):
        remarks += ("The log did not come as a list.",)
    latest = text(at(document, "latest_stage.status")) or "unknown"
    running = any(stage.status == "active" for stage in stages) or (
        latest == "success" and text(at(document, "latest_stage.name")) not in (None, "deploy")
    )
    state = "skipped" if at(document, "is_skipped") is True else "running" if running else latest
    return BuildLog(_woven(stages, lines), running, state, remarks)


def builds_log(document: Any, rows: list[Any], remarks: tuple[str, ...] = ()) -> BuildLog:
    """A build's document and its lines as one. The times of its states are its stages."""
    lines, odd = _lines(rows, _pair)
    outcome = text(at(document, "build_outcome"))
    times = [moment(at(document, f"{name}_on")) for name in ("created", "initializing", "running", "stopped")]
    over = text(at(document, "status")) == "stopped" or outcome is not None
    stages = [
        Stage(name, _reached(end is not None or over, over, outcome, last=name == "build"), start, end)
        for name, start, end in (
            ("queued", times[0], times[1] or times[3]),
            ("initialize", times[1], times[2] or times[3]),
            ("build", times[2], times[3]),
        )
        if start is not None
    ]
    state = outcome or text(at(document, "status")) or "unknown"
    return BuildLog(_woven(tuple(stages), lines), not over, state, (*remarks, *_odd(odd)))


def _reached(ended: bool, over: bool, outcome: str | None, *, last: bool) -> str:
    if not ended:
        return "active"
    known = {"fail": "failure", "success": "success", "cancelled": "canceled", "skipped": "skipped"}
    return known.get(outcome or "", outcome or "success") if last and over else "success"


def _stage(document: Mapping[str, Any]) -> Stage:
    started, ended = moment(document.get("started_on")), moment(document.get("ended_on"))
    return Stage(text(document.get("name")) or "?", text(document.get("status")) or "unknown", started, ended)


def _pair(row: Any) -> tuple[Any, Any]:
    return (row[0], row[1]) if isinstance(row, list) and len(row) == 2 else (at(row, "ts"), at(row, "line"))


def _lines(rows: list[Any], parts: Any) -> tuple[list[BuildLine], int]:
    """The lines, and how many of the rows were none; those are shown as they are."""
    found: list[BuildLine] = []
    odd = 0
    for row in rows:
        when, said = parts(row)
        if not isinstance(said, str):
            odd += 1
            said = clean(str(row), 500)
        stamp = moment(when)
        for part in clean_lines(said).rstrip("\n").split("\n"):
            line = part.expandtabs(4)[:LONGEST_LINE]
            found.append(BuildLine(stamp, line, tone_of(line)))
    return found, odd


def tone_of(line: str) -> str:
    """What a line says about how it goes, by its words."""
    if _BAD.search(line) and not _HARMLESS.search(line):
        return "bad"
    if _WARNING.search(line):
        return "warning"
    return "good" if _GOOD.search(line) else ""


def _woven(stages: tuple[Stage, ...], lines: list[BuildLine]) -> tuple[Stage | BuildLine, ...]:
    """Each stage that began, followed by the lines from its time. Lines keep their order, whatever their times."""
    waiting = [stage for stage in stages if stage.started is not None or stage.status not in ("idle", "unknown")]
    found: list[Stage | BuildLine] = []
    for line in lines:
        while waiting and (begun := waiting[0].started) is not None and line.at is not None and begun <= line.at:
            found.append(waiting.pop(0))
        found.append(line)
    return (*found, *waiting)


def _odd(count: int) -> tuple[str, ...]:
    rows = "row was" if count == 1 else "rows were"
    return (f"{count:,} {rows} no line; shown as they came.",) if count else ()
