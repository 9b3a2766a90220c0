"""Run a program to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.runtime.guarded import Guarded
from edgewise.runtime.lines import LineSplitter, Tail
from edgewise.text import clean

KEPT = 8 * 1024 * 1024
"""Characters of each stream that :class:`Completed` keeps: the last ones."""

_CHUNK = 65_536
_DRAIN = 1.0
"""Seconds to wait for the end of a stream that something else still holds open."""


@dataclass(frozen=True)
class Completed:
    """A program that has ended."""

    argv: tuple[str, ...]
    returncode: int
    """Exit status; negative for the signal that ended it."""
    stdout: str
    """Standard output as cleaned lines: no escape sequences, no control characters but line breaks."""
    stderr: str
    """Standard error, in the same way."""
    truncated: bool = False
    """Whether the beginning of a stream was let go because it was longer than :data:`KEPT`."""

    @property
    def tail(self) -> str:
        """The last ten lines of what it said, standard error before standard output."""
        lines = (self.stderr.strip() or self.stdout.strip()).splitlines()
        return "\n".join(lines[-10:])


class CommandTimeoutError(ToolchainError):
    """A program ran longer than it was given. ``completed`` holds what it said until then."""

    def __init__(self, completed: Completed, seconds: float) -> None:
        name = clean(Path(completed.argv[0]).name)
        super().__init__(
            f"{name} did not finish within {seconds:g} seconds and was stopped.",
            code="command-timeout",
            fix="Try again. When the computer is busy, close other programs first.",
        )
        self.completed = completed


async def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float,  # noqa: ASYNC109 (the error must say which program, and for how long)
    on_line: Callable[[str], None] | None = None,
    input: str | bytes | None = None,  # noqa: A002 (the name that subprocess.run uses)
) -> Completed:
    """Run ``argv`` in ``cwd`` with exactly the environment ``env``, and wait for its end.

    The program has a process group of its own, which is ended (SIGTERM, then SIGKILL) when the time
    is over, when the caller is cancelled, when ``on_line`` raises, and when this process dies in any
    way. Nothing that the program left running survives its end.

    Args:
        timeout: seconds.
        on_line: called with each cleaned line of both streams as it comes.
        input: what the program reads; ``None`` for nothing.

    Raises:
        CommandTimeoutError: the time is over.
        ToolchainError: the program or the folder is not there.
    """
    guarded = await Guarded.start(argv, cwd=cwd, env=env, stdin=input is not None)
    streams = (Tail(KEPT), Tail(KEPT))

    def completed(status: int) -> Completed:
        out, err = streams
        return Completed(tuple(argv), status, out.text(), err.text(), out.truncated or err.truncated)

    process = guarded.process
    assert process.stdout is not None and process.stderr is not None
    readers = [
        asyncio.create_task(_read(stream, tail, on_line))
        for stream, tail in zip((process.stdout, process.stderr), streams, strict=True)
    ]
    try:
        async with asyncio.timeout(timeout):
            if input is not None:
                await _write(process, input.encode() if isinstance(input, str) else input)
            await _until_end(guarded, readers)
    except TimeoutError:
        raise CommandTimeoutError(completed(await guarded.stop()), timeout) from None
    finally:
        for reader in readers:
            reader.cancel()
        status = await guarded.stop()
    return completed(status)


async def _until_end(guarded: Guarded, readers: list[asyncio.Task[None]]) -> None:
    ending = asyncio.create_task(guarded.wait())
    try:
        waiting: set[asyncio.Task[int] | asyncio.Task[None]] = {ending, *readers}
        while not ending.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # What ``on_line`` raised stops the program now, not at its end.
        if waiting:
            done, _ = await asyncio.wait(waiting, timeout=_DRAIN)
            for task in done:
                task.result()
    finally:
        ending.cancel()


async def _read(stream: asyncio.StreamReader, tail: Tail, on_line: Callable[[str], None] | None) -> None:
    splitter = LineSplitter()
    while True:
        chunk = await stream.read(_CHUNK)
        for line in splitter.feed(chunk) if chunk else splitter.end():
            tail.add(line)
            if on_line is not None:
                on_line(line)
        if not chunk:
            return


async def _write(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
