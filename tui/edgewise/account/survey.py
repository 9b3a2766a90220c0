"""The whole account in one document. A part that cannot be read is a problem in it, not a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from edgewise.account.analytics.report import document, report
from edgewise.account.client import Client
from edgewise.account.listing import Listing, Problem, follow_up, load, with_details
from edgewise.account.resources import ROOTS
from edgewise.account.resources.model import Kind, Row, Scope, evaluate
from edgewise.account.resources.values import plain
from edgewise.account.survey_below import Below, children_of, chosen_children
from edgewise.errors import EdgewiseError
from edgewise.together import abandoned, together

SHARE = 0.5
"""Of the requests that are left, what details and listings below rows may take: others need the budget too."""


async def survey(client: Client) -> dict[str, Any]:
    """The body of an ``edgewise/snapshot/1`` document.

    ``{"account": {"id", "name"}, "demo", "sanitised": false, "taken_at", "resources": {kind id: [fields]},
    "usage", "problems"}``. Every kind that stands by itself is present; one that could not be read is ``null``.
    Each resource has the fields of its kind's summary, ``findings``, the ids of what is worth knowing
    about it, and ``below``: the listings below it as ``{kind id: {"rows": [fields], "more"} | null}``,
    where they cost one request a row. ``usage`` is the month's use and cost, as
    :func:`edgewise.account.analytics.report.document` has it.

    Raises:
        AuthError: when the credential is refused or sees no account.
        NetworkError: when there is no API to speak to.
    """
    account = await client.account()
    following: dict[str, asyncio.Task[Listing]] = {}
    async with abandoned(following.values()):
        lists = await together(_list(client, kind, following) for kind in ROOTS)
        roots = [listing for listing, _ in lists if listing is not None]
        details, children, left_out = _affordable(roots, int(client.budget.left * SHARE))
        wholes = together(_whole(client, each, following, each.kind.id in details) for each in roots)
        wanted = [(listing, child) for listing in roots for child in children.get(listing.kind.id, ())]
        money = asyncio.create_task(report(client))
        async with abandoned([money]):
            found, below = await _both(wholes, children_of(client, wanted))
            usage = document(await money)
    loaded = {listing.kind.id: listing for listing in found}
    scope = Scope(client.now(), {identity: listing.rows for identity, listing in loaded.items()})
    problems = [problem for _, failure in lists for problem in failure]
    problems += [problem for listing in found for problem in listing.problems]
    problems += [*below.problems, *left_out]
    if account.note:
        problems.insert(0, Problem("account", "account-choice", account.note))
    return {
        "account": {"id": plain(account.id), "name": account.name},
        "demo": client.demo,
        "sanitised": False,
        "taken_at": client.now().isoformat(timespec="seconds"),
        "resources": {
            kind.id: [_resource(kind, row, scope, below) for row in loaded[kind.id].rows] if kind.id in loaded else None
            for kind in ROOTS
        },
        "usage": usage,
        "problems": [problem.document() for problem in dict.fromkeys(problems)],
    }


async def _both(wholes: Any, belows: Any) -> tuple[list[Listing], Below]:
    found, below = await together((wholes, belows))
    return found, below


async def _list(
    client: Client, kind: Kind, following: dict[str, asyncio.Task[Listing]]
) -> tuple[Listing | None, list[Problem]]:
    """A kind's rows. What follows on them is asked at once, while other kinds are still being listed."""
    try:
        listing = await load(client, kind)
    except EdgewiseError as error:
        return None, [Problem(kind.id, error.code, error.message, error.fix)]
    following[kind.id] = asyncio.create_task(follow_up(client, listing))
    return listing, []


async def _whole(
    client: Client, listing: Listing, following: Mapping[str, asyncio.Task[Listing]], detailed: bool
) -> Listing:
    """A listing with what follows on it and, at the same time, its details."""
    looked = await with_details(client, listing) if detailed else listing
    whole = await following[listing.kind.id]
    rows = tuple(
        replace(row, extra={**row.extra, **other.extra}) for row, other in zip(whole.rows, looked.rows, strict=True)
    )
    return replace(whole, rows=rows, problems=tuple(dict.fromkeys((*whole.problems, *looked.problems))))


def _affordable(
    roots: Iterable[Listing], allowance: int
) -> tuple[set[str], Mapping[str, tuple[Kind, ...]], list[Problem]]:
    """The kinds whose rows are looked into, and the listings below them, within so many requests.

    What is left out is left out for all rows of a kind, and said.
    """
    roots = list(roots)
    allowance -= sum(len(listing.rows) * len(listing.kind.follows) for listing in roots if not listing.complete)
    details: set[str] = set()
    children: dict[str, tuple[Kind, ...]] = {}
    problems: list[Problem] = []
    for listing in roots:
        cost = len(listing.rows) * len(listing.kind.details)
        if cost and cost <= allowance:
            allowance -= cost
            details.add(listing.kind.id)
        elif cost:
            problems.append(_left_out(listing.kind, "Details", cost))
    for child in chosen_children(listing.kind.id for listing in roots):
        listing = next(each for each in roots if each.kind.id == child.parent)
        cost = len(listing.rows)
        if cost <= allowance:
            allowance -= cost
            children[child.parent] = (*children.get(child.parent, ()), child)
        else:
            problems.append(_left_out(listing.kind, child.title, cost))
    return details, children, problems


def _left_out(kind: Kind, what: str, cost: int) -> Problem:
    return Problem(
        kind.id,
        "left-out",
        f"{what} of {kind.title} are left out: they would take {cost:,} requests, too many of those that are left.",
        "Look at single ones in the Account door, or take the snapshot again in five minutes.",
    )


def _resource(kind: Kind, row: Row, scope: Scope, below: Below) -> dict[str, Any]:
    found = {
        child.id: None
        if listing is None
        else {"rows": [summary(child, each, scope) for each in listing.rows], "more": listing.more}
        for child, listing in below.of(kind, row)
    }
    return {**summary(kind, row, scope), "below": found}


def summary(kind: Kind, row: Row, scope: Scope) -> dict[str, Any]:
    """A row's fields for the snapshot, cleaned, with the ids of its findings."""
    fields = {item.id: plain(evaluate(item.value, row, scope)) for item in kind.summary}
    return {**fields, "findings": [each.id for each in kind.insights if each.when(row, scope)]}
