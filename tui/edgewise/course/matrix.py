"""``:::matrix``: a comparison of several products, row by row, read from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edgewise.course.toml import parse_toml, read_text

CODE = "matrix-syntax"


@dataclass(frozen=True)
class Comparison:
    """A comparison: ``columns`` are what is compared."""

    title: str
    columns: tuple[str, ...]

    def plain(self) -> str:
        """The comparison in words: title first."""
        return self.title


def load_matrix(path: Path) -> Comparison:
    """The comparison in the file ``path``.

    Raises:
        InputError: code ``matrix-syntax``, with file and line.
    """
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    return Comparison(fields.text("title"), fields.texts("columns"))
