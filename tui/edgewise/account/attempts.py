"""Asking until there is an answer or a reason: the budget, the attempts, and what each answer means."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from edgewise.account import failures
from edgewise.account.budget import LONGEST_WAIT, Budgets
from edgewise.account.credentials import Credential
from edgewise.account.envelope import Answer, parse, read, refused
from edgewise.account.reads import only_looks
from edgewise.account.retry import ATTEMPTS, RETRIED, pause, retry_after
from edgewise.account.standing import Standing, Verdict
from edgewise.account.wire import Asking, Wire
from edgewise.errors import AuthError, EdgewiseError, NetworkError

VERIFIED_FOR = timedelta(minutes=1)
"""How long a token's own state is believed before it is asked for again."""

_UNCLEAR = frozenset({"timeout", "unreachable", "bad-answer", "not-the-api", "api-unavailable"})
"""Failures that leave open whether the API did what it was asked."""


class Attempts:
    """Sends what is asked, again where that is right, and keeps count.

    Args:
        heard: is told the headers of every answer.
        now, sleep, chance: the clock, the waiting and the dice.
    """

    def __init__(
        self,
        wire: Wire,
        credential: Credential,
        budgets: Budgets,
        heard: Callable[[Mapping[str, str]], None],
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self.standing = Standing()
        self.budgets = budgets
        self._wire, self._credential, self._heard = wire, credential, heard
        self._now, self._sleep, self._chance = now, sleep, chance
        self._flying = 0
        self._verifying = asyncio.Lock()
        self._verified: datetime | None = None
        self._answered: Asking | None = None

    async def ask(self, asking: Asking, verify: tuple[str, ...]) -> Answer:
        """The answer, after as many attempts as it takes.

        Only what may be sent twice is sent again after a failure that leaves open whether it was
        done. A 429 says that it was not, and so does a connection that never stood.

        Args:
            verify: where to ask about the token when it is refused.

        Raises:
            AuthError, NetworkError: see :mod:`edgewise.account.failures`.
        """
        failure: EdgewiseError
        for attempt in range(1, ATTEMPTS + 1):
            outcome, wait = await self._attempt(asking, verify)
            if isinstance(outcome, Answer):
                return outcome
            failure = outcome
            surely_not = failure.code == "rate-limited" or (isinstance(failure, failures.NoAnswer) and not failure.sent)
            if wait is None or attempt == ATTEMPTS or not (asking.repeatable or surely_not):
                break
            delay = wait if wait >= 0 else pause(attempt, self._chance())
            if delay > LONGEST_WAIT:
                break
            await self._sleep(delay)
        if surely_not or failure.code not in _UNCLEAR or only_looks(asking.method, asking.where, asking.content):
            raise failure
        raise failures.perhaps_done(failure, asking.method)

    async def _attempt(self, asking: Asking, verify: tuple[str, ...]) -> tuple[Answer | EdgewiseError, float | None]:
        """One try.

        Returns:
            The answer, or the error and when to try again: seconds, -1 for "as you like", ``None``
            for never.
        """
        budget = self.budgets.of(asking.shape)
        seconds = await self.budgets.take(asking.shape)
        if seconds:
            if budget.held:
                return failures.rate_limited(asking.where, seconds), None
            return failures.budget_spent(asking.where, budget.limit, seconds), None
        self._flying += 1
        try:
            status, headers, body = await self._wire.send(asking)
        except NetworkError as error:
            return error, -1 if error.code in ("timeout", "unreachable") else None
        finally:
            self._flying -= 1
        budget.observe(headers.get("ratelimit"), headers.get("ratelimit-policy"), flying=self._flying)
        self.standing.hear(headers, self._now())
        self._heard(headers)
        if not (200 <= status < 300):
            return await self._refused(asking, verify, status, headers, parse(body)[0])
        found = read(asking.shape, headers, body, asking.where, asking.permission)
        if isinstance(found, Answer):
            self.standing.succeeded()
            if asking.method == "GET" and asking.shape == "envelope" and asking.where not in verify:
                self._answered = asking
            return found, None
        if asking.shape == "envelope" and refused(document := parse(body)[0]):
            # `success: false` under a friendly status is a refusal all the same.
            return await self._refused(asking, verify, 400, headers, document)
        if isinstance(found, AuthError):
            await self._verify(verify)
            if self.standing.alive is False:
                return await self._refused(asking, verify, 403, headers, parse(body)[0])
        return found, -1 if isinstance(found, failures.BadAnswer) and found.again else None

    async def _refused(
        self, asking: Asking, verify: tuple[str, ...], status: int, headers: Mapping[str, str], document: object
    ) -> tuple[EdgewiseError, float | None]:
        asked = retry_after(headers.get("retry-after"), self._now())
        if status == 401 and not verify:
            # A login ends within the hour, and cannot be asked about: that it worked before proves nothing now.
            self.standing.alive = None

        def error() -> AuthError | NetworkError:
            return failures.from_status(
                status,
                headers,
                document,
                asking.where,
                permission=asking.permission,
                standing=self.standing,
                credential=self._credential,
                now=self._now(),
                seconds=asked,
                reading=only_looks(asking.method, asking.where, asking.content),
            )

        found = error()
        if isinstance(found, AuthError) and asking.where not in verify:
            await self._verify(verify)
            found = error()
        if found.code == "rate-limited" and asked is not None:
            self.budgets.of(asking.shape).hold(asked)
        if status not in RETRIED or found.code == "blocked-by-firewall":
            return found, None
        return found, -1 if asked is None else asked

    async def _verify(self, paths: tuple[str, ...]) -> None:
        """Ask whether the token itself is good, so that a refusal can be told from a missing permission.

        A token belongs to a user or to an account, and each kind has its own address. Neither knows
        the token of a login, which works as an API token all the same: so where they say no, what was
        answered before decides. Where nothing was, the token is dead when both say no; when only the
        first can be asked, nothing is known. Whoever is refused meanwhile waits for the same answer.
        """
        async with self._verifying:
            if not paths or (self._verified is not None and self._now() < self._verified + VERIFIED_FOR):
                return
            refusals = 0
            for path in paths:
                try:
                    answer = await self.ask(Asking(path), paths)
                except AuthError:
                    refusals += 1
                except EdgewiseError:
                    continue
                else:
                    self.standing.judged(Verdict.of(answer.result), self._now())
                    break
            else:
                if refusals:
                    answered = self._answered
                    alive = await self._works_still(answered, paths) if answered else False if refusals == 2 else None
                    self.standing = replace(self.standing, alive=alive, verdict=Verdict())
            self._verified = self._now()

    async def _works_still(self, answered: Asking, paths: tuple[str, ...]) -> bool | None:
        """Whether what was answered before is answered now; ``None`` when that cannot be told.

        The earlier answer by itself proves nothing: the token may have been withdrawn since.
        """
        try:
            await self.ask(answered, (*paths, answered.where))
        except AuthError:
            return False
        except EdgewiseError:
            return None
        return True
