"""``:::matrix``: a comparison of several products, row by row, read from a TOML file beside the lesson."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from edgewise.course.toml import Fields, parse_toml, read_text
from edgewise.course.uses import USES

CODE = "matrix-syntax"


@dataclass(frozen=True)
class Row:
    """One thing that is compared: a cell for each column, and why it matters.

    Attributes:
        uses: whom it concerns: projects that use one of these (names of ``edgewise.course.uses``). Empty for all.
    """

    title: str
    cells: tuple[str, ...]
    why: str = ""
    sources: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()

    def concerns(self, used: Collection[str]) -> bool:
        """Whether it matters to a project that uses all of ``used``."""
        return not self.uses or any(name in used for name in self.uses)


@dataclass(frozen=True)
class Comparison:
    """A comparison. ``columns`` are what is compared."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def plain(self) -> str:
        """The comparison in words: title first, then a line for each row."""
        return "\n".join([self.title, "", *(self._row(row) for row in self.rows)])

    def _row(self, row: Row) -> str:
        cells = ", ".join(f"{column} {cell}" for column, cell in zip(self.columns, row.cells, strict=True))
        return f"{row.title}: {cells}.{f' {row.why}' if row.why else ''}"


def load_matrix(path: Path) -> Comparison:
    """The comparison in the file ``path``.

    Raises:
        InputError: code ``matrix-syntax``, with file and line.
    """
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    title, columns, rows = fields.text("title"), fields.texts("columns"), fields.tables("rows")
    fields.done()
    if len(columns) < 2 or not rows:
        fields.fail(None, "A comparison has two columns or more, and rows.", "Begin a row with [[rows]].")
    return Comparison(title, columns, tuple(_row(row, len(columns)) for row in rows))


def _row(row: Fields, count: int) -> Row:
    found = Row(row.text("title"), row.texts("cells"), row.text("why", ""), row.texts("sources"), row.texts("uses"))
    row.done()
    if len(found.cells) != count:
        row.fail("cells", f"The row has {len(found.cells)} cells for {count} columns.", "Write a cell for each column.")
    for name in found.uses:
        if name not in USES:
            row.fail("uses", f'Nothing is called "{name[:40]}".', f"Known: {', '.join(USES)}.")
    return found
