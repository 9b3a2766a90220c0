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
    """The course in ``root``, or the one that ships with edgewise.

    Raises:
        InputError: code ``course-syntax``, with file and line.
    """
    folder = (root if root is not None else content("lessons")).absolute()
    path = folder / "course.toml"
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    title = fields.text("title")
    rows = fields.tables("chapters")
    fields.done()
    if not rows:
        fields.fail(None, "The course has no chapters.", "Begin one with [[chapters]].")
    seen: dict[str, str] = {}
    return Course(title, tuple(_chapter(row, folder, seen) for row in rows), folder)


def _chapter(fields: Fields, root: Path, seen: dict[str, str]) -> Chapter:
    chapter_id = _id(fields, seen, "chapter")
    title, summary = fields.text("title"), fields.text("summary", "")
    folder = root / _folder(fields, chapter_id)
    lessons = fields.tables("lessons")
    fields.done()
    return Chapter(chapter_id, title, summary, tuple(_entry(row, folder, chapter_id, seen) for row in lessons))


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
