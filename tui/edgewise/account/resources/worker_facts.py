"""Lines of a Worker's detail: what it answers to, when it runs, what it is given, how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.resources.bindings import binding_lines
from edgewise.account.resources.cron_words import cron_cell
from edgewise.account.resources.formats import Cell, as_count, as_moment
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.references import references_to, tail_consumers
from edgewise.account.resources.values import at, mappings, number, text
from edgewise.account.resources.worker_deployments import shares_of

Lines = list[tuple[str, Cell]]
UNKNOWN = ("Unknown", Cell("the API's answer is not as documented; y shows it", "muted"))


def traffic(row: Row, scope: Scope) -> Lines:
    """Which versions serve now: those of the deployment that the API lists first."""
    found = row.extra.get("deployments")
    if not isinstance(found, list):
        return [UNKNOWN]
    if not found:
        return [("Now", Cell("no deployment: nothing is served", "warning"))]
    shares = shares_of(found[0])
    divided = [("State", Cell("▲ divided between versions", "warning"))] if len(shares) > 1 else []
    lines = [(f"{share} %", Cell(f"version {name}")) for name, share in shares]
    return [*divided, *lines, ("Since", as_moment(at(found[0], "created_on"), scope.now))]


def answers_at(row: Row, scope: Scope) -> Lines:
    """The addresses of a Worker: workers.dev, previews, its own domains."""
    enabled, previews = at(row.extra, "worker.subdomain.enabled"), at(row.extra, "worker.subdomain.previews_enabled")
    url = text(at(row.extra, "worker.subdomain.url"))
    lines = [("workers.dev", _open(enabled, url)), ("Version URLs", _open(previews, None))]
    domains = mappings(at(row.extra, "worker.references.domains"))
    lines += [("Domain", Cell(text(each.get("hostname")) or "?")) for each in domains]
    if enabled is False and not domains:
        lines.append(("", Cell("no address of its own: only routes, events and other Workers reach it", "muted")))
    return lines


def _open(value: Any, url: str | None) -> Cell:
    if value is True:
        return Cell(f"✓ open{f': {url}' if url else ''}")
    return Cell("○ closed", "muted") if value is False else Cell("unknown", "muted")


def routes(row: Row, scope: Scope) -> Lines:
    """The routes that lead to a Worker, in whatever zone."""
    found = mappings(row.extra.get("routes"))
    if not isinstance(row.extra.get("routes"), list):
        return [UNKNOWN]
    lines = [(text(each.get("zone_name")) or "Route", Cell(text(each.get("pattern")) or "?")) for each in found]
    return lines or [("Routes", Cell("none", "muted"))]


def schedules(row: Row, scope: Scope) -> Lines:
    """When a Worker runs by itself, in words and with the next time."""
    answer = at(row.extra, "schedules.schedules")
    if not isinstance(answer, list):
        return [UNKNOWN]
    found = [text(each.get("cron")) or "?" for each in mappings(answer)]
    lines = [(cron, cron_cell(cron, scope.now)) for cron in found]
    return lines or [("Cron triggers", Cell("none", "muted"))]


def bindings(row: Row, scope: Scope) -> Lines:
    """What a Worker is given by name. Of secrets there is the name only."""
    answer = at(row.extra, "settings.bindings")
    return binding_lines(answer, scope) if isinstance(answer, list) else [UNKNOWN]


def limits(row: Row, scope: Scope) -> Lines:
    """Settings that say how a Worker is run and watched."""
    settings: Any = row.extra.get("settings")
    cpu = number(at(settings, "limits.cpu_ms"))
    lines = [
        ("CPU limit", Cell(f"{as_count(cpu, scope.now).text} ms") if cpu is not None else Cell("the plan's", "muted")),
        ("Placement", Cell(text(at(settings, "placement.mode")) or "near the visitor")),
        ("Stored logs", _logs(at(settings, "observability"))),
        ("Logpush", Cell("on") if at(settings, "logpush") is True else Cell("off", "muted")),
    ]
    consumers = tail_consumers(settings)
    return [*lines, ("Events go to", Cell(", ".join(consumers)))] if consumers else lines


def _logs(observability: Any) -> Cell:
    if not isinstance(observability, Mapping) or observability.get("enabled") is not True:
        return Cell("off: only a live log", "muted")
    rate = number(observability.get("head_sampling_rate"))
    return Cell("on" if rate is None or rate == 1 else f"on, {rate * 100:g} % of requests")


def dependants(row: Row, scope: Scope) -> Lines:
    """What depends on a Worker. An empty list is only called empty when the API's own list was read."""
    lines = [(what, Cell(name)) for what, name in references_to(row, scope)]
    asked = isinstance(at(row.extra, "worker.references"), Mapping)
    if not lines and asked:
        return [("Nothing", Cell("that the API or this screen knows of", "muted"))]
    unread = ("and", Cell("what the API's own list would say: it has not been read", "muted"))
    return lines if asked else [*lines, unread]
