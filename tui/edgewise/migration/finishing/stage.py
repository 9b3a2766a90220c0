"""The stage after the cutover: planned, carried out, and later cleaned up after."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from edgewise.errors import Refused
from edgewise.migration.account_base import Stages
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reading import pages_project
from edgewise.migration.cutover.reading import read_facts as read_hosts
from edgewise.migration.cutover.workers_dev import compared
from edgewise.migration.finishing.cleaning import CLEAN_UP, Cleaning, clean_up, read_deployments
from edgewise.migration.finishing.keeping import kept_until
from edgewise.migration.finishing.model import CleanUp, Finish
from edgewise.migration.finishing.planning import finish
from edgewise.migration.finishing.reading import read_facts
from edgewise.migration.finishing.serving import stays
from edgewise.migration.operations.carrying import Result
from edgewise.migration.operations.model import Operation
from edgewise.text import clean

STAGE = "finish"


class Finishing(Stages):
    """What comes after the cutover of one project."""

    async def finish_plan(self, days: int | None = None, *, redirects: bool = True) -> Finish:
        """What finishing would do, and what is left to a person. Changes nothing.

        Args:
            days: how long the Pages project is kept; ``None`` leaves what was said before, else 30 days.
            redirects: whether its address below pages.dev is led on.

        Raises:
            InputError: no such Pages project, or a damaged journal.
            AuthError, NetworkError: the account cannot be read.
        """
        runs = await self.runs()
        document = await asyncio.to_thread(self._document)
        facts = await read_facts(self.client, self.root, await self._hosts(), document, runs)
        return finish(facts, days, redirects=redirects)

    async def finish(self, planned: Finish | None = None) -> Result:
        """Finish as planned; without a plan go on with what was begun.

        Raises:
            Refused: ``not-cut-over``, ``nothing-to-do``, and as the carrier refuses.
            Interrupted: ``stopped``; it can be gone on with.
        """
        carrier = await self._carrier({})
        if planned is None:
            return await carrier.resume()
        if not planned.ready:
            raise _not_cut_over(_waiting(planned.worker_there, planned), self.worker)
        if not planned.operations:
            raise Refused(
                "There is nothing left to do in the account.",
                code="nothing-to-do",
                where=clean(self.project, 60),
                fix="`edgewise finish` says what is left to you. --keep-days N keeps the Pages project for longer.",
            )
        return await self._begin(carrier, STAGE, planned.operations)

    # ------------------------------------------------------------------ later

    async def clean_up_plan(self) -> CleanUp:
        """Which deployments of the Pages project could go, and what stands against it. Changes nothing.

        Raises:
            InputError: no such Pages project, or a damaged journal.
            AuthError, NetworkError: the account cannot be read.
        """
        hosts = await self._hosts()
        until = kept_until(await self.runs())
        rows = await read_deployments(self.client, self.project)
        staying = stays(await pages_project(self.client, self.project), rows)
        obstacles: dict[str, str] = {}
        if waiting := _waiting(hosts.worker_there, hosts) or ("" if hosts.hosts else "no host was ever cut over"):
            obstacles["not-cut-over"] = waiting
        today = self.client.now().date()
        if not until:
            obstacles["early"] = (
                "it is not settled how long the Pages project is kept (`edgewise finish --yes` settles it)"
            )
        elif today < date.fromisoformat(until):
            obstacles["early"] = f"the Pages project is the way back until {until}"
        staying = {**staying, **{f"?{at}": "it has no id" for at, each in enumerate(rows) if not each.get("id")}}
        return CleanUp(self.project, len(rows), staying, obstacles, clean_up(self.project, len(rows) - len(staying)))

    async def clean_up(self, planned: CleanUp, accepted: Collection[str] = ()) -> Result:
        """Delete what does not serve. An interrupted one begins anew: what is gone is gone.

        Args:
            accepted: obstacles that do not count, by their words. ``not-cut-over`` always counts.

        Raises:
            Refused: ``not-cut-over``, ``early``, ``nothing-to-do``, and as the carrier refuses.
            Interrupted: ``stopped``.
        """
        self._check(planned, accepted)
        hooks = self.hooks
        cleaning = Cleaning(self.client, self.project, hooks.tell, hooks.stop)

        async def clean_(operation: Operation) -> Mapping[str, Any]:
            # What happened since the plan was made: the account is asked once more.
            self._check(await self.clean_up_plan(), accepted, nothing=False)
            return await cleaning(operation)

        carrier = await self._carrier({"account": clean_})
        try:
            return await self._begin(carrier, CLEAN_UP, (planned.operation,))
        finally:
            await asyncio.to_thread(carrier.abandon, CLEAN_UP)

    def _check(self, planned: CleanUp, accepted: Collection[str], *, nothing: bool = True) -> None:
        if "not-cut-over" in planned.obstacles:
            raise _not_cut_over(planned.obstacles["not-cut-over"], self.worker)
        if "early" in planned.obstacles and "early" not in accepted:
            raise Refused(
                f"It is early to delete deployments, since {planned.obstacles['early']}.",
                code="early",
                where=clean(self.project, 60),
                fix="Wait, or say --accept early.",
            )
        if nothing and not planned.goes:
            raise Refused(
                "There is no deployment that could go.",
                code="nothing-to-do",
                where=clean(self.project, 60),
                fix="All that are left serve somebody. `edgewise finish --clean-up` says why.",
            )

    async def _hosts(self) -> Cutover:
        document = await asyncio.to_thread(self._document)
        facts = await read_hosts(self.client, self.project, self.worker)
        return order(facts, self.worker, (), document, compared(await self.runs()))


def _waiting(worker_there: bool | None, found: Finish | Cutover) -> str:
    """What is not with the Worker yet; empty when everything is."""
    if not worker_there:
        return f"the account has no Worker {clean(found.worker, 60)}, or it could not be read"
    left = [f"{each.name} is {each.standing}" for each in found.hosts if each.standing != "done"]
    return ", ".join(left)


def _not_cut_over(waiting: str, worker: str) -> Refused:
    return Refused(
        f"The cutover is not done: {waiting}.",
        code="not-cut-over",
        where=clean(worker, 60),
        fix="`edgewise cutover` says what is left. A host that stays behind is taken off the Pages project first.",
    )
