"""What the checker looks at within one lesson that was read without an error."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from edgewise.course.check import Problem
from edgewise.course.check_numbers import number_problems, numbers_without_source
from edgewise.course.check_reading import long_sentences_in, reading_problems
from edgewise.course.check_references import block_problems, unknown_sources
from edgewise.course.model import (
    Block,
    Code,
    Course,
    Entry,
    Figure,
    Lab,
    Lesson,
    Line,
    Matrix,
    Panel,
    Project,
    Quiz,
    Simulator,
    Step,
    Usage,
)
from edgewise.course.plain import render_step
from edgewise.course.sources import drawn_sources, root_of, shared_sources
from edgewise.course.walk import every, keys_of, lines_of, place
from edgewise.errors import InputError
from edgewise.text import clean

WIDTH = 76
"""How wide text gets on a screen of 80 columns."""
SCREENFUL = 18
"""Lines of a step that are visible at once on a screen of 24 rows."""
CODE_WIDTH = 72
"""Characters of a line of code that fit; longer ones are wrapped, which makes code hard to read."""
_OWN_ROOM = (Lab, Panel, Quiz, Figure, Simulator, Matrix, Usage, Project)
"""Blocks that bring their own scrolling or layout."""


def lesson_problems(lesson: Lesson, entry: Entry, course: Course) -> Iterator[Problem]:
    """Everything that is wrong with ``lesson``."""
    where = f"{clean(str(lesson.path))}:2"
    if lesson.title != entry.title:
        message = f'The title is "{lesson.title}" here and "{entry.title}" in course.toml.'
        yield Problem("lesson-title", message, where, "Use one title in both places.")
    if lesson.minutes != entry.minutes:
        message = f"The lesson takes {lesson.minutes} minutes here and {entry.minutes} in course.toml."
        yield Problem("lesson-minutes", message, where, "Use one number in both places.")
    used = set(drawn_sources(lesson))
    known = {*shared_sources(root_of(lesson.path)), *(source.key for source in lesson.sources)}
    for step in lesson.steps:
        for block in every(step.blocks):
            yield from _block(block, step, lesson, known)
            for line in lines_of(block):
                used.update(keys_of(line))
                yield from _links(line, step, lesson, course)
        yield from _length(step, lesson)
    yield from number_problems(lesson)
    yield from reading_problems(lesson)
    yield from _sources(lesson, used)


def _sources(lesson: Lesson, used: set[str]) -> Iterator[Problem]:
    """Sources that the front matter brings and nobody refers to, or that the course has already."""
    where = f"{clean(str(lesson.path))}:2"
    shared = shared_sources(root_of(lesson.path))
    for source in lesson.sources:
        if not source.local:
            continue
        if source.key not in used:
            message = f"No text of the lesson refers to the source {source.key}."
            yield Problem("source-unused", message, where, f"Write [@{source.key}] where it is used, or remove it.")
        there = shared.get(source.key)
        if there is None:
            continue
        if (there.text, there.date) == (source.text, source.date):
            message = f"The source {source.key} is in sources.toml already."
            yield Problem("source-repeated", message, where, "Remove it here: the shared one is used.")
        else:
            message = f"The source {source.key} has another text or date in sources.toml: “{there.text}”, {there.date}."
            yield Problem("source-redefined", message, where, "Remove it, or give it a key of its own.")


def _block(block: Block, step: Step, lesson: Lesson, known: Collection[str]) -> Iterator[Problem]:
    where = place(step, lesson)
    if isinstance(block, Figure):
        yield from _figure(block, where, known)
    elif isinstance(block, Code):
        widest = max((_cells(line.expandtabs(2)) for line in block.code.split("\n")), default=0)
        if widest > CODE_WIDTH:
            message = f"A line of code is {widest} characters long; {CODE_WIDTH} fit."
            yield Problem("code-wide", message, where, "Break the line.")
    elif isinstance(block, Panel):
        yield from _panel(block, where)
    elif isinstance(block, Lab):
        yield from _lab(block, where)
    else:
        yield from block_problems(block, where, known)


def _figure(block: Figure, where: str, sources: Collection[str]) -> Iterator[Problem]:
    from edgewise.course.figures import drawing

    try:
        shown = drawing(block.id)
    except InputError as error:
        yield Problem(error.code, error.message, where, error.fix)
        return
    if not shown.plain().strip():
        yield Problem("figure-plain", f"The figure {block.id} has no text twin.", where)
    for state in range(len(shown.states)):
        try:
            widest = max(sum(_cells(span.text) for span in line) for line in shown.lines(WIDTH, state))
        except Exception as error:  # a drawing is code: whatever it raises is its author's mistake
            message = f"The figure {block.id} cannot be drawn: {clean(repr(error), 200)}."
            yield Problem("figure-broken", message, where)
            return
        if widest > WIDTH:
            message = f"The figure {block.id} is {widest} cells wide in its state {state + 1}; {WIDTH} fit."
            yield Problem("figure-wide", message, where)
    yield from unknown_sources(f"The figure {block.id}", shown.sources, sources, where)


def _cells(text: str) -> int:
    """Terminal cells of ``text``: wide characters take two, combining ones none."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _panel(block: Panel, where: str) -> Iterator[Problem]:
    from edgewise.account.resources import KINDS

    known = {kind.id for kind in KINDS}
    if block.kind not in known:
        message = f"There is no kind of resource called {block.kind}."
        yield Problem("panel-unknown", message, where, f"Known: {', '.join(sorted(known))}.")


