"""The catalogue's page about a kind of finding, as lines."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content

from edgewise.course.model import Block
from edgewise.errors import InputError
from edgewise.text import clean_lines
from edgewise.widgets.flow import EMPTY
from edgewise.widgets.prose import block_lines


def manual_lines(identity: str, width: int) -> list[Content]:
    """The page of the finding ``identity``, section by section; nothing when there is none."""
    lines: list[Content] = []
    for heading, blocks in _sections(identity):
        lines += [EMPTY, Content.styled(heading, "bold $primary"), *block_lines(blocks, width)]
    return lines


@lru_cache(maxsize=16)
def _sections(identity: str) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    from edgewise.migration.catalogue.pages import page

    try:
        found = page(identity)
    except ValueError:
        return ()
    return tuple((heading, _blocks(text, identity)) for heading, text in found.sections) if found else ()


def _blocks(text: str, identity: str) -> tuple[Block, ...]:
    """Markdown as blocks; as it stands when it holds what lessons may not."""
    from edgewise.course.markdown.blocks import Reader
    from edgewise.course.markdown.inline import Inline
    from edgewise.course.markdown.syntax import Origin, parse
    from edgewise.course.model import Paragraph, Span
    from edgewise.migration.catalogue.pages import folder

    origin = Origin(folder() / f"{identity}.md")
    try:
        return Reader(Inline(origin), identity).blocks(parse(text, origin))
    except InputError:
        return tuple(Paragraph((Span(clean_lines(part), ""),)) for part in text.split("\n\n"))
