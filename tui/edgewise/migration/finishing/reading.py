"""Reading what finishing looks at: the project, the account's redirects, the repository, the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.account.pagination import SINGLE, Plan
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.cutover.reading import pages_project
from edgewise.migration.finishing.keeping import former_previews, kept_until
from edgewise.migration.finishing.model import Facts
from edgewise.migration.finishing.redirecting import ENTRY, LISTS, LISTS_READ, RULES_READ
from edgewise.migration.operations.journal import Run
from edgewise.project.config import find_configs
from edgewise.text import clean

_DEPLOYMENTS = "/accounts/{account_id}/pages/projects/{name}/deployments"
_DOMAINS = "/accounts/{account_id}/workers/domains"
_RECENT = Plan("page", per_page=25, most=25)
_DEPLOYING = ("ci-deploys-pages", "ci-runs-script")


async def read_facts(
    client: Client, root: Path, cutover: Cutover, document: Mapping[str, Any], runs: Sequence[Run]
) -> Facts:
    """Everything that :func:`edgewise.migration.finishing.planning.finish` looks at.

    Args:
        document: the wrangler file that counts.

    Raises:
        InputError: ``project-not-in-account``.
        AuthError, NetworkError: when the project cannot be read.
    """
    problems: list[str] = []
    project = await pages_project(client, cutover.project)
    lists = await _lists(client, problems)
    rules, ruleset = await _rules(client, problems)
    domains = await _domains(client, cutover.worker, problems)
    return Facts(
        project,
        cutover,
        lists,
        rules,
        ruleset,
        await asyncio.to_thread(deploying_workflows, root),
        await _hooked(client, cutover.project, problems),
        str(at(document, "build.command") or ""),
        kept_until(runs),
        client.now().date(),
        former_previews(runs),
        tuple(problems),
        domains,
        next(iter(await asyncio.to_thread(find_configs, root)), ""),
        document,
    )


async def _domains(client: Client, worker: str, problems: list[str]) -> tuple[str, ...] | None:
    try:
        found = await client.rows(_DOMAINS, plan=SINGLE)
    except EdgewiseError as error:
        problems.append(f"Not read: domains of Workers. {error.message}")
        return None
    rows = (each for each in found.items if isinstance(each, Mapping) and each.get("service") == worker)
    return tuple(sorted(clean(str(each.get("hostname")), 253) for each in rows))


async def _lists(client: Client, problems: list[str]) -> tuple[Mapping[str, Any], ...] | None:
    try:
        found = await client.rows(LISTS, plan=SINGLE, permission=LISTS_READ)
    except EdgewiseError as error:
        problems.append(f"Not read: lists of the account. {error.message}")
        return None
    return tuple(each for each in found.items if isinstance(each, Mapping))


async def _rules(client: Client, problems: list[str]) -> tuple[tuple[Mapping[str, Any], ...] | None, bool]:
    """The rules, and whether there is a ruleset for them."""
    try:
        found = (await client.get(ENTRY, permission=RULES_READ)).result
    except EdgewiseError as error:
        if error.code == "not-found":
            return (), False
        problems.append(f"Not read: rules for redirects. {error.message}")
        return None, False
    return tuple(each for each in at(found, "rules") or () if isinstance(each, Mapping)), True


async def _hooked(client: Client, project: str, problems: list[str]) -> bool | None:
    try:
        found = await client.rows(_DEPLOYMENTS, {"name": project}, plan=_RECENT)
    except EdgewiseError as error:
        problems.append(f"Not read: deployments of the project. {error.message}")
        return None
    return any(at(each, "deployment_trigger.type") == "deploy_hook" for each in found.items)


def deploying_workflows(root: Path) -> tuple[str, ...]:
    """Workflows of the repository that deploy this project to Pages, relative to the project."""
    from edgewise.migration.choices import Choices
    from edgewise.migration.surroundings import Surroundings
    from edgewise.project import discover

    try:
        files = Surroundings(discover(root), Choices()).workflows
    except EdgewiseError:
        return ()
    return tuple(file.path for file in files if any(place.id in _DEPLOYING for place in file.places))
