"""The proof from beginning to end: stage, start, ask, compare, clean up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from edgewise.migration.choices import Choices
from edgewise.migration.parity.asking import allowed, wanted
from edgewise.migration.parity.doubts import (
    another_build,
    failing_alike,
    from_caches,
    refuse_a_worker_as_oracle,
    shut_doors,
    unreadable,
)
from edgewise.migration.parity.events import Event, Listener, Stage, silent
from edgewise.migration.parity.freshness import Marks, changed_meanwhile, marks, stale_build
from edgewise.migration.parity.model import Exchange, ParityReport, Request
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.remote import live_address, two_places
from edgewise.migration.parity.staging.assets import new_assets
from edgewise.migration.parity.staging.plan import Planned, plan_of
from edgewise.migration.parity.staging.sides import Stager
from edgewise.migration.parity.starting import Addresses, Starting, start_sides
from edgewise.migration.parity.state.ledger import Ledger
from edgewise.migration.parity.state.seed import Seed
from edgewise.migration.parity.watch import compare_bindings, restarts, while_well
from edgewise.project.dashboard import Dashboard
from edgewise.runtime.toolchain import Toolchain
from edgewise.store.scratch import Scratch, sweep
from edgewise.together import together

DEFAULT = Choices()
NO_SEED = Seed()


async def verify(
    root: Path,
    *,
    toolchain: Toolchain,
    overrides: Mapping[str, str] | None = None,
    dashboard: Dashboard | None = None,
    choices: Choices = DEFAULT,
    against: str | None = None,
    new: str | None = None,
    extra: Sequence[Request] = (),
    everything: bool = False,
    all_methods: bool = False,
    seed: Seed = NO_SEED,
    local_state: bool = False,
    build: bool = False,
    on_event: Listener | None = None,
) -> ParityReport:
    """Send the same requests to the old and the new side of the project at ``root`` and compare.

    The folder itself is only read: both sides run in working copies that are gone afterwards. When
    the project is not migrated yet, the plan is applied in the copy, and the report says so.

    Args:
        overrides: what the user said that the files do not, as for ``discover``.
        dashboard: what the account says, as for ``discover``; for a project that was moved with it, what was
            remembered then.
        choices: how the project is to be moved, when it is not moved yet.
        against: a site to compare with instead of `wrangler pages dev`. It is asked a few times a
            second, and only with methods that read.
        new: a site to compare instead of `wrangler dev`, asked in the same way.
        extra: more requests.
        everything: ask for every asset in all forms, however many there are.
        all_methods: ask addresses with all methods too, those that write included.
        seed: what to store in the local resources of both sides before the first request.
        local_state: begin with what the project's own local servers have kept in ``.wrangler/state``.
        build: run the project's build in the working copy of the new side before it starts.
        on_event: hears how it goes.

    Raises:
        InputError: no such folder, nothing built, a bad address.
        Refused: an interrupted migration, a blocker, or an old side that would not answer as Pages.
        ToolchainError: a server that does not start or dies on the way.
        NetworkError: a request that gets no answer.
    """
    addresses = Addresses(old=against and live_address(against), new=new and live_address(new))
    two_places(addresses.old, addresses.new)
    wish = Wish(addresses, choices, tuple(extra), everything, all_methods, seed, local_state, build, on_event or silent)
    async with temporary_folder() as folder, AsyncExitStack() as stack:
        wish.listen(Event(Stage.STAGING, "Copying the project"))
        report = await _prove(Stager(root, folder, toolchain, overrides or {}, dashboard), wish, stack)
    count = len(report.exchanges)
    wish.listen(Event(Stage.DONE, "Done", count, count, seconds=report.seconds["requests"]))
    return report


@dataclass(frozen=True)
class Wish:
    """What was asked of a proof; see :func:`verify`."""

    addresses: Addresses
    choices: Choices
    extra: tuple[Request, ...]
    everything: bool
    all_methods: bool
    seed: Seed
    local_state: bool
    build: bool
    listen: Listener


async def _prove(stager: Stager, wish: Wish, stack: AsyncExitStack) -> ParityReport:
    addresses = wish.addresses
    planned = await plan_of(stager, choices=wish.choices, local_new=addresses.new is None, build=wish.build)
    before = await asyncio.to_thread(marks, stager.root)
    kept = await asyncio.to_thread(stager.copy_local_state) if wish.local_state else False
    old, new, ledger = await start_sides(Starting(stack, stager, planned, addresses, wish.listen, wish.seed))
    facts, findings = planned.facts, planned.findings
    if new.root is not None and (planned.build or "framework-rebuilt" in findings):
        there = await asyncio.to_thread(new_assets, new.root)
        assets = frozenset(planned.project.assets)
        facts = replace(facts, gone=assets - there, came=there - assets)
        findings |= {"framework-rebuilt"}
    asked = await asyncio.to_thread(wanted, planned.project, new.root, wish.extra, everything=wish.everything)
    requests, refused = allowed(asked.requests, addresses, all_methods=wish.all_methods)
    prover = Prover(
        old.running.side,
        new.running.side,
        findings,
        planned.project.output_path,
        addresses.old is None,
        wish.listen,
        refused,
        facts,
        ledger,
    )
    sides = (old.running, new.running)
    watches = [each.watch for each in sides if each.watch is not None]
    begin = time.monotonic()
    exchanges = await while_well(prover.run(requests), watches)
    await together(each.check(addresses.path) for each in sides)
    seconds = time.monotonic() - begin
    refuse_a_worker_as_oracle(exchanges, planned.project, old.running.label)
    doubts = await asyncio.to_thread(_doubts, stager, planned, addresses, exchanges, before)
    notes = (_basis(planned, addresses), *old.notes, *new.notes, *_stored(ledger, wish, kept=kept))
    return ParityReport(
        exchanges,
        old.running.label,
        new.running.label,
        {"old_start": old.running.seconds, "new_start": new.running.seconds, "requests": seconds},
        tuple(prover.left_out),
        tuple(dict.fromkeys(notes)),
        planned.migrated,
        (*restarts(watches), *doubts, *ledger.warnings, *asked.notes),
        planned.choices.mode,
        (*compare_bindings(watches), *ledger.differences),
    )


def _stored(ledger: Ledger, wish: Wish, *, kept: bool) -> tuple[str, ...]:
    lines = [ledger.seeded()]
    if wish.local_state:
        lines.append(
            "Both sides began with a copy of .wrangler/state." if kept else "There is no .wrangler/state to begin with."
        )
    return tuple(line for line in lines if line)


def _doubts(
    stager: Stager, planned: Planned, addresses: Addresses, exchanges: Sequence[Exchange], before: Marks
) -> tuple[str, ...]:
    return (
        *stale_build(planned.project, stager.root, planned.touched),
        *changed_meanwhile(before, marks(stager.root)),
        *from_caches(exchanges, old=addresses.old is not None, new=addresses.new is not None),
        *(() if addresses.old is None else another_build(exchanges, planned.project)),
        *shut_doors(exchanges),
        *failing_alike(exchanges),
        *unreadable(stager.skipped),
    )


def _basis(planned: Planned, addresses: Addresses) -> str:
    if addresses.new is not None:
        return f"The new side is what answers at {addresses.new}."
    if planned.migrated:
        return "The new side is this folder as it stands; the old side is what it was before the migration."
    return "This folder is not migrated: the plan was applied in a working copy, and that was compared."


@asynccontextmanager
async def temporary_folder() -> AsyncIterator[Path]:
    """A private folder that is gone afterwards, whatever happens; and those of killed proofs are gone before."""
    await asyncio.to_thread(sweep)
    scratch = Scratch("proof")
    try:
        yield scratch.path
    finally:
        # In a thread, and shielded: a cancelled proof leaves nothing behind either.
        await asyncio.shield(asyncio.to_thread(scratch.close))