def _lab(block: Lab, where: str) -> Iterator[Problem]:
    from edgewise.course.labs.spec import load_spec

    if not block.folder.is_dir():
        yield Problem("lab-missing", f"There is no lab folder {clean(block.folder.name)}.", where)
        return
    try:
        spec = load_spec(block)
    except InputError as error:
        yield Problem.of(error)
        return
    toml = clean(str(spec.start / "lab.toml"))
    yield from numbers_without_source(spec.success, toml)
    yield from long_sentences_in((*spec.task, *spec.success), toml)
    for folder in (spec.start, spec.solution):
        for name in spec.editable:
            if not (folder / name).is_file():
                message = f"The lab has no {folder.name}/{name}, which it calls editable."
                yield Problem("lab-file", message, toml, "Write the file, or take it off the list.")
    if spec.solution.is_dir():
        for path in sorted(spec.solution.rglob("*")):
            name = path.relative_to(spec.solution).as_posix()
            if path.is_file() and name not in spec.editable:
                message = f"The solution holds {clean(name)}, which is not editable."
                yield Problem("lab-solution", message, toml, "List it as editable, or remove it.")


def _links(line: Line, step: Step, lesson: Lesson, course: Course) -> Iterator[Problem]:
    for span in line:
        if not span.style.startswith("link:lesson:"):
            continue
        target, _, anchor = span.style.removeprefix("link:lesson:").partition("#")
        entry = course.find(target)
        if entry is None:
            message = f'There is no lesson "{target}" to link to.'
            yield Problem("link-lesson", message, place(step, lesson), "See edgewise lessons list for the ids.")
        elif anchor and entry.written and f"{{#{anchor}" not in _text_of(entry):
            message = f'The lesson "{target}" has no step "{anchor}".'
            yield Problem("link-step", message, place(step, lesson))


def _text_of(entry: Entry) -> str:
    try:
        return entry.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _length(step: Step, lesson: Lesson) -> Iterator[Problem]:
    lines = len(render_step(_without_interactive(step), WIDTH))
    if lines > SCREENFUL and not step.long:
        message = f'The step "{step.title}" has {lines} lines; a screen of 24 rows shows {SCREENFUL}.'
        fix = f"Split it, or say that it is long on purpose: ## {step.title} {{#{step.id} .long}}"
        yield Problem("step-long", message, place(step, lesson), fix)


def _without_interactive(step: Step) -> Step:
    """The step without what brings its own scrolling or layout."""
    blocks = tuple(block for block in step.blocks if not isinstance(block, _OWN_ROOM))
    return Step(step.id, step.title, blocks, step.line, step.long)
