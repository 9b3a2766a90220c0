"""Fetching a kind's rows: the list first, then what each row needs besides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from edgewise.account.client import Client
from edgewise.account.envelope import Answer
from edgewise.account.failures import NotFound
from edgewise.account.pagination import Collected, collect
from edgewise.account.resources.model import PLACE, Follow, Kind, Row, Scope
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError
from edgewise.together import abandoned, together

MANY = 1000
"""Rows whose keys are worth a thread."""


@dataclass(frozen=True)
class Problem:
    """Something that keeps a listing from being whole.

    Attributes:
        kind: id of the kind it concerns.
        code: as of the error behind it, or ``odd-answer``.
        message: one or two sentences for a person.
        fix: what to do, when there is something.
    """

    kind: str
    code: str
    message: str
    fix: str | None = None

    def document(self) -> dict[str, str | None]:
        """This problem as JSON."""
        return {"kind": self.kind, "code": self.code, "message": self.message, "fix": self.fix}


@dataclass(frozen=True)
class Listing:
    """The rows of a kind at one moment.

    Attributes:
        complete: whether the follow-ups have been asked.
        total: how many there are by the server's word.
        more: whether there are more than are listed.
        next: where the list goes on, for :func:`load_more`; ``None`` when it cannot.
    """

    kind: Kind
    rows: tuple[Row, ...]
    fetched: datetime
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    total: int | None = None
    more: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    next: Mapping[str, str] | None = None


async def load(client: Client, kind: Kind, parameters: Mapping[str, str] | None = None) -> Listing:
    """The rows of a kind, without follow-ups.

    Raises:
        AuthError, NetworkError: as :meth:`Client.rows` does.
    """
    given = dict(parameters or {})
    besides = asyncio.ensure_future(together(_besides(client, kind, given, headers) for headers in kind.also))
    async with abandoned([besides]):
        collected = await _collected(client, kind, given, _filled(kind.headers, given))
        others = await besides
    items, problems = collected.items, [Problem(kind.id, "odd-answer", message) for message in collected.problems]
    for found, said in others:
        items += found
        problems += said
    if len(items) > MANY:
        # Beside the event loop, so that keys are answered meanwhile.
        rows, odd = await asyncio.to_thread(_keyed, kind, items, given)
    else:
        rows, odd = _keyed(kind, items, given)
    if odd:
        problems.append(Problem(kind.id, "odd-answer", odd))
    total = collected.total if not kind.also else None
    following = collected.next
    return Listing(kind, rows, client.now(), tuple(problems), not kind.follows, total, collected.more, given, following)


async def _besides(
    client: Client, kind: Kind, given: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[tuple[Any, ...], list[Problem]]:
    """One of the further lists of a kind. The others are shown without one that cannot be had, and why is said."""
    try:
        found = await _collected(client, kind, given, headers)
    except EdgewiseError as error:
        return (), [Problem(kind.id, error.code, f"{' '.join(headers.values())}: {error.message}", error.fix)]
    return found.items, [Problem(kind.id, "odd-answer", message) for message in found.problems]


async def load_more(client: Client, listing: Listing) -> Listing:
    """The same listing with the part that comes next; as it is when nothing does.

    Raises:
        AuthError, NetworkError: as :func:`load` does. The listing is still good then.
    """
    if listing.next is None:
        return listing
    kind, given = listing.kind, listing.parameters
    part = await _collected(client, kind, given, _filled(kind.headers, given), listing.next)
    rows, odd = _keyed(kind, (*(row.raw for row in listing.rows), *part.items), given)
    known = {row.key: row.extra for row in listing.rows}
    rows = tuple(replace(row, extra=known.get(row.key, {})) for row in rows)
    said = [*part.problems, *([odd] if odd else [])]
    problems = dict.fromkeys((*listing.problems, *(Problem(kind.id, "odd-answer", message) for message in said)))
    return replace(listing, rows=rows, problems=tuple(problems), more=part.more, next=part.next)


async def _collected(
    client: Client,
    kind: Kind,
    given: Mapping[str, str],
    headers: Mapping[str, str],
    start: Mapping[str, str] | None = None,
) -> Collected:
    known = {**given, "account_id": (await client.account()).id} if kind.query else given
    query = _filled(kind.query, known)
    if kind.unfold is not None:
        answer = await client.get(kind.path, given, query=query, headers=headers, permission=kind.permission)
        return Collected(tuple(kind.unfold(answer.result)))
    if kind.body is None:
        return await client.rows(
            kind.path, given, plan=kind.plan, query=query, headers=headers, permission=kind.permission, start=start
        )

    async def fetch(part: Mapping[str, str]) -> Answer:
        return await client.send(
            "POST",
            kind.path,
            given,
            query={**query, **part},
            body=kind.body,
            permission=kind.permission,
            repeatable=True,
        )

    return await collect(fetch, kind.plan, kind.path)


async def follow_up(client: Client, listing: Listing) -> Listing:
    """The same rows with their follow-ups. What cannot be had is a problem, said once a cause."""
    return replace(await _asked(client, listing, listing.kind.follows), complete=True, fetched=client.now())


async def with_details(client: Client, listing: Listing) -> Listing:
    """The same rows with the details that are else asked for when somebody looks at one of them."""
    return await _asked(client, listing, tuple(each for each in listing.kind.details if each.surveyed))


async def details(client: Client, kind: Kind, row: Row) -> Row:
    """One row with its details. What cannot be had is an :class:`EdgewiseError` in its place.

    Raises nothing but cancellation.
    """
    answers = await together(_follow(client, follow, row) for follow in kind.details)
    found = {
        follow.name: error if error is not None else extra
        for follow, (extra, error) in zip(kind.details, answers, strict=True)
    }
    return replace(row, extra={**row.extra, **found})


async def _asked(client: Client, listing: Listing, follows: tuple[Follow, ...]) -> Listing:
    # All at once, not one follow-up after the other: where the client has room it is to be used.
    answers = iter(await together(_follow(client, follow, row) for follow in follows for row in listing.rows))
    problems = dict.fromkeys(listing.problems)
    found: list[dict[str, Any]] = [{} for _ in listing.rows]
    for follow in follows:
        for extras in found:
            extras[follow.name], error = next(answers)
            if error is not None and not follow.optional:
                message = f"{follow.name} of {listing.kind.title}: {error.message}"
                problems[Problem(listing.kind.id, error.code, message, error.fix)] = None
    rows = tuple(replace(row, extra={**row.extra, **extras}) for row, extras in zip(listing.rows, found, strict=True))
    return replace(listing, rows=rows, problems=tuple(problems))


async def load_with_relatives(
    client: Client, kind: Kind, parameters: Mapping[str, str] | None = None
) -> tuple[Listing, Scope]:
    """A kind's rows with their follow-ups, and the scope in which its values say all they can.

    A related kind that cannot be read is left out: values then show what they know without it.

    Raises:
        AuthError, NetworkError: when the kind itself cannot be read.
    """
    from edgewise.account.resources import kind as by_id

    async def relative(identity: str) -> tuple[Row, ...]:
        try:
            return (await load(client, by_id(identity))).rows
        except EdgewiseError:
            return ()

    listing = await load(client, kind, parameters)
    whole = asyncio.ensure_future(follow_up(client, listing))
    async with abandoned([whole]):
        relatives = await together(relative(identity) for identity in kind.related)
        rows = dict(zip(kind.related, relatives, strict=True))
        listing = await whole
    return listing, Scope(client.now(), {**rows, kind.id: listing.rows})


async def _follow(client: Client, follow: Follow, row: Row) -> tuple[Any, EdgewiseError | None]:
    values = {name: row.value(source) or "" for name, source in follow.parameters.items()}
    query, headers, permission = _filled(follow.query, values), _filled(follow.headers, values), follow.permission
    try:
        if follow.body is not None:
            body = follow.body(row)
            answer = await client.send(
                "POST", follow.path, values, query=query, body=body, permission=permission, repeatable=True
            )
            return answer.result, None
        if follow.plan is None:
            answer = await client.get(follow.path, values, query=query, headers=headers, permission=permission)
            return answer.result, None
        found = await client.rows(
            follow.path, values, plan=follow.plan, query=query, headers=headers, permission=permission
        )
    except EdgewiseError as error:
        if isinstance(error, NotFound) and follow.absent is not None:
            return follow.absent, None
        return None, error
    return list(found.items), None


def _filled(query: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """A query string, or headers, with its ``{names}`` filled. What comes out empty is left out."""
    filled = {name: PLACE.sub(lambda found: values.get(found[1], ""), template) for name, template in query.items()}
    return {name: value for name, value in filled.items() if value}


def _keyed(kind: Kind, items: tuple[Any, ...], parameters: Mapping[str, str]) -> tuple[tuple[Row, ...], str | None]:
    """Rows with unique keys, and a sentence about those that had none.

    The same document twice is one row: while pages are read, a new row pushes the last one of a page
    onto the next. Two documents under one key are two rows.
    """
    rows: dict[str, Row] = {}
    keyless: set[str] = set()
    odd = 0
    for index, item in enumerate(items):
        found = at(item, kind.key)
        key = str(found) if isinstance(found, str | int) and not isinstance(found, bool) and found != "" else ""
        if not key:
            fingerprint = json.dumps(item, sort_keys=True)
            if isinstance(item, dict) and fingerprint in keyless:
                continue
            keyless.add(fingerprint)
            odd += 1
            key = f"?{index}"
        while key in rows and rows[key].raw != item:
            key += "′"
        if key not in rows:
            rows[key] = Row(key, item, parameters=parameters, first=not rows)
    if not odd:
        return tuple(rows.values()), None
    noun = kind.singular if odd == 1 else f"{kind.title}"
    return tuple(rows.values()), f"{odd} {noun} came without “{kind.key}”; shown as they are."
