"""The API client: small, typed, bounded, and careful with the credential it holds."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from edgewise.account.attempts import Attempts
from edgewise.account.budget import Budget, Budgets, shared
from edgewise.account.credentials import Credential
from edgewise.account.envelope import Answer, Bare
from edgewise.account.failures import Permission
from edgewise.account.identity import Account, choose
from edgewise.account.lock import Lock
from edgewise.account.pagination import Collected, Plan, collect
from edgewise.account.patience import DOCUMENT, QUERY, VALUE, WRITE
from edgewise.account.reads import only_looks
from edgewise.account.seen import Seen
from edgewise.account.silence import VARIABLES
from edgewise.account.sockets import Socket
from edgewise.account.standing import Standing
from edgewise.account.wire import BASE_URL, Asking, Wire, segment
from edgewise.text import clean

PROVE_NOTHING = frozenset({"/accounts"})
"""Addresses that answer without the permission for what they tell: what they leave out is not said."""

FILTERED = frozenset({"/zones"})
"""Lists that leave out what the credential may not see: an empty one proves nothing."""

DEMO_HEADER = "x-edgewise-demo"
SESSION_HEADER = "x-edgewise-demo-session"


class Client:
    """A connection to the v4 API.

    Args:
        credential: signs every request.
        base_url: default ``CLOUDFLARE_API_BASE_URL``, then ``CF_API_BASE_URL``, then Cloudflare's own.
        transport: an httpx transport to use instead of the network.
        account_id: the account to look at; default: asked for by :meth:`account`.
        demo: whether this is the demo account. Also found out from the server.
        budget: counts the requests; default: the one that all clients with this credential share, or
            one of its own where there is a transport of its own.
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
        given = base_url or next(filter(None, map(os.environ.get, VARIABLES)), None)
        self._wire = Wire(credential, given or BASE_URL, transport)
        self.credential = credential
        self.demo = demo
        self.demo_faults = ""
        self.demo_session = ""
        """Tells one demo account from another, once one has answered."""
        self.now = now
        self.lock = lock or Lock(now)
        self.seen = Seen(now)
        own = budget is not None or transport is not None
        budgets = Budgets.fresh(budget, sleep) if own else shared(self.base_url, credential.mark())
        self._attempts = Attempts(self._wire, credential, budgets, self._hear, now=now, sleep=sleep, chance=chance)
        self._account_id = account_id
        self._account: Account | None = None
        self._choosing = asyncio.Lock()

    @property
    def budget(self) -> Budget:
        """Requests that were sent and may be sent, by everybody with this credential in this process."""
        return self._attempts.budgets.requests

    @property
    def analytics_budget(self) -> Budget:
        """The same for questions to the analytics API."""
        return self._attempts.budgets.analytics

    @property
    def standing(self) -> Standing:
        """What is known of the credential, and how far this computer's clock is off."""
        return self._attempts.standing

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
        headers: Mapping[str, str] | None = None,
        permission: Permission | None = None,
        seconds: float = DOCUMENT,
    ) -> Answer:
        """GET one document.

        Args:
            path: below the base URL, with ``{names}`` that are filled from ``parameters``, quoted.
                ``{account_id}`` needs no parameter.
            query: the query string.
            headers: more headers, such as ``cf-r2-jurisdiction``.
            permission: what the request needs, for the error when it is missing.
            seconds: what one attempt may take; see :mod:`edgewise.account.patience`.

        Raises:
            AuthError, NetworkError: see :mod:`edgewise.account.failures`.
        """
        where = await self._fill(path, parameters or {})
        return await self._ask(
            Asking(where, query=query or {}, headers=headers or {}, permission=permission, seconds=seconds)
        )

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
        seconds: float = WRITE,
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
            PerhapsDone: when it was sent and nobody knows whether it was done.
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
        headers: Mapping[str, str] | None = None,
        permission: Permission | None = None,
        seconds: float = VALUE,
    ) -> Bare:
        """GET something that comes without an envelope, such as the value of a KV key.

        Raises:
            AuthError, NetworkError: as :meth:`get` does. A refusal comes in an envelope all the same.
        """
        where = await self._fill(path, parameters or {})
        answer = await self._ask(
            Asking(
                where,
                query=query or {},
                headers=headers or {},
                permission=permission,
                seconds=seconds,
                shape="bytes",
            )
        )
        found: Bare = answer.result
        return found

    async def graphql(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        permission: Permission | None = None,
        seconds: float = QUERY,
    ) -> Mapping[str, Any]:
        """The ``data`` that the analytics API has for a query. It counts against a budget of its own, too.

        Raises:
            NetworkError: ``query-refused`` when the answer lists errors, which it does under HTTP 200.
            PermissionGap: when the errors say that the credential may not ask.
            AuthError, NetworkError: as :meth:`get` does.
        """
        content = json.dumps({"query": query, "variables": dict(variables or {})}).encode()
        headers = {"content-type": "application/json"}
        asking = Asking("/graphql", "POST", {}, content, headers, permission, seconds=seconds, shape="graphql")
        found: Mapping[str, Any] = (await self._ask(asking)).result
        return found

    async def rows(
        self,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        plan: Plan,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        permission: Permission | None = None,
        seconds: float = DOCUMENT,
        start: Mapping[str, str] | None = None,
    ) -> Collected:
        """GET a list by its pagination plan; ``seconds`` are for each part. Raises as :meth:`get` does.

        Args:
            start: the ``next`` of what was collected before, to go on there; the beginning by default.
        """
        where = await self._fill(path, parameters or {})

        async def fetch(part: Mapping[str, str]) -> Answer:
            asked = {**(query or {}), **part}
            return await self._ask(
                Asking(where, query=asked, headers=headers or {}, permission=permission, seconds=seconds)
            )

        return await collect(fetch, plan, where, start)

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
        with self.seen.watching(asking.permission, asking.where) as sight:
            answer = await self._attempts.ask(asking, self._verifiers())
            sight.proves = asking.where not in PROVE_NOTHING and (asking.where not in FILTERED or bool(answer.result))
        return answer

    def _verifiers(self) -> tuple[str, ...]:
        """Where the API tells about this credential: a user's token, then an account's own."""
        if self.credential.kind not in ("token", "legacy", "demo"):
            return ()
        identity = self._account.id if self._account else self._account_id
        own = [f"/accounts/{segment(identity)}/tokens/verify"] if identity else []
        return ("/user/tokens/verify", *own)

    def _hear(self, headers: Mapping[str, str]) -> None:
        if label := headers.get(DEMO_HEADER):
            self.demo, self.demo_faults = True, "" if label == "1" else clean(label, 120)
            self.demo_session = clean(headers.get(SESSION_HEADER, ""), 20)
