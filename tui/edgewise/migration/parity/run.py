"""The proof from beginning to end: stage, start, ask, compare, clean up."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from edgewise.migration.choices import Choices
from edgewise.migration.parity.derivation import derivation, unique
from edgewise.migration.parity.derivation.hidden import published_requests
from edgewise.migration.parity.events import Event, Listener, Stage, silent
from edgewise.migration.parity.model import Exchange, ParityReport, Request
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.remote import READS, aliases_of, live, live_address
from edgewise.migration.parity.serve import Running, serving
from edgewise.migration.parity.staging.assets import new_assets
from edgewise.migration.parity.staging.plan import Planned, plan_of
from edgewise.migration.parity.staging.sides import Stager
from edgewise.migration.parity.together import together
from edgewise.migration.parity.wire import NEUTRAL_HOST
from edgewise.runtime.toolchain import Toolchain
from edgewise.text import clean

DEFAULT = Choices()

Started = tuple[Running, Path, tuple[str, ...]]
"""A running side, the folder it runs in, and notes."""


async def verify(
    root: Path,
    *,
    toolchain: Toolchain,
    overrides: Mapping[str, str] | None = None,
    choices: Choices = DEFAULT,
    against: str | None = None,
    extra: Sequence[Request] = (),
    on_event: Listener | None = None,
) -> ParityReport:
    """Send the same requests to the old and the new side of the project at ``root`` and compare.

    The folder itself is only read: both sides run in working copies that are gone afterwards. When
    the project is not migrated yet, the plan is applied in the copy, and the report says so.

    Args:
        overrides: what the user said that the files do not, as for ``discover``.
        choices: how the project is to be moved, when it is not moved yet.
        against: a live site to compare with instead of `wrangler pages dev`. Only methods that read
            are sent there, a few a second.
        extra: more requests.
        on_event: hears how it goes.

    Raises:
        InputError: no such folder, nothing built, a bad address.
        Refused: an interrupted migration, a blocker, or an old side that would not answer as Pages.
        ToolchainError: a server that does not start or dies on the way.
        NetworkError: a request that gets no answer.
    """
    listen = on_event or silent
    address = None if against is None else live_address(against)
    async with temporary_folder() as folder, AsyncExitStack() as stack:
        listen(Event(Stage.STAGING, "Copying the project"))
        stager = Stager(root, folder, toolchain, overrides or {})
        planned = await plan_of(stager, local=address is None, choices=choices)
        (old, _, old_notes), (new, new_root, new_notes) = await together(
            (
                _start_old(stack, stager, planned, address, listen),
                _start_new(stack, stager, planned, address, listen),
            )
        )
        derived = derivation(planned.project)
        published = published_requests(planned.project, new_assets(new_root))
        requests, refused = _allowed(unique([*derived.requests, *published, *extra]), address)
        local = address is None
        output = planned.project.output_path
        prover = Prover(old.side, new.side, planned.findings, output, local, listen, refused, planned.facts)
        begin = time.monotonic()
        exchanges = await prover.run(requests)
        await together((old.check(), new.check()))
        seconds = time.monotonic() - begin
        notes = (*_basis(planned), *old_notes, *new_notes)
        warnings = (*failing_alike(exchanges), *unreadable(stager.skipped), *derived.notes)
    listen(Event(Stage.DONE, "Done", len(exchanges), len(exchanges), seconds=seconds))
    return ParityReport(
        exchanges,
        old.label,
        new.label,
        {"old_start": old.seconds, "new_start": new.seconds, "requests": seconds},
        tuple(prover.left_out),
        tuple(dict.fromkeys(notes)),
        planned.migrated,
        warnings,
    )


async def _start_old(
    stack: AsyncExitStack, stager: Stager, planned: Planned, address: str | None, listen: Listener
) -> Started:
    if address is not None:
        listen(Event(Stage.STARTING_OLD, f"Asking {address}"))
        running = await stack.enter_async_context(live(address))
        return running, planned.project.root, ()
    listen(Event(Stage.STARTING_OLD, "Starting the old side: wrangler pages dev"))
    old = await stager.old_side(planned.project)
    running = await stack.enter_async_context(serving(stager.toolchain, "pages", old.root, old.arguments))
    listen(Event(Stage.STARTING_OLD, "The old side answers", seconds=running.seconds))
    return running, old.root, old.notes


async def _start_new(
    stack: AsyncExitStack, stager: Stager, planned: Planned, address: str | None, listen: Listener
) -> Started:
    listen(Event(Stage.STARTING_NEW, "Starting the new side: wrangler dev"))
    new = await stager.new_side(planned.prepare)
    host = NEUTRAL_HOST if address is None else urlsplit(address).netloc
    aliases = () if address is None else aliases_of(address)
    server = serving(stager.toolchain, "worker", new.root, new.arguments, host=host, aliases=aliases)
    running = await stack.enter_async_context(server)
    listen(Event(Stage.STARTING_NEW, "The new side answers", seconds=running.seconds))
    return running, new.root, new.notes


def _allowed(requests: Sequence[Request], address: str | None) -> tuple[list[Request], list[tuple[Request, str]]]:
    if address is None:
        return list(requests), []
    kept = [each for each in requests if each.method in READS and each.header("host") is None]
    reason = "a live site is asked for itself, and only with methods that read"
    refused = [(each, reason) for each in requests if each.method not in READS or each.header("host") is not None]
    return kept, refused


def _basis(planned: Planned) -> tuple[str, ...]:
    if planned.migrated:
        return ("The new side is this folder as it stands; the old side is what it was before the migration.",)
    return ("This folder is not migrated: the plan was applied in a working copy, and that was compared.",)


def failing_alike(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """A warning about requests that get a server error on both sides: equal, and yet no proof."""
    failing = [each for each in exchanges if each.old.status >= 500 and each.new.status >= 500]
    if not failing:
        return ()
    number = f"{len(failing)} {'request gets' if len(failing) == 1 else 'requests get'}"
    return (
        f"{number} a server error on both sides, such as {failing[0].request.label()}: "
        "what happens there when it works was not seen.",
    )


def unreadable(skipped: Sequence[str]) -> tuple[str, ...]:
    """A warning about files that could not be copied to either side."""
    files = list(dict.fromkeys(skipped))
    if not files:
        return ()
    number = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    return (f"{number} could not be read and were left out on both sides, such as {clean(files[0])}.",)


@asynccontextmanager
async def temporary_folder() -> AsyncIterator[Path]:
    """A private folder that is gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="edgewise-proof-"))
    try:
        yield folder
    finally:
        # In a thread, and shielded: a cancelled proof leaves nothing behind either.
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
