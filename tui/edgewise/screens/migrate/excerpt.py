"""The lines around a place in one of the project's files, in colour. What a file holds is shown, never obeyed."""

from __future__ import annotations

from itertools import islice
from pathlib import Path, PurePosixPath

from textual.content import Content

from edgewise.project.model import Place
from edgewise.text import clean_lines
from edgewise.widgets.code import highlighted

_LARGEST = 1024 * 1024
"""Bytes of a file that is opened."""
_LONGEST = 400
"""Characters of a line that are coloured."""
_LANGUAGES = {
    ".cjs": "javascript",
    ".css": "css",
    ".html": "html",
    ".js": "javascript",
    ".json": "json",
    ".jsonc": "json",
    ".jsx": "jsx",
    ".md": "markdown",
    ".mjs": "javascript",
    ".mts": "typescript",
    ".sh": "bash",
    ".tf": "terraform",
    ".toml": "toml",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".yaml": "yaml",
    ".yml": "yaml",
}


def excerpt(root: Path, place: Place, width: int, around: int = 2) -> list[Content]:
    """The lines within ``around`` of a place, that line marked; its first lines when it names none.

    Empty when the file is not there, is too large, or lies outside ``root``.
    """
    line = place.line or 1
    first = max(1, line - around)
    lines = _read(root, place.file, first, line + around + (0 if place.line else around))
    if not any(lines):
        return []
    shown = highlighted("\n".join(lines), language_of(place.file))
    digits = len(str(first + len(lines) - 1))
    return [
        _numbered(text, number, digits, here=number == place.line, width=width)
        for number, text in enumerate(shown[: len(lines)], first)
    ]


def language_of(path: str) -> str:
    """The language of a file, as Pygments calls it."""
    return _LANGUAGES.get(PurePosixPath(path).suffix.lower(), "text")


def _numbered(text: Content, number: int, digits: int, *, here: bool, width: int) -> Content:
    mark = "▶" if here else " "
    gutter = Content.styled(f"{mark} {number:>{digits}} ", "bold $primary" if here else "$text-disabled")
    gutter += Content.styled("│ ", "$primary" if here else "$text-disabled")
    return gutter + text.truncate(max(10, width - gutter.cell_length), ellipsis=True)


def _read(root: Path, file: str, first: int, last: int) -> list[str]:
    path = root / file
    try:
        if not path.resolve().is_relative_to(root.resolve()) or not path.is_file() or path.stat().st_size > _LARGEST:
            return []
        with path.open(encoding="utf-8", errors="replace") as source:
            found = list(islice(source, first - 1, last))
    except (OSError, ValueError):
        return []
    return [" ".join(clean_lines(each[:_LONGEST]).splitlines()).expandtabs(2) for each in found]
