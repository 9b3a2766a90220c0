"""A comparison as a table: rows to go through, what follows from one, and only those that concern a project."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from textual import work
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course.matrix import Comparison, Row
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.table import table_lines

CHROME = 13
"""Rows of a screen that are not the table's: step, frame, head, and what is said below."""
FEWEST = 6


class MatrixView(Commanding, Flow, can_focus=True):
    """One comparison in a frame.

    Attributes:
        at: the row that is looked at, counted among those in sight.
        used: what the reader's project uses, while only those rows are shown; ``None`` for all rows.
    """

    class Asked(Message):
        """The reader wants only the rows that concern their project. Whoever knows the project calls `narrow`."""

        def __init__(self, view: MatrixView) -> None:
            super().__init__()
            self.view = view

    VERBS = (
        Command("matrix.up", "up,k", "Up", "Go to the row above.", "move(-1)", footer=False),
        Command("matrix.down", "down,j", "Down", "Go to the row below.", "move(1)", footer=False),
        Command("matrix.mine", "f", "My project", "Only the rows that concern the project in your folder.", "mine"),
    )
    DEFAULT_CSS = """
    MatrixView {
        border: round $border-blurred; padding: 0 1;
        border-title-color: $foreground; border-title-style: bold; border-title-align: left;
        &:focus { border: round $primary; border-title-color: $primary; }
    }
    """

    def __init__(self, comparison: Comparison, caption: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.comparison = comparison
        self.at = 0
        self.used: frozenset[str] | None = None
        self.border_title = Content(comparison.title)
        self._caption = caption
        self._said = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in sight."""
        if self.used is None:
            return self.comparison.rows
        return tuple(row for row in self.comparison.rows if row.concerns(self.used))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Narrowing where rows say whom they concern."""
        return any(row.uses for row in self.comparison.rows) if action == "mine" else True

    def on_focus(self) -> None:
        """Show the cursor."""
        self.changed()

    def on_blur(self) -> None:
        """Hide it."""
        self.changed()

    def action_move(self, direction: int) -> None:
        """Another row."""
        self.at = max(0, min(self.at + direction, len(self.rows) - 1))
        self.changed()
        self.in_sight()

    def action_mine(self) -> None:
        """Only what concerns the project, or all again."""
        if self.used is not None:
            self.used, self._said, self.at = None, "", 0
            self.changed()
        else:
            self.post_message(self.Asked(self))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def narrow(self, root: Path) -> None:
        """Read the project in ``root`` and show only the rows that concern it."""
        from edgewise.course.uses import uses_of

        self.app.call_from_thread(self._narrowed, uses_of(root), clean(root.name or str(root), 40))

    def _narrowed(self, used: Collection[str] | None, name: str) -> None:
        if used is None:
            self._said = f"There is no Pages project in {name}. Open one in Migrate, and come back."
        else:
            self.used, self.at = frozenset(used), 0
            self._said = f"{len(self.rows)} of {len(self.comparison.rows)} rows concern {name}. f shows all."
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """A window on the table, then the row that is looked at, in words."""
        rows = self.rows
        room = max(FEWEST, min(len(rows), self.app.size.height - CHROME))
        first = max(0, min(self.at - room // 2, len(rows) - room))
        head = [Content.styled(title, "$text-muted") for title in ("", *self.comparison.columns)]
        shown = [self._row(row, here=at == self.at) for at, row in enumerate(rows)][first : first + room]
        lines = [*wrap(Content(self._said), width), EMPTY] if self._said else []
        lines += table_lines(head, shown, width, fold=False)
        if len(rows) > room:
            lines.append(Content.styled(f"  {self.at + 1} of {len(rows)}", "$text-muted"))
        if rows and rows[self.at].why:
            lines += [EMPTY, *wrap(Content(rows[self.at].why), width)]
        if self._caption:
            lines += [EMPTY, *wrap(Content.styled(self._caption, "$text-muted"), width)]
        return lines

    def _row(self, row: Row, *, here: bool) -> list[Content]:
        marked = here and self.has_focus
        title = Content.styled("▶ " if marked else "  ", "$primary")
        title += Content.styled(row.title, "bold" if marked else "")
        return [title, *(Content.styled(cell, "" if cell != "no" else "$text-muted") for cell in row.cells)]
