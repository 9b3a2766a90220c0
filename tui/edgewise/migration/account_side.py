"""The account's half of a migration: ship, cut over, finish, go back. What the command line and the screen share."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from edgewise.account.pagination import Plan
from edgewise.account.resources.values import at
from edgewise.errors import AuthError, EdgewiseError, NetworkError, Refused
from edgewise.migration.cutover.answers import basis_of
from edgewise.migration.cutover.card import card
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reach import reach_of
from edgewise.migration.cutover.reading import read_facts
from edgewise.migration.cutover.secrets import Secrets
from edgewise.migration.cutover.shares import shares
from edgewise.migration.cutover.triggers import Connected, triggers
from edgewise.migration.cutover.watching import Watching
from edgewise.migration.cutover.workers_dev import OPEN, compared
from edgewise.migration.finishing.stage import Finishing
from edgewise.migration.journal import FOLDER
from edgewise.migration.operations.carrying import Result
from edgewise.migration.operations.journal import Run, cut_off
from edgewise.migration.operations.model import Operation
from edgewise.migration.operations.recordless import Recordless
from edgewise.migration.shipping.bindings import rows
from edgewise.migration.shipping.model import Shipment
from edgewise.migration.shipping.planning import shipment
from edgewise.migration.shipping.proving import Proving, proved
from edgewise.migration.shipping.reading import read_state
from edgewise.migration.shipping.uploading import Uploading, shipped_document
from edgewise.migration.shipping.versions import Version, deployed, versions
from edgewise.runtime.toolchain import ensure
from edgewise.store import anchored, write_atomic
from edgewise.text import clean

CARD = "way-back.txt"
SCRIPT = "/accounts/{account_id}/workers/scripts/{worker}"


class AccountSide(Finishing):
    """The account's half of one project's migration, stage by stage."""

    # ------------------------------------------------------------------ ship

    async def shipment(self) -> Shipment:
        """What shipping would do, read from the account and the wrangler file. Changes nothing.

        Raises:
            InputError: no wrangler file, or no such Pages project.
            AuthError, NetworkError: the account cannot be read.
        """
        _, document = await asyncio.to_thread(shipped_document, self.root)

        def needed(kind: str) -> bool:
            return bool(rows(document, kind)) or (
                kind == "queues.producers" and bool(rows(document, "queues.consumers"))
            )

        state = await read_state(self.client, self.project, self.worker, needed)
        if state.host.endswith(".pages.dev") and (moved := compared(await self.runs())):
            # Visitors are there, and the address below pages.dev may lead there.
            state = replace(state, host=min(moved))
        used = await asyncio.to_thread(_read_from_env, self.root)
        return shipment(state, document, f"edgewise-{secrets.token_hex(5)}", used)

    async def ship(self, planned: Shipment | None = None) -> Result:
        """Ship what was planned; without a plan go on with what was begun.

        Raises:
            Refused, Interrupted, ToolchainError: see :class:`edgewise.migration.operations.carrying.Carrier`.
        """
        toolchain = await ensure(lambda step: self.hooks.log(step.text))
        reach = await reach_of(self.client)
        hooks = self.hooks
        # A credential may see more than one account, and wrangler must take the one that was read.
        environment = {**self.environment, "CLOUDFLARE_ACCOUNT_ID": (await self.client.account()).id}
        carrier = await self._carrier(
            {
                "upload": Uploading(self.root, self.client, toolchain, self.worker, environment, hooks.log),
                "secrets": Secrets(toolchain, environment, self.worker, hooks.secrets),
                "prove": Proving(self.root, self.client, toolchain, self.worker, reach, hooks.proof, hooks.report),
            }
        )
        if planned is None:
            return await carrier.resume()
        return await self._begin(carrier, "ship", planned.operations)

    # ------------------------------------------------------------------ cut over

    async def cutover(self, hosts: Collection[str] = ()) -> Cutover:
        """The order of a cutover, read from the account, the wrangler file and the journal. Changes nothing.

        Args:
            hosts: those that are cut over; empty for all of the project.

        Raises:
            InputError: no such Pages project, or a damaged journal.
            AuthError, NetworkError: the account cannot be read.
        """
        runs = await self.runs()
        document = await asyncio.to_thread(self._document)
        facts = await read_facts(self.client, self.project, self.worker)
        found = order(facts, self.worker, hosts, document, compared(runs))
        try:
            lacking = await self.without_record()
        except (AuthError, NetworkError):
            # What could not be read makes a host unknown already, and the journal still says what was cut off.
            lacking = ()
        found = replace(found, notes=(*_cut_off(runs, lacking), *found.notes), no_record=lacking)
        if not found.worker_there:
            return found
        known = proved(runs, self.worker)
        now = await deployed(self.client, self.worker)
        there = await versions(self.client, self.worker)
        newest = _proved_and_newer(there, known, now)
        serving = tuple(host.name for host in found.hosts if host.standing == "done")
        first: list[Operation] = []
        rest = list(triggers(self.worker, document, await self._connected()))
        if newest:
            # Where nobody is with the Worker yet, nobody notices.
            first += (
                shares(self.worker, now, newest, serving) if serving else shares(self.worker, now, newest, (), (100.0,))
            )
        answering = (newest,) if first else tuple(now)
        proof = (
            "; ".join(known[each] for each in answering)
            if answering and all(each in known for each in answering)
            else ""
        )
        return replace(found, first=tuple(first), rest=tuple(rest), deployed=now, proof=proof)

    @property
    def card(self) -> Path:
        """Where the way back is written before the first step of a cutover."""
        return self.root / FOLDER / CARD

    async def cut_over(self, planned: Cutover | None = None) -> Result:
        """Write the way back and cut over as planned; without a plan go on with what was begun.

        Raises:
            Refused: ``demo-not-serving``, ``nothing-to-do``, and as the carrier refuses.
            Interrupted, ToolchainError, InputError: as the carrier and the proof raise them.
        """
        if planned is not None and not planned.operations:
            raise Refused(
                "There is nothing left to do for these hosts.",
                code="nothing-to-do",
                where=clean(self.worker, 60),
                fix="`edgewise finish` says what comes after the cutover.",
            )
        carrier = await self._carrier({"watch": await self._watching()})
        if planned is None:
            return await carrier.resume()
        await asyncio.to_thread(self._write_card, planned)
        return await self._begin(carrier, "cutover", planned.operations)

    # ------------------------------------------------------------------ and back

    async def take_back(self, hosts: Collection[str] = (), stages: Collection[str] = ("cutover", "finish")) -> Result:
        """Take back what was done in the account, the last first, then see that each host answers as it did.

        Raises:
            Refused, Interrupted: see :meth:`edgewise.migration.operations.carrying.Carrier.take_back`.
        """
        moved = _moved(await self.runs(), hosts, stages)
        result = await super().take_back(hosts, stages)
        if result.state != "taken-back" or not moved:
            return result
        try:
            watching = await self._watching()
        except EdgewiseError as error:
            # Going back never depends on what only looks.
            self.hooks.tell(f"The answers were not compared. {error.message}")
            return result
        for host in moved:
            try:
                await watching.returned(host)
            except EdgewiseError as error:
                return replace(result, error=error)
        return result

    async def _watching(self) -> Watching:
        reach = await reach_of(self.client)
        toolchain = await ensure(lambda step: self.hooks.log(step.text))
        hooks = self.hooks
        return Watching(
            self.root,
            self.client,
            reach,
            self.worker,
            await self._pages_host(),
            await basis_of(self.root, toolchain),
            seconds=hooks.seconds,
            patience=hooks.patience,
            hear=hooks.look,
            stop=hooks.stop,
        )

    # ------------------------------------------------------------------ beside it

    async def _pages_host(self) -> str:
        found = await self.client.get("/accounts/{account_id}/pages/projects/{name}", {"name": self.project})
        return clean(str(at(found.result, "subdomain") or f"{self.project}.pages.dev"), 253)

    def _write_card(self, planned: Cutover) -> None:
        with anchored.folder(self.root, FOLDER, make=True):
            write_atomic(self.card, card(planned))

    async def _connected(self) -> Connected:
        queues: tuple[Any, ...] | None
        try:
            queues = (await self.client.rows("/accounts/{account_id}/queues", plan=Plan("page"))).items
        except EdgewiseError:
            queues = None
        try:
            found = (await self.client.get(f"{SCRIPT}/schedules", {"worker": self.worker})).result
        except EdgewiseError:
            return Connected(queues, None)
        rows_ = at(found, "schedules")
        crons = tuple(str(each.get("cron")) for each in rows_ if isinstance(each, Mapping)) if rows_ else ()
        return Connected(queues, crons)


def _cut_off(runs: Sequence[Run], lacking: Sequence[Recordless]) -> Iterator[str]:
    """What is said of hosts whose way back was begun and did not come to its end."""
    yield from (each.text for each in lacking)
    for host in set(cut_off(runs)) - {each.host for each in lacking}:
        yield f"The way back of {clean(host, 120)} was begun and is not at its end. `edgewise rollback --yes` goes on."


def _moved(runs: Sequence[Run], hosts: Collection[str], stages: Collection[str]) -> tuple[str, ...]:
    """The hosts whose way in was changed by what is to be taken back."""
    changed = (run.operations[index] for run in runs if run.about.stage in stages for index in run.to_take_back)
    # An address that is closed again answers nobody.
    changed = (each for each in changed if each.host and each.undo and each.id != OPEN)
    found = (each.host for each in changed if not hosts or each.host in hosts)
    return tuple(dict.fromkeys(found))


def _proved_and_newer(there: Sequence[Version], known: Collection[str], now: Collection[str]) -> str:
    """The newest version that was proved, when it is newer than what answers; what others deployed is not undone."""
    answering = max((each.number for each in there if each.id in now), default=0)
    return next((each.id for each in there if each.id in known and each.number > answering and now), "")


def _read_from_env(root: Path) -> Collection[str]:
    """The names that the project's code reads from ``env``."""
    from edgewise.migration.usage.reading import read_usage
    from edgewise.project import discover

    return read_usage(discover(root)).bindings.keys()
