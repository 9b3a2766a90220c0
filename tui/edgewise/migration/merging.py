"""Merging three versions of a text line by line: what both sides changed in the same place is a conflict.

The classic three-way merge. Lines that all three versions share, in order, are the fixed points. Between two of them,
the side that differs from the base wins; two sides that differ from it and from each other are a conflict. Changes
that touch each other are one place, so they conflict too.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from edgewise.errors import InputError

MAX_LINES = 20_000
"""Comparing takes time with the square of the lines. Nobody edits longer files by hand."""


@dataclass(frozen=True)
class Labels:
    """What the three versions are called beside the markers of a conflict."""

    mine: str
    base: str
    other: str


@dataclass(frozen=True)
class Merge:
    """The merged text. With conflicts it holds markers, as git writes them."""

    data: bytes
    clean: bool


Region = tuple[Sequence[bytes], Sequence[bytes], Sequence[bytes]]
"""Lines of the base, of mine and of the other version that stand for each other."""


def merge(base: bytes, mine: bytes, other: bytes, labels: Labels, name: str = "") -> Merge | None:
    """Apply the change from ``base`` to ``other`` to ``mine``.

    The line ends of ``mine`` count, if it has one kind throughout.

    Args:
        name: the file's name: JSON and TOML that were valid must be valid afterwards, or it is a conflict.

    Returns:
        ``None`` when one of them is no text or is too long.
    """
    if any(b"\0" in each or each.count(b"\n") > MAX_LINES for each in (base, mine, other)):
        return None
    end = _line_end(mine)
    if end is not None:
        base, other = (each.replace(b"\r\n", b"\n").replace(b"\n", end) for each in (base, other))
    regions = list(_regions(*(each.splitlines(keepends=True) for each in (base, mine, other))))
    settled = [_settle(*region) for region in regions]
    if None not in settled:
        data = b"".join(line for lines in settled if lines is not None for line in lines)
        if _still_valid(name, mine, other, data):
            return Merge(data, clean=True)
        regions, settled = [([base], [mine], [other])], [None]
    parts = [
        b"".join(lines) if lines is not None else _marked(region, labels, end or b"\n")
        for region, lines in zip(regions, settled, strict=True)
    ]
    return Merge(b"".join(parts), clean=False)


def _regions(base: Sequence[bytes], mine: Sequence[bytes], other: Sequence[bytes]) -> Iterator[Region]:
    """The three texts cut at the lines that all of them share."""
    to_mine, to_other = _matches(base, mine), _matches(base, other)
    at, at_mine, at_other = 0, 0, 0
    for line in (*sorted(to_mine.keys() & to_other.keys()), None):
        upto = (len(base), len(mine), len(other)) if line is None else (line, to_mine[line], to_other[line])
        yield base[at : upto[0]], mine[at_mine : upto[1]], other[at_other : upto[2]]
        if line is not None:
            yield base[line : line + 1], mine[upto[1] : upto[1] + 1], other[upto[2] : upto[2] + 1]
            at, at_mine, at_other = (each + 1 for each in upto)


def _matches(base: Sequence[bytes], changed: Sequence[bytes]) -> dict[int, int]:
    """Numbers of lines of ``base`` to those of the same lines in ``changed``, both rising."""
    blocks = SequenceMatcher(None, base, changed, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _settle(base: Sequence[bytes], mine: Sequence[bytes], other: Sequence[bytes]) -> Sequence[bytes] | None:
    """The lines that stand in a region afterwards; ``None`` for a conflict."""
    if mine in (base, other):
        return other
    return mine if other == base else None


def _marked(region: Region, labels: Labels, end: bytes) -> bytes:
    base, mine, other = ([*lines[:-1], lines[-1].rstrip(b"\r\n") + end] if lines else [] for lines in region)
    marks = (f"<<<<<<< {labels.mine}", f"||||||| {labels.base}", "=======", f">>>>>>> {labels.other}")
    first, second, third, last = (mark.encode() + end for mark in marks)
    return b"".join([first, *mine, second, *base, third, *other, last])


def _line_end(data: bytes) -> bytes | None:
    """The one kind of line end in ``data``; ``None`` when it has none or both."""
    windows, all_of_them = data.count(b"\r\n"), data.count(b"\n")
    if not all_of_them or 0 < windows < all_of_them:
        return None
    return b"\r\n" if windows else b"\n"


def _still_valid(name: str, mine: bytes, other: bytes, merged: bytes) -> bool:
    """Whether ``merged`` parses in the strictest way in which both versions did."""
    kind = name.rpartition(".")[2]
    for parses in {"json": (_json, _jsonc), "jsonc": (_jsonc,), "toml": (_toml,)}.get(kind, ()):
        if parses(mine) and parses(other):
            return parses(merged)
    return True


def _json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def _jsonc(data: bytes) -> bool:
    from edgewise.project import jsonc

    try:
        jsonc.loads(data.decode("utf-8-sig"))
    except (ValueError, InputError):
        return False
    return True


def _toml(data: bytes) -> bool:
    try:
        tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return False
    return True
