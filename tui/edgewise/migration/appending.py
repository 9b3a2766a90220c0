"""Adding a record to a journal under ``.edgewise/``, so that it is on disk before anything else happens."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edgewise.errors import EdgewiseError
from edgewise.migration import records
from edgewise.store import anchored


def append(root: Path, folder: str, name: str, record: Mapping[str, Any], fix: str) -> None:
    """Write one record at the end of ``folder/name`` below ``root``, made when missing, and wait until it is on disk.

    What a writer that died has left of a record is dropped first.

    Args:
        fix: what to do when it cannot be written.

    Raises:
        EdgewiseError: ``journal-unwritable``; what was written of the record does not count then.
    """
    try:
        with anchored.folder(root, folder) as place:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(name, flags, 0o600, dir_fd=place)
            try:
                anchored.adopt(handle, os.fstat(place))
                first = _append(handle, record)
            finally:
                os.close(handle)
            if first:
                os.fsync(place)
    except OSError as error:
        raise EdgewiseError(
            f"The journal of the migration cannot be written: {error.strerror}. Nothing was changed after that.",
            code="journal-unwritable",
            where=str(root / folder / name),
            fix=fix,
        ) from None


def _append(handle: int, record: Mapping[str, Any]) -> bool:
    """Write the record; whether it is the first of its file."""
    size = _cut_torn_line(handle)
    previous = records.sum_of(os.pread(handle, 80, max(0, size - 80))) if size else records.START
    view = memoryview(records.encode(record, previous))
    while view:
        view = view[os.write(handle, view) :]
    anchored.sync(handle)
    return size == 0


def _cut_torn_line(handle: int) -> int:
    """Drop what follows the last line end: the beginning of a record whose writer died. Returns the size."""
    size = os.fstat(handle).st_size
    if size == 0 or os.pread(handle, 1, size - 1) == b"\n":
        return size
    whole = os.pread(handle, size, 0).rfind(b"\n") + 1
    os.ftruncate(handle, whole)
    return whole
