"""Ask both sides the same, compare, and ask again where they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from edgewise.errors import Refused
from edgewise.migration.parity.artefacts import artefact, error_page, miss_beside, stand_in
from edgewise.migration.parity.comparison import NO_FACTS, NOT_COMPARED, compare
from edgewise.migration.parity.declared import Facts
from edgewise.migration.parity.discretion import presentable
from edgewise.migration.parity.events import Event, Listener, Stage, silent
from edgewise.migration.parity.model import NO_ANSWER, Difference, Exchange, Kind, Request, Response
from edgewise.migration.parity.stable import nothing_stable
from edgewise.migration.parity.state.ledger import Ledger
from edgewise.migration.parity.wire import CONCURRENCY, Side
from edgewise.together import together

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that only read. The others are sent one after the other, after all of these."""

PAUSE = 1.1
"""Seconds before asking again: longer than one, so that a clock that shows seconds moves on."""

ROUNDS = (0, 1, 0, 0)
"""How often what differs is asked again, and how many pauses are made before each time."""

FIXED_ROUNDS = 2
"""After these rounds only what changes on both sides is asked for again: a part of it may have stayed by chance."""

NOT_ASKED = "not asked: neither side answered another request to this function in time"
SILENCE = Response(NO_ANSWER, {}, b"")

_HOPS = 5
Pending = asyncio.Future[Response]


