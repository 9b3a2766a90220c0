"""Both sides, local or not, started at once and stopped with the stack that they are entered in."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from edgewise.migration.parity.events import Event, Listener, Stage
from edgewise.migration.parity.remote import aliases_of, live
from edgewise.migration.parity.serve import Running, serving
from edgewise.migration.parity.staging.building import build
from edgewise.migration.parity.staging.plan import Planned
from edgewise.migration.parity.staging.production import oracle_document
from edgewise.migration.parity.staging.sides import NewSide, OldSide, Stager
from edgewise.migration.parity.state.filling import Content, find_migrations
from edgewise.migration.parity.state.ledger import Ledger
from edgewise.migration.parity.state.seed import Seed
from edgewise.migration.parity.watch import nonce
from edgewise.migration.parity.wire import NEUTRAL_HOST
from edgewise.together import together


@dataclass(frozen=True)
class Addresses:
    """Where the sides answer that do not run here: ``None`` for one that does.

    Attributes:
        path: a path that only this proof asks for, by which local servers are known.
    """

    old: str | None = None
    new: str | None = None
    path: str = field(default_factory=nonce)

    @property
    def host(self) -> str:
        """The host that a local side is asked for."""
        address = self.old or self.new
        return NEUTRAL_HOST if address is None else urlsplit(address).netloc

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of the sides that do not run here."""
        return tuple(urlsplit(each).netloc for each in (self.old, self.new) if each is not None)

    @property
    def aliases(self) -> tuple[bytes, ...]:
        """How answers of a local side name that host."""
        address = self.old or self.new
        return () if address is None else aliases_of(address)


@dataclass(frozen=True)
class Started:
    """A running side.

    Attributes:
        root: the folder it runs in; ``None`` when it does not run here.
        notes: what a reader of the report should know.
    """

    running: Running
    root: Path | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Starting:
    """What it takes to start the sides.

    Attributes:
        stack: holds what must be stopped in the end.
        seed: what the user wants in the local resources of both sides.
    """

    stack: AsyncExitStack
    stager: Stager
    planned: Planned
    addresses: Addresses
    listen: Listener
    seed: Seed


async def start_sides(starting: Starting) -> tuple[Started, Started, Ledger]:
    """The old and the new side, both answering, with their local resources filled alike.

    Raises:
        ToolchainError: a server that does not start.
        NetworkError: an address that does not answer.
    """
    planned = starting.planned
    document = oracle_document(planned.project.settings).document
    migrations = await asyncio.to_thread(find_migrations, planned.project.root, document)
    ledger = Ledger(Content(starting.seed, migrations), starting.stack)
    old, new = await together((_old(starting, ledger), _new(starting, ledger)))
    await ledger.check_alike()
    return old, new, ledger


async def _old(starting: Starting, ledger: Ledger) -> Started:
    stager, addresses, listen = starting.stager, starting.addresses, starting.listen
    if addresses.old is not None:
        listen(Event(Stage.STARTING_OLD, f"Asking {addresses.old}"))
        return Started(await starting.stack.enter_async_context(live(addresses.old, "old side")))
    listen(Event(Stage.STARTING_OLD, "Starting the old side: wrangler pages dev"))
    old = await stager.old_side(starting.planned.project)
    return await _answering(starting, ledger, "pages", old, Stage.STARTING_OLD, "old side")


async def _new(starting: Starting, ledger: Ledger) -> Started:
    stager, addresses, listen = starting.stager, starting.addresses, starting.listen
    if addresses.new is not None:
        listen(Event(Stage.STARTING_NEW, f"Asking {addresses.new}"))
        return Started(await starting.stack.enter_async_context(live(addresses.new, "new side")))
    listen(Event(Stage.STARTING_NEW, "Starting the new side: wrangler dev"))
    new = await stager.new_side(starting.planned.prepare)
    await build(
        new.root,
        starting.planned.build,
        stager.toolchain,
        lambda text: listen(Event(Stage.STARTING_NEW, text)),
    )
    return await _answering(starting, ledger, "worker", new, Stage.STARTING_NEW, "new side")


async def _answering(
    starting: Starting,
    ledger: Ledger,
    kind: Literal["pages", "worker"],
    side: OldSide | NewSide,
    stage: Stage,
    name: str,
) -> Started:
    """A side of this computer as a running server, filled before it is asked anything."""
    addresses = starting.addresses
    server = serving(
        starting.stager.toolchain,
        kind,
        side.root,
        side.arguments,
        host=addresses.host,
        aliases=addresses.aliases,
        path=addresses.path,
        before=lambda server: ledger.fill(name, server, side.document),
    )
    running = await starting.stack.enter_async_context(server)
    starting.listen(Event(stage, f"The {name} answers", seconds=running.seconds))
    return Started(running, side.root, side.notes)
