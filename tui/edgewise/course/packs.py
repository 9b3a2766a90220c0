"""Course packs: chapters, words and labs of a team, added to the built-in course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from edgewise.course.manifest import read_course
from edgewise.course.model import Chapter, Course
from edgewise.errors import InputError
from edgewise.store import Folders
from edgewise.store.packs import Kept, Unread, kept


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


def merged(course: Course, packs: Iterable[Course | Unread]) -> Course:
    """``course`` with the chapters of ``packs``: after the chapter that they name, else at its end.

    A pack that cannot be read, or that uses an id which is taken, is left out; ``problems`` says so.
    """
    chapters, used = list(course.chapters), list[Course]()
    problems: list[str] = []
    for pack in packs:
        if isinstance(pack, Unread):
            problems.append(f"The course pack {pack.id} is left out. {pack.problem}")
            continue
        clash = next(taken(chapters, pack), None)
        if clash is not None:
            problems.append(f'The course pack {pack.id} is left out. Its {clash[0]} id "{clash[1]}" is taken.')
            continue
        used.append(pack)
        for chapter in pack.chapters:
            chapters.insert(_place(chapters, chapter), chapter)
    return replace(course, chapters=tuple(chapters), packs=tuple(used), problems=tuple(problems))


def taken(chapters: Iterable[Chapter], pack: Course) -> Iterator[tuple[str, str]]:
    """The ids of ``pack`` that ``chapters`` have already, as pairs of ``chapter`` or ``lesson`` and the id."""
    chapters = tuple(chapters)
    known = {("chapter", chapter.id) for chapter in chapters}
    known |= {("lesson", entry.id) for chapter in chapters for entry in chapter.lessons}
    for chapter in pack.chapters:
        for key in (("chapter", chapter.id), *(("lesson", entry.id) for entry in chapter.lessons)):
            if key in known:
                yield key


def _place(chapters: list[Chapter], chapter: Chapter) -> int:
    """Where ``chapter`` of a pack goes: behind its predecessor, and what packs put there before."""
    found = next((at for at, each in enumerate(chapters) if each.id == chapter.after and not each.pack), None)
    if found is None:
        return len(chapters)
    at = found + 1
    while at < len(chapters) and chapters[at].pack and chapters[at].after == chapter.after:
        at += 1
    return at
