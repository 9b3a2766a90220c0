"""Asking the account for the settings of the Pages project in a folder. Read-only."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from edgewise.errors import AuthError, EdgewiseError, InputError
from edgewise.migration.account_settings import account_settings, durable_objects
from edgewise.project.boundary import boundary
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import Origin, PagesProject
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client

PROJECTS = "/accounts/{account_id}/pages/projects"
NAMESPACE = "/accounts/{account_id}/workers/durable_objects/namespaces/{id}"
_REMOTE = re.compile(r"^\s*url\s*=\s*\S*?[:/]([^/:\s]+)/([^/\s]+?)(?:\.git)?/?\s*$", re.MULTILINE)


async def read_dashboard(client: Client, project: PagesProject) -> Dashboard:
    """The settings of ``project`` in the account.

    The project is found by its name; when that is a guess, also by the repository that Pages builds it from.

    Raises:
        InputError: ``project-not-in-account``, naming those that are there.
        AuthError, NetworkError: as the client raises them.
    """
    from edgewise.account.reading import PAGES_READ

    guessed = project.name.origin is Origin.INFERRED
    document = await _by_name(client, project.name.value)
    if document is None or (guessed and not _fits(document, project)):
        document = await _by_repository(client, project) or (None if guessed else document) or document
    if document is None:
        raise await _not_found(client, project)
    namespaces: dict[str, Mapping[str, Any]] = {}
    for identity in durable_objects(document):
        try:
            answer = await client.get(NAMESPACE, {"id": identity}, permission=PAGES_READ)
        except EdgewiseError:
            continue  # the binding is told as one that could not be read
        if isinstance(answer.result, Mapping):
            namespaces[identity] = answer.result
    return account_settings(document, namespaces)


async def _by_name(client: Client, name: str) -> Mapping[str, Any] | None:
    from edgewise.account.reading import PAGES_READ

    try:
        answer = await client.get(f"{PROJECTS}/{{name}}", {"name": name}, permission=PAGES_READ)
    except EdgewiseError as error:
        if error.code == "not-found":
            return None
        raise
    return answer.result if isinstance(answer.result, Mapping) else None


async def _all(client: Client) -> list[Mapping[str, Any]]:
    from edgewise.account.pagination import Plan
    from edgewise.account.reading import PAGES_READ

    found = await client.rows(PROJECTS, plan=Plan("page", per_page=10), permission=PAGES_READ)
    return [row for row in found.items if isinstance(row, Mapping)]


async def _by_repository(client: Client, project: PagesProject) -> Mapping[str, Any] | None:
    """The one project that is built from this repository and folder."""
    fitting = [row for row in await _all(client) if _repository(row) and _fits(row, project)]
    return fitting[0] if len(fitting) == 1 else None


def _repository(row: Mapping[str, Any]) -> tuple[str, str] | None:
    source = row.get("source")
    config = source.get("config") if isinstance(source, Mapping) else None
    if not isinstance(config, Mapping):
        return None
    owner, name = config.get("owner"), config.get("repo_name")
    return (owner.lower(), name.lower()) if isinstance(owner, str) and isinstance(name, str) else None


def _fits(row: Mapping[str, Any], project: PagesProject) -> bool:
    """Whether the project's repository and folder are those of this one; unknown repositories fit."""
    wanted = _repository(row)
    top = boundary(project.root)
    try:
        remotes = _REMOTE.findall((top / ".git" / "config").read_text("utf-8", "replace"))
    except OSError:
        remotes = []
    if wanted is None or not remotes:
        return wanted is None
    here = {(owner.lower(), name.lower()) for owner, name in remotes}
    build = row.get("build_config")
    named = build.get("root_dir") if isinstance(build, Mapping) else None
    folder = named.strip("/") if isinstance(named, str) else ""
    return wanted in here and (folder or ".") == os.path.relpath(project.root, top).replace(os.sep, "/")


async def _not_found(client: Client, project: PagesProject) -> InputError:
    names = [clean(str(row.get("name")), 60) for row in await _all(client)]
    listed = ", ".join(names[:12]) or "none at all"
    return InputError(
        f"The account has no Pages project called {clean(project.name.value, 60)}. It has {listed}.",
        code="project-not-in-account",
        where=project.name.value,
        fix="Say which one it is: --set name=NAME",
    )


def client_for(environ: Mapping[str, str], *, demo: bool) -> Client:
    """The client to ask with. The demo account only answers when it is asked for.

    Raises:
        AuthError: ``credential-missing``, or as :func:`edgewise.account.credentials.find` raises it.
    """
    from edgewise.account import default_client, find

    if not demo and find(environ) is None:
        raise AuthError(
            "There is no credential to read the account with.",
            code="credential-missing",
            where="CLOUDFLARE_API_TOKEN",
            fix="Set CLOUDFLARE_API_TOKEN, or run `npx wrangler login`. --demo reads the demo account instead.",
        )
    return default_client(environ, demo=demo)
