"""What is watched from a place in the account, and how an event of it can be made."""

from __future__ import annotations

from edgewise.account.resources.usage import only_assets
from edgewise.account.resources.values import at, text, texts
from edgewise.account.tail.finding import files_only, of_deployment, of_project
from edgewise.account.tail.target import Target, worker
from edgewise.errors import InputError
from edgewise.screens.account.views import Looking
from edgewise.text import clean


async def target_of(looking: Looking) -> Target:
    """The Worker or the deployment that a row stands for.

    Raises:
        InputError: ``no-functions`` for a site of files only, ``no-deployment`` when none serves production.
        AuthError, NetworkError: when the deployments of a project cannot be read.
    """
    kind, row = looking.kind.id, looking.row
    name = row.value("name" if kind == "pages_projects" else "id") or row.key if row is not None else ""
    if kind == "pages_deployments" and row is not None:
        if at(row.raw, "uses_functions") is False:
            raise files_only(looking.parameters["project"])
        return of_deployment(looking.parameters["project"], name, row.raw)
    if kind == "pages_projects" and row is not None:
        uses = at(row.raw, "uses_functions")
        if (uses if isinstance(uses, bool) else at(row.raw, "latest_deployment.uses_functions")) is False:
            raise files_only(name)
        return await of_project(looking.client, name)
    if row is not None and only_assets(row):
        raise _no_code(name)
    return worker(looking.parameters.get("script", name))


def ways(looking: Looking, address: str) -> list[str]:
    """How somebody can make an event, a sentence each."""
    handlers = texts(at(looking.row.raw, "handlers")) if looking.row is not None else []
    asks = address and ("fetch" in handlers or not handlers)
    found = [f"Send a request:  curl {clean(address, 200)}"] if asks else []
    if "fetch" in handlers and not address:
        found.append("Send a request to one of its routes or domains.")
    if "queue" in handlers:
        found.append("It takes messages from a queue: something has to send one.")
    if "scheduled" in handlers:
        found.append("It runs by the clock: wait for its cron, or run it once with wrangler dev --test-scheduled.")
    if "email" in handlers:
        found.append("It receives mail: send one to its address.")
    return found or ["Something has to call it: a request, a message, a time of day."]


def _no_code(name: str) -> InputError:
    return InputError(
        "This Worker is files only: no code runs, so there is nothing that could log.",
        code="no-functions",
        where=text(name),
        fix="Give it a main module with a fetch handler if a request is to run code.",
    )
