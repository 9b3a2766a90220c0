"""Watching a live log: make a tail, listen, renew it; after a loss begin again, and mark what is missing."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from edgewise.account.client import Client
from edgewise.account.failures import NotFound, bad_answer
from edgewise.account.resources.values import at, moment
from edgewise.account.sockets import Socket, SocketClosed
from edgewise.account.tail.events import Entry, Gap
from edgewise.account.tail.filters import ServerFilter
from edgewise.account.tail.reading import read_message
from edgewise.account.tail.target import Target
from edgewise.errors import AuthError, EdgewiseError, InputError, Refused

SUBPROTOCOL = "trace-v1"
QUIET = 10.0
"""Seconds of silence after which the other side is asked whether it is there, and seconds that it has to say so."""

EARLY = timedelta(minutes=1)
"""How long before a tail runs out the next one is made."""

OVERLAP = 1.0
"""Seconds for which the old tail is heard beside the new one, so that nothing falls between them."""

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds before each new attempt; the last one again and again."""

BREATH = 0.008
"""Seconds of reading without a pause, after which everything else gets its turn."""


@dataclass(frozen=True)
class State:
    """How it stands with the connection.

    Attributes:
        stage: ``connecting``, ``live``, ``reconnecting`` or ``ended``.
        attempt, pause: of ``reconnecting``: the number of the attempt to come and the seconds until then.
        reason: why the connection was lost, as a clause.
        error: why it ended, or why the last attempt failed.
        expires: of ``live``: when the tail runs out.
    """

    stage: str
    at: datetime
    attempt: int = 0
    pause: float = 0.0
    reason: str = ""
    error: EdgewiseError | None = None
    expires: datetime | None = None


@dataclass
class _Tail:
    """A tail that exists on the server, and the connection to it."""

    identity: str
    socket: Socket
    renew: datetime | None
    expires: datetime | None


