"""Deleting old deployments of a Pages project, in batches, never one that serves.

A project with more than about 100 deployments cannot be deleted: the API answers with code 8000076.
[workers-sdk issue 12780, 2026-03; developers.cloudflare.com/pages/platform/known-issues]
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from edgewise.account.client import Client
from edgewise.account.pagination import Plan
from edgewise.account.resources.actions import PAGES_WRITE
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError, Interrupted
from edgewise.migration.cutover.reading import pages_project
from edgewise.migration.finishing.serving import Deployment, named, stays
from edgewise.migration.operations.carrying import Unlocked
from edgewise.migration.operations.model import Operation
from edgewise.text import clean

CLEAN_UP = "clean-up"
MOST = 100
"""Deployments with which a project can still be deleted, about."""

BATCH = 50
"""Deployments that are deleted before the list is read anew."""

PAUSE = 0.5
"""Seconds between two of them."""

_DEPLOYMENTS = "/accounts/{account_id}/pages/projects/{name}/deployments"
_ALL = Plan("page", per_page=25)


async def read_deployments(client: Client, project: str) -> tuple[Deployment, ...]:
    """All deployments of a project, from all pages of the list.

    Raises:
        AuthError, NetworkError: they cannot be read.
    """
    found = await client.rows(_DEPLOYMENTS, {"name": project}, plan=_ALL)
    return tuple(each for each in found.items if isinstance(each, Mapping))


def clean_up(project: str, goes: int) -> Operation:
    """Deleting what does not serve, as one operation: what is gone is gone, so it needs no plan of each."""
    name = clean(project, 60)
    return Operation(
        CLEAN_UP,
        f"Delete {goes} old deployment{'' if goes == 1 else 's'} of the Pages project {name}",
        "A project with more than about 100 deployments cannot be deleted. Nothing that serves is among them.",
        way_back="A deployment that is deleted cannot be brought back.",
        restores=False,
        details={"typed": name, "goes": goes},
    )


@dataclass
class Cleaning:
    """Deletes for one run. Call it with the operation.

    Attributes:
        hear: called with what was done, in a sentence.
        stop: asked before each deletion.
    """

    client: Client
    project: str
    hear: Callable[[str], None] = lambda _text: None
    stop: Callable[[], bool] = lambda: False
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    pause: float = PAUSE
    _gone: int = 0
    _left: dict[str, str] = field(default_factory=dict)

    async def __call__(self, operation: Operation) -> Mapping[str, Any]:
        """Delete, batch by batch, from the list as it is each time.

        Raises:
            Interrupted: ``stopped``, between two deletions.
            AuthError, NetworkError: the account cannot be read, or does not let us.
        """
        while True:
            project, rows = await pages_project(self.client, self.project), await self._rows()
            staying = stays(project, rows)
            work = [each for each in rows if each.get("id") and not ({str(each["id"])} & (staying.keys() | self._left))]
            if not work:
                return self._told(rows, staying)
            for each in work[:BATCH]:
                if self.stop():
                    self._stopped()
                await self._remove(str(each["id"]))
                await self.sleep(self.pause)
            self.hear(f"{self._gone} deleted, {len(work[BATCH:])} to go")

    async def _rows(self) -> Sequence[Deployment]:
        return await read_deployments(self.client, self.project)

    async def _remove(self, identity: str) -> None:
        """Delete one, unless it has begun to serve since the list was read. Never by force: the API refuses, too."""
        names = {"name": self.project, "deployment": identity}
        try:
            found = (await self.client.get(f"{_DEPLOYMENTS}/{{deployment}}", names)).result
        except EdgewiseError as error:
            if error.code != "not-found":
                raise
            return
        reason = named(await pages_project(self.client, self.project), found if isinstance(found, Mapping) else {})
        if reason or at(found, "id") != identity:
            self._left[identity] = reason or "the API tells of another"
            return
        try:
            with Unlocked(self.client):
                await self.client.send(
                    "DELETE", f"{_DEPLOYMENTS}/{{deployment}}", names, permission=PAGES_WRITE, repeatable=False
                )
        except EdgewiseError as error:
            if error.code not in ("api-refused", "not-found", "perhaps-done"):
                raise
            # The list says whether it is gone. What was refused once is not asked for again.
            self._left[identity] = error.message
            return
        self._gone += 1

    def _told(self, rows: Sequence[Deployment], staying: Mapping[str, str]) -> Mapping[str, Any]:
        refused = [each for each in rows if str(each.get("id")) in self._left.keys() - staying.keys()]
        more = f"; {len(refused)} could not be deleted" if refused else ""
        text = f"{self._gone} deployments deleted, {len(rows)} left{more}"
        return {
            "deleted": self._gone,
            "left": len(rows),
            "serving": len(staying),
            "refused": len(refused),
            "text": text,
        }

    def _stopped(self) -> NoReturn:
        raise Interrupted(
            f"Stopped after {self._gone} deletions. Nothing that serves was touched.",
            code="stopped",
            where=clean(self.project, 60),
            fix="Run it again: it reads the list anew and goes on.",
        )
