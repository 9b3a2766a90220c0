"""The whole account in one document. A part that cannot be read is a problem in it, not a failure."""

from __future__ import annotations

from typing import Any

from edgewise.account.client import Client
from edgewise.account.listing import Listing, Problem, follow_up, load
from edgewise.account.resources import ROOTS
from edgewise.account.resources.model import Kind, Row, Scope, evaluate
from edgewise.account.resources.values import plain
from edgewise.account.together import together
from edgewise.errors import EdgewiseError


async def survey(client: Client) -> dict[str, Any]:
    """The body of an ``edgewise/snapshot/1`` document.

    ``{"account": {"id", "name"}, "demo", "taken_at", "resources": {kind id: [fields]}, "problems"}``.
    Every kind of the table is present; one that could not be read is ``null``. Each resource has
    the fields of its kind's summary and ``findings``, the ids of what is worth knowing about it.

    Raises:
        AuthError: when the credential is refused or sees no account.
        NetworkError: when there is no API to speak to.
    """
    account = await client.account()
    listings = await together(_whole(client, kind) for kind in ROOTS)
    loaded = {kind.id: listing for kind, (listing, _) in zip(ROOTS, listings, strict=True) if listing}
    scope = Scope(client.now(), {identity: listing.rows for identity, listing in loaded.items()})
    problems = [problem for _, found in listings for problem in found]
    if account.note:
        problems.insert(0, Problem("account", "account-choice", account.note))
    return {
        "account": {"id": plain(account.id), "name": account.name},
        "demo": client.demo,
        "taken_at": client.now().isoformat(timespec="seconds"),
        "resources": {
            kind.id: [summary(kind, row, scope) for row in loaded[kind.id].rows] if kind.id in loaded else None
            for kind in ROOTS
        },
        "problems": [problem.document() for problem in problems],
    }


async def _whole(client: Client, kind: Kind) -> tuple[Listing | None, list[Problem]]:
    try:
        listing = await load(client, kind)
        if not listing.complete:
            listing = await follow_up(client, listing)
    except EdgewiseError as error:
        return None, [Problem(kind.id, error.code, error.message, error.fix)]
    return listing, list(listing.problems)


def summary(kind: Kind, row: Row, scope: Scope) -> dict[str, Any]:
    """A row's fields for the snapshot, cleaned, with the ids of its findings."""
    fields = {item.id: plain(evaluate(item.value, row, scope)) for item in kind.summary}
    return {**fields, "findings": [each.id for each in kind.insights if each.when(row, scope)]}
