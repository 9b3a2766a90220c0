"""A change that is under way, on disk: so that a program that is killed meanwhile is told of by the next one.

Only what names the change is written, not its body, and nothing of the credential. The file is gone
as soon as there is an answer.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.errors import InputError
from edgewise.store.files import read_json, write_json
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.changes.log import Entry

FOLDER = "changes-under-way"


def begun(state: Path, entry: Entry) -> None:
    """Note a change before it is sent. A folder that cannot be written keeps no change from being made."""
    document = {
        "title": entry.change.title,
        "name": entry.change.name,
        "account": entry.account_name or entry.account,
        "method": entry.change.method,
        "path": entry.change.where,
        "asked": entry.asked.isoformat(timespec="seconds"),
    }
    with contextlib.suppress(OSError):
        write_json(_file(state, os.getpid()), document, mode=0o600)


def ended(state: Path) -> None:
    """The change of this process was answered, or told of otherwise."""
    with contextlib.suppress(OSError):
        _file(state, os.getpid()).unlink()


def left_behind(state: Path) -> list[str]:
    """A sentence for each change whose process ended before there was an answer. Each is told once."""
    folder = state / FOLDER
    found = []
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        if file.stem.isdigit() and _alive(int(file.stem)):
            continue
        with contextlib.suppress(OSError):
            found.append(_sentence(_read(file)))
            file.unlink()
    return found


def _read(file: Path) -> dict[str, object]:
    """What a note says; nothing when it is damaged, which is no reason to keep silent about it."""
    try:
        document = read_json(file)
    except InputError:
        return {}
    return document if isinstance(document, dict) else {}


def _sentence(document: dict[str, object]) -> str:
    def word(name: str, limit: int) -> str:
        return clean(str(document.get(name, "?")), limit)

    return (
        f"edgewise was ended while a change was under way, at {word('asked', 40)}: {word('title', 60)}, "
        f"{word('name', 60)} in {word('account', 60)} ({word('method', 10)} {word('path', 200)}). "
        "It may have happened: look before you ask again."
    )


def _file(state: Path, process: int) -> Path:
    return state / FOLDER / f"{process}.json"


def _alive(process: int) -> bool:
    """Whether a process with this number runs, which is another edgewise at work or a number used again."""
    if process == os.getpid():
        return True
    if os.name == "nt":
        # Signal 0 would end the process there; a change is told of once too often instead.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