@dataclass
class Prover:
    """One comparison of two running sides.

    Attributes:
        findings: ids of the findings that may explain a difference; ``None`` for the whole catalogue.
        output: the folder that the old side serves when it is `wrangler pages dev`, else ``None``.
        local_old: whether the old side is `wrangler pages dev`.
        facts: what is known about the project.
        ledger: looks at what the requests that write do to the local resources; ``None`` when nobody does.
    """

    old: Side
    new: Side
    findings: Collection[str] | None = None
    output: Path | None = None
    local_old: bool = True
    on_event: Listener = silent
    left_out: list[tuple[Request, str]] = field(default_factory=list)
    facts: Facts = NO_FACTS
    ledger: Ledger | None = None
    _misses: dict[tuple[str, str], tuple[Response, Response]] = field(default_factory=dict)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _silent: set[tuple[str, str]] = field(default_factory=set)
    _hopeless: dict[object, bool] = field(default_factory=dict)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2 * CONCURRENCY))
    _turns: tuple[asyncio.Lock, asyncio.Lock] = field(default_factory=lambda: (asyncio.Lock(), asyncio.Lock()))
    _substitutes: dict[object, Request] = field(default_factory=dict)

    async def run(self, requests: Sequence[Request]) -> tuple[Exchange, ...]:
        """The exchanges, in the order of ``requests``; those left out are in :attr:`left_out`.

        Raises:
            NetworkError: when a side does not answer.
            Refused: ``nothing-works`` when no request got anything but server errors.
        """
        found: dict[int, Exchange] = {}
        total, before = len(requests), len(self.left_out)

        async def one(index: int) -> None:
            exchange = await self._exchange(requests[index])
            if exchange is not None:
                found[index] = exchange if exchange.undeclared else presentable(exchange)
                exchange = presentable(exchange)
            done = len(found) + len(self.left_out) - before
            self.on_event(Event(Stage.COMPARING, requests[index].label(), done, total, exchange))

        safe = [index for index, request in enumerate(requests) if request.method in SAFE]
        unsafe = [index for index, request in enumerate(requests) if request.method not in SAFE]
        await together(one(index) for index in safe)
        await self._ask_again(found, safe, at_once=True)
        if self.ledger is not None and unsafe:
            await self.ledger.before_writing()
        # What changes state goes one by one, so that both sides see the same order. They need not wait for each other.
        await together(one(index) for index in unsafe)
        await self._ask_again(found, unsafe, at_once=False)
        if self.ledger is not None and unsafe:
            await self.ledger.after_writing()
        exchanges = tuple(found[index] for index in sorted(found))
        if exchanges and all(each.old.status >= 500 for each in exchanges):
            raise Refused(
                "The old side answers every request with a server error, so there is nothing to compare with.",
                code="nothing-works",
                where=self.old.url,
                fix="Start the Pages project by hand, make one page work, then run the proof again.",
            )
        return tuple(presentable(each) for each in exchanges)

    async def _both(self, request: Request) -> tuple[Response, Response]:
        """Both answers. Of the requests that write, each side gets one at a time, in the order in which they come."""

        async def send(side: Side) -> Response:
            return SILENCE if self._is_hopeless(request) else await side.send(request)

        async def in_turn(side: Side, turn: asyncio.Lock, mine: Pending, other: Pending) -> Response:
            async with turn:  # Locks are fair: who asks first is first.
                answer = await send(side)
                mine.set_result(answer)
                if answer.status == NO_ANSWER and (await other).status == NO_ANSWER:
                    self._silent.add((request.why, request.method))  # Before the next of its kind waits as long.
                return answer

        if request.method in SAFE:
            async with self._gate:
                return await asyncio.gather(send(self.old), send(self.new))
        pending = [asyncio.get_running_loop().create_future() for _ in range(2)]
        old, new = await together(
            in_turn(side, turn, mine, other)
            for side, turn, mine, other in zip((self.old, self.new), self._turns, pending, pending[::-1], strict=True)
        )
        return old, new

    def _is_hopeless(self, request: Request) -> bool:
        """Whether a request like this one had no answer from either side. Decided once, for both sides."""
        hopeless = request.kind is Kind.FUNCTION and (request.why, request.method) in self._silent
        return self._hopeless.setdefault(request.key, hopeless)

    async def _exchange(self, request: Request) -> Exchange | None:
        old, new = await self._both(request)
        note = ""
        output = self.output if self.local_old else None
        reason = artefact(request, old, output)
        if reason is not None:
            substitute = self._substitutes[request.key] = stand_in(request)
            old = await self.old.send(substitute)
            if artefact(substitute, old, output) is not None:
                self.left_out.append((request, reason))
                return None
            note = f"{reason}. Its answer to {substitute.target} stands in."
        if old.status == new.status == NO_ANSWER:
            hopeless = self._hopeless.get(request.key)
            self.left_out.append((request, NOT_ASKED if hopeless else "neither side answered in time"))
            self._silent.add((request.why, request.method))
            return None
        ignored = _not_compared(old, new)
        note = note or ignored
        differences = await self._compared(request, old, new, ignore_body=bool(ignored))
        unexplained = any(each.finding is None for each in differences)
        if reason is not None and unexplained and not artefact(request, new, output):
            if self._made_by_code(request):
                self.left_out.append((request, f"{reason}, and no other address can stand in for it: code answers"))
                return None
            if self.facts.patterns(request.path) != self.facts.patterns(self._substitutes[request.key].path):
                self.left_out.append((request, f"{reason}, and no other address can stand in for it: it has rules"))
                return None
        return Exchange(request, old, new, differences, note)

    def _made_by_code(self, request: Request) -> bool:
        """Whether code answers a request, or the one that stands in for it: code may look at the address."""
        substitute = self._substitutes[request.key]
        return self.facts.runs_code(request.path) or self.facts.runs_code(substitute.path)

    async def _compared(
        self,
        request: Request,
        old: Response,
        new: Response,
        *,
        ignore_body: bool,
        old_again: Sequence[Response] = (),
        new_again: Sequence[Response] = (),
    ) -> tuple[Difference, ...]:
        """The differences; what it takes to judge a change of place is only asked for when there is one."""
        options: dict[str, Any] = {"old_again": old_again, "new_again": new_again, "ignore_body": ignore_body}
        plain = compare(old, new, request, self.findings, facts=self.facts, **options)
        if not any(each.finding is None and each.what in ("status", "header:location") for each in plain):
            return plain
        endings = await self._endings(request, old, new)
        misses = await self._miss_beside(request)
        return compare(old, new, request, self.findings, endings=endings, misses=misses, facts=self.facts, **options)

    async def _miss_beside(self, request: Request) -> tuple[Response, Response]:
        """What each side answers to a path in the same folder that is not there, asked once a folder."""
        missing = Request("GET", miss_beside(request), request.headers_named("host"))
        key = (missing.target, missing.header("host") or "")
        async with self._asking:
            if key not in self._misses:
                old, new = await asyncio.gather(self.old.send(missing), self.new.send(missing))
                self._misses[key] = (old, new)
        return self._misses[key]

    async def _endings(self, request: Request, old: Response, new: Response) -> list[tuple[Response, Response]]:
        """The pairs of answers in which it ends when people follow the redirects.

        First each side followed by itself. Then, where only the new side redirects, the address it names
        asked of both sides: a guard that knows only the usual spelling of a path lets an odd one
        through on Pages, and meets the usual one on Workers.
        """
        if not (old.redirect or new.redirect):
            return []
        if old.redirect and new.redirect and old.headers.get("location") == new.headers.get("location"):
            return []
        ended = await self._follow(self.new, request, new)
        pairs = [(await self._follow(self.old, request, old), ended)]
        if new.redirect and not old.redirect:
            pairs.append((await self._follow(self.old, request, new), ended))
        return pairs

    async def _follow(self, side: Side, request: Request, answer: Response) -> Response:
        for _ in range(_HOPS):
            location = answer.headers.get("location", "")
            if not answer.redirect or not location.startswith("/") or not location.isascii():
                break
            request = replace(request, target=location.partition("#")[0])
            answer = await side.send(request)
        return answer

    async def _ask_again(self, found: dict[int, Exchange], among: Sequence[int], *, at_once: bool) -> None:
        """Ask for what differs again, until it is equal or the rounds are over."""
        doubtful = [index for index in among if index in found and found[index].undeclared]
        again: dict[int, list[tuple[Response, Response]]] = {index: [] for index in doubtful}
        originals = {index: found[index] for index in doubtful}
        for pause in ROUNDS:
            if not doubtful:
                return
            text = f"Asking {len(doubtful)} again, to see what is stable"
            self.on_event(Event(Stage.ASKING_AGAIN, text, 0, len(doubtful)))
            await asyncio.sleep(pause * PAUSE)
            answers = await self._once_more([originals[index].request for index in doubtful], at_once=at_once)
            for done, (index, pair) in enumerate(zip(doubtful, answers, strict=True), 1):
                again[index].append(pair)
                found[index] = await self._judged_again(originals[index], again[index])
                self.on_event(Event(Stage.ASKING_AGAIN, text, done, len(doubtful), presentable(found[index])))
            doubtful = [
                index for index in doubtful if found[index].undeclared and self._worth_it(again[index], found[index])
            ]

    async def _once_more(self, requests: Sequence[Request], *, at_once: bool) -> list[tuple[Response, Response]]:
        async def once(request: Request) -> tuple[Response, Response]:
            asked = self._substitutes.get(request.key, request)
            return await asyncio.gather(self.old.send(asked), self.new.send(request))

        if at_once:
            return await together(once(request) for request in requests)
        return [await once(request) for request in requests]

    @staticmethod
    def _worth_it(again: Sequence[tuple[Response, Response]], exchange: Exchange) -> bool:
        """Whether another round may tell more: the clock has not moved on yet, or both sides keep changing."""
        if len(again) < FIXED_ROUNDS:
            return True
        sides = ((exchange.old, [old for old, _ in again]), (exchange.new, [new for _, new in again]))
        return all(any(_other(first, each) for each in others) for first, others in sides)

    async def _judged_again(self, exchange: Exchange, again: Sequence[tuple[Response, Response]]) -> Exchange:
        old_again, new_again = [pair[0] for pair in again], [pair[1] for pair in again]
        old, new, request = exchange.old, exchange.new, exchange.request
        note = exchange.note
        ignore_body = bool(_not_compared(old, new))
        if not ignore_body and nothing_stable(old, old_again) and nothing_stable(new, new_again):
            ignore_body = True
            note = "The body is never the same twice on either side and was not compared."
        differences = await self._compared(
            request, old, new, old_again=old_again, new_again=new_again, ignore_body=ignore_body
        )
        if not note and len(differences) < len(exchange.differences):
            note = "Some values change each time on both sides and were not compared."
        return replace(exchange, differences=differences, note=note)


def _other(first: Response, again: Response) -> bool:
    headers = (
        {name: value for name, value in each.headers.items() if name not in NOT_COMPARED} for each in (first, again)
    )
    return (first.status, first.body, next(headers)) != (again.status, again.body, next(headers))


def _not_compared(old: Response, new: Response) -> str:
    """Why the bodies say nothing, or an empty string."""
    if error_page(old) and error_page(new):
        return "Both sides threw an exception; the local tools' error page is not compared."
    if old.endless and new.endless and not (old.body and new.body):
        return "The body does not end on either side, and did not begin in time; it was not compared."
    return ""
