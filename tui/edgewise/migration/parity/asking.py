"""Which requests are sent: derived from the project, added by the user, and fit for where the sides are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from edgewise.migration.parity.derivation import Derivation, derivation, of_kind, unique, with_navigations
from edgewise.migration.parity.derivation.hidden import published_requests
from edgewise.migration.parity.model import Kind, Request
from edgewise.migration.parity.remote import READS
from edgewise.migration.parity.staging.assets import new_assets
from edgewise.migration.parity.starting import Addresses
from edgewise.project.model import PagesProject


def wanted(project: PagesProject, new_root: Path | None, extra: Sequence[Request], *, everything: bool) -> Derivation:
    """Every request for ``project``, each once.

    Args:
        new_root: the folder of the new side; ``None`` when it does not run here.
        extra: the user's own requests.
        everything: ask for every asset in all forms.
    """
    derived = derivation(project, everything=everything)
    paths = frozenset[str]() if new_root is None else new_assets(new_root)
    published = of_kind(Kind.PRIVATE, published_requests(project, paths))
    more = with_navigations((*published, *of_kind(Kind.USER, extra)))
    return replace(derived, requests=tuple(unique((*derived.requests, *more))))


def allowed(
    requests: Sequence[Request], addresses: Addresses, *, all_methods: bool
) -> tuple[list[Request], list[tuple[Request, str]]]:
    """The requests that may be sent, and those that may not with the reason.

    A site that does not run here is asked for itself, and only with methods that read unless ``all_methods``.
    """
    if not addresses.hosts:
        return list(requests), []
    kept: list[Request] = []
    refused: list[tuple[Request, str]] = []
    for request in requests:
        if request.header("host") is not None:
            refused.append((request, "a live site is asked for itself"))
        elif request.method not in READS and not all_methods:
            refused.append((request, "a live site is asked only with methods that read, unless --all-methods is given"))
        else:
            kept.append(request)
    return kept, refused
