"""Going through lessons: their blocks, the text of these, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edgewise.course.model import (
    Aside,
    Block,
    Checkpoint,
    Heading,
    Items,
    Lesson,
    Line,
    Paragraph,
    Quiz,
    Step,
    Table,
)
from edgewise.text import clean


def place(step: Step, lesson: Lesson) -> str:
    """``file:line`` of a step."""
    return f"{clean(str(lesson.path))}:{step.line}"


def every(blocks: Iterable[Block]) -> Iterator[Block]:
    """``blocks`` and what stands inside them."""
    for block in blocks:
        yield block
        if isinstance(block, Aside):
            yield from every(block.body)
        elif isinstance(block, Items):
            for item in block.items:
                yield from every(item)


def lines_of(block: Block) -> Iterator[Line]:
    """The running text of a block itself; what stands inside lists and asides are blocks of their own."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Table():
            for row in (block.head, *block.rows):
                yield from row
        case Quiz():
            yield block.question
            yield block.explanation
            for choice in block.choices:
                yield choice.text
                yield choice.because
            for guess in block.guesses:
                yield guess.because
        case Checkpoint():
            for part in block.text:
                yield from lines_of(part)
        case _:
            return


def keys_of(line: Line) -> Iterator[str]:
    """The source keys in ``line``, with those that need no entry."""
    return (span.style.removeprefix("source:") for span in line if span.style.startswith("source:"))


def words_of(line: Line) -> str:
    """The text of ``line`` for people: code is an ellipsis, and source keys are left out."""
    return "".join("…" if span.style == "code" else span.text for span in line if not span.style.startswith("source:"))
