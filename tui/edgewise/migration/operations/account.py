"""The account as operations see it: rows as they are now, and requests that are sent once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from edgewise.account.client import Client
from edgewise.account.pagination import Plan
from edgewise.account.resources.values import at
from edgewise.account.wire import segment
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.operations.model import Request, Row, Wait
from edgewise.text import clean

Standing = Literal["before", "after", "other"]

PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each look at whether a request that was accepted is seen to be done."""

_EVERY = 2.0
"""Seconds between two looks at what comes about by itself."""

IDS = ("id", "queue_id", "consumer_id", "name")
"""Fields of a row that the API takes as its id, the first that is there."""

_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Found:
    """What a row is like now.

    Attributes:
        standing: as it is before the request, as after it, or neither.
        id: of the row; empty when there is none.
        text: what is there, in a few words that are safe to show.
    """

    standing: Standing
    id: str
    text: str


class Drift(Refused):
    """Somebody else has changed what a request would change. It was not sent."""

    def __init__(self, request: Request, row: Row, found: Found) -> None:
        expected = describe(row.before)
        super().__init__(
            f"The account is not as it was: expected {expected}, found {found.text}. Nothing was overwritten.",
            code="account-drift",
            where=clean(f"{request.method} {request.path}", 200),
            fix="Find out who changed it. Put it back, or undo this run and plan anew.",
        )


def describe(fields: Mapping[str, Any] | None) -> str:
    """Fields of a row in a few words."""
    if fields is None:
        return "nothing there"
    return clean(", ".join(f"{name} {_word(value)}" for name, value in fields.items()) or "something there", 200)


def _word(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else "none" if value is None else str(value)


class Account:
    """Reads rows and sends requests of operations.

    Args:
        sleep: waits some seconds; for tests.
        patience: seconds that something may take that comes about by itself, such as a validation.
        tell: hears what is waited for.
        stop: asked meanwhile whether somebody wants to stop.
    """

    def __init__(
        self,
        client: Client,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        patience: float = 60.0,
        tell: Callable[[str], None] = lambda _text: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.client = client
        self.sleep = sleep
        self.patience = patience
        self.tell = tell
        self.stop = stop

    async def look(self, row: Row) -> Found:
        """What the row is like now.

        Raises:
            AuthError, NetworkError: it cannot be read.
        """
        found = await self._row(row)
        if found is None:
            standing: Standing = "after" if row.after is None else "before" if row.before is None else "other"
            return Found(standing, "", describe(None))
        identity = _identity(found)
        if row.after is not None and _fits(found, row.after):
            return Found("after", identity, describe(row.after))
        if row.before is not None and _fits(found, row.before):
            return Found("before", identity, describe(row.before))
        names = dict.fromkeys((*(row.before or ()), *(row.after or ()), *row.match))
        return Found("other", identity, describe({name: at(found, name) for name in names}))

    async def _row(self, row: Row) -> dict[str, Any] | None:
        path = row.path
        if row.below is not None:
            above = await self._row(row.below)
            if above is None:
                return None
            path = path.replace("{below}", segment(_identity(above)))
        if row.listed == "document":
            return await self._in_document(row, path)
        plan = Plan("page" if row.listed == "pages" else "single", row.within)
        try:
            rows = (await self.client.rows(path, plan=plan)).items
        except EdgewiseError as error:
            if error.code != "not-found":
                raise
            return None
        return next((each for each in rows if isinstance(each, dict) and _fits(each, row.match)), None)

    async def _in_document(self, row: Row, path: str) -> dict[str, Any] | None:
        try:
            found = (await self.client.get(path)).result
        except EdgewiseError as error:
            if error.code != "not-found":
                raise
            return None
        if not row.within:
            return found if isinstance(found, dict) else None
        rows = at(found, row.within)
        return next((each for each in rows or () if isinstance(each, dict) and _fits(each, row.match)), None)

    async def make(self, request: Request, *, guarded: bool = True) -> bool:
        """Send a request unless it is done already; whether it was sent.

        It is sent once. Where nobody knows whether it was done, and where it was accepted, the row is looked at until
        it says so.

        Args:
            guarded: whether the rows that it changes besides must be as before, too.

        Raises:
            Drift: the row is neither as before nor as after.
            Refused: ``not-yet``, when what it waits for does not come about; ``not-seen``.
            AuthError, NetworkError: it was refused.
        """
        if request.row is None:
            await self._send(request, "")
            return True
        found = await self.look(request.row)
        if found.standing == "after":
            return False
        if found.standing == "other":
            raise Drift(request, request.row, found)
        for guard in request.guards if guarded else ():
            beside = await self.look(guard)
            if beside.standing != "before":
                raise Drift(request, guard, beside)
        if request.wait is not None:
            await self._wait(request.wait)
        doubt: EdgewiseError | None = None
        try:
            await self._send(request, found.id)
        except EdgewiseError as error:
            if error.code not in ("perhaps-done", "bad-answer", "api-unavailable"):
                raise
            doubt = error
        for pause in PAUSES:
            if pause:
                await self.sleep(pause)
            found = await self.look(request.row)
            if found.standing == "after":
                return True
        raise doubt or Refused(
            f"The request was accepted, and the account does not show it: {found.text}.",
            code="not-seen",
            where=clean(f"{request.method} {request.path}", 200),
            fix="Wait a minute and run it again: it goes on where it stopped.",
        )

    async def _wait(self, wait: Wait) -> None:
        left, asked = self.patience, False
        while (found := await self.look(wait.row)).standing != "after":
            if left <= 0 or self.stop():
                raise Refused(
                    f"{wait.text} Found: {found.text}.",
                    code="not-yet",
                    where=clean(wait.row.path, 200),
                    fix="Run it again in some minutes: it goes on where it stopped.",
                )
            if not asked:
                # A look is taken at once by whoever is asked for one, where the API knows that. [facts: Pages domains]
                with suppress(EdgewiseError):
                    await self.client.send("PATCH", wait.row.path, {})
                asked = True
            self.tell(f"Waiting, at most {left:.0f} s more. Found: {found.text}.")
            await self.sleep(_EVERY)
            left -= _EVERY

    async def _send(self, request: Request, identity: str) -> None:
        names = dict.fromkeys(set(_WORD.findall(request.path)) - {"account_id"}, identity)
        if request.row is not None and request.row.below is not None:
            names["below"] = _identity(await self._row(request.row.below) or {})
        await self.client.send(
            request.method,
            request.path,
            names,
            body=_filled(request.body, identity),
            permission=request.permission,
        )


def _identity(row: Mapping[str, Any]) -> str:
    return next((str(row[key]) for key in IDS if row.get(key)), "")


def _filled(body: Any, identity: str) -> Any:
    """A body with the id of the row where it stands for it."""
    if isinstance(body, Mapping):
        return {key: _filled(value, identity) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [_filled(each, identity) for each in body]
    return identity if body == "{row}" else body


def _fits(row: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    return all(_same(at(row, name), value) for name, value in fields.items())


def _same(found: Any, wanted: Any) -> bool:
    """Whether a value is the wanted one. Lists of objects are the same in any order, whatever else they say."""
    if not isinstance(wanted, list | tuple) or not all(isinstance(each, Mapping) for each in wanted):
        return bool(found == wanted)
    if not isinstance(found, list) or len(found) != len(wanted):
        return False
    left = [each for each in found if isinstance(each, Mapping)]
    for each in wanted:
        fitting = next((row for row in left if _fits(row, each)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return True
