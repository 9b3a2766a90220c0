"""After each step of a cutover: does the host still answer as it did, and does the Worker fail?"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from edgewise.account.analytics import datasets
from edgewise.account.analytics.answer import Groups
from edgewise.account.analytics.ask import totals
from edgewise.account.client import Client
from edgewise.errors import EdgewiseError, NetworkError, Refused
from edgewise.migration.cutover.answers import Basis, Plain, Recording, Remembered, keep, kept, record
from edgewise.migration.cutover.reach import Reach
from edgewise.migration.operations.carrying import BadAnswers
from edgewise.migration.operations.model import Operation
from edgewise.migration.parity.model import Exchange
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.remote import PAUSE, aliases_of
from edgewise.migration.rehearsal.addressing import OVERRIDES, VERSION_KEY
from edgewise.text import clean

SHARE = 0.02
"""The share of failed requests above which a Worker is not left alone."""

ENOUGH = 20
"""Requests that have to be counted before a share means anything."""

_SHOWN = 3


@dataclass(frozen=True)
class Told:
    """What one look has shown.

    Attributes:
        asked, equal, declared: requests, those with the same answers, and those that differ as declared.
        requests, errors: of the Worker since the watch began; ``None`` while nothing is known.
        cpu: microseconds that 99 % of its requests stay under; ``None`` while nothing is known.
        with_worker: whether the Worker is what answers, whose errors count.
    """

    host: str
    asked: int
    equal: int
    declared: int
    requests: int | None = None
    errors: int | None = None
    cpu: float | None = None
    with_worker: bool = True

    def text(self) -> str:
        """One line."""
        parts = [f"{self.asked} requests: {self.equal} equal, {self.declared} as declared"]
        if not self.with_worker:
            parts.append("as before the cutover")
        elif self.requests is None:
            parts.append("the Worker's errors are not known yet")
        else:
            parts.append(f"the Worker had {self.requests:,} requests and {self.errors or 0:,} errors")
            if self.cpu is not None:
                parts.append(f"99 % took under {self.cpu / 1000:.1f} ms of CPU")
        return "; ".join(parts)


@dataclass
class Watching:
    """Records and compares for one run. Call it with an operation of the kind ``watch``.

    Attributes:
        pages: the project's own host below pages.dev, which answers as before throughout.
        seconds: how long to look after each step, beyond the first look.
        every: seconds between two looks.
        patience: seconds in which a host that was just changed may be silent.
        hear: called with what each look has shown.
    """

    root: Path
    client: Client
    reach: Reach
    worker: str
    pages: str
    basis: Basis
    seconds: float = 60.0
    every: float = 10.0
    patience: float = 60.0
    hear: Callable[[Told], None] = lambda _told: None
    stop: Callable[[], bool] = lambda: False
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _earlier: Told | None = None

    async def __call__(self, operation: Operation) -> Mapping[str, Any]:
        """Record, or watch.

        Raises:
            BadAnswers: the host answers otherwise than it did, or not at all, or the Worker fails too often.
            NetworkError: nothing can be reached from here.
        """
        if operation.id == "record":
            return await self._record(operation.host, str(operation.details.get("from") or operation.host))
        return await self._watch(operation.host, str(operation.details.get("version", "")))

    async def returned(self, host: str) -> None:
        """See that a host that went back to Pages answers as it did.

        Raises:
            Refused: ``not-back``, when it does not, within ``patience``.
        """
        began = self.client.now()
        until = began + timedelta(seconds=self.patience)
        while True:
            try:
                self.hear(await self._look(host, "", began, counted=False))
            except (BadAnswers, NetworkError) as error:
                if self.client.now() >= until or self.stop():
                    raise Refused(
                        f"It was taken back, and the answers are not those from before. {error.message}",
                        code="not-back",
                        where=clean(host, 120),
                        fix=f"Pages may need some minutes. `edgewise verify --against https://{clean(self.pages, 120)} "
                        f"--new https://{clean(host, 120)}` looks again.",
                    ) from None
                await self.sleep(2.0)
            else:
                return

    async def _record(self, host: str, source: str) -> Mapping[str, Any]:
        async with self._side(source) as side:
            answers = await record(side, self.basis.requests)
        failing = [each for each in answers.values() if each[0].status >= 500]
        keep(self.root, Recording(host, self.basis.requests, answers))
        text = f"{len(answers)} requests recorded" + (f"; {len(failing)} of them fail already" if failing else "")
        return {"text": text, "requests": len(answers)}

    async def _watch(self, host: str, version: str) -> Mapping[str, Any]:
        began = self.client.now()
        # What failed shortly before, such as a version that was not proved, is not this step's fault.
        self._earlier = None
        earlier = await self._counted(Told(host, 0, 0, 0), began)
        self._earlier = earlier if earlier.requests is not None else None
        last = await self._patiently(host, version, began)
        self.hear(last)
        until = began + timedelta(seconds=self.seconds)
        while self.client.now() < until and not await self._stopped():
            last = await self._look(host, version, began)
            self.hear(last)
        return {"text": last.text(), "asked": last.asked, "equal": last.equal, "declared": last.declared}

    async def _stopped(self) -> bool:
        """Wait until the next look; whether somebody wants to stop, who is not kept waiting until then."""
        left = self.every
        while left > 0 and not self.stop():
            await self.sleep(min(1.0, left))
            left -= 1.0
        return self.stop()

    async def _patiently(self, host: str, version: str, began: datetime) -> Told:
        until = began + timedelta(seconds=self.patience)
        while True:
            try:
                return await self._look(host, version, began)
            except NetworkError as error:
                if self.client.now() >= until or self.stop():
                    await self._whose_fault(host, error)
            await self.sleep(2.0)

    async def _whose_fault(self, host: str, error: NetworkError) -> None:
        """Say that the host is silent where Pages' own address answers; else nothing can be said from here."""
        try:
            async with self._side(self.pages) as behind:
                await record(behind, self.basis.requests[:1])
        except NetworkError:
            raise error from None
        raise BadAnswers(
            f"{clean(host, 120)} does not answer, and {clean(self.pages, 120)} does. {error.message}",
            code="host-silent",
            where=clean(host, 120),
            fix="Take the last step back with `edgewise rollback --yes`.",
        ) from None

    async def _look(self, host: str, version: str, began: datetime, *, counted: bool = True) -> Told:
        recording = kept(self.root, host)
        new = self._side(host)
        new.more = (self._choosing(version),)
        async with self._side(self.pages) as behind, new:
            old = Remembered(recording.answers if recording else {}, behind)
            prover = Prover(old, new, self.basis.findings, None, False, facts=self.basis.facts)
            requests = recording.requests if recording else self.basis.requests
            exchanges = await prover.run(requests)
        undeclared = [each for each in exchanges if each.undeclared]
        if undeclared:
            raise _bad(host, undeclared)
        equal = sum(not each.differences for each in exchanges)
        told = Told(host, len(exchanges), equal, len(exchanges) - equal, with_worker=counted)
        if not counted:
            return told
        told = await self._counted(told, began)
        if told.requests is not None and told.requests >= ENOUGH and (told.errors or 0) > SHARE * told.requests:
            raise BadAnswers(
                f"The Worker {clean(self.worker, 60)} fails: {told.errors:,} of {told.requests:,} requests.",
                code="worker-fails",
                where=clean(host, 120),
                fix="`edgewise logs` shows its errors. Take the step back with `edgewise rollback --yes`.",
            )
        return told

    def _choosing(self, version: str) -> tuple[str, str]:
        """The header by which all answers of one look are the same version's: the one that is watched, or any."""
        if version:
            return OVERRIDES, f'{self.worker}="{version}"'
        return VERSION_KEY, secrets.token_hex(8)

    async def _counted(self, told: Told, began: datetime) -> Told:
        measures = [datasets.WORKERS.measure(each) for each in ("requests", "errors", "cpu_p99")]
        try:
            found = await totals(
                self.client,
                datasets.WORKERS,
                measures,
                began - timedelta(seconds=60),
                self.client.now(),
                together=False,
            )
        except EdgewiseError:
            return told
        return _since(_with(told, found, self.worker), self._earlier)

    def _side(self, host: str) -> Plain:
        address = self.reach.url(host)
        side = Plain("new side", address, host=None, concurrency=4, pause=PAUSE if self.reach.port is None else 0.0)
        # Answers that name the host itself, by whichever address, say the same on both sides.
        side.aliases = (*aliases_of(address), *aliases_of(f"https://{host}"))
        return side


