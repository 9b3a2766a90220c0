"""The account's half of a migration: ship, cut over, go back. What the command line and the screen share."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.account.pagination import Plan
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.cutover.answers import basis_of
from edgewise.migration.cutover.card import card
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reach import reach_of
from edgewise.migration.cutover.reading import read_facts
from edgewise.migration.cutover.secrets import Secrets
from edgewise.migration.cutover.shares import shares
from edgewise.migration.cutover.triggers import Connected, triggers
from edgewise.migration.cutover.watching import Told, Watching
from edgewise.migration.journal import FOLDER
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.carrying import Carrier, Doer, Event, Manner, Result
from edgewise.migration.operations.journal import About, read_runs
from edgewise.migration.operations.model import Operation
from edgewise.migration.parity.events import Event as ProofEvent
from edgewise.migration.parity.model import ParityReport
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


async def _yes(_operation: Operation) -> bool:
    return True


async def _no(_operation: Operation, _error: EdgewiseError) -> bool:
    return False


async def _nothing(_names: tuple[str, ...]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Hooks:
    """Who is asked, and who hears.

    Attributes:
        consent: asked before what cannot simply be taken back.
        take_back: asked when answers differ, whether what was done for the host is taken back at once.
        secrets: gives values by their names; kept nowhere.
        on_event: hears of operations; ``log`` of lines of wrangler; ``proof`` of a comparison; ``look`` of a watch.
        report: gets the report of a proof, passed or not.
        stop: asked between two operations.
        seconds: how long each step is watched.
        patience: seconds in which a host that was just changed may be silent.
    """

    consent: Callable[[Operation], Awaitable[bool]] = _yes
    take_back: Callable[[Operation, EdgewiseError], Awaitable[bool]] = _no
    secrets: Callable[[tuple[str, ...]], Awaitable[Mapping[str, str]]] = _nothing
    on_event: Callable[[Event], None] = lambda _event: None
    log: Callable[[str], None] = lambda _line: None
    proof: Callable[[ProofEvent], None] = lambda _event: None
    look: Callable[[Told], None] = lambda _told: None
    report: Callable[[ParityReport], None] = lambda _report: None
    stop: Callable[[], bool] = lambda: False
    seconds: float = 60.0
    patience: float = 60.0


class AccountSide:
    """One project, its Worker, and an account.

    Args:
        root: the project's folder.
        project: the Pages project in the account.
        worker: the Worker in the account.
        environment: what wrangler finds its credential in.
    """

    def __init__(
        self,
        root: Path,
        project: str,
        worker: str,
        client: Client,
        environment: Mapping[str, str],
        hooks: Hooks | None = None,
    ) -> None:
        self.root = root.resolve()
        self.project = project
        self.worker = worker
        self.client = client
        self.environment = environment
        self.hooks = hooks or Hooks()

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
        carrier = self._carrier(
            {
                "upload": Uploading(self.root, self.client, toolchain, self.worker, self.environment, hooks.log),
                "secrets": Secrets(toolchain, self.environment, self.worker, hooks.secrets),
                "prove": Proving(self.root, self.client, toolchain, self.worker, reach, hooks.proof, hooks.report),
            }
        )
        if planned is None:
            return await carrier.resume()
        return await carrier.begin(await self._about("ship"), planned.operations)

    async def abandon(self, stage: str) -> None:
        """Go on no more with an open run of a stage: what is shipped is planned anew. Raises as the carrier does."""
        await asyncio.to_thread(self._carrier({}).abandon, stage)

    # ------------------------------------------------------------------ cut over

    async def cutover(self, hosts: Collection[str] = ()) -> Cutover:
        """The order of a cutover, read from the account, the wrangler file and the journal. Changes nothing.

        Args:
            hosts: those that are cut over; empty for all of the project.

        Raises:
            InputError: no such Pages project, or a damaged journal.
            AuthError, NetworkError: the account cannot be read.
        """
        found = order(await read_facts(self.client, self.project), self.worker, hosts)
        if not found.worker_there:
            return found
        known = proved(await asyncio.to_thread(read_runs, self.root), self.worker)
        now = await deployed(self.client, self.worker)
        there = await versions(self.client, self.worker)
        newest = _proved_and_newer(there, known, now)
        serving = tuple(host.name for host in found.hosts if host.standing == "done")
        first: list[Operation] = []
        rest = list(triggers(self.worker, self._document(), await self._connected()))
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
        toolchain = await ensure(lambda step: self.hooks.log(step.text))
        hooks = self.hooks
        watching = Watching(
            self.root,
            self.client,
            await reach_of(self.client),
            self.worker,
            await self._pages_host(),
            await basis_of(self.root, toolchain),
            seconds=hooks.seconds,
            patience=hooks.patience,
            hear=hooks.look,
            stop=hooks.stop,
        )
        carrier = self._carrier({"watch": watching})
        if planned is None:
            return await carrier.resume()
        await asyncio.to_thread(self._write_card, planned)
        return await carrier.begin(await self._about("cutover"), planned.operations)

    async def take_back(self, hosts: Collection[str] = (), stages: Collection[str] = ("cutover", "finish")) -> Result:
        """Take back what was done in the account, the last first.

        Raises:
            Refused, Interrupted: see :meth:`edgewise.migration.operations.carrying.Carrier.take_back`.
        """
        return await self._carrier({}).take_back(stages, hosts)

    # ------------------------------------------------------------------ beside it

    def _carrier(self, doers: Mapping[str, Doer]) -> Carrier:
        hooks = self.hooks
        manner = Manner(doers, hooks.consent, hooks.take_back, hooks.on_event, hooks.stop)
        return Carrier(self.root, Account(self.client), manner)

    async def _about(self, stage: str) -> About:
        account = await self.client.account()
        now = self.client.now().isoformat(timespec="seconds")
        return About(stage, account.id, account.name, self.project, self.worker, self.client.demo, now)

    async def _pages_host(self) -> str:
        found = await self.client.get("/accounts/{account_id}/pages/projects/{name}", {"name": self.project})
        return clean(str(at(found.result, "subdomain") or f"{self.project}.pages.dev"), 253)

    def _write_card(self, planned: Cutover) -> None:
        with anchored.folder(self.root, FOLDER, make=True):
            write_atomic(self.card, card(planned))

    def _document(self) -> Mapping[str, Any]:
        try:
            return shipped_document(self.root)[1]
        except EdgewiseError:
            return {}

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


def _proved_and_newer(there: Sequence[Version], known: Collection[str], now: Collection[str]) -> str:
    """The newest version that was proved, when it is newer than what answers; what others deployed is not undone."""
    answering = max((each.number for each in there if each.id in now), default=0)
    return next((each.id for each in there if each.id in known and each.number > answering and now), "")


def _read_from_env(root: Path) -> Collection[str]:
    """The names that the project's code reads from ``env``."""
    from edgewise.migration.usage.reading import read_usage
    from edgewise.project import discover

    return read_usage(discover(root)).bindings.keys()
