"""The listings below the rows of an account, as far as a snapshot asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from edgewise.account.client import Client
from edgewise.account.listing import Listing, Problem, load
from edgewise.account.resources import KINDS
from edgewise.account.resources.model import Kind, Row
from edgewise.errors import EdgewiseError
from edgewise.together import together

NEWEST = 10
"""Rows of a listing that grows for ever, such as deployments."""

WANTED = {
    "pages_deployments": NEWEST,
    "worker_deployments": NEWEST,
    "pages_domains": 0,
    "worker_bindings": 0,
    "pages_variables": 0,
    "zone_routes": 0,
    "workflow_instances": NEWEST,
    "worker_versions": NEWEST,
}
"""Kinds below others that a snapshot has, the most telling first, with the rows it takes; 0 for all."""


@dataclass(frozen=True)
class Below:
    """What was found below rows.

    Attributes:
        listings: by root kind, row key and child kind. ``None`` where a listing could not be read.
    """

    listings: dict[tuple[str, str], list[tuple[Kind, Listing | None]]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of(self, kind: Kind, row: Row) -> Sequence[tuple[Kind, Listing | None]]:
        """The listings below a row."""
        return self.listings.get((kind.id, row.key), ())


def chosen_children(roots: Iterable[str]) -> list[Kind]:
    """The kinds below these roots that a snapshot asks for, the most telling first."""
    known = set(roots)
    by_id = {each.id: each for each in KINDS if each.parent in known and each.summary}
    return [by_id[identity] for identity in WANTED if identity in by_id]


async def children_of(client: Client, wanted: Sequence[tuple[Listing, Kind]]) -> Below:
    """Each listing below each row, all side by side. A cause that keeps several away is said once.

    Raises nothing but cancellation.
    """
    asked = [(listing.kind, row, child) for listing, child in wanted for row in listing.rows]
    answers = await together(_child(client, kind, row, child) for kind, row, child in asked)
    below: dict[tuple[str, str], list[tuple[Kind, Listing | None]]] = {}
    problems: dict[Problem, None] = {}
    for (kind, row, child), (listing, error) in zip(asked, answers, strict=True):
        below.setdefault((kind.id, row.key), []).append((child, listing))
        if error is not None:
            message = f"{child.title} of {kind.title}: {error.message}"
            problems[Problem(child.id, error.code, message, error.fix)] = None
        for problem in listing.problems if listing else ():
            problems[problem] = None
    return Below(below, tuple(problems))


async def _child(client: Client, kind: Kind, row: Row, child: Kind) -> tuple[Listing | None, EdgewiseError | None]:
    drill = next(each for each in kind.drills if each.kind == child.id)
    parameters = {name: row.value(source) or "" for name, source in drill.parameters.items()}
    most = WANTED[child.id]
    if most:
        child = replace(child, plan=replace(child.plan, most=most))
    try:
        listing = await load(client, child, parameters)
    except EdgewiseError as error:
        return None, error
    if most and len(listing.rows) > most:
        return replace(listing, rows=listing.rows[:most], more=True), None
    return listing, None