def _since(told: Told, earlier: Told | None) -> Told:
    """What was counted since an earlier look, over a time that begins with the same moment."""
    if earlier is None or told.requests is None:
        return told
    requests = max(0, told.requests - (earlier.requests or 0))
    return replace(told, requests=requests, errors=max(0, (told.errors or 0) - (earlier.errors or 0)))


def _with(told: Told, found: Groups, worker: str) -> Told:
    for group in found.groups:
        if group.of == worker:
            values = group.values
            requests, errors, cpu = (values.get(each) for each in ("requests", "errors", "cpu_p99"))
            return replace(
                told,
                requests=None if requests is None else int(requests),
                errors=None if errors is None else int(errors),
                cpu=cpu,
            )
    return told


def _bad(host: str, undeclared: list[Exchange]) -> BadAnswers:
    shown = [
        f"{clean(each.request.label(), 80)} {one.what} {clean(one.old, 40)} → {clean(one.new, 40)}"
        for each in undeclared[:_SHOWN]
        for one in each.undeclared[:1]
    ]
    more = f"; and {len(undeclared) - len(shown)} more" if len(undeclared) > len(shown) else ""
    return BadAnswers(
        f"{clean(host, 120)} answers otherwise than before: {'; '.join(shown)}{more}.",
        code="answers-differ",
        where=clean(host, 120),
        fix="Take the step back with `edgewise rollback --yes`, then compare with `edgewise verify`.",
    )
