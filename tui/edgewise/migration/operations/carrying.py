"""Carrying operations out, going on after a crash, and taking them back.

What is done is read from the account each time: the journal says what was wanted, the account what is. So it does not
matter between which two instructions a run was killed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from edgewise.account.client import Client
from edgewise.errors import EdgewiseError, Interrupted, Refused
from edgewise.migration.locking import account_locked
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.journal import NAME, About, Journal, Run, read_runs
from edgewise.migration.operations.model import Operation, Request
from edgewise.text import clean

Doer = Callable[[Operation], Awaitable[Mapping[str, Any]]]
"""Carries out an operation that is more than requests; returns what was learned. Raises an EdgewiseError."""

State = Literal["begins", "done", "already", "waits", "failed", "takes-back", "undone", "kept"]


PAUSES = (1.0, 2.0, 4.0)
"""Seconds before a request that was refused is sent again, where the one before it may not have taken effect yet."""


class BadAnswers(Refused):
    """The new side does not answer as the old one did. What was done for this host should be taken back."""


@dataclass(frozen=True)
class Event:
    """Something that a run has come to.

    Attributes:
        number: of the operation in its run.
        text: one sentence, safe to show; empty where the state says it all.
    """

    operation: Operation
    number: int
    state: State
    text: str = ""


@dataclass(frozen=True)
class Result:
    """How a run, or taking runs back, has ended.

    Attributes:
        state: ``done``; ``waits`` for a yes; ``failed``; ``taken-back``; ``left`` when some could not be taken back.
        operation: where it stopped, if it did.
        error: why.
        runs: the journal afterwards.
    """

    state: Literal["done", "waits", "failed", "taken-back", "left"]
    operation: Operation | None = None
    error: EdgewiseError | None = None
    runs: tuple[Run, ...] = ()


async def _always(_operation: Operation) -> bool:
    return True


async def _never(_operation: Operation, _error: EdgewiseError) -> bool:
    return False


@dataclass(frozen=True)
class Manner:
    """How a run is carried out.

    Attributes:
        doers: who carries out the kinds that are more than requests.
        consent: asked before an operation that cannot simply be taken back, or that a person does.
        take_back: asked when answers differ, whether what was done for that host is taken back at once.
        on_event: hears how it goes.
        stop: asked between two operations.
    """

    doers: Mapping[str, Doer]
    consent: Callable[[Operation], Awaitable[bool]] = _always
    take_back: Callable[[Operation, EdgewiseError], Awaitable[bool]] = _never
    on_event: Callable[[Event], None] = lambda _event: None
    stop: Callable[[], bool] = lambda: False


class Carrier:
    """Carries out what is planned for one project in one account.

    Args:
        root: the project's folder.
        account: the account; its client's lock is off only while something is under way.
        journal: the name of its journal.
    """

    def __init__(self, root: Path, account: Account, manner: Manner, journal: str = NAME) -> None:
        self.root = root.resolve()
        self.account = account
        self.manner = manner
        self._journal = Journal(self.root, journal)

    @property
    def _client(self) -> Client:
        return self.account.client

    async def begin(self, about: About, operations: tuple[Operation, ...]) -> Result:
        """Record a run and carry it out.

        Raises:
            Refused: ``run-open``, when an earlier run is to be finished or taken back first; ``busy``.
            Interrupted: ``stopped``; it can be gone on with.
            EdgewiseError: ``journal-unwritable``.
        """
        with account_locked(self.root, NAME):
            runs = self._runs()
            if runs and runs[-1].open:
                raise _still_open(runs[-1], self.root)
            self._journal.begin(about, operations)
            return await self._carry_out(len(runs))

    async def resume(self) -> Result:
        """Go on with the last run, from the account as it is now.

        Raises:
            Refused: ``nothing-to-resume``, ``other-account``, ``busy``.
            Interrupted, EdgewiseError: as :meth:`begin`.
        """
        with account_locked(self.root, NAME):
            runs = self._runs()
            if not runs or not runs[-1].open:
                raise Refused(
                    "There is nothing to go on with in the account.",
                    code="nothing-to-resume",
                    where=clean(str(self.root)),
                    fix="`edgewise cutover` plans anew.",
                )
            await self._same_account(runs[-1])
            return await self._carry_out(len(runs) - 1)

    def abandon(self, stage: str) -> None:
        """Leave the last run as it is and go on with it no more, if it is an open one of this stage.

        Raises:
            Refused: ``busy``.
            EdgewiseError: ``journal-unwritable``.
        """
        with account_locked(self.root, NAME):
            runs = self._runs()
            if runs and runs[-1].open and runs[-1].about.stage == stage:
                self._journal.append(len(runs) - 1, "end")

    async def take_back(self, stages: Collection[str] = ("cutover", "finish"), hosts: Collection[str] = ()) -> Result:
        """Take back what was done in these stages, the last first.

        What somebody has changed since stays as it is, and is told of.

        Args:
            hosts: only what was done for these; empty for everything.

        Raises:
            Refused: ``nothing-to-undo``, ``other-account``, ``busy``.
            Interrupted: ``stopped``; run it again.
        """
        with account_locked(self.root, NAME):
            runs = self._runs()
            work = [number for number, run in enumerate(runs) if run.about.stage in stages and run.to_take_back]
            if not work:
                raise Refused(
                    "Nothing was done in the account that could be taken back.",
                    code="nothing-to-undo",
                    where=clean(str(self.root)),
                    fix="`edgewise cutover` says how each host stands.",
                )
            for number in work:
                await self._same_account(runs[number])
            problem: tuple[Operation, EdgewiseError] | None = None
            for number in reversed(work):
                problem = await self._back(number, hosts) or problem
        after = self._runs()
        if problem is not None:
            return Result("left", *problem, after)
        return Result("taken-back", runs=after)

    # ------------------------------------------------------------------ one way

    async def _carry_out(self, number: int) -> Result:
        run = self._runs()[number]
        for index, operation in enumerate(run.operations):
            if index in run.done:
                continue
            if self.manner.stop():
                _stopped(self.root)
            try:
                if not await self._agreed(operation):
                    self._tell(operation, index, "waits", operation.way_back)
                    return Result("waits", operation, runs=self._runs())
                await self._carry_out_one(number, index, operation)
            except Interrupted:
                raise
            except EdgewiseError as error:
                return await self._failed(number, index, operation, error)
        self._journal.append(number, "end")
        return Result("done", runs=self._runs())

    async def _agreed(self, operation: Operation) -> bool:
        if operation.restores and operation.kind != "hand":
            return True
        if operation.requests and await self._is_done(operation):
            return True
        return await self.manner.consent(operation)

    async def _is_done(self, operation: Operation) -> bool:
        rows = [each.row for each in operation.requests if each.row is not None]
        return bool(rows) and all([(await self.account.look(row)).standing == "after" for row in rows])

    async def _carry_out_one(self, number: int, index: int, operation: Operation) -> None:
        self._tell(operation, index, "begins")
        self._journal.append(number, "intent", operation=index)
        sent = True
        learned: Mapping[str, Any] = {}
        if operation.requests:
            with Unlocked(self._client):
                sent = any([await self.account.make(request) for request in operation.requests])
        if operation.kind in self.manner.doers:
            learned = await self.manner.doers[operation.kind](operation)
        self._journal.append(number, "done", operation=index, learned=dict(learned))
        self._tell(operation, index, "done" if sent else "already", str(learned.get("text", "")))

    async def _failed(self, number: int, index: int, operation: Operation, error: EdgewiseError) -> Result:
        self._journal.append(number, "failed", operation=index, message=f"{error.code}: {error.message}")
        self._tell(operation, index, "failed", error.message)
        if isinstance(error, BadAnswers) and not operation.host:
            # What was compared is no good: going on would compare the same once more.
            self._journal.append(number, "end")
        elif isinstance(error, BadAnswers) and await self.manner.take_back(operation, error):
            left = await self._back(number, (operation.host,))
            if left is None:
                return Result("taken-back", operation, error, self._runs())
        return Result("failed", operation, error, self._runs())

    # ------------------------------------------------------------------ and the other

    async def _back(self, number: int, hosts: Collection[str]) -> tuple[Operation, EdgewiseError] | None:
        """Take back a run, or what it did for some hosts; what could not be, and why."""
        run = self._runs()[number]
        problem: tuple[Operation, EdgewiseError] | None = None
        stuck: set[str] = set()
        sent = False
        for index in run.to_take_back:
            operation = run.operations[index]
            if (hosts and operation.host not in hosts) or operation.host in stuck:
                continue
            if self.manner.stop():
                _stopped(self.root)
            self._journal.append(number, "back", operation=index)
            if operation.undo:
                self._tell(operation, index, "takes-back")
            try:
                sent = await self._take_back_one(operation, another=sent) or sent
            except EdgewiseError as error:
                # What comes earlier for the same host would be undone in the wrong order.
                stuck.add(operation.host)
                problem = problem or (operation, error)
                self._tell(operation, index, "kept", error.message)
                continue
            self._journal.append(number, "undone", operation=index)
            if operation.undo:
                self._tell(operation, index, "undone")
        if not self._runs()[number].to_take_back:
            self._journal.append(number, "closed")
        return problem

    async def _take_back_one(self, operation: Operation, *, another: bool) -> bool:
        """Send what takes an operation back; whether anything had to be sent.

        Args:
            another: whether another operation of the same run was just taken back.
        """
        sent = False
        with Unlocked(self._client):
            try:
                for request in operation.undo:
                    sent = await self._after(request, another=another or sent) or sent
            except EdgewiseError:
                # Half a way back can leave a host that nobody answers for. The state before it was a working one.
                if sent:
                    await self._again(operation)
                raise
        return sent

    async def _after(self, request: Request, *, another: bool) -> bool:
        """Send a request of a way back. One that follows another may come before that one has taken effect."""
        for pause in PAUSES if another else ():
            try:
                return await self.account.make(request)
            except EdgewiseError as error:
                if error.code != "api-refused":
                    raise
            await self.account.sleep(pause)
        return await self.account.make(request)

    async def _again(self, operation: Operation) -> None:
        with suppress(EdgewiseError):
            for request in operation.requests:
                await self.account.make(request, guarded=False)

    # ------------------------------------------------------------------ beside it

    def _runs(self) -> tuple[Run, ...]:
        return read_runs(self.root, self._journal.path.name)

    async def _same_account(self, run: Run) -> None:
        account = await self._client.account()
        if account.id != run.about.account:
            raise Refused(
                f"That was done in the account {clean(run.about.account_name or run.about.account, 60)}, and this "
                f"credential is for {clean(account.name or account.id, 60)}.",
                code="other-account",
                where=clean(str(self._journal.path)),
                fix="Use a credential of that account.",
            )

    def _tell(self, operation: Operation, index: int, state: State, text: str = "") -> None:
        self.manner.on_event(Event(operation, index, state, clean(text, 500)))


class Unlocked:
    """The client's lock is off within it, and as it was before afterwards."""

    def __init__(self, client: Client) -> None:
        self._lock = client.lock
        self._was_on = True

    def __enter__(self) -> None:
        self._was_on = self._lock.on
        self._lock.turn_off()

    def __exit__(self, *_error: object) -> None:
        if self._was_on:
            self._lock.turn_on()


def _still_open(run: Run, root: Path) -> Refused:
    return Refused(
        f"An earlier run ({run.about.stage}, {run.about.at}) is neither finished nor taken back.",
        code="run-open",
        where=clean(str(root)),
        fix=f"Go on with `edgewise {run.about.stage} --yes`, or go back with `edgewise rollback --yes`.",
    )


def _stopped(root: Path) -> NoReturn:
    raise Interrupted(
        "Stopped between two operations. What was done is in the journal.",
        code="stopped",
        where=clean(str(root)),
        fix="Run the same command again to go on, or `edgewise rollback --yes` to go back.",
    )
