"""The long explanation of a finding, laid out for a width: paragraphs, lists, and code as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual.content import Content

from edgewise.migration.catalogue.pages import page
from edgewise.widgets.flow import EMPTY, wrap

_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def handbook(identity: str, width: int) -> list[Content]:
    """The sections of the finding's page; none when it has no page."""
    found = page(identity)
    lines: list[Content] = []
    for heading, text in found.sections if found else ():
        lines += [EMPTY, Content.styled(heading, "bold $primary")]
        for number, block in enumerate(_blocks(text, width)):
            lines += [EMPTY, *block] if number else block
    return lines


def _blocks(text: str, width: int) -> Iterator[list[Content]]:
    """Paragraphs, list items and code blocks, each as lines. Code is cut at the edge, never wrapped."""
    for number, part in enumerate(_FENCE.split(text)):
        if number % 2:
            yield [Content.styled(f"  {line}"[:width], "$text-accent") for line in part.rstrip("\n").split("\n")]
            continue
        paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n|\n(?=- )", part) if each.strip()]
        for paragraph in paragraphs:
            item = paragraph.startswith("- ")
            yield wrap(_inline(paragraph[2:] if item else paragraph), width, Content("• " if item else ""))


def _inline(text: str) -> Content:
    """Text with its code in another colour instead of backticks."""
    parts = _CODE.split(text)
    pieces = [Content.styled(part, "$text-accent" if number % 2 else "") for number, part in enumerate(parts)]
    return Content("").join(pieces)
