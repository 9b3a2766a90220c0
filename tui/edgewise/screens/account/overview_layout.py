"""The overview laid out for a width: one column, or two where there is room. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from edgewise.account.overview import Block, Line, Overview
from edgewise.screens.account.facts import TONES
from edgewise.widgets.flow import EMPTY, wrap

TWO_COLUMNS = 104
"""Cells from which two columns stand side by side."""

GUTTER = 4
RIGHT = ("costs", "runs")
"""Blocks of the second column."""

SIGN = 2
LONGEST_NAME = 28
LEAST_FOLD = 20
"""Cells of text below which folding it would make a ragged column of single words."""

MOST_FOLDED = 3
BAR, SHORT_BAR = 12, 6
"""Cells of a bar that shows a share, and where a block is narrower than ``ROOMY``."""

ROOMY = 62


@dataclass(frozen=True)
class Piece:
    """A part of a screen line: text that starts at a column, and the number of the line it belongs to.

    Attributes:
        line: index into :attr:`Overview.lines`; ``None`` for what the cursor never stands on.
    """

    text: Content
    left: int = 0
    width: int = 0
    line: int | None = None


@dataclass(frozen=True)
class Layout:
    """Screen lines from the top, and where each line of the overview stands."""

    rows: tuple[tuple[Piece, ...], ...]
    places: tuple[int, ...]
    """Screen line of each line of the overview."""
    heads: tuple[int, ...]
    """Screen line of the heading above each line of the overview."""


def lay_out(overview: Overview, width: int) -> Layout:
    """The overview in ``width`` cells."""
    numbers, count = [], 0
    for block in overview.blocks:
        numbers.append(count)
        count += len(block.lines)
    numbered = list(zip(overview.blocks, numbers, strict=True))
    if width < TWO_COLUMNS:
        columns = [_column(numbered, 0, width)]
    else:
        half = (width - GUTTER) // 2
        left = [each for each in numbered if each[0].id not in RIGHT]
        right = [each for each in numbered if each[0].id in RIGHT]
        columns = [_column(left, 0, half), _column(right, half + GUTTER, width - half - GUTTER)]
    height = max((len(column) for column in columns), default=0)
    rows = tuple(tuple(column[y] for column in columns if y < len(column)) for y in range(height))
    return Layout(rows, *_places(rows, count))


def _places(rows: Sequence[tuple[Piece, ...]], count: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    places, heads = [0] * count, [0] * count
    head: dict[int, int] = {}
    known: set[int] = set()
    for y, row in enumerate(rows):
        for piece in row:
            if piece.line is None:
                head[piece.left] = y if piece.text.plain.strip() else y + 1
            else:
                if piece.line not in known:
                    places[piece.line], heads[piece.line] = y, head.get(piece.left, y)
                    known.add(piece.line)
                head[piece.left] = y
    return tuple(places), tuple(heads)


def _column(blocks: Sequence[tuple[Block, int]], left: int, width: int) -> list[Piece]:
    pieces: list[Piece] = []
    for block, first in blocks:
        if pieces:
            pieces.append(Piece(EMPTY, left, width))
        pieces.append(Piece(_heading(block, width), left, width))
        names, figures = _widths([block] if block.id in RIGHT else [each for each, _ in blocks], width)
        for at, line in enumerate(block.lines):
            texts = line_texts(line, names, figures, width, fold=block.id not in RIGHT)
            pieces += [Piece(text, left, width, first + at) for text in texts]
        if block.remark:
            sign = Content.styled(f"{block.sign} ".ljust(SIGN), TONES.get(block.tone, ""))
            style = "" if block.tone == "good" else "$text-muted"
            pieces += [Piece(each, left, width) for each in wrap(Content.styled(block.remark, style), width, sign)]
    return pieces


def _heading(block: Block, width: int) -> Content:
    title = Content.styled(block.title, "bold $primary")
    rows = sum(line.key is not None for line in block.lines)
    if rows > 1 and block.id not in RIGHT:
        title += Content.styled(f"  {rows}", "$text-muted")
    return title.truncate(width, ellipsis=True)


def _widths(blocks: Sequence[Block], width: int) -> tuple[int, int]:
    """Cells of the names and of the figures. Blocks of text share them, so that their texts stand in one line."""
    lines = [line for block in blocks if len(blocks) == 1 or block.id not in RIGHT for line in block.lines]
    names = max((cell_len(line.name) for line in lines), default=0)
    figures = max((cell_len(line.figure) for line in lines), default=0)
    return min(names, LONGEST_NAME, max(8, width // 2)), figures


def line_texts(line: Line, names: int, figures: int, width: int, *, fold: bool) -> list[Content]:
    """One line in the cells there are: its text folded at a hanging indent, else cut with an ellipsis."""
    style = TONES.get(line.tone, "")
    head = Content.styled(line.sign.ljust(SIGN), style) + Content(sized(line.name, names)) + Content("  ")
    if figures:
        figure = " " * (figures - cell_len(line.figure)) + line.figure
        head += Content.styled(figure, "" if line.tone == "muted" else "bold") + Content("  ")
    if line.share is not None:
        head += bar(line.share, BAR if width >= ROOMY else SHORT_BAR, style or "$primary") + Content("  ")
    text = Content.styled(line.text, "$text-muted" if line.tone in ("", "muted") else "")
    if not fold or head.cell_length + text.cell_length <= width or width - head.cell_length < LEAST_FOLD:
        return [(head + text).truncate(width, ellipsis=True)]
    lines = wrap(text, width, head)
    if len(lines) > MOST_FOLDED:
        return [*lines[: MOST_FOLDED - 1], (lines[MOST_FOLDED - 1] + Content(" …")).truncate(width, ellipsis=True)]
    return lines


def bar(share: float, width: int, style: str) -> Content:
    """A share from 0 to 1 as a bar; more than all of it is a full bar."""
    full = max(0, min(width, round(share * width)))
    if share > 0 and not full:
        full = 1
    return Content.styled("━" * full, style) + Content.styled("─" * (width - full), "$text-disabled")


def sized(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells, cut with an ellipsis."""
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return set_cell_size(text, max(0, width - 1)) + "…"
