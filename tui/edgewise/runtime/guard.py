"""The process between edgewise and each program it runs: when edgewise goes, the program goes.

Run by path as ``python -I -S guard.py DESCRIPTOR GRACE COMMAND [ARGUMENT...]`` in a session of its
own. It imports nothing of edgewise and little of the standard library, because every command pays
for its start.

``DESCRIPTOR`` is one end of a socket pair whose other end only edgewise holds. The kernel closes
that end however edgewise dies, ``kill -9`` included, and the guard then ends the program: SIGTERM to
the process group, up to ``GRACE`` seconds for it to go, then SIGKILL to whatever is left. Closing the
socket is also how edgewise asks for that. SIGTERM, SIGINT and SIGHUP to the guard mean the same.

On the way the guard writes ``pid N`` when the program has been started and ``exit N`` when it has
ended (negative for a signal, as in :mod:`subprocess`). Its last act is to kill its own process
group, itself included, so that nothing the program started in that group can outlive it. On Linux it
is also the reaper of orphans below it, which catches those that moved to a session of their own.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

_PR_SET_CHILD_SUBREAPER = 36
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_NOT_STARTED = 127
_RETRY = 0.2
"""Seconds between two SIGKILLs to a program that the kernel holds on to."""


def _adopt_orphans() -> None:
    """Make this process the parent of descendants whose own parent ends (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return  # The process group is still there to catch all but daemons.


def _start(command: list[str]) -> int:
    """Start ``command`` in this process group. Returns its process id."""
    # A signal that arrives between fork and exec must wait, else our handlers would swallow it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return pid
    try:
        signal.set_wakeup_fd(-1)
        for number in (*_ENDING, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.execvpe(command[0], command, os.environ)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode(errors="replace"))
    os._exit(_NOT_STARTED)


def _forget_streams() -> None:
    """Let go of the program's streams, so that their end is the program's end and not ours."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


def _reap(pid: int) -> int | None:
    """Collect ended children. Returns the exit status of ``pid`` when it is among them."""
    status = None
    while True:
        try:
            child, code = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if child == 0:
            return status
        if child == pid:
            status = os.waitstatus_to_exitcode(code)


def _children() -> list[int]:
    """The ids of this process's living children, adopted ones included (Linux; else none)."""
    mine = str(os.getpid())
    found: list[int] = []
    try:
        entries = os.listdir("/proc")  # noqa: PTH208 (pathlib costs more than the whole guard)
    except OSError:
        return found
    for entry in entries:
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == mine and fields[0] != "Z":
            found.append(int(entry))
    return found


def _kill_adopted() -> None:
    """Kill all children, then theirs as they arrive here, until there are none."""
    for _round in range(100):
        children = _children()
        if not children:
            break
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.002)
        _reap(0)
    _reap(0)


def _wait(pid: int, lifeline: int, wakeup: int, grace: float) -> int:
    """Wait until ``pid`` has ended, by itself or because we were told to end it."""
    deadline: float | None = None
    poller = select.poll()  # `select` itself knows no descriptor above 1023, and edgewise chose ours.
    poller.register(wakeup, select.POLLIN)
    poller.register(lifeline, select.POLLIN)
    while True:
        status = _reap(pid)
        if status is not None:
            return status
        left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        ready = {descriptor for descriptor, _ in poller.poll(left)}
        told = lifeline in ready
        if wakeup in ready:
            told = told or any(number in _ENDING for number in os.read(wakeup, 64))
        if told and deadline is None:
            deadline = time.monotonic() + grace
            poller.unregister(lifeline)
            os.killpg(0, signal.SIGTERM)  # We have a handler, the program's processes decide for themselves.
        elif deadline is not None and time.monotonic() >= deadline:
            os.kill(pid, signal.SIGKILL)
            deadline += _RETRY


def _report(lifeline: int, text: str) -> None:
    try:
        os.write(lifeline, text.encode())
    except OSError:
        return  # Nobody listens any more.


def main() -> None:
    """Run the command, and end the whole process group with it. Never returns."""
    lifeline, grace, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    os.set_inheritable(lifeline, False)
    wakeup, trigger = os.pipe()
    os.set_blocking(trigger, False)
    signal.set_wakeup_fd(trigger, warn_on_full_buffer=False)
    for number in (*_ENDING, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    _adopt_orphans()
    pid = _start(command)
    _forget_streams()
    _report(lifeline, f"pid {pid}\n")
    status = _wait(pid, lifeline, wakeup, grace)
    _kill_adopted()
    _report(lifeline, f"exit {status}\n")
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
