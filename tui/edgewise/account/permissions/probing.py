"""Finding out by trying: one GET for each permission about which nothing is known."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from edgewise.account.client import Client
from edgewise.account.permissions.table import ANALYTICS, Ability, Probe
from edgewise.account.resources import kind as by_id
from edgewise.account.resources.model import PLACE, Kind, Row
from edgewise.account.resources.values import at, mappings
from edgewise.errors import EdgewiseError

Report = Callable[[int, int, str], Awaitable[None] | None]
"""Told before each request: how many are done, of how many, and the name of the permission."""


async def probe(
    client: Client, abilities: tuple[Ability, ...], *, rows: Mapping[str, tuple[Row, ...]], report: Report
) -> dict[str, str]:
    """Ask for each ability that can be shown by asking, one after the other. What comes of it is in ``client.seen``.

    Args:
        rows: rows that are known, by kind id, to name in paths; others are asked for.

    Returns:
        Why nothing came of it, by the permission's name, where neither an answer nor a refusal did.

    Raises nothing but cancellation: what was seen until then stands.
    """
    known = dict(rows)
    wanted = [each for each in abilities if each.probes]
    silent: dict[str, str] = {}
    for done, ability in enumerate(wanted):
        told = report(done, len(wanted), ability.name)
        if told is not None:
            await told
        why = ""
        for each in ability.probes:
            why = await _try(client, ability, each, known)
            if not why:
                break
        if why and ability.name not in client.seen.sightings:
            silent[ability.name] = why
    return silent


async def _try(client: Client, ability: Ability, probe: Probe, known: dict[str, tuple[Row, ...]]) -> str:
    """One request. Why it shows nothing; empty when it does."""
    parameters: dict[str, str] = {}
    if probe.parent:
        parent = by_id(probe.parent)
        found = await _parameters(client, parent, probe, known)
        if isinstance(found, str):
            return found
        parameters = found
    try:
        if probe.path == ANALYTICS:
            await client.graphql(await _question(client), permission=ability.permission)
            return ""
        query = await _filled(client, probe.query, parameters)
        await client.get(probe.path, parameters, query=query, permission=ability.permission)
    except EdgewiseError as error:
        return "" if error.code == "permission-missing" else error.message
    return "" if ability.name in client.seen.sightings else "the list is empty, as it may be without the permission"


async def _question(client: Client) -> str:
    """A question about the last hour that costs next to nothing."""
    account, now = await client.account(), client.now()
    since, until = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (now - timedelta(hours=1), now))
    node = f'workersInvocationsAdaptive(limit: 1, filter: {{datetime_geq: "{since}", datetime_leq: "{until}"}})'
    tag = json.dumps(account.id)
    return f"query {{ viewer {{ accounts(filter: {{accountTag: {tag}}}) {{ {node} {{ sum {{ requests }} }} }} }} }}"


async def _parameters(
    client: Client, parent: Kind, probe: Probe, known: dict[str, tuple[Row, ...]]
) -> dict[str, str] | str:
    """What the path names, from a row of the parent; or why there is none."""
    if parent.id not in known:
        try:
            known[parent.id] = await _first_rows(client, parent)
        except EdgewiseError as error:
            return f"no {parent.singular} to ask about could be listed. {error.message}"
    for row in known[parent.id]:
        values = {name: row.value(source) or "" for name, source in probe.parameters.items()}
        if all(values.values()):
            return values
    return f"there is no {parent.singular} to ask about"


async def _first_rows(client: Client, kind: Kind) -> tuple[Row, ...]:
    """The rows on the first page of a kind that stands by itself."""
    query = await _filled(client, kind.query, {})
    answer = await client.get(kind.path, query=query, permission=kind.permission)
    found: Any = at(answer.result, kind.plan.items) if kind.plan.items else answer.result
    return tuple(Row(str(at(each, kind.key) or ""), each) for each in mappings(found))


async def _filled(client: Client, query: Mapping[str, str], parameters: Mapping[str, str]) -> dict[str, str]:
    """A query string with its ``{names}`` filled; those that come out empty are left out."""
    values = {**parameters, "account_id": (await client.account()).id} if query else {}
    filled = {name: PLACE.sub(lambda found: values.get(found[1], ""), text) for name, text in query.items()}
    return {name: value for name, value in filled.items() if value}
