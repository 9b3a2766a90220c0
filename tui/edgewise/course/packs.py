"""Course packs: chapters, words and labs of a team, added to the built-in course.

A pack that was added lies in the data folder, under ``packs/``: its files in a folder, and ``<id>.json``, which says
which folder that is and where it came from. Writing that file is what adds or changes a pack, so there is always the
old one or the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from edgewise.course.manifest import is_id, read_course
from edgewise.course.model import Chapter, Course
from edgewise.errors import InputError
from edgewise.store import Folders, read_json, write_json
from edgewise.text import clean

SCHEMA = "edgewise/pack/1"
_FOLDER = re.compile(r"[a-z0-9-]+\.[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Kept:
    """A pack in the data folder.

    Attributes:
        source: the folder or the git URL that it came from.
        ref: branch or tag that was asked for; empty for the default one, and for a folder.
        commit: of a git repository; empty for a folder.
        added: when it was added or last updated, ISO 8601 in UTC.
        root: its files.
    """

    id: str
    source: str
    ref: str
    commit: str
    added: str
    root: Path


@dataclass(frozen=True)
class Unread:
    """A pack that cannot be read now, and why."""

    id: str
    problem: str


def home(folders: Folders) -> Path:
    """Where packs are kept."""
    return folders.data / "packs"


def record(folders: Folders, pack_id: str) -> Path:
    """The file that says where the pack ``pack_id`` is from."""
    return home(folders) / f"{pack_id}.json"


def kept(folders: Folders) -> list[Kept | Unread]:
    """Every pack that was added, in the order of ids."""
    try:
        names = sorted(path for path in home(folders).glob("*.json") if is_id(path.stem))
    except OSError:
        return []
    return [_read(path) for path in names]


def kept_packs(folders: Folders) -> Iterator[Course | Unread]:
    """The contents of every pack that was added."""
    for found in kept(folders):
        yield found if isinstance(found, Unread) else contents(found)


def contents(found: Kept) -> Course | Unread:
    """The table of contents of a pack."""
    try:
        pack = read_course(found.root)
    except InputError as error:
        return Unread(found.id, f"{error.message} ({error.where})" if error.where else error.message)
    if pack.id != found.id:
        return Unread(found.id, f'It calls itself "{pack.id}" now.')
    return pack


def save(folders: Folders, pack: Kept) -> None:
    """Make ``pack`` the one that counts.

    Raises:
        OSError: as the file system says it; what was there before still counts then.
    """
    document = {
        "schema": SCHEMA,
        "source": pack.source,
        "ref": pack.ref,
        "commit": pack.commit,
        "added": pack.added,
        "folder": pack.root.name,
    }
    write_json(record(folders, pack.id), document, mode=0o600)


def merged(course: Course, packs: Iterable[Course | Unread]) -> Course:
    """``course`` with the chapters of ``packs``: after the chapter that they name, else at its end.

    A pack that cannot be read, or that uses an id which is taken, is left out; ``problems`` says so.
    """
    chapters, used = list(course.chapters), list[Course]()
    problems: list[str] = []
    for pack in packs:
        wrong = pack.problem if isinstance(pack, Unread) else _taken(chapters, pack)
        if isinstance(pack, Unread) or wrong:
            problems.append(f"The course pack {pack.id} is left out. {wrong}")
            continue
        used.append(pack)
        for chapter in pack.chapters:
            chapters.insert(_place(chapters, chapter), chapter)
    return replace(course, chapters=tuple(chapters), packs=tuple(used), problems=tuple(problems))


def taken(course: Course, pack: Course) -> Iterator[tuple[str, str]]:
    """The ids of ``pack`` that ``course`` has already, as pairs of ``chapter`` or ``lesson`` and the id."""
    yield from _shared(course.chapters, pack)


def _shared(chapters: Iterable[Chapter], pack: Course) -> Iterator[tuple[str, str]]:
    known = {("chapter", chapter.id) for chapter in chapters}
    known |= {("lesson", entry.id) for chapter in chapters for entry in chapter.lessons}
    for chapter in pack.chapters:
        for key in (("chapter", chapter.id), *(("lesson", entry.id) for entry in chapter.lessons)):
            if key in known:
                yield key


def _taken(chapters: list[Chapter], pack: Course) -> str:
    return next((f'Its {what} id "{found}" is taken.' for what, found in _shared(chapters, pack)), "")


def _place(chapters: list[Chapter], chapter: Chapter) -> int:
    """Where ``chapter`` of a pack goes: behind its predecessor, and what packs put there before."""
    found = next((at for at, each in enumerate(chapters) if each.id == chapter.after and not each.pack), None)
    if found is None:
        return len(chapters)
    at = found + 1
    while at < len(chapters) and chapters[at].pack and chapters[at].after == chapter.after:
        at += 1
    return at


def _read(path: Path) -> Kept | Unread:
    try:
        document = read_json(path)
        texts = {key: document.get(key, "") for key in ("source", "ref", "commit", "added")}
        folder = document["folder"]
        if document.get("schema") != SCHEMA or not all(isinstance(text, str) for text in (*texts.values(), folder)):
            raise ValueError
    except (OSError, InputError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unread(path.stem, f"{clean(str(path))} cannot be understood.")
    if not _FOLDER.fullmatch(folder):
        return Unread(path.stem, f"{clean(str(path))} names no folder of a pack.")
    plain = {key: clean(text, 2000) for key, text in texts.items()}
    return Kept(path.stem, plain["source"], plain["ref"], plain["commit"], plain["added"], path.parent / folder)
