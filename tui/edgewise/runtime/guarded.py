"""A program that cannot outlive edgewise: started under :mod:`edgewise.runtime.guard`."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.text import clean

_GUARD = Path(__file__).with_name("guard.py")
_live: set[Guarded] = set()


class Guarded:
    """One running program, its streams, and the lifeline that it hangs on.

    Make it with :meth:`start`. The program, everything in its process group and (on Linux) every
    descendant is ended by :meth:`stop`, by the program's own end, and by the end of this process.
    """

    def __init__(self, process: asyncio.subprocess.Process, lifeline: socket.socket, grace: float) -> None:
        self.process = process
        self._lifeline = lifeline
        self._grace = grace
        self._end = asyncio.create_task(self._watch())

    @classmethod
    async def start(
        cls,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: bool = False,
        merge: bool = False,
        grace: float = 2.0,
    ) -> Guarded:
        """Start ``argv`` in ``cwd`` with exactly the environment ``env``.

        Args:
            stdin: give the program a pipe to read from; else it reads nothing.
            merge: send standard error down the same pipe as standard output.
            grace: seconds between SIGTERM and SIGKILL.

        Raises:
            ToolchainError: ``command-missing`` when there is no such program, ``folder-missing``
                when there is no such folder, ``command-failed`` when the system refuses to start it.
        """
        command = _command(argv, cwd, env)
        ours, theirs = socket.socketpair()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(_GUARD), str(theirs.fileno()), str(grace), *command),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if merge else subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise ToolchainError(
                f"{clean(command[0])} could not be started: {error.strerror}.", code="command-failed"
            ) from None
        except BaseException:
            ours.close()  # Should the guard run already, this ends it.
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        guarded = cls(process, ours, grace)
        _live.add(guarded)
        return guarded

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return not self._end.done()

    async def wait(self) -> int:
        """Wait for the end. Returns the program's exit status, negative for a signal."""
        return await asyncio.shield(self._end)

    async def stop(self) -> int:
        """End the program: SIGTERM, then SIGKILL after the grace. Returns its exit status.

        Safe to call twice, and safe to cancel: the guard finishes the work by itself.
        """
        self._let_go()
        try:
            return await asyncio.wait_for(self.wait(), self._grace + 1.5)
        except TimeoutError:
            _signal_group(self.process.pid, signal.SIGKILL)
            return await self.wait()

    def _let_go(self) -> None:
        # Half a close: the guard sees the end of its input and can still report the exit status.
        with contextlib.suppress(OSError):
            self._lifeline.shutdown(socket.SHUT_WR)

    async def _watch(self) -> int:
        """Wait for the guard's end of the lifeline to close, which is the end of everything below it.

        The process's own pipes may be held open longer by a program that ran away; nothing here
        depends on them.
        """
        loop, said = asyncio.get_running_loop(), b""
        try:
            with contextlib.suppress(ConnectionError):
                while chunk := await loop.sock_recv(self._lifeline, 256):
                    said += chunk
            status = _reported(said)
            if status is None:
                # The guard itself was killed. Its group is what it would have ended.
                _signal_group(self.process.pid, signal.SIGKILL)
                status = -signal.SIGKILL
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), 1.0)
        except asyncio.CancelledError:
            self._let_go()  # The event loop ends. Whatever is left is for `stop_all`.
            raise
        self._lifeline.close()
        _live.discard(self)
        return status


def _reported(said: bytes) -> int | None:
    """The exit status among the guard's messages."""
    for line in said.splitlines():
        word, _, value = line.partition(b" ")
        if word == b"exit":
            return int(value)
    return None


def stop_all(timeout: float = 4.0) -> None:
    """End every program that still runs, without an event loop. Called when the interpreter exits."""
    waiting = list(_live)
    for guarded in waiting:
        guarded._let_go()
    deadline = time.monotonic() + timeout
    while waiting and time.monotonic() < deadline:
        waiting = [guarded for guarded in waiting if not _gone(guarded.process.pid)]
        time.sleep(0.01)
    for guarded in waiting:
        _signal_group(guarded.process.pid, signal.SIGKILL)
    _live.clear()


atexit.register(stop_all)


def _gone(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        pass  # Somebody else has collected it.
    try:
        os.killpg(pid, 0)
    except OSError:
        return True
    return False


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, number)


def _command(argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> list[str]:
    """``argv`` with the program's full path, or the error that says why it cannot run."""
    if not cwd.is_dir():
        raise ToolchainError("The folder to run in is not there.", code="folder-missing", where=clean(str(cwd)))
    name = argv[0]
    path = None if "/" in name else env.get("PATH", os.defpath)
    found = shutil.which(cwd / name if path is None else name, path=path)
    if found is None:
        raise ToolchainError(
            f"There is no program {clean(name)} to run.",
            code="command-missing",
            fix=f"Install {clean(Path(name).name)}, or put it on PATH.",
        )
    # A relative PATH entry would be looked up again from the new folder.
    return [str(Path(found).absolute()), *argv[1:]]
