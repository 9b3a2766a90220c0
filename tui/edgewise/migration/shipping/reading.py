"""What the account says that shipping depends on. Only GET requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edgewise.account.client import Client
from edgewise.account.pagination import SINGLE, Plan
from edgewise.errors import EdgewiseError
from edgewise.migration.account_settings import account_settings
from edgewise.migration.cutover.reading import pages_project
from edgewise.migration.cutover.secrets import inventory
from edgewise.migration.shipping.model import Resources, State
from edgewise.text import clean

_BY_PAGE = Plan("page", per_page=50)
_LISTS: dict[str, tuple[str, Plan, str]] = {
    "kv_namespaces": ("/accounts/{account_id}/storage/kv/namespaces", _BY_PAGE, "id"),
    "d1_databases": ("/accounts/{account_id}/d1/database", _BY_PAGE, "uuid"),
    "r2_buckets": ("/accounts/{account_id}/r2/buckets", Plan("cursor", "buckets", 100), "name"),
    "queues.producers": ("/accounts/{account_id}/queues", Plan("page"), "queue_name"),
    "services": ("/accounts/{account_id}/workers/scripts", SINGLE, "id"),
    "hyperdrive": ("/accounts/{account_id}/hyperdrive/configs", Plan("page", per_page=100), "id"),
    "vectorize": ("/accounts/{account_id}/vectorize/v2/indexes", SINGLE, "name"),
}


async def read_state(client: Client, project: str, worker: str, needed: Callable[[str], bool]) -> State:
    """What shipping ``worker`` depends on.

    Args:
        needed: whether the Worker binds something of a kind; the others are not asked for.

    Raises:
        InputError: ``project-not-in-account``.
        AuthError, NetworkError: the project or its secrets cannot be read.
    """
    found = await pages_project(client, project)
    secrets = await inventory(client, project, worker)
    problems: list[str] = []
    names = {kind: await _names(client, kind, problems) for kind in _LISTS if needed(kind)}
    domains = [str(each) for each in found.get("domains") or ()]
    own = [each for each in domains if not each.endswith(".pages.dev")]
    subdomain = str(found.get("subdomain") or f"{project}.pages.dev")
    return State(
        project,
        worker,
        account_settings(found, {}),
        clean((own or [subdomain])[0], 253),
        secrets.there is not None,
        secrets.missing,
        Resources(names),
        tuple(problems),
    )


async def _names(client: Client, kind: str, problems: list[str]) -> frozenset[str] | None:
    path, plan, field = _LISTS[kind]
    try:
        found: tuple[Any, ...] = (await client.rows(path, plan=plan)).items
    except EdgewiseError as error:
        problems.append(f"Not read: {path.rpartition('/')[2]}. {error.message}")
        return None
    return frozenset(str(each[field]) for each in found if isinstance(each, dict) and each.get(field))
