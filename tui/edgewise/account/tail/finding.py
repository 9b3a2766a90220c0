"""Finding what to watch: a Worker by its name, or the deployment of a Pages project that has the visitors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.client import Client
from edgewise.account.reading import PAGES_READ, WORKERS_READ
from edgewise.account.resources.values import at, mappings, text, texts
from edgewise.account.tail.target import Target, deployment, worker
from edgewise.errors import EdgewiseError, InputError


async def of_worker(client: Client, name: str) -> Target:
    """A Worker, with the address below workers.dev where a request can be sent, if it has one. Raises nothing."""
    return worker(name, await _address(client, name))


async def _address(client: Client, name: str) -> str:
    try:
        own = await client.get(
            "/accounts/{account_id}/workers/scripts/{script}/subdomain", {"script": name}, permission=WORKERS_READ
        )
        if at(own.result, "enabled") is not True:
            return ""
        answer = await client.get("/accounts/{account_id}/workers/subdomain", permission=WORKERS_READ)
    except EdgewiseError:
        # The address is a help for somebody who wants to make an event, no more.
        return ""
    subdomain = text(at(answer.result, "subdomain"))
    return f"https://{name}.{subdomain}.workers.dev/" if subdomain else ""


async def of_project(client: Client, project: str, wanted: str = "") -> Target:
    """A deployment of a Pages project: the one that is wanted, else the newest that serves production.

    Args:
        wanted: a deployment's id, its beginning, or its address.

    Raises:
        InputError: ``no-deployment`` when there is none, ``no-functions`` for a site of files only.
        AuthError, NetworkError: as :meth:`Client.get` does.
    """
    answer = await client.get(
        "/accounts/{account_id}/pages/projects/{project}/deployments", {"project": project}, permission=PAGES_READ
    )
    rows = mappings(answer.result)
    found = next((row for row in rows if (_is(row, wanted) if wanted else serves(row))), None)
    identity = text(at(found, "id"))
    if identity is None:
        what = f"no deployment “{wanted}” among its newest" if wanted else "no deployment that serves production"
        raise InputError(
            f"The Pages project {project} has {what}.",
            code="no-deployment",
            where=project,
            fix=f"See its deployments with: wrangler pages deployment list --project-name {project}",
        )
    if at(found, "uses_functions") is False:
        raise files_only(project)
    return of_deployment(project, identity, found)


def files_only(project: str) -> InputError:
    """A Pages project without Functions has nothing to watch."""
    return InputError(
        "This site is files only: no Function runs, so there is nothing that could log.",
        code="no-functions",
        where=text(project),
        fix="Look at its build logs instead: on the Account screen enter for the deployments, then l.",
    )


def of_deployment(project: str, identity: str, document: Any) -> Target:
    """A deployment whose document is known."""
    aliases = texts(at(document, "aliases"))
    return deployment(project, identity, (aliases[0] if aliases else text(at(document, "url"))) or "")


def serves(document: Mapping[str, Any]) -> bool:
    """Whether a deployment of production has been finished, so that visitors may come to it."""
    stage, status = (at(document, f"latest_stage.{name}") for name in ("name", "status"))
    return document.get("environment") == "production" and stage == "deploy" and status == "success"


def _is(document: Mapping[str, Any], wanted: str) -> bool:
    identity, address = text(document.get("id")) or "", text(document.get("url")) or ""
    return (len(wanted) >= 4 and identity.startswith(wanted)) or wanted.rstrip("/") == address.rstrip("/")
