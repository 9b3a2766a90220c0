"""The API client: small, typed, bounded, and careful with the credential it holds."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from edgewise.account import failures
from edgewise.account.budget import LONGEST_WAIT, Budget
from edgewise.account.credentials import Credential
from edgewise.account.envelope import Answer, Bare, accept, data_of, looks_like_html, parse, refused
from edgewise.account.failures import Permission
from edgewise.account.identity import Account, choose
from edgewise.account.lock import Lock
from edgewise.account.pagination import Collected, Plan, collect
from edgewise.account.reads import only_looks
from edgewise.account.retry import ATTEMPTS, RETRIED, pause, retry_after
from edgewise.account.seen import Seen
from edgewise.account.sockets import Socket
from edgewise.account.wire import BASE_URL, TOTAL_TIMEOUT, Asking, Wire, segment
from edgewise.errors import AuthError, EdgewiseError, NetworkError
from edgewise.text import clean

VERIFIED_FOR = timedelta(minutes=1)
"""How long a token's own state is believed before it is asked for again."""
PROVE_NOTHING = frozenset({"/accounts", "/graphql"})
"""Addresses that answer without the permission for what they tell: the answer's own words say more."""

DEMO_HEADER = "x-edgewise-demo"


class Client:
    """A connection to the v4 API.

    Args:
        credential: signs every request.
        base_url: default ``CLOUDFLARE_API_BASE_URL``, then ``CF_API_BASE_URL``, then Cloudflare's own.
        transport: an httpx transport to use instead of the network.
        account_id: the account to look at; default: asked for by :meth:`account`.
        demo: whether this is the demo account. Also found out from the server.
        budget: shared request budget; default: one of its own.
        lock: asked before anything that is more than a look; default: one of its own, which is on.
        now, sleep, chance: the clock, the waiting and the dice, for tests.

    Attributes:
        seen: which permissions the API's answers have shown to be there, or missing, in this account.
        demo_faults: the troubles that the demo account says it has, in one line; empty when it has none.

    Raises:
        InputError: when the base URL is not one, or would send the credential unencrypted.
    """

    def __init__(
        self,
        credential: Credential,
        *,
        base_url: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        account_id: str | None = None,
        demo: bool = False,
        budget: Budget | None = None,
        lock: Lock | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        given = base_url or os.environ.get("CLOUDFLARE_API_BASE_URL") or os.environ.get("CF_API_BASE_URL")
        self._wire = Wire(credential, given or BASE_URL, transport)
        self.credential = credential
        self.budget = budget or Budget(sleep=sleep)
        self.demo = demo
        self.demo_faults = ""
        self.now = now
        self.lock = lock or Lock(now)
        self.seen = Seen(now)
        self._sleep, self._chance = sleep, chance
        self._account_id = account_id
        self._account: Account | None = None
        self._choosing = asyncio.Lock()
        self._alive: bool | None = None
        self._verified = datetime.min.replace(tzinfo=UTC)

    @property
    def base_url(self) -> str:
        """Where the API is, without a trailing slash."""
        return self._wire.base_url

    def __repr__(self) -> str:
        return f"<Client {self.base_url} {self.credential!r}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.close()

    # ------------------------------------------------------------------ the account

    async def account(self) -> Account:
        """The account that ``{account_id}`` in paths stands for; chosen at the first call.

        Raises:
            AuthError: when the credential is refused, or sees no account at all.
        """
        async with self._choosing:
            if self._account is None:
                self._account = await choose(self, self._account_id)
        return self._account

    def use(self, account: Account) -> None:
        """Look at another account from now on."""
        self._account, self._account_id = account, account.id
        self.seen.forget()

    # ------------------------------------------------------------------ reading

    async def get(
        self,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        permission: Permission | None = None,
        seconds: float = TOTAL_TIMEOUT,
    ) -> Answer:
        """GET one document.

        Args:
            path: below the base URL, with ``{names}`` that are filled from ``parameters``, quoted.
                ``{account_id}`` needs no parameter.
            query: the query string.
            permission: what the request needs, for the error when it is missing.

        Raises:
            AuthError, NetworkError: see :mod:`edgewise.account.failures`.
        """
        where = await self._fill(path, parameters or {})
        return await self._ask(Asking(where, query=query or {}, permission=permission, seconds=seconds))

    async def send(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        permission: Permission | None = None,
        repeatable: bool = False,
        seconds: float = TOTAL_TIMEOUT,
    ) -> Answer:
        """Send a request that is no GET.

        One that could change something is sent only while :attr:`lock` is off; see
        :mod:`edgewise.account.reads` for those that never do.

        Args:
            body: sent as JSON unless ``None``.
            repeatable: whether it may be sent again after a failure that leaves open whether it was
                done. A query may; what changes something may not.

        Raises:
            Locked: when it could change something and the lock is on. Nothing was sent.
            AuthError, NetworkError: as :meth:`get` does.
        """
        where = await self._fill(path, parameters or {})
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"content-type": "application/json"}
        return await self._ask(
            Asking(where, method, query or {}, content, headers, permission, repeatable, seconds),
        )

    async def bare(
        self,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        permission: Permission | None = None,
    ) -> Bare:
        """GET something that comes without an envelope, such as the value of a KV key.

        Raises:
            AuthError, NetworkError: as :meth:`get` does. A refusal comes in an envelope all the same.
        """
        where = await self._fill(path, parameters or {})
        answer = await self._ask(Asking(where, query=query or {}, permission=permission, bare=True))
        found: Bare = answer.result
        return found

    async def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, *, permission: Permission | None = None
    ) -> Mapping[str, Any]:
        """The ``data`` that the analytics API has for a query.

        Raises:
            NetworkError: ``query-refused`` when the answer lists errors, which it does under HTTP 200.
            AuthError, NetworkError: as :meth:`get` does.
        """
        content = json.dumps({"query": query, "variables": dict(variables or {})}).encode()
        headers = {"content-type": "application/json"}
        asking = Asking("/graphql", "POST", {}, content, headers, permission, bare=True)
        answer = await self._ask(asking)
        with self.seen.watching(permission, asking.where):
            return data_of(answer.result.body, asking.where, permission)

    async def rows(
        self,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        plan: Plan,
        query: Mapping[str, str] | None = None,
        permission: Permission | None = None,
    ) -> Collected:
        """GET a whole list, by its pagination plan. Raises as :meth:`get` does."""
        where = await self._fill(path, parameters or {})

        async def fetch(part: Mapping[str, str]) -> Answer:
            return await self._ask(Asking(where, query={**(query or {}), **part}, permission=permission))

        return await collect(fetch, plan, where)

    async def socket(self, address: str, subprotocol: str, where: str) -> Socket:
        """Listen at an address that the API named. It is signed by itself; the credential is not sent.

        Args:
            where: what to name in errors: the address holds a secret.

        Raises:
            NetworkError, InputError: see :func:`edgewise.account.sockets.dial`.
        """
        return await self._wire.socket(address, subprotocol, where)

    async def _fill(self, path: str, parameters: Mapping[str, str]) -> str:
        values = dict(parameters)
        if "{account_id}" in path:
            values["account_id"] = (await self.account()).id
        return path.format_map({name: segment(value) for name, value in values.items()})

    async def _ask(self, asking: Asking) -> Answer:
        if not only_looks(asking.method, asking.where, asking.content):
            self.lock.check(asking.method, asking.where)
        proves = None if asking.where in PROVE_NOTHING else asking.permission
        with self.seen.watching(proves, asking.where):
            return await self._tries(asking)

    async def _tries(self, asking: Asking) -> Answer:
        failure: EdgewiseError
        for attempt in range(1, ATTEMPTS + 1):
            outcome, wait = await self._attempt(asking)
            if isinstance(outcome, Answer):
                return outcome
            failure = outcome
            if wait is None or attempt == ATTEMPTS or not (asking.repeatable or failure.code == "rate-limited"):
                break
            delay = wait if wait >= 0 else pause(attempt, self._chance())
            if delay > LONGEST_WAIT:
                break
            await self._sleep(delay)
        raise failure

    async def _attempt(self, asking: Asking) -> tuple[Answer | EdgewiseError, float | None]:
        """One try.

        Returns:
            The answer, or the error and when to try again: seconds, -1 for "as you like", ``None``
            for never.
        """
        seconds = await self.budget.take()
        if seconds:
            return failures.budget_spent(asking.where, self.budget.limit, seconds), None
        try:
            status, headers, body = await self._wire.send(asking)
        except NetworkError as error:
            return error, -1 if error.code in ("timeout", "unreachable") else None
        self.budget.observe(headers.get("ratelimit"))
        if label := headers.get(DEMO_HEADER):
            self.demo, self.demo_faults = True, "" if label == "1" else clean(label, 120)
        return await self._judge(asking, status, headers, body)

    async def _judge(
        self, asking: Asking, status: int, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer | EdgewiseError, float | None]:
        where, permission = asking.where, asking.permission
        if asking.bare and 200 <= status < 300 and not (looks_like_html(headers, body) and "cf-mitigated" in headers):
            self._alive = True
            return Answer(Bare(body, headers)), None
        document, valid = parse(body)
        if 200 <= status < 300 and not refused(document):
            answer = accept(headers, body, document, valid, where)
            if isinstance(answer, NetworkError):
                return answer, -1 if answer.code == "bad-answer" and not valid else None
            self._alive = True
            return answer, None
        if 200 <= status < 300:
            status = 400  # `success: false` under a friendly status is a refusal all the same.
        asked = retry_after(headers.get("retry-after"), self.now())
        reading = only_looks(asking.method, where, asking.content)
        error: EdgewiseError = failures.from_status(
            status, headers, document, where, permission=permission, alive=self._alive, seconds=asked, reading=reading
        )
        if isinstance(error, AuthError) and "/tokens/verify" not in where:
            await self._verify()
            error = failures.from_status(
                status,
                headers,
                document,
                where,
                permission=permission,
                alive=self._alive,
                seconds=asked,
                reading=reading,
            )
        if status not in RETRIED or error.code == "blocked-by-firewall":
            return error, None
        return error, -1 if asked is None else asked

    async def _verify(self) -> None:
        """Ask whether the token itself is good, so that a refusal can be told from a missing permission.

        A token belongs to a user or to an account, and each kind has its own address. When both say
        no the token is dead; when only the first can be asked, nothing is known.
        """
        if self.credential.kind not in ("token", "legacy", "demo") or self.now() < self._verified + VERIFIED_FOR:
            return
        self._verified = self.now()
        identity = self._account.id if self._account else self._account_id
        paths = ["/user/tokens/verify", *([f"/accounts/{segment(identity)}/tokens/verify"] if identity else [])]
        refusals = 0
        for path in paths:
            try:
                answer = await self._ask(Asking(path))
            except AuthError:
                refusals += 1
            except EdgewiseError:
                continue
            else:
                status = answer.result.get("status") if isinstance(answer.result, dict) else None
                self._alive = status not in ("disabled", "expired")
                return
        if refusals == 2:
            self._alive = False
