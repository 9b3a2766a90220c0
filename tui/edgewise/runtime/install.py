"""Installing the pinned wrangler: once, whole or not at all, safe against a second process."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.runtime.node import Node
from edgewise.runtime.npm import npm_error
from edgewise.runtime.pins import Pins
from edgewise.runtime.probe import newest_date, wrangler_version
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import MARKER, SCHEMA, Progress, damage
from edgewise.store import write_json
from edgewise.text import clean

TIMEOUT = 900.0
"""Seconds that npm gets. It fetches about 70 MB."""

_TICK = 0.5
_TEMPORARY = ".installing-"
_FLAGS = (
    "--ignore-scripts",  # workerd and esbuild find their programs without their install scripts
    "--include=prod",
    "--include=optional",  # the programs themselves are optional packages, one a system
    "--package-lock=true",
    "--dry-run=false",
    "--global=false",
    "--engine-strict=false",
    # npm's own pauses make a computer without a network wait for more than a minute.
    "--fetch-retries=3",
    "--fetch-retry-factor=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=4000",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--loglevel=error",
)
Report = Callable[[Progress], None]


class _Clock:
    """Progress reports that know when it all began."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._start = time.monotonic()

    def say(self, text: str, done: int | None = None, total: int | None = None) -> None:
        self._report(Progress(text, done, total, time.monotonic() - self._start))


async def install(node: Node, wanted: Pins, place: Path, report: Report) -> None:
    """Install ``wanted`` into ``place`` with the npm of ``node``, unless it is there already.

    npm works in a temporary folder beside ``place``; wrangler and workerd are run there; then the
    folder is renamed into place. Whatever interrupts this, ``place`` is a whole install or is not there.

    Raises:
        ToolchainError: see :func:`edgewise.runtime.toolchain.ensure`.
    """
    clock = _Clock(report)
    if not node.npm:
        raise ToolchainError(
            f"Node {node.version} at {clean(str(node.path))} came without npm.",
            code="npm-missing",
            fix='Install npm, or run `pip install "edgewise[runtime]"`, which brings Node and npm along.',
        )
    if not wanted.workerd_program:
        raise ToolchainError("Cloudflare makes no workerd for this computer.", code="workerd-platform")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        async with _alone(place.parent / ".lock", clock):
            if (place / MARKER).is_file() and damage(place, wanted) is None:
                return  # Another process was faster.
            await _clear(place.parent, place)
            await _build(node, wanted, place, clock)
    except OSError as error:
        raise _folder_error(place.parent, error) from None


async def _build(node: Node, wanted: Pins, place: Path, clock: _Clock) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=place.parent))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(wanted.folder / name, temporary / name)
        await _npm(node, wanted, temporary, clock)
        total = len(wanted.packages)
        clock.say("Checking that wrangler and workerd run", total, total)
        await _verify(node, wanted, temporary)
        _publish(temporary, place)
    finally:
        await _remove(temporary)


async def _npm(node: Node, wanted: Pins, folder: Path, clock: _Clock) -> None:
    from edgewise.runtime.environment import environment

    ticking = asyncio.create_task(_count(wanted, folder, clock))
    try:
        done = await run(
            [*node.npm, "ci", *_FLAGS],
            cwd=folder,
            env=environment((node.path.parent,)),
            timeout=TIMEOUT,
        )
    finally:
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking
    if done.returncode != 0:
        raise npm_error(done)
    missing = damage(folder, wanted)
    if missing:
        raise ToolchainError(
            f"npm ended well and left out {missing}.",
            code="toolchain-install",
            fix="Look for `omit` or `optional` in your .npmrc, and try again.",
        )


async def _count(wanted: Pins, folder: Path, clock: _Clock) -> None:
    """Report the packages that are there, as npm says next to nothing while it works."""
    total = len(wanted.packages)
    while True:
        done = sum((folder / package / "package.json").exists() for package in wanted.packages)
        clock.say(f"Fetching wrangler {wanted.wrangler}", done, total)
        await asyncio.sleep(_TICK)


async def _verify(node: Node, wanted: Pins, folder: Path) -> None:
    """Run what was installed, and write down what it said. The marker makes the install count."""
    version = await wrangler_version(node, folder)
    newest = await newest_date(folder / wanted.workerd_program, folder)
    if version != wanted.wrangler:
        raise ToolchainError(
            f"wrangler says it is {clean(version, 40) or 'nothing'}, not {wanted.wrangler}.",
            code="toolchain-install",
            fix="Try again with `edgewise doctor --install`.",
        )
    write_json(
        folder / MARKER,
        {
            "schema": SCHEMA,
            "wrangler": wanted.wrangler,
            "workerd": wanted.workerd,
            "newest_date": newest,
            "node": node.version,
        },
    )


@contextlib.asynccontextmanager
async def _alone(file: Path, clock: _Clock) -> AsyncIterator[None]:
    """Hold the lock that lets one process install. The system lets go of it when the process dies."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
            clock.say("Waiting for another edgewise that is installing wrangler")
            await asyncio.sleep(_TICK)
        yield
    finally:
        os.close(handle)


async def _clear(folder: Path, place: Path) -> None:
    """Remove what interrupted installs left, and an install that is damaged. Needs the lock."""
    for leftover in _leftovers(folder, place):
        await _remove(leftover)


def _leftovers(folder: Path, place: Path) -> list[Path]:
    if place.exists():
        place.rename(folder / f"{_TEMPORARY}damaged-{os.getpid()}")
    return list(folder.glob(f"{_TEMPORARY}*"))


def _publish(temporary: Path, place: Path) -> None:
    temporary.chmod(0o755)
    temporary.rename(place)


async def _remove(folder: Path) -> None:
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _folder_error(folder: Path, error: OSError) -> ToolchainError:
    return ToolchainError(
        f"wrangler cannot be installed into {clean(str(folder))}: {error.strerror}.",
        code="toolchain-folder",
        where=clean(str(error.filename or folder)),
        fix="Free space or correct the permissions, or choose another folder with EDGEWISE_CACHE.",
    )
