"""What the stages of the account's half share: whom they speak to, who is asked, and the journal they write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.errors import EdgewiseError
from edgewise.migration.cutover.watching import Told
from edgewise.migration.finishing.cleaning import CLEAN_UP
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.carrying import Carrier, Doer, Event, Manner, Result
from edgewise.migration.operations.journal import About, Run, journal_name, read_runs
from edgewise.migration.operations.model import Operation
from edgewise.migration.operations.recordless import Recordless, recordless
from edgewise.migration.parity.events import Event as ProofEvent
from edgewise.migration.parity.model import ParityReport
from edgewise.migration.shipping.uploading import shipped_document


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
        on_event: hears of operations; ``tell`` how far a long one is; ``log`` of lines of wrangler; ``proof`` of a
            comparison; ``look`` of a watch.
        report: gets the report of a proof, passed or not.
        stop: asked between two operations.
        seconds: how long each step is watched.
        patience: seconds in which a host that was just changed may be silent.
    """

    consent: Callable[[Operation], Awaitable[bool]] = _yes
    take_back: Callable[[Operation, EdgewiseError], Awaitable[bool]] = _no
    secrets: Callable[[tuple[str, ...]], Awaitable[Mapping[str, str]]] = _nothing
    on_event: Callable[[Event], None] = lambda _event: None
    tell: Callable[[str], None] = lambda _text: None
    log: Callable[[str], None] = lambda _line: None
    proof: Callable[[ProofEvent], None] = lambda _event: None
    look: Callable[[Told], None] = lambda _told: None
    report: Callable[[ParityReport], None] = lambda _report: None
    stop: Callable[[], bool] = lambda: False
    seconds: float = 60.0
    patience: float = 60.0


class Stages:
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

    async def abandon(self, stage: str) -> None:
        """Go on no more with an open run of a stage: what is shipped is planned anew. Raises as the carrier does."""
        await asyncio.to_thread((await self._carrier({})).abandon, stage)

    async def take_back(self, hosts: Collection[str] = (), stages: Collection[str] = ("cutover", "finish")) -> Result:
        """Take back what was done in the account, the last first.

        Raises:
            Refused, Interrupted: see :meth:`edgewise.migration.operations.carrying.Carrier.take_back`.
        """
        return await (await self._carrier({})).take_back(stages, hosts)

    async def without_record(self) -> tuple[Recordless, ...]:
        """The hosts that have no DNS record now, since a way back died in the middle. Changes nothing.

        Raises:
            InputError: a damaged journal.
            AuthError, NetworkError: the account cannot be read.
        """
        return await recordless(Account(self.client), await self.runs())

    async def runs(self) -> tuple[Run, ...]:
        """What was done for the project in this account, oldest first.

        Raises:
            InputError: a damaged journal.
            AuthError, NetworkError: the account cannot be asked.
        """
        await self.client.account()
        return await asyncio.to_thread(read_runs, self.root, journal_name(self.client))

    # ------------------------------------------------------------------ for the stages

    async def _carrier(self, doers: Mapping[str, Doer]) -> Carrier:
        await self.client.account()
        hooks = self.hooks
        account = Account(self.client, patience=hooks.patience, tell=hooks.tell, stop=hooks.stop)
        manner = Manner(doers, hooks.consent, hooks.take_back, hooks.on_event, hooks.stop)
        return Carrier(self.root, account, manner, journal_name(self.client))

    async def _about(self, stage: str) -> About:
        account = await self.client.account()
        now = self.client.now().isoformat(timespec="seconds")
        return About(stage, account.id, account.name, self.project, self.worker, self.client.demo, now)

    async def _begin(self, carrier: Carrier, stage: str, operations: tuple[Operation, ...]) -> Result:
        """Begin a run. A clean-up that was interrupted is no hindrance: whatever is left is found anew."""
        await asyncio.to_thread(carrier.abandon, CLEAN_UP)
        return await carrier.begin(await self._about(stage), operations)

    def _document(self) -> Mapping[str, Any]:
        try:
            return shipped_document(self.root)[1]
        except EdgewiseError:
            return {}
