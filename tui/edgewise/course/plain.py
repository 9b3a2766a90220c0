"""A lesson as text: no colour, no markup, wrapped; for pipes, screen readers and paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from edgewise.course.model import (
    Aside,
    Block,
    Code,
    Figure,
    Heading,
    Items,
    Lab,
    Lesson,
    Line,
    Panel,
    Paragraph,
    Quiz,
    Span,
    Step,
    Table,
)

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
    if lesson.sources:
        rows = [f"[{source.key}] {source.text} ({source.date})" for source in lesson.sources]
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


def _quiz(block: Quiz, width: int) -> Iterator[str]:
    yield from _wrap(f"Question: {text(block.question)}", width)
    for number, choice in enumerate(block.choices, 1):
        yield from _wrap(f"  {number}. {text(choice.text)}", width, hang=5)
    right = [str(number) for number, choice in enumerate(block.choices, 1) if choice.correct]
    yield ""
    yield from _wrap(f"Answer: {' and '.join(right)}. {text(block.explanation)}", width)
    for number, choice in enumerate(block.choices, 1):
        yield from _wrap(f"  {number}. {text(choice.because)}", width, hang=5)


def _figure(block: Figure, width: int) -> Iterator[str]:
    from edgewise.course.figures import drawing
    from edgewise.errors import InputError

    try:
        shown = drawing(block.id)
    except InputError as error:
        yield f"[{error.message}]"
        return
    title, _, words = shown.plain().partition("\n")
    yield from _wrap(f"Figure: {title}", width)
    for line in words.strip("\n").split("\n"):
        yield from _wrap(line, width, hang=len(line) - len(line.lstrip()))
    if block.caption:
        yield from _wrap(block.caption, width)


def _panel(block: Panel, width: int) -> Iterable[str]:
    what = f"{block.kind} that match {block.filter}" if block.filter else block.kind
    shown = f"Panel: your account's {what}. Open the lesson in edgewise to see it."
    return [*_wrap(shown, width), *(_wrap(block.caption, width) if block.caption else [])]


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
