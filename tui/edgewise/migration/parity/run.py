"""The proof from beginning to end: stage, start, ask, compare, clean up."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from edgewise.migration.choices import Choices
from edgewise.migration.parity.asking import allowed, wanted
from edgewise.migration.parity.doubts import failing_alike, unreadable
from edgewise.migration.parity.events import Event, Listener, Stage, silent
from edgewise.migration.parity.model import ParityReport, Request
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.remote import live_address, two_places
from edgewise.migration.parity.staging.plan import Planned, plan_of
from edgewise.migration.parity.staging.sides import Stager
from edgewise.migration.parity.starting import Addresses, start_sides
from edgewise.migration.parity.together import together
from edgewise.runtime.toolchain import Toolchain

DEFAULT = Choices()


async def verify(
    root: Path,
    *,
    toolchain: Toolchain,
    overrides: Mapping[str, str] | None = None,
    choices: Choices = DEFAULT,
    against: str | None = None,
    new: str | None = None,
    extra: Sequence[Request] = (),
    everything: bool = False,
    all_methods: bool = False,
    on_event: Listener | None = None,
) -> ParityReport:
    """Send the same requests to the old and the new side of the project at ``root`` and compare.

    The folder itself is only read: both sides run in working copies that are gone afterwards. When
    the project is not migrated yet, the plan is applied in the copy, and the report says so.

    Args:
        overrides: what the user said that the files do not, as for ``discover``.
        choices: how the project is to be moved, when it is not moved yet.
        against: a site to compare with instead of `wrangler pages dev`. It is asked a few times a
            second, and only with methods that read.
        new: a site to compare instead of `wrangler dev`, asked in the same way.
        extra: more requests.
        everything: ask for every asset in all forms, however many there are.
        all_methods: ask addresses with all methods too, those that write included.
        on_event: hears how it goes.

    Raises:
        InputError: no such folder, nothing built, a bad address.
        Refused: an interrupted migration, a blocker, or an old side that would not answer as Pages.
        ToolchainError: a server that does not start or dies on the way.
        NetworkError: a request that gets no answer.
    """
    listen = on_event or silent
    addresses = Addresses(*(None if each is None else live_address(each) for each in (against, new)))
    two_places(addresses.old, addresses.new)
    async with temporary_folder() as folder, AsyncExitStack() as stack:
        listen(Event(Stage.STAGING, "Copying the project"))
        stager = Stager(root, folder, toolchain, overrides or {})
        planned = await plan_of(stager, choices=choices, local_new=addresses.new is None)
        old, new_side = await start_sides(stack, stager, planned, addresses, listen)
        asked = await asyncio.to_thread(wanted, planned.project, new_side.root, extra, everything=everything)
        requests, refused = allowed(asked.requests, addresses, all_methods=all_methods)
        local = addresses.old is None
        prover = Prover(
            old.running.side,
            new_side.running.side,
            planned.findings,
            planned.project.output_path,
            local,
            listen,
            refused,
            planned.facts,
        )
        begin = time.monotonic()
        exchanges = await prover.run(requests)
        await together((old.running.check(), new_side.running.check()))
        seconds = time.monotonic() - begin
        notes = (_basis(planned, addresses), *old.notes, *new_side.notes)
        warnings = (*failing_alike(exchanges), *unreadable(stager.skipped), *asked.notes)
    listen(Event(Stage.DONE, "Done", len(exchanges), len(exchanges), seconds=seconds))
    return ParityReport(
        exchanges,
        old.running.label,
        new_side.running.label,
        {"old_start": old.running.seconds, "new_start": new_side.running.seconds, "requests": seconds},
        tuple(prover.left_out),
        tuple(dict.fromkeys(notes)),
        planned.migrated,
        warnings,
        planned.choices.mode,
    )


def _basis(planned: Planned, addresses: Addresses) -> str:
    if addresses.new is not None:
        return f"The new side is what answers at {addresses.new}."
    if planned.migrated:
        return "The new side is this folder as it stands; the old side is what it was before the migration."
    return "This folder is not migrated: the plan was applied in a working copy, and that was compared."


@asynccontextmanager
async def temporary_folder() -> AsyncIterator[Path]:
    """A private folder that is gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="edgewise-proof-"))
    try:
        yield folder
    finally:
        # In a thread, and shielded: a cancelled proof leaves nothing behind either.
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
