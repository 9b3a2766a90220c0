"""A lesson as text: no colour, no markup, wrapped; for pipes, screen readers and paper."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence

from edgewise.course.model import (
    Aside,
    Block,
    Checkpoint,
    Code,
    Figure,
    Heading,
    Items,
    Lab,
    Lesson,
    Line,
    Matrix,
    Panel,
    Paragraph,
    Project,
    Quiz,
    Simulator,
    Span,
    Step,
    Table,
    Usage,
)
from edgewise.course.sources import sources_of

WIDTH = 80


def render_lesson(lesson: Lesson, width: int = WIDTH) -> str:
    """The whole lesson, ending in a line break. Figures and labs that cannot be read say so in place."""
    head = [
        lesson.title,
        "=" * min(width, len(lesson.title)),
        *_wrap(f"{lesson.minutes} minutes. {lesson.goal}", width),
    ]
    parts = ["\n".join(head)]
    for number, step in enumerate(lesson.steps, 1):
        title = f"{number}. {step.title}"
        parts.append("\n".join([title, "-" * min(width, len(title))]))
        parts.append("\n".join(render_step(step, width)))
    sources = sources_of(lesson)
    if sources:
        rows = [f"[{source.key}] {source.text} ({source.date})" for source in sources]
        parts.append("\n".join(["Sources", "-------", *(line for row in rows for line in _wrap(row, width, hang=4))]))
    return "\n\n".join(parts).rstrip() + "\n"


def render_step(step: Step, width: int = WIDTH) -> list[str]:
    """The lines of one step, without its title."""
    return _blocks(step.blocks, width)


def text(line: Line) -> str:
    """Running text: code between backticks, links followed by where they lead."""
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    if span.style == "code":
        return f"`{span.text}`"
    if span.style.startswith("link:"):
        target = span.style.removeprefix("link:")
        if target.startswith("term:"):
            return span.text
        if target.startswith("lesson:"):
            return f"{span.text} (lesson {target.removeprefix('lesson:')})"
        return span.text if target == span.text else f"{span.text} ({target})"
    return span.text


def _blocks(blocks: Sequence[Block], width: int) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines.extend(_block(block, width))
    return lines


def _block(block: Block, width: int) -> Iterable[str]:
    match block:
        case Heading():
            return [text(block.text), "~" * min(width, len(text(block.text)))]
        case Paragraph():
            return _wrap(text(block.text), width)
        case Items():
            return _items(block, width)
        case Code():
            return [f"    {line}".rstrip() for line in block.code.split("\n")]
        case Table():
            return _table(block, width)
        case Aside():
            return [f"{block.title}:", *_indent(_blocks(block.body, width - 2), "  ")]
        case Quiz():
            return _quiz(block, width)
        case Figure():
            return _figure(block, width)
        case Panel():
            return _panel(block, width)
        case Lab():
            return _lab(block, width)
        case Simulator():
            return _simulator(block, width)
        case Matrix():
            return _matrix(block, width)
        case Project():
            return _elsewhere(f"Project: {block.name}, to be opened in Migrate", block.caption, width)
        case Usage():
            return _elsewhere(f"Panel: your account's usage, {block.dataset}", block.caption, width)
        case Checkpoint():
            count = f"Checkpoint: {len(block.quizzes)} questions of this chapter."
            return [*_wrap(count, width), "", *_blocks(block.text, width)]


def _items(block: Items, width: int) -> Iterator[str]:
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}. " if block.ordered else "- "
        lines = _blocks(item, width - len(mark)) or [""]
        yield (mark + lines[0]).rstrip()
        yield from _indent(lines[1:], " " * len(mark))


def _table(block: Table, width: int) -> Iterator[str]:
    """Columns side by side where they fit, else one row after the other with the headings repeated."""
    rows = [[text(cell) for cell in row] for row in (block.head, *block.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(block.head))]
    if sum(widths) + 3 * (len(widths) - 1) <= width:
        for number, row in enumerate(rows):
            yield "   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
            if number == 0:
                yield "   ".join("-" * size for size in widths)
        return
    for number, row in enumerate(rows[1:]):
        if number:
            yield ""
        for head, cell in zip(rows[0], row, strict=True):
            yield from _wrap(f"{head}: {cell}" if head else cell, width, hang=4)


def question_lines(block: Quiz, width: int) -> Iterator[str]:
    """A quiz without its answer."""
    yield from _wrap(f"Question: {text(block.question)}", width)
    if block.code is not None:
        yield ""
        yield from _block(block.code, width)
        yield ""
    shown = block.shuffled if block.kind == "order" else range(len(block.choices))
    for number, at in enumerate(shown, 1):
        yield from _wrap(f"  {number}. {text(block.choices[at].text)}", width, hang=5)


def _quiz(block: Quiz, width: int) -> Iterator[str]:
    yield from question_lines(block, width)
    shown = block.shuffled if block.kind == "order" else range(len(block.choices))
    yield ""
    yield from _wrap(f"Answer: {quiz_answer(block)}. {text(block.explanation)}", width)
    for number, at in enumerate(shown, 1):
        if block.choices[at].because:
            yield from _wrap(f"  {number}. {text(block.choices[at].because)}", width, hang=5)
    for guess in block.guesses:
        yield from _wrap(f"  {guess.written}: {text(guess.because)}", width, hang=5)


def quiz_answer(block: Quiz) -> str:
    """The right answer in a few words: its number, or its numbers in order."""
    match block.kind:
        case "number":
            right = block.guesses[0]
            return f"{right.written} {right.unit}".rstrip()
        case "order":
            places = {at: number for number, at in enumerate(block.shuffled, 1)}
            return ", ".join(str(places[at]) for at in range(len(block.choices)))
        case _:
            return " and ".join(str(at + 1) for at in sorted(block.right))


def _figure(block: Figure, width: int) -> Iterator[str]:
    from edgewise.course.figures import drawing

    return _titled("Figure", lambda: drawing(block.id).plain(), block.caption, width)


def _panel(block: Panel, width: int) -> Iterable[str]:
    what = f"{block.kind} that match {block.filter}" if block.filter else block.kind
    return _elsewhere(f"Panel: your account's {what}", block.caption, width)


def _elsewhere(what: str, caption: str, width: int) -> list[str]:
    """What can only be seen on the screen."""
    return [
        *_wrap(f"{what}. Open the lesson in edgewise to see it.", width),
        *(_wrap(caption, width) if caption else []),
    ]


def _simulator(block: Simulator, width: int) -> Iterator[str]:
    from edgewise.course.simulators import simulation

    return _titled("Simulator", lambda: simulation(block.id).plain(), block.caption, width)


def _matrix(block: Matrix, width: int) -> Iterator[str]:
    from edgewise.course.matrix import load_matrix

    return _titled("Comparison", lambda: load_matrix(block.path).plain(), block.caption, width)


def _titled(what: str, load: Callable[[], str], caption: str, width: int) -> Iterator[str]:
    """A text whose first line is a title and whose lines are indented as they hang; or why there is none."""
    from edgewise.errors import InputError

    try:
        title, _, rest = load().partition("\n")
    except InputError as error:
        yield f"[{error.message}]"
        return
    yield from _wrap(f"{what}: {title}", width)
    for line in rest.strip("\n").split("\n"):
        yield from _wrap(line, width, hang=len(line) - len(line.lstrip()))
    if caption:
        yield from _wrap(caption, width)


def _lab(block: Lab, width: int) -> Iterator[str]:
    from edgewise.course.labs.spec import load_spec
    from edgewise.errors import InputError

    try:
        spec = load_spec(block)
    except InputError as error:
        yield f"[{error.message}]"
        return
    yield from _wrap(f"Lab: {spec.title}", width)
    yield ""
    yield from _blocks(spec.task, width)
    yield ""
    yield "Checks:"
    for check in spec.checks:
        yield from _wrap(f"  - {check.title}", width, hang=4)


def _indent(lines: Iterable[str], prefix: str) -> Iterator[str]:
    return ((prefix + line).rstrip() for line in lines)


def _wrap(words: str, width: int, hang: int = 0) -> list[str]:
    """``words`` in lines of at most ``width``; its own line breaks are kept."""
    lines: list[str] = []
    for part in words.split("\n"):
        indent = " " * hang if lines else ""
        lines.extend(
            textwrap.wrap(
                part,
                max(20, width),
                initial_indent=indent,
                subsequent_indent=" " * hang,
                break_long_words=False,
                break_on_hyphens=False,
            )
            or [""]
        )
    return lines
