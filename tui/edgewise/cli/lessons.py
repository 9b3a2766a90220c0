"""``edgewise lessons list | show | check | progress | review | certificate | search``; packs are in ``packs``."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output, write_file
from edgewise.course import Progress, load_course
from edgewise.course.model import Course, Entry
from edgewise.errors import ExitCode, InputError
from edgewise.store import folders
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.course.review import Due


def list_lessons(arguments: argparse.Namespace, out: Output) -> int:
    """Print every lesson, by chapter, and which are done."""
    course, progress = load_course(), _progress(out)
    for problem in course.problems:
        out.narrate(problem)
    if out.as_json:
        rows = [
            {
                "id": entry.id,
                "title": entry.title,
                "chapter": entry.chapter,
                "pack": course.chapter_of(entry).pack or None,
                "minutes": entry.minutes,
                "done": progress.is_done(entry.id),
                "written": entry.written,
            }
            for entry in course.entries
        ]
        out.document("lessons-list", {"title": course.title, "lessons": rows})
        return ExitCode.OK
    out.line(course.title)
    number = 0
    for chapter in course.chapters:
        number += not chapter.pack
        out.line()
        out.line(f" +  {chapter.title} (from {chapter.pack})" if chapter.pack else f"{number:>2}. {chapter.title}")
        for entry in chapter.lessons:
            out.line(f"    {_mark(entry, progress)} {entry.id}")
            out.line(f"      {entry.title}, {entry.minutes} min{'' if entry.written else ', coming'}")
    out.line()
    out.line("✓ done   ▶ begun   ○ not begun   · coming        edgewise lessons show ID")
    return ExitCode.OK


def show(arguments: argparse.Namespace, out: Output) -> int:
    """Print one lesson as text."""
    from edgewise.course.lesson import load_lesson
    from edgewise.course.plain import render_lesson
    from edgewise.course.sources import sources_of

    lesson = load_lesson(_find(load_course(), arguments.id))
    text = render_lesson(lesson)
    if out.as_json:
        steps = [{"id": step.id, "title": step.title} for step in lesson.steps]
        sources = [{"key": source.key, "text": source.text, "date": source.date} for source in sources_of(lesson)]
        body = {"id": lesson.id, "title": lesson.title, "chapter": lesson.chapter, "minutes": lesson.minutes}
        out.document("lessons-show", {**body, "goal": lesson.goal, "steps": steps, "sources": sources, "text": text})
        return ExitCode.OK
    out.line(text.rstrip("\n"))
    return ExitCode.OK


def check(arguments: argparse.Namespace, out: Output) -> int:
    """Check a course for mistakes; exit 1 when there are any."""
    from edgewise.course.check import check_course

    root = Path(arguments.dir) if arguments.dir else None
    if root is not None and not root.is_dir():
        raise InputError(
            f"{clean(str(root))} is not a folder.",
            code="course-folder",
            where=clean(str(root)),
            fix="Name the folder that holds course.toml.",
        )
    root = root.resolve() if root is not None else None
    problems = check_course(root, labs=arguments.labs, on_progress=out.narrate)
    added: list[str] = []
    if arguments.write_ids and not problems:
        from edgewise.course.check_ids import publish_ids

        added = publish_ids(load_course(root))
    if out.as_json:
        rows = [
            {"code": found.code, "message": found.message, "where": found.where, "fix": found.fix} for found in problems
        ]
        out.document(
            "lessons-check", {"ok": not problems, "labs": arguments.labs, "problems": rows, "ids_added": added}
        )
    else:
        for found in problems:
            out.line(f"✗ {found.where or 'course'}: {found.message} [{found.code}]")
            if found.fix:
                out.line(f"    {found.fix}")
        out.line(f"{len(problems)} problems." if len(problems) != 1 else "1 problem.") if problems else out.line(
            "✓ No problems." if arguments.labs else "✓ No problems. The labs were not run (--labs runs them)."
        )
        if arguments.write_ids and not problems:
            out.line(f"✓ {len(added)} ids added to ids.toml." if added else "✓ ids.toml lists every id already.")
    return ExitCode.PROBLEMS if problems else ExitCode.OK


def progress(arguments: argparse.Namespace, out: Output) -> int:
    """Print what is done, and which quizzes are worth another look."""
    from edgewise.course.review import due

    course, store = load_course(), _progress(out)
    done = [entry for entry in course.written if store.is_done(entry.id)]
    waiting = due(store, course, datetime.now(UTC))
    reviews = [{"lesson": each.entry.id, "quiz": each.quiz} for each in waiting]
    if out.as_json:
        rows: list[dict[str, Any]] = [
            {
                "id": entry.id,
                "done": store.is_done(entry.id),
                "known": store.is_known(entry.id),
                "score": store.score(entry.id),
                "labs": sorted(store.labs(entry.id)),
                "last_seen": store.last_seen(entry.id),
            }
            for entry in course.written
        ]
        body = {"done": len(done), "total": len(course.written), "lessons": rows}
        out.document("lessons-progress", {**body, "due_reviews": len(waiting), "reviews": reviews})
        return ExitCode.OK
    out.line(f"{len(done)} of {len(course.written)} lessons done.")
    for entry in course.written:
        score = store.score(entry.id)
        seen = store.last_seen(entry.id)
        parts = [entry.title]
        if score is not None:
            parts.append(f"{score:.0%} of the answered quizzes right at once")
        if seen:
            parts.append(f"last open {seen[:10]}")
        out.line(f"{_mark(entry, store)} {', '.join(parts)}")
    if waiting:
        out.line(f"▲ {_questions(len(waiting))} to review: edgewise lessons review")
    return ExitCode.OK


def review(arguments: argparse.Namespace, out: Output) -> int:
    """Ask the quizzes that are due, one after the other; with --json, list them and when they come back."""
    from edgewise.course.review import scheduled, told

    course, store, now = load_course(), _progress(out), datetime.now(UTC)
    plan = scheduled(store, course)
    if out.as_json:
        rows = [
            {
                "lesson": each.entry.id,
                "quiz": each.quiz,
                "due": each.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "now": each.at <= now,
            }
            for each in plan
        ]
        out.document("lessons-review", {"due_reviews": sum(each.at <= now for each in plan), "reviews": rows})
        return ExitCode.OK
    waiting = [each for each in plan if each.at <= now]
    if not waiting:
        later = f"The next question comes {told(plan[0].at, now)}." if plan else "Answer a question in a lesson first."
        out.line(f"Nothing is due. {later}")
        return ExitCode.OK
    if not sys.stdin.isatty():
        for each in waiting:
            out.line(f"▲ {each.entry.id}: {each.quiz}")
        out.narrate("In a terminal they are asked.")
        return ExitCode.OK
    return _ask(waiting, store, out)


def certificate(arguments: argparse.Namespace, out: Output) -> int:
    """Write a page that says what is done."""
    from edgewise.course.certificate import certificate_html, certificate_svg

    path = Path(arguments.file).expanduser()
    kind = arguments.format or ("html" if path.suffix.lower() in (".html", ".htm") else "svg")
    if path.exists() and not arguments.force:
        raise InputError(
            f"{clean(str(path))} is there already.",
            code="file-exists",
            where=clean(str(path)),
            fix="Name another file, or replace it with --force.",
        )
    make = certificate_html if kind == "html" else certificate_svg
    page = make(load_course(), _progress(out), arguments.name, datetime.now(UTC))
    write_file(path, page)
    if out.as_json:
        out.document("lessons-certificate", {"file": str(path), "format": kind})
    else:
        out.line(f"✓ {clean(str(path))}")
    return ExitCode.OK


def find(arguments: argparse.Namespace, out: Output) -> int:
    """Print the places of the course that hold some words; exit 1 when there is none."""
    from edgewise.course.search import places, search

    hits = search(places(load_course()), " ".join(arguments.words))
    if out.as_json:
        rows = [
            {
                "lesson": hit.place.entry.id,
                "step": hit.place.step or None,
                "title": hit.place.title,
                "excerpt": hit.excerpt,
            }
            for hit in hits
        ]
        out.document("lessons-search", {"places": rows})
        return ExitCode.OK if hits else ExitCode.PROBLEMS
    for hit in hits:
        where = hit.place.entry.id + (f"#{hit.place.step}" if hit.place.step else "")
        out.line(f"{hit.place.title}  ({where})")
        if hit.excerpt:
            out.line(f"    {hit.excerpt}")
    if not hits:
        out.line("Nothing in the course holds that.")
    return ExitCode.OK if hits else ExitCode.PROBLEMS


def _ask(waiting: list[Due], store: Progress, out: Output) -> int:
    from edgewise.course.asking import prompt, reply
    from edgewise.course.lesson import load_lesson

    width = min(78, shutil.get_terminal_size().columns - 1)
    right = asked = 0
    for number, each in enumerate(waiting, 1):
        quiz = load_lesson(each.entry).quiz(each.quiz)
        if quiz is None:
            continue
        out.line(f"{number} of {len(waiting)}, from “{each.entry.title}”")
        for line in prompt(quiz, width):
            out.line(line)
        found = None
        while found is None:
            try:
                typed = input("q stops > ")
            except EOFError:
                typed = "q"
            if typed.strip().lower() in ("q", "quit"):
                out.line()
                out.line(f"{right} of {asked} right.")
                return ExitCode.OK
            try:
                found = reply(quiz, typed)
            except ValueError as problem:
                out.line(str(problem))
        store.answer_quiz(each.entry.id, quiz.id, found.choices, found.correct)
        asked, right = asked + 1, right + found.correct
        out.line("✓ Right." if found.correct else "✗ Not right.")
        for text in found.said:
            for line in textwrap.wrap(text, width):
                out.line(line)
        out.line()
    out.line(f"{right} of {asked} right.")
    return ExitCode.OK


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _progress(out: Output) -> Progress:
    store = Progress.load(folders())
    if store.problem:
        out.narrate(store.problem)
    return store


def _mark(entry: Entry, store: Progress) -> str:
    if not entry.written:
        return "·"
    if store.is_done(entry.id):
        return "✓"
    return "▶" if store.steps(entry.id) else "○"


def _find(course: Course, lesson_id: str) -> Entry:
    entry = course.find(lesson_id)
    if entry is None:
        near = get_close_matches(lesson_id, [other.id for other in course.entries], n=1)
        raise InputError(
            f'There is no lesson "{clean(lesson_id, 80)}".',
            code="lesson-unknown",
            where=clean(lesson_id, 80),
            fix=f"Did you mean {near[0]}?" if near else "See edgewise lessons list for the ids.",
        )
    return entry