class Session:
    """One watching of one target.

    Args:
        wanted: what Cloudflare is asked to send.
        sleep, chance: the waiting and the dice, for tests.
    """

    def __init__(
        self,
        client: Client,
        target: Target,
        wanted: ServerFilter | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        quiet: float = QUIET,
    ) -> None:
        self.client, self.target = client, target
        self._wanted = wanted or ServerFilter()
        self._sleep, self._chance, self._quiet = sleep, chance, quiet
        self._heard: datetime | None = None
        self._steady = False
        self._breath = time.monotonic()
        self._seen: Counter[bytes] = Counter()
        self._goodbyes: set[asyncio.Task[None]] = set()

    async def stream(self) -> AsyncGenerator[Entry | State, None]:
        """Everything that happens, until it cannot go on. Close it (``aclosing``) to delete the tail.

        Losing the connection is no error: it is a ``reconnecting`` state and, once it is back, a :class:`Gap`.
        The last thing is an ``ended`` state with the error, where there is no use in trying again: no permission,
        nothing of this name.
        """
        attempt, reason = 0, ""
        yield State("connecting", self.client.now())
        while True:
            error: EdgewiseError | None = None
            try:
                tail = await self._open()
            except EdgewiseError as failure:
                if _final(failure):
                    yield State("ended", self.client.now(), error=failure)
                    return
                error = failure
                reason = reason or "no connection"
            else:
                if self._heard is not None:
                    yield Gap(self.client.now(), self._heard, reason)
                self._steady = False
                yield State("live", self.client.now(), expires=tail.expires)
                async with contextlib.aclosing(self._listen(tail)) as heard:
                    async for item in heard:
                        if isinstance(item, SocketClosed):
                            reason = item.reason
                        else:
                            yield item
                if self._steady:
                    attempt = 0
            attempt += 1
            pause = PAUSES[min(attempt, len(PAUSES)) - 1] * (1 + self._chance() / 4)
            yield State("reconnecting", self.client.now(), attempt, pause, reason, error)
            await self._sleep(pause)

    async def _listen(self, tail: _Tail) -> AsyncGenerator[Entry | State | SocketClosed, None]:
        """What comes over a tail, and over those that replace it. Ends with why it ended."""
        current = tail
        self._heard = self.client.now()
        try:
            while True:
                if current.renew is not None and self.client.now() >= current.renew:
                    async for item in self._renew(current):
                        if isinstance(item, _Tail):
                            current = item
                            yield State("live", self.client.now(), expires=current.expires)
                        else:
                            yield item
                message = await self._next(current)
                if message is None:
                    continue
                for entry in self._entries(message):
                    yield entry
                await self._breathe()
        except SocketClosed as closed:
            yield closed
        finally:
            await self._drop(current)

    async def _next(self, tail: _Tail) -> str | bytes | None:
        """The next message; ``None`` when it was quiet for a while and the other side is still there."""
        try:
            message = await asyncio.wait_for(tail.socket.receive(), self._patience(tail))
        except TimeoutError:
            try:
                await asyncio.wait_for(tail.socket.probe(), self._quiet)
            except TimeoutError:
                raise SocketClosed(None, "no answer to a ping") from None
            message = None
        self._heard, self._steady = self.client.now(), True
        return message

    def _patience(self, tail: _Tail) -> float:
        if tail.renew is None:
            return self._quiet
        return min(self._quiet, max(0.05, (tail.renew - self.client.now()).total_seconds()))

    def _entries(self, message: str | bytes) -> tuple[Entry, ...]:
        body = _bytes(message)
        if self._seen[body] > 0:
            # The tail before this one brought it already.
            self._seen[body] -= 1
            return ()
        return read_message(self.client.credential.scrub(body), self.client.now())

    async def _breathe(self) -> None:
        """Let others have their turn: a socket with messages waiting never pauses by itself."""
        if time.monotonic() - self._breath > BREATH:
            await asyncio.sleep(0)
            self._breath = time.monotonic()

    # ------------------------------------------------------------------ tails

    async def _open(self) -> _Tail:
        answer = await self.client.send(
            "POST",
            self.target.path,
            self.target.parameters,
            body=self._wanted.body(),
            permission=self.target.permission,
            repeatable=True,
        )
        identity, address = at(answer.result, "id"), at(answer.result, "url")
        if not isinstance(identity, str) or not isinstance(address, str):
            raise bad_answer(self.target.path, "names no tail to listen to")
        try:
            socket = await self.client.socket(address, SUBPROTOCOL, self.target.path)
        except BaseException:
            await self._delete(identity)
            raise
        with contextlib.suppress(SocketClosed):
            # What wrangler says first. Without it Cloudflare sends filtered events, too, when asked to debug.
            await socket.say('{"debug":false}')
        expires, now = moment(at(answer.result, "expires_at")), self.client.now()
        # A clock that is wrong by more than the tail lasts says nothing about when to renew.
        known = expires is not None and expires - EARLY > now
        return _Tail(identity, socket, expires - EARLY if expires and known else None, expires)

    async def _renew(self, old: _Tail) -> AsyncGenerator[Entry | _Tail, None]:
        """Replace a tail that runs out. When that fails it is heard to its end."""
        try:
            new = await self._open()
        except EdgewiseError:
            old.renew = self.client.now() + EARLY / 4
            return
        seen: Counter[bytes] = Counter()
        self._seen.clear()
        with contextlib.suppress(SocketClosed, TimeoutError):
            async with asyncio.timeout(OVERLAP):
                while True:
                    body = _bytes(await old.socket.receive())
                    seen[body] += 1
                    for entry in self._entries(body):
                        yield entry
        self._seen = seen
        await self._drop(old)
        yield new

    async def _drop(self, tail: _Tail) -> None:
        """Say goodbye. Who is cancelled while it is said leaves it to :meth:`gone`."""

        async def goodbye() -> None:
            await tail.socket.close()
            await self._delete(tail.identity)

        task = asyncio.create_task(goodbye())
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)
        await asyncio.shield(task)

    async def gone(self, seconds: float) -> None:
        """Wait until every tail that was left is deleted, at most so long."""
        if self._goodbyes:
            await asyncio.wait(self._goodbyes, timeout=seconds)

    async def _delete(self, identity: str) -> None:
        """Delete a tail. It runs out by itself, so a failure does not matter."""
        with contextlib.suppress(EdgewiseError, TimeoutError):
            async with asyncio.timeout(5):
                await self.client.send(
                    "DELETE",
                    self.target.path + "/{tail}",
                    {**self.target.parameters, "tail": identity},
                    permission=self.target.permission,
                )


def _bytes(message: str | bytes) -> bytes:
    return message.encode("utf-8", "replace") if isinstance(message, str) else message


def _final(error: EdgewiseError) -> bool:
    """Whether trying again later is of no use."""
    return isinstance(error, AuthError | InputError | Refused | NotFound) or error.code == "api-refused"
