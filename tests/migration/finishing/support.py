"""A company whose site is with the Worker already, and the account's half of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.migration.operations.support import HOST, WORKER, about, carrier, planned

from edgewise.account.client import Client
from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import Started
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.redirects import Redirects
from edgewise.migration.account_base import Hooks
from edgewise.migration.account_side import AccountSide
from edgewise.migration.operations.journal import REHEARSAL

SUBDOMAIN = f"{WORKER}.pages.dev"


def side(root: Path, asking: Client, hooks: Hooks | None = None) -> AccountSide:
    return AccountSide(root, WORKER, WORKER, asking, {}, hooks)


async def moved(root: Path, there: Company, asking: Client) -> None:
    """Send the site's visitors to the Worker, with a journal."""
    work = carrier(root, asking, journal=REHEARSAL.format(there.session))
    result = await work.begin(about(there), await planned(asking))
    assert result.state == "done"


def settings(there: Company) -> tuple[Any, Any]:
    """Whether Pages deploys by itself, and which previews."""
    project = there.part(Pages).project(WORKER)
    assert project is not None
    config = project["source"]["config"]
    return config["production_deployments_enabled"], config["preview_deployment_setting"]


def leads(there: Company, target: str = "/jobs?page=2") -> tuple[int, str] | None:
    """Where the address below pages.dev leads."""
    return there.part(Redirects).location(SUBDOMAIN, target)


BEFORE: tuple[Any, ...] = ((True, "all"), None, [])
AFTER: tuple[Any, ...] = (
    (False, "none"),
    (308, f"https://{HOST}/jobs?page=2"),
    [f"edgewise_{WORKER.replace('-', '_')}"],
)


def state(there: Company) -> tuple[Any, ...]:
    """What finishing changes."""
    return settings(there), leads(there), [each["name"] for each in there.part(Redirects).lists()]


def old_deployments(there: Company, count: int) -> None:
    """More production deployments than there are, each a day older."""
    started = there.part(Pages)._started[WORKER]
    # Numbers are identities: those of later deployments stay as they are.
    for each in range(count):
        created = started[-1].created - timedelta(days=1)
        started.append(Started(10_000 + each, created, "production", "main", "old"))
