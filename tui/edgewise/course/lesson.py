"""Reading ``lesson.md``: front matter and steps."""

from __future__ import annotations

import re
from pathlib import Path

from edgewise.course.manifest import ID_FIX, is_id
from edgewise.course.markdown.blocks import Reader
from edgewise.course.markdown.inline import Inline, plain
from edgewise.course.markdown.syntax import CODE, Node, Origin, parse
from edgewise.course.model import Entry, Lesson, Step
from edgewise.course.sources import read_sources, root_of, shared_sources
from edgewise.course.toml import parse_toml, read_text
from edgewise.errors import InputError
from edgewise.text import clean

_FENCE = "+++"
_ANCHOR = re.compile(r"\s*\{#([^\s{}]*)((?:\s+\.[a-z]+)*)\s*\}$")


def load_lesson(entry: Entry) -> Lesson:
    """Read the lesson that ``entry`` announces.

    Raises:
        InputError: ``lesson-not-written``, or ``lesson-syntax`` with file, line and what to do.
    """
    if not entry.written:
        raise InputError(
            f'The lesson "{clean(entry.title)}" is announced but not written yet.',
            code="lesson-not-written",
            fix="Take another one: edgewise lessons list",
        )
    lesson = parse_lesson(read_text(entry.path, CODE), entry.path, entry.chapter)
    if lesson.id != entry.id:
        raise InputError(
            f'The lesson calls itself "{lesson.id}", and course.toml calls it "{entry.id}".',
            code=CODE,
            where=f"{clean(str(entry.path))}:2",
            fix="Use one id in both places.",
        )
    return lesson


def parse_lesson(text: str, path: Path, chapter: str = "") -> Lesson:
    """The lesson in ``text``; ``path`` is for messages and for finding labs.

    Raises:
        InputError: code ``lesson-syntax``, with file, line and what to do.
    """
    front, body, body_line = _split(text, path)
    fields = parse_toml(path, front, CODE, first_line=2).fields()
    lesson_id, title, goal = fields.text("id"), fields.text("title"), fields.text("goal")
    if not is_id(lesson_id):
        fields.fail("id", f'"{lesson_id[:80]}" is not a lesson id.', ID_FIX)
    minutes = fields.integer("minutes", low=1, high=240)
    local = read_sources(fields.table("sources"), local=True)
    fields.done()
    known = shared_sources(root_of(path)) | local
    origin = Origin(path, body_line)
    inline = Inline(origin, known)
    steps = _steps(parse(body, origin), Reader(inline, lesson_id))
    return Lesson(
        id=lesson_id,
        title=title,
        chapter=chapter,
        minutes=minutes,
        goal=goal,
        steps=steps,
        path=path,
        sources=tuple(source for key, source in known.items() if key in local or key in inline.used),
    )


def _split(text: str, path: Path) -> tuple[str, str, int]:
    """The front matter, the rest, and the line number where the rest begins."""
    lines = text.split("\n")
    shape = f"Begin the file with {_FENCE}, the fields, and {_FENCE} again."
    if lines[0].rstrip() != _FENCE:
        raise InputError("The lesson has no front matter.", code=CODE, where=f"{clean(str(path))}:1", fix=shape)
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise InputError("The front matter is never closed.", code=CODE, where=f"{clean(str(path))}:1", fix=shape)


def _steps(nodes: list[Node], reader: Reader) -> tuple[Step, ...]:
    origin = reader.inline.origin
    steps: list[Step] = []
    at = 0
    while at < len(nodes):
        heading = nodes[at]
        if not _starts_step(heading):
            origin.fail(heading.line, "Text must stand in a step.", "Begin one: ## Title {#step-id}")
        end = at + 1
        while end < len(nodes) and not _starts_step(nodes[end]):
            end += 1
        steps.append(_step(heading, nodes[at + 1 : end], reader, {step.id for step in steps}))
        at = end
    if not steps:
        origin.fail(0, "The lesson has no steps.", "Begin one: ## Title {#step-id}")
    _unique(steps, origin)
    return tuple(steps)


def _starts_step(node: Node) -> bool:
    return node.kind == "heading" and node.token.tag == "h2"


def _step(heading: Node, nodes: list[Node], reader: Reader, taken: set[str]) -> Step:
    origin = reader.inline.origin
    line = reader.inline.line(heading)
    found = _ANCHOR.search(plain(line))
    if found is None or not is_id(found.group(1)):
        origin.fail(heading.line, "The step has no well-formed id.", f"## Title {{#step-id}}. {ID_FIX}")
    step_id, flags = found.group(1), found.group(2).split()
    if step_id in taken:
        origin.fail(heading.line, f'The step id "{step_id}" is used twice.', "Give the newer one its own id.")
    if set(flags) - {".long"}:
        origin.fail(heading.line, f"A step cannot be {' '.join(flags)}.", "The only mark is .long")
    title = plain(line)[: found.start()].strip()
    if not title:
        origin.fail(heading.line, "The step has no title.", "## Title {#step-id}")
    if not nodes:
        origin.fail(heading.line, f'The step "{title}" is empty.', "Write something below its heading.")
    return Step(step_id, title, reader.blocks(nodes, top=True), origin.first_line + heading.line, ".long" in flags)


def _unique(steps: list[Step], origin: Origin) -> None:
    """Quizzes and labs are known by id within their lesson: no two may share one."""
    seen: set[str] = set()
    for step in steps:
        for block in step.blocks:
            key = f"{type(block).__name__.lower()} {getattr(block, 'id', '')}"
            if key.startswith(("quiz ", "lab ", "checkpoint ")):
                if key in seen:
                    origin.fail(step.line - origin.first_line, f"There are two with the id of the {key}.")
                seen.add(key)
