"""From a project to the requests that would show a difference.

Everything is derived from the project's own files, in a fixed order, so that two runs ask the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edgewise.migration.parity.derivation.assets import asset_requests
from edgewise.migration.parity.derivation.hidden import hidden_requests
from edgewise.migration.parity.derivation.hosts import host_requests
from edgewise.migration.parity.derivation.misses import miss_requests
from edgewise.migration.parity.derivation.routes import route_requests
from edgewise.migration.parity.derivation.rules import header_requests, redirect_requests
from edgewise.migration.parity.derivation.shape import navigation_of, page_like
from edgewise.migration.parity.model import Request
from edgewise.project.model import PagesProject

ASSET_LIMIT = 2000
"""Above this many assets a sample is asked for, spread over all folders and types."""


@dataclass(frozen=True)
class Derivation:
    """The requests, and what a reader should know about how they were chosen."""

    requests: tuple[Request, ...]
    notes: tuple[str, ...] = ()


def derive(project: PagesProject) -> list[Request]:
    """Every request that :func:`derivation` finds, without its notes."""
    return list(derivation(project).requests)


def derivation(project: PagesProject, *, limit: int = ASSET_LIMIT) -> Derivation:
    """The requests for ``project``, each once, page-like ones also as a browser navigation.

    Args:
        limit: at most this many assets are asked for.
    """
    notes: list[str] = []
    if len(project.assets) > limit:
        notes.append(f"{limit:,} of {len(project.assets):,} assets were asked for, spread over folders and types.")
    requests: list[Request] = [
        *asset_requests(project, limit),
        *redirect_requests(project),
        *header_requests(project),
        *route_requests(project),
        *miss_requests(project),
        *hidden_requests(project),
        *host_requests(project),
    ]
    return Derivation(tuple(unique(with_navigations(requests))), tuple(notes))


def with_navigations(requests: Iterable[Request]) -> Iterable[Request]:
    """Each request, a page-like plain GET followed by its twin as a browser navigation."""
    for request in requests:
        yield request
        if request.method == "GET" and not request.body and page_like(request.path):
            names = {name for name, _ in request.headers}
            if names <= {"host"}:
                yield navigation_of(request)


def unique(requests: Iterable[Request]) -> Sequence[Request]:
    """``requests`` without repetitions; the first reason for asking is kept."""
    seen: dict[object, Request] = {}
    for request in requests:
        seen.setdefault(request.key, request)
    return list(seen.values())
