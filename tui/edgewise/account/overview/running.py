"""What runs: each kind with its count and the one thing about it that is worth a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edgewise.account.overview.model import Line, Seen
from edgewise.account.resources.formats import ago, as_bytes
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.values import at, moment, number
from edgewise.text import clean


def running(seen: Seen, scope: Scope) -> Line:
    """The line of a kind. What is not known is said to be unknown, never counted as none."""
    kind = seen.kind
    if seen.rows is None:
        if seen.failure is not None:
            return Line(kind.id, None, kind.title, "could not be read", "?", "✗", "bad")
        return Line(kind.id, None, kind.title, "reading …" if seen.loading else "not read yet", "…", tone="muted")
    count = f"{len(seen.rows):,}{'+' if seen.more else ''}"
    if not seen.rows:
        return Line(kind.id, None, kind.title, "", count, tone="muted")
    tell = _GLANCES.get(kind.id)
    words = (tell(seen, scope) if tell else "") or _newest(seen, scope, "created_on", "newest")
    return Line(kind.id, None, kind.title, words, count)


def _newest(seen: Seen, scope: Scope, path: str, word: str) -> str:
    """The row that changed last, by a time in its document."""
    dated = [(found, row) for row in seen.rows or () if (found := moment(at(row.raw, path)))]
    if not dated:
        return ""
    when, row = max(dated, key=lambda each: each[0])
    return f"{word}: {clean(seen.kind.row_name(row), 32)}, {ago(when, scope.now)}"


def _projects(seen: Seen, scope: Scope) -> str:
    return _newest(seen, scope, "latest_deployment.created_on", "last deployment")


def _workers(seen: Seen, scope: Scope) -> str:
    return _newest(seen, scope, "modified_on", "last change")


def _queues(seen: Seen, scope: Scope) -> str:
    if not seen.whole:
        return "backlogs are being read"
    known = [number(at(row.extra, "metrics.backlog_count")) for row in seen.rows or ()]
    unknown = known.count(None)
    words = f"{sum(each for each in known if each is not None):,.0f} messages wait"
    return f"{words}, {unknown} backlogs unknown" if unknown else words


def _workflows(seen: Seen, scope: Scope) -> str:
    rows = seen.rows or ()
    return f"{_sum(rows, 'instances.running'):,.0f} running, {_sum(rows, 'instances.waiting'):,.0f} waiting"


def _databases(seen: Seen, scope: Scope) -> str:
    sizes = [number(at(row.raw, "file_size")) for row in seen.rows or ()]
    return f"{as_bytes(sum(each or 0 for each in sizes), scope.now).text} stored" if any(sizes) else ""


def _models(seen: Seen, scope: Scope) -> str:
    return "in Cloudflare's catalogue, to be called"


def _sum(rows: Sequence[Row], path: str) -> float:
    return sum(found for row in rows if (found := number(at(row.raw, path))) is not None)


_GLANCES: dict[str, Callable[[Seen, Scope], str]] = {
    "pages_projects": _projects,
    "workers": _workers,
    "queues": _queues,
    "workflows": _workflows,
    "d1_databases": _databases,
    "ai_models": _models,
}
