"""Reading and writing files so that a crash leaves the old file or the new one, never half of one."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.text import clean


def write_atomic(path: Path, data: bytes | str, *, mode: int | None = None, aside: Path | None = None) -> None:
    """Replace ``path`` by ``data``: written beside it, synced, then renamed over it.

    ``aside`` is another folder of the same file system to write in first, for who watches the one of ``path``.

    Text is encoded as UTF-8 and its line endings are left as they are. Permissions are ``mode``,
    else those of the file that stands there, else those that a new file gets. Missing parent
    folders are made.

    Raises:
        OSError: as the file system says it. Nothing has changed then.
    """
    payload = data.encode() if isinstance(data, str) else data
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode is None:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            mode = 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=aside or path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)  # noqa: PTH101
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in ``folder`` survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, document: Any, *, mode: int | None = None) -> None:
    """Write ``document`` as indented UTF-8 JSON, atomically."""
    write_atomic(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n", mode=mode)


def read_json(path: Path) -> Any:
    """The JSON document in ``path``.

    Raises:
        FileNotFoundError: when there is no such file.
        InputError: when it is not UTF-8 or not JSON; names the line.
    """
    raw = path.read_bytes()
    try:
        return json.loads(raw.decode())
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"{clean(path.name)} is not UTF-8 text.",
            code="not-utf8",
            where=f"{clean(str(path))}:{line}",
            fix="Save it as UTF-8.",
        ) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"{clean(path.name)} is not valid JSON: {clean(error.msg)}.",
            code="json-syntax",
            where=f"{clean(str(path))}:{error.lineno}",
            fix="Correct the file, or delete it if it holds nothing that you need.",
        ) from None


def _umask() -> int:
    # There is no call that reads the umask without setting it.
    current = os.umask(0o077)
    os.umask(current)
    return current
