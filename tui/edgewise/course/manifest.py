"""Reading ``course.toml``: the table of contents. Needs no Markdown parser, so it is quick."""

from __future__ import annotations

import re
from pathlib import Path

from edgewise.course.model import Chapter, Course, Entry
from edgewise.course.toml import Fields, parse_toml, read_text
from edgewise.errors import InputError
from edgewise.store import content

CODE = "course-syntax"
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What ids of chapters, lessons, steps, quizzes and checks look like."""
ID_FIX = "Use small letters, digits and single hyphens, such as a-queue-with-a-consumer."
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_id(text: str) -> bool:
    """Whether ``text`` is a well-formed id: kebab-case, at most 80 characters."""
    return len(text) <= 80 and ID.fullmatch(text) is not None


def load_course(root: Path | None = None) -> Course:
    """The course in ``root``; without one the built-in course, and the packs that were added to it.

    Raises:
        InputError: code ``course-syntax``, with file and line. Never because of a pack: one that cannot be read
            is left out, and told of in ``problems``.
    """
    if root is not None:
        return read_course(root)
    from edgewise.course.packs import kept_packs, merged
    from edgewise.store import folders

    return merged(built_in(), kept_packs(folders()))


def built_in() -> Course:
    """The course that ships with edgewise, without packs."""
    return read_course(content("lessons"))


def read_course(root: Path) -> Course:
    """The course, or the course pack, in ``root``.

    Raises:
        InputError: code ``course-syntax``, with file and line.
    """
    folder = root.absolute()
    path = folder / "course.toml"
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    title = fields.text("title")
    pack = fields.text("id", "")
    if pack and not is_id(pack):
        fields.fail("id", f'"{pack[:80]}" is not the id of a course pack.', ID_FIX)
    rows = fields.tables("chapters")
    fields.done()
    if not rows:
        fields.fail(None, "The course has no chapters.", "Begin one with [[chapters]].")
    seen: dict[str, str] = {}
    chapters = tuple(_chapter(row, folder, seen, title if pack else "") for row in rows)
    return Course(title, chapters, folder, pack)


def _chapter(fields: Fields, root: Path, seen: dict[str, str], pack: str) -> Chapter:
    chapter_id = _id(fields, seen, "chapter")
    title, summary = fields.text("title"), fields.text("summary", "")
    after = fields.text("after", "") if pack else ""
    folder = root / _folder(fields, chapter_id)
    lessons = fields.tables("lessons")
    fields.done()
    entries = tuple(_entry(row, folder, chapter_id, seen) for row in lessons)
    return Chapter(chapter_id, title, summary, entries, after, pack)


def _entry(fields: Fields, folder: Path, chapter: str, seen: dict[str, str]) -> Entry:
    entry_id = _id(fields, seen, "lesson")
    entry = Entry(
        id=entry_id,
        title=fields.text("title"),
        minutes=fields.integer("minutes", low=1, high=240),
        folder=folder / _folder(fields, entry_id),
        written=fields.boolean("written", True),
        chapter=chapter,
    )
    fields.done()
    return entry


def _id(fields: Fields, seen: dict[str, str], what: str) -> str:
    found = fields.text("id")
    if not is_id(found):
        fields.fail("id", f'"{found[:80]}" is not a {what} id.', ID_FIX)
    key = f"{what} {found}"
    if key in seen:
        raise InputError(
            f'The {what} id "{found}" is used twice (first at {seen[key]}).',
            code=CODE,
            where=fields.where("id"),
            fix="Progress is kept by id: give the newer one an id of its own.",
        )
    seen[key] = fields.where("id")
    return found


def _folder(fields: Fields, default: str) -> str:
    found = fields.text("folder", default)
    if not _FOLDER.fullmatch(found) or ".." in found:
        fields.fail("folder", f'"{found[:80]}" is not a folder name.', 'Write one plain name: folder = "12-queue"')
    return found
