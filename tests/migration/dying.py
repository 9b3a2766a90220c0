"""Letting a process die, really, in the middle of its work."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from edgewise.migration.journal import Journal

CALLS = ("rename", "fsync", "mkdir", "unlink", "rmdir", "write", "ftruncate", "fchmod")
"""System calls that change something."""


def die_at_record(work: Callable[[], object], record: int, when: str) -> bool:
    """Do ``work`` in a process that dies at the journal's record number ``record``.

    Args:
        when: ``before``, ``torn`` (in the middle of the line) or ``after``.

    Returns:
        Whether it died. ``False``: it came to its end before that.
    """
    append, count = Journal.append, 0

    def dying(journal: Journal, kind: str, **fields: Any) -> None:
        nonlocal count
        count += 1
        if count != record:
            append(journal, kind, **fields)
            return
        if when == "before":
            _die()
        append(journal, kind, **fields)
        if when == "torn":
            os.truncate(journal.path, journal.path.stat().st_size - 3)
        _die()

    return _in_child(work, lambda: setattr(Journal, "append", dying))


def die_at_call(work: Callable[[], object], number: int) -> bool:
    """Do ``work`` in a process that dies just before system call number ``number`` of :data:`CALLS`."""
    count = 0

    def prepare() -> None:
        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                _die()
            return call(*arguments, **options)

        return wrapped

    return _in_child(work, prepare)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _in_child(work: Callable[[], object], prepare: Callable[[], object]) -> bool:
    """A forked process costs no start and no imports, so that thousands can die."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare()
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL), ended
    return ended != 0
