"""What the account says that a cutover depends on. Only GET requests."""

from __future__ import annotations

from typing import Any

from edgewise.account.client import Client
from edgewise.account.pagination import SINGLE, Plan
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError, InputError
from edgewise.migration.cutover.model import Facts, in_zone
from edgewise.text import clean

_PROJECT = "/accounts/{account_id}/pages/projects/{name}"
SCRIPT = "/accounts/{account_id}/workers/scripts/{worker}"
_BY_PAGE = Plan("page", per_page=100)


async def pages_project(client: Client, project: str) -> Any:
    """The Pages project as the account tells of it.

    Raises:
        InputError: ``project-not-in-account``.
        AuthError, NetworkError: as the client raises them.
    """
    try:
        return (await client.get(_PROJECT, {"name": project})).result
    except EdgewiseError as error:
        if error.code != "not-found":
            raise
        raise InputError(
            f"The account has no Pages project {clean(project, 60)}.",
            code="project-not-in-account",
            where=clean(project, 60),
            fix="Name it with --project NAME.",
        ) from None


async def read_facts(client: Client, project: str, worker: str = "") -> Facts:
    """Everything that :func:`edgewise.migration.cutover.order.order` looks at.

    A part that cannot be read is ``None`` in the answer, which says why.

    Args:
        worker: whose address below workers.dev is looked at, where the project has no domain of its own.

    Raises:
        InputError: ``project-not-in-account``, when there is no such Pages project.
        AuthError, NetworkError: when the project cannot be read at all.
    """
    found = await pages_project(client, project)
    problems: list[str] = []
    zones = await _rows(client, "/zones", problems, "zones")
    domains = await _rows(client, f"{_PROJECT}/domains", problems, "the project's domains", name=project)
    names = [str(each["name"]) for each in domains] if domains is not None else _own(found)
    needed = {zone["id"] for zone in zones or () for name in names if in_zone(name, zone)}
    records, routes = {}, {}
    for zone in sorted(needed):
        records[zone] = await _rows(client, "/zones/{zone}/dns_records", problems, "DNS records", zone=zone)
        routes[zone] = await _rows(client, "/zones/{zone}/workers/routes", problems, "routes", zone=zone)
    own = await _rows(client, "/accounts/{account_id}/workers/domains", problems, "domains of Workers")
    scripts = await _rows(client, "/accounts/{account_id}/workers/scripts", problems, "Workers")
    below: tuple[str | None, tuple[bool, bool] | None] = (None, None)
    if worker and not names:
        below = await _workers_dev(client, worker, problems)
    return Facts(
        project,
        clean(str(found.get("subdomain") or f"{project}.pages.dev"), 253),
        tuple(names),
        zones,
        records,
        routes,
        own,
        None if scripts is None else tuple(str(each.get("id")) for each in scripts),
        tuple(problems),
        frozenset(str(each["name"]) for each in domains or () if each.get("status") != "active"),
        *below,
    )


async def _workers_dev(client: Client, worker: str, problems: list[str]) -> tuple[str | None, tuple[bool, bool] | None]:
    """The account's name below workers.dev, and whether the Worker answers there, and its previews.

    An account without a name is told of by an error. [workers-sdk: packages/deploy-helpers/src/triggers/subdomain.ts]
    """
    name, found = "", None
    try:
        told = (await client.get("/accounts/{account_id}/workers/subdomain")).result
        name = clean(str(at(told, "subdomain") or ""), 63)
        found = (await client.get(f"{SCRIPT}/subdomain", {"worker": worker})).result
    except EdgewiseError as error:
        if error.code != "not-found":
            problems.append(f"Not read: the address below workers.dev. {error.message}")
            return name or None, None
    # A Worker that is not there yet is shown with what is done once it is.
    return name, (at(found, "enabled") is True, at(found, "previews_enabled") is True)


def _own(project: dict[str, Any]) -> list[str]:
    """The domains in the project's own document, without the one below pages.dev."""
    return [clean(str(each), 253) for each in project.get("domains") or () if not str(each).endswith(".pages.dev")]


async def _rows(
    client: Client, path: str, problems: list[str], what: str, **parameters: str
) -> tuple[dict[str, Any], ...] | None:
    plan = _BY_PAGE if path in ("/zones", "/zones/{zone}/dns_records") else SINGLE
    try:
        found = await client.rows(path, parameters, plan=plan)
    except EdgewiseError as error:
        problems.append(f"Not read: {what}. {error.message}")
        return None
    rows = (each for each in found.items if isinstance(each, dict))
    return tuple(
        {key: clean(each, 500) if isinstance(each, str) else each for key, each in row.items()} for row in rows
    )
