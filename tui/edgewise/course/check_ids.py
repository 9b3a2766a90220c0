"""Ids of lessons, steps, quizzes and labs are forever: what learners did is kept by them.

``ids.toml`` of a course lists those that were published; a course need not have one. It is written by
:func:`publish_ids`, which only adds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from edgewise.course.check import Problem
from edgewise.course.model import Course, Lesson
from edgewise.course.toml import parse_toml, read_text
from edgewise.errors import InputError
from edgewise.text import clean

FILE = "ids.toml"
CODE = "course-syntax"
KINDS = {"steps": "step", "quizzes": "quiz", "labs": "lab"}
_HEAD = """\
# Ids that were published. Progress is kept by them, so none may go: edgewise lessons check says so.
# Written by edgewise lessons check --write-ids, which only adds.
"""

Ids = Mapping[str, Mapping[str, Collection[str]]]
"""Lesson id -> ``steps``, ``quizzes``, ``labs`` -> ids."""


def ids_of(lesson: Lesson) -> dict[str, list[str]]:
    """The ids within ``lesson``, by kind, in their order. A lab's is the name of its folder."""
    return {
        "steps": [step.id for step in lesson.steps],
        "quizzes": [quiz.id for quiz in lesson.quizzes],
        "labs": [lab.folder.name for lab in lesson.labs],
    }


def published_ids(root: Path) -> Ids:
    """What ``ids.toml`` in ``root`` lists; nothing when there is none.

    Raises:
        InputError: code ``course-syntax``, with file and line.
    """
    path = root / FILE
    if not path.exists():
        return {}
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    table = fields.table("lessons")
    fields.done()
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for lesson in table.names():
        row = table.table(lesson)
        found[lesson] = {kind: row.texts(kind) for kind in KINDS}
        row.done()
    return found


def id_problems(course: Course, lessons: Collection[Lesson]) -> Iterator[Problem]:
    """A problem for each published id that is gone. ``lessons`` are those that could be read."""
    try:
        published = published_ids(course.root)
    except InputError as error:
        yield Problem.of(error)
        return
    where = clean(str(course.root / FILE))
    read = {lesson.id: lesson for lesson in lessons}
    for lesson_id, kinds in published.items():
        entry = course.find(lesson_id)
        if entry is None or not entry.written:
            message = f'The lesson "{clean(lesson_id)}" was published and is gone.'
            yield Problem("id-vanished", message, where, "Progress is kept by its id: bring the lesson back under it.")
        elif lesson_id in read:
            now = ids_of(read[lesson_id])
            for kind, ids in kinds.items():
                for wanted in ids:
                    if wanted not in now[kind]:
                        message = f'The {KINDS[kind]} "{clean(wanted)}" of the lesson "{lesson_id}" is gone.'
                        fix = (
                            "It was published, and progress is kept by its id: give the id back to what took its place."
                        )
                        yield Problem("id-vanished", message, clean(str(read[lesson_id].path)), fix)


def publish_ids(course: Course) -> list[str]:
    """Add the ids of the written lessons of ``course`` to its ``ids.toml``.

    Returns:
        What was new: ``lesson`` for a lesson, ``lesson/id`` for what is in it.

    Raises:
        InputError: a lesson or the file cannot be read, or the file cannot be written.
    """
    from edgewise.course.lesson import load_lesson
    from edgewise.store.files import write_atomic

    published = published_ids(course.root)
    all_ids: dict[str, dict[str, list[str]]] = {}
    new: list[str] = []
    for lesson in (load_lesson(entry) for entry in course.written):
        before = published.get(lesson.id)
        new.extend([lesson.id] if before is None else [])
        all_ids[lesson.id] = {}
        for kind, now in ids_of(lesson).items():
            kept = list((before or {}).get(kind, ()))
            added = [found for found in now if found not in kept]
            new.extend(f"{lesson.id}/{found}" for found in added)
            all_ids[lesson.id][kind] = kept + added
    for lesson_id, kinds in published.items():
        all_ids.setdefault(lesson_id, {kind: list(ids) for kind, ids in kinds.items()})
    if new:
        try:
            write_atomic(course.root / FILE, _written(all_ids))
        except OSError as error:
            raise InputError(
                f"{FILE} cannot be written: {clean(error.strerror or str(error))}.",
                code="course-folder",
                where=clean(str(course.root / FILE)),
            ) from None
    return new


def _written(ids: Ids) -> str:
    parts = [_HEAD]
    for lesson, kinds in ids.items():
        rows = [f"[lessons.{lesson}]"]
        for kind, found in kinds.items():
            if found:
                rows += [f"{kind} = [", *(f'  "{each}",' for each in found), "]"]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)
