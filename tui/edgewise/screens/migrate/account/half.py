"""What the stages of the account share: the folder, the account, and what is known of both."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.migration.operations.journal import Run
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import Stage

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.migration.account_base import Hooks
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.rehearsal.session import Session


@dataclass
class Half:
    """What the stages of the account share.

    Attributes:
        demo: whether the demo account is wanted whatever credentials there are.
        at_work: the stage that is doing something in the account.
        account: its name, for people; empty before it was asked.
        runs: what was done in it, as far as is known: the journal of the user's own account before any was asked.
        seconds: how long each step of a cutover is watched.
        name: of the Pages project in the account, where it is not the one in the wrangler file.
    """

    demo: bool = False
    look: Look | None = None
    at_work: Stage | None = None
    account: str = ""
    runs: tuple[Run, ...] = ()
    seconds: float = 60.0
    name: str = ""
    _session: Session | None = None
    _for: tuple[Path, str] | None = None

    @property
    def rehearsing(self) -> bool:
        """Whether it is a demo account of this screen's own, which is gone with it."""
        return self._session is not None

    def see(self, look: Look) -> None:
        """A folder was looked at."""
        other = self.look is None or self.look.root != look.root
        self.look = look
        if other or not self.account:
            self.account, self.runs = "", look.runs
        if other:
            self.name = ""

    async def client(self, *, hosts: bool = False) -> Client:
        """A client for the user's account, or for a demo account that lives as long as the screen.

        Args:
            hosts: whether a demo account has to answer for its hosts.

        Raises:
            AuthError, InputError: the credential, or what the environment says, is no good.
            ToolchainError: wrangler cannot be had.
        """
        from edgewise.account import default_client

        environ = await self._environment()
        if hosts and self._session is not None:
            await self._session.answer_hosts()
        return default_client(environ)

    async def side(self, client: Client, hooks: Hooks | None) -> AccountSide:
        """The account's half of the project. Raises an InputError where the folder holds none."""
        from edgewise.migration.account_side import AccountSide
        from edgewise.runtime.environment import credentials

        assert self.look is not None
        worker = await self._named()
        environ = credentials(os.environ) if self._session is None else await self._session.environment()
        return AccountSide(self.look.root, self.name or worker, worker, client, environ, hooks)

    async def _environment(self) -> Mapping[str, str]:
        from edgewise.account.credentials import find

        if not self.demo and find(os.environ) is not None:
            return os.environ
        if self._session is None or self.look is None or self._for != (self.look.root, self.name):
            await self._rehearse()
        assert self._session is not None
        return {**os.environ, **await self._session.environment()}

    async def _rehearse(self) -> None:
        from edgewise.account.demo.faults import parse
        from edgewise.migration.rehearsal.session import Session

        assert self.look is not None
        await self.close()
        self._for = self.look.root, self.name
        self._session = Session(
            {await self.project(): self.look.root}, parse(os.environ.get("EDGEWISE_DEMO_FAULTS", ""))
        )

    async def project(self) -> str:
        """The name of the Pages project in the account. Raises an InputError where the folder holds none."""
        return self.name or await self._named()

    async def _named(self) -> str:
        """The name in the wrangler file."""
        from edgewise.project import discover

        assert self.look is not None
        return (await asyncio.to_thread(discover, self.look.root)).name.value

    async def close(self) -> None:
        """End the demo account, if there is one."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
