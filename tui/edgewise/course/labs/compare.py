"""The learner's files beside the solution's, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from edgewise.text import clean_lines

CONTEXT = 3
"""Lines that are the same, shown before and after a change."""
LONGEST = 3000
"""Lines of a file up to which it is compared: a lab's file has a hundred."""
_WIDEST = 500

Sign = Literal["+", "-", " ", "…"]


@dataclass(frozen=True)
class Row:
    """One line of a comparison.

    Attributes:
        sign: ``-`` only the learner has it, ``+`` only the solution, a blank for both; ``…`` stands for
            lines that are the same and left out: ``text`` then holds how many.
        number: of the line, from 1: in the learner's file for ``-``, else in the solution's.
        text: without control characters.
    """

    sign: Sign
    number: int
    text: str


@dataclass(frozen=True)
class Comparison:
    """One file.

    Attributes:
        rows: empty where the two are the same, or where the file is too long.
        too_long: one of the two has more than :data:`LONGEST` lines.
    """

    name: str
    rows: tuple[Row, ...]
    too_long: bool = False

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not self.rows and not self.too_long


def compare(name: str, mine: str, solution: str) -> Comparison:
    """What has to go from ``mine`` (``-``) and what has to come (``+``) to get ``solution``.

    Both are cleaned first: how lines end makes no difference.
    """
    old, new = _lines(mine), _lines(solution)
    if max(len(old), len(new)) > LONGEST:
        return Comparison(name, (), too_long=True)
    rows: list[Row] = []
    seen = 0  # lines of the solution that rows and gaps account for
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        rows += _gap(seen, group[0][3])
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                rows += _rows(" ", new, new_from, new_to)
                continue
            rows += _rows("-", old, old_from, old_to)
            rows += _rows("+", new, new_from, new_to)
        seen = group[-1][4]
    if rows:
        rows += _gap(seen, len(new))
    return Comparison(name, tuple(rows))


def _lines(text: str) -> list[str]:
    return [line[:_WIDEST] for line in clean_lines(text).expandtabs(2).rstrip("\n").split("\n")]


def _rows(sign: Sign, lines: Sequence[str], begin: int, end: int) -> list[Row]:
    return [Row(sign, number + 1, lines[number]) for number in range(begin, end)]


def _gap(begin: int, end: int) -> list[Row]:
    return [Row("…", begin + 1, str(end - begin))] if end > begin else []
