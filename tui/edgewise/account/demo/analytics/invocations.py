"""Invocations of Workers and of Pages Functions: how many, which version, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from edgewise.account.cron import Cron, parse
from edgewise.account.demo import story
from edgewise.account.demo.analytics.atoms import Atom, Piece, Span, cut, happened, spreading
from edgewise.account.demo.analytics.inside import listed
from edgewise.account.demo.analytics.rhythm import noise, whole
from edgewise.account.demo.analytics.traffic import Load, began, of
from edgewise.account.demo.company import Company
from edgewise.account.demo.served import Minute, Served
from edgewise.account.demo.times import age, stamp
from edgewise.account.demo.workers import Workers

QUANTILES = {"P25": 0.45, "P50": 0.7, "P75": 1.15, "P90": 1.9, "P95": 2.6, "P99": 4.2, "P999": 7.5}
"""What a quantile is, in averages."""

_UNMEASURED = frozenset({"subrequests", "cpuTimeUs", "cpuTime", *(f"cpuTime{at}" for at in QUANTILES)})


@dataclass(frozen=True)
class Share:
    """A version's part of the traffic, and how it does."""

    version: str
    part: float
    fails: float
    slower: float = 1.0


@dataclass(frozen=True)
class Era:
    """The time from a deployment on."""

    begins: datetime
    shares: tuple[Share, ...]


def workers(company: Company, span: Span) -> Iterator[Atom]:
    """Every Worker that something calls, and those that were really asked."""
    for script in listed(company, "/workers/scripts"):
        name = str(script.get("id"))
        load = of(company).script(name)
        if load is not None and span.wants(name):
            yield from _invocations(name, load, _eras(company, name), span, _crons(company, script))
    # These are counted as they happen, so they are there at once.
    for minute in company.part(Served).minutes(span.start, span.wanted or span.end):
        if span.wants(minute.script):
            yield _served(minute)


def _served(minute: Minute) -> Atom:
    """What was really answered. Nobody measures CPU time and subrequests here."""
    count = minute.requests
    return Atom(
        minute.when,
        {
            "scriptName": minute.script,
            "status": minute.status,
            "scriptVersion": minute.version,
            "usageModel": "standard",
        },
        {
            "requests": count,
            "errors": count if minute.failed else 0,
            "wallTime": round(minute.wall),
            "duration": minute.wall / 1e6 * 0.125,
            "clientDisconnects": 0,
            "responseBodySize": minute.size,
        },
        {
            **{f"wallTime{at}": minute.quantile(float(f"0.{at[1:]}")) for at in QUANTILES},
            "wallTime": max(minute.walls),
        },
        weight=count,
        unknown=_UNMEASURED,
    )


def functions(company: Company, span: Span) -> Iterator[Atom]:
    """Every Pages project with Functions, under the name of its production script."""
    for project in listed(company, "/pages/projects"):
        load = of(company).functions(str(project.get("name")))
        if load is not None and project.get("uses_functions"):
            name = str(project.get("production_script_name"))
            era = Era(datetime.min.replace(tzinfo=UTC), (Share("", 1.0, _usual(name)),))
            if span.wants(name):
                yield from _invocations(name, load, [era], span)


def _eras(company: Company, name: str) -> list[Era]:
    """The deployments of a Worker, oldest first; the first reaches back to the beginning."""
    troubled = _troubled(company) if name == story.SPIKE.script else None
    eras = []
    for each in listed(company, f"/workers/scripts/{name}/deployments", "deployments"):
        begins = began(each.get("created_on"))
        if begins is not None:
            shares = tuple(_share(version, _usual(name), troubled) for version in each.get("versions", ()))
            eras.append(Era(begins.replace(second=0, microsecond=0), shares))
    return sorted(eras, key=lambda each: each.begins)


def _usual(name: str) -> float:
    return story.ERRORS.get(name, story.ERROR_SHARE)


def _share(version: dict[str, object], usual: float, troubled: str | None) -> Share:
    identity, part = str(version.get("version_id")), version.get("percentage")
    fraction = part / 100 if isinstance(part, int | float) else 1.0
    if identity == troubled:
        return Share(identity, fraction, usual + story.SPIKE.failing, slower=2.4)
    return Share(identity, fraction, usual)


def _troubled(company: Company) -> str | None:
    """The version that came with the deployment that went wrong. It stays so when it is rolled back."""
    since = stamp(company.anchor - age(story.SPIKE.since))
    found = listed(company, f"/workers/scripts/{story.SPIKE.script}/versions", "items")
    return next((str(each.get("id")) for each in found if each["metadata"]["created_on"] == since), None)


def _crons(company: Company, script: Mapping[str, Any]) -> tuple[Cron, ...] | None:
    """When a Worker runs that only the clock calls; ``None`` for one that others call."""
    if script.get("handlers") != ["scheduled"]:
        return None
    facts = company.part(Workers).facts(str(script.get("id"))) or {}
    return tuple(found for each in facts.get("crons", ()) if (found := parse(each)) is not None)


def _invocations(
    name: str, load: Load, eras: list[Era], span: Span, crons: tuple[Cron, ...] | None = None
) -> Iterator[Atom]:
    for piece in span.pieces():
        for part in cut(piece, [each.begins for each in eras]):
            total = _total(name, load, part, crons)
            era = next((each for each in reversed(eras) if each.begins <= part.when), eras[0] if eras else None)
            if total and era is not None:
                yield from _versions(name, load, era, part, total)


def _total(name: str, load: Load, piece: Piece, crons: tuple[Cron, ...] | None) -> int:
    if crons is None:
        return happened(name, story.RATES.get(name, 0.0) * 60, load.weekend, piece)
    hour = piece.when
    due = [each.minutes for each in crons if hour.hour in each.hours and each.on(hour.date())]
    return sum(piece.first <= minute < piece.last for minutes in due for minute in minutes)


def _versions(name: str, load: Load, era: Era, piece: Piece, total: int) -> Iterator[Atom]:
    left = total
    for number, share in enumerate(era.shares, 1):
        requests = (
            left if number == len(era.shares) else min(left, whole(total * share.part, name, share.version, piece))
        )
        left -= requests
        failed = min(requests, whole(requests * share.fails, name, "fails", share.version, piece))
        for status, count in (("success", requests - failed), ("scriptThrewException", failed)):
            if count:
                yield _atom(name, load, share, piece, status, count)


def _atom(name: str, load: Load, share: Share, piece: Piece, status: str, count: int) -> Atom:
    failed = status != "success"
    # An exception ends a request early.
    pace = share.slower * (0.6 if failed else 1.0)
    cpu = load.cpu * pace * noise(name, "cpu", piece)
    wall = load.wall * pace * noise(name, "wall", piece, reach=0.2)
    spread = spreading(count)
    return Atom(
        piece.when,
        {"scriptName": name, "status": status, "scriptVersion": share.version, "usageModel": "standard"},
        {
            "requests": count,
            "errors": count if failed else 0,
            "subrequests": whole(0 if failed else load.subrequests * count, name, "sub", piece),
            "cpuTimeUs": round(cpu * count),
            "wallTime": round(wall * count),
            "duration": wall * count / 1e6 * 0.125,
            "clientDisconnects": 0,
            "responseBodySize": count * 2900,
        },
        {
            **{f"cpuTime{at}": cpu * spread(factor) for at, factor in QUANTILES.items()},
            **{f"wallTime{at}": wall * spread(factor) for at, factor in QUANTILES.items()},
            "cpuTime": cpu * spread(9),
            "wallTime": wall * spread(9),
        },
        weight=count,
    )
