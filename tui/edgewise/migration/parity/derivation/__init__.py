"""From a project to the requests that would show a difference.

Everything is derived from the project's own files, in a fixed order, so that two runs ask the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from edgewise.migration.parity.derivation.assets import asset_requests
from edgewise.migration.parity.derivation.hidden import hidden_requests
from edgewise.migration.parity.derivation.hosts import host_requests
from edgewise.migration.parity.derivation.misses import miss_requests, odd_requests
from edgewise.migration.parity.derivation.routes import route_requests, routing_requests
from edgewise.migration.parity.derivation.rules import header_requests, redirect_requests
from edgewise.migration.parity.derivation.shape import FORM, navigation_of, page_like
from edgewise.migration.parity.model import Kind, Request
from edgewise.project.model import PagesProject

ASSET_LIMIT = 2000
"""Above this many assets a sample is asked for, spread over all folders and types."""

_SHOWN_IN_THE_BROWSER = (Kind.FUNCTION, Kind.ROUTING, Kind.REDIRECT, Kind.HEADER, Kind.MISS, Kind.HOST, Kind.USER)
"""Kinds whose GETs are all repeated as a navigation; of the others, those that a person would open."""


@dataclass(frozen=True)
class Derivation:
    """The requests, and what a reader should know about how they were chosen."""

    requests: tuple[Request, ...]
    notes: tuple[str, ...] = ()


def derive(project: PagesProject) -> list[Request]:
    """Every request that :func:`derivation` finds, without its notes."""
    return list(derivation(project).requests)


def derivation(project: PagesProject, *, limit: int = ASSET_LIMIT, everything: bool = False) -> Derivation:
    """The requests for ``project``, each once, GETs also as a browser navigation.

    Args:
        limit: at most this many assets are asked for.
        everything: ask for every asset, and for each one in all forms.
    """
    notes: list[str] = []
    if everything:
        limit = len(project.assets)
    elif len(project.assets) > limit:
        notes.append(
            f"{limit:,} of {len(project.assets):,} assets were asked for, spread over folders and types; "
            "--all asks for every one."
        )
    requests: list[Request] = [
        *asset_requests(project, limit, everything=everything),
        *of_kind(Kind.REDIRECT, redirect_requests(project)),
        *of_kind(Kind.HEADER, header_requests(project)),
        *of_kind(Kind.FUNCTION, route_requests(project)),
        *of_kind(Kind.ROUTING, routing_requests(project)),
        *of_kind(Kind.MISS, miss_requests(project)),
        *of_kind(Kind.FORM, odd_requests()),
        *of_kind(Kind.PRIVATE, hidden_requests(project)),
        *of_kind(Kind.HOST, host_requests(project)),
    ]
    return Derivation(tuple(unique(with_navigations(requests))), tuple(notes))


def of_kind(kind: Kind, requests: Iterable[Request]) -> Iterable[Request]:
    """``requests``, each marked as what it is."""
    return (replace(each, kind=kind) for each in requests)


def with_navigations(requests: Iterable[Request]) -> Iterable[Request]:
    """Each request, followed by its twin as a browser navigation where a person could cause one.

    People open addresses and send forms.
    """
    for request in requests:
        yield request
        if {name for name, _ in request.headers} <= {"host"} and request.method == "GET" and not request.body:
            if request.kind in _SHOWN_IN_THE_BROWSER or page_like(request.path):
                yield navigation_of(request)
        elif request.headers == FORM:
            yield navigation_of(request)


def unique(requests: Iterable[Request]) -> Sequence[Request]:
    """``requests`` without repetitions; the first reason for asking is kept."""
    seen: dict[object, Request] = {}
    for request in requests:
        seen.setdefault(request.key, request)
    return list(seen.values())
