"""``edgewise lessons check``: is a course whole, consistent and runnable?

Mistakes within one file stop its reading and are reported as they are met there (``manifest``,
``lesson``, ``labs.spec``). What needs more than one file is looked at here and in ``check_lesson``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edgewise.course.manifest import built_in, read_course
from edgewise.course.model import Course, Entry, Lesson
from edgewise.errors import EdgewiseError, InputError
from edgewise.text import clean


@dataclass(frozen=True)
class Problem:
    """Something wrong with a course: a stable code, where, what, and what to do."""

    code: str
    message: str
    where: str | None = None
    fix: str | None = None

    @classmethod
    def of(cls, error: EdgewiseError) -> Problem:
        """The problem that ``error`` tells of."""
        return cls(error.code, error.message, error.where, error.fix)


def check_course(
    root: Path | None = None, labs: bool = False, on_progress: Callable[[str], None] = lambda text: None
) -> list[Problem]:
    """Everything that is wrong with the course in ``root`` (the built-in one when ``None``), or with a course pack.

    With ``labs`` each lab is run for real: its start must fail and its solution must pass. The code of quizzes is
    run, too: it must print what they say.

    Raises:
        ToolchainError: with ``labs``, when Node or wrangler cannot be installed or started at all.
    """
    from edgewise.course.check_ids import id_problems
    from edgewise.course.check_quizzes import quiz_problems
    from edgewise.course.check_references import course_problems

    try:
        course = read_course(root) if root is not None else built_in()
    except InputError as error:
        return [Problem.of(error)]
    problems = list(_files(course))
    whole = course
    if course.id:
        from edgewise.course.check_pack import pack_problems
        from edgewise.course.packs import merged

        base = built_in()
        problems.extend(pack_problems(course, base))
        whole = merged(base, [course])
    lessons: list[Lesson] = []
    for entry in course.written:
        lesson, found = _lesson(entry, whole)
        problems.extend(found)
        if lesson is not None:
            lessons.append(lesson)
    problems.extend(course_problems(course, lessons, whole))
    problems.extend(quiz_problems(lessons))
    problems.extend(id_problems(course, lessons))
    if labs:
        problems.extend(_run_labs(lessons, on_progress))
    # A shared file that cannot be read is met with every lesson.
    return list(dict.fromkeys(problems))


def _lesson(entry: Entry, course: Course) -> tuple[Lesson | None, list[Problem]]:
    from edgewise.course.check_lesson import lesson_problems
    from edgewise.course.lesson import load_lesson

    if not entry.path.exists():
        return None, []  # reported with the manifest
    try:
        lesson = load_lesson(entry)
    except InputError as error:
        return None, [Problem.of(error)]
    return lesson, list(lesson_problems(lesson, entry, course))


def _files(course: Course) -> Iterator[Problem]:
    """Manifest against files, both ways."""
    manifest = clean(str(course.root / "course.toml"))
    claimed: dict[Path, Entry] = {}
    for entry in course.entries:
        if entry.folder in claimed:
            message = f'The lessons "{claimed[entry.folder].id}" and "{entry.id}" share one folder.'
            yield Problem("course-folder", message, manifest, "Give each lesson its own folder.")
        claimed[entry.folder] = entry
        if entry.written and not entry.path.is_file():
            yield Problem(
                "course-missing",
                f'The lesson "{entry.id}" has no file.',
                clean(str(entry.path)),
                "Write it, or say written = false in course.toml.",
            )
        if not entry.written and entry.path.is_file():
            yield Problem(
                "course-unannounced",
                f'The lesson "{entry.id}" has a file but is marked as not written.',
                clean(str(entry.path)),
                "Say written = true in course.toml.",
            )
    for path in sorted(course.root.rglob("lesson.md")):
        if path.parent not in claimed:
            yield Problem(
                "course-unlisted",
                "This lesson is not in course.toml.",
                clean(str(path)),
                "Add [[chapters.lessons]] for it, or remove it.",
            )


def _run_labs(lessons: list[Lesson], on_progress: Callable[[str], None]) -> list[Problem]:
    import asyncio

    from edgewise.course.check_labs import lab_problems
    from edgewise.course.check_quizzes import predict_problems

    async def run() -> list[Problem]:
        labs = [lab for lesson in lessons for lab in lesson.labs]
        return [*await predict_problems(lessons, on_progress), *await lab_problems(labs, on_progress)]

    return asyncio.run(run())
