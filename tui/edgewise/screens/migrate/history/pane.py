"""History: the folders on this computer that were migrated, what was done to each, and the way back."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command
from edgewise.screens.migrate.history.past import Past, rows
from edgewise.screens.migrate.history.words import record_lines
from edgewise.screens.migrate.lists import ListPane, RowList
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.words import keys, prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap


class PastList(RowList):
    """A folder a row."""

    VERBS = (Command("migrate.open-past", "enter", "Open", "Look at this folder.", "select", display="enter"),)


class HistoryPane(ListPane):
    """The folders, and the journal of the one under the cursor."""

    class Open(Message):
        """The user wants to look at another folder."""

        def __init__(self, root: Path) -> None:
            super().__init__()
            self.root = root

    def __init__(self) -> None:
        super().__init__(id="history")
        self._found: tuple[Past, ...] = ()
        self._here = Path()

    def compose(self) -> ComposeResult:
        """List and detail."""
        with Container(classes="beside"):
            yield PastList(id="past-list")
            yield Page(id="past-detail")

    def show(self, found: tuple[Past, ...], here: Path) -> None:
        """Show the folders."""
        self._found, self._here = found, here
        self.query_one(PastList).fill(rows(found, here))

    def go_to(self, root: Path) -> None:
        """Put the cursor on a folder."""
        self.query_one(PastList).go_to(root.resolve())

    @property
    def chosen(self) -> Past | None:
        """The folder under the cursor."""
        key = self.query_one(PastList).key
        return next((each for each in self._found if each.root == key), None)

    @on(RowList.Moved)
    def _detail(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            here = chosen.root == self._here.resolve()
            self.query_one(Page).show(lambda width: detail(chosen, width, here=here))
        self.screen.refresh_bindings()

    @on(RowList.Picked)
    def _open(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Open(self.chosen.root))


def detail(found: Past, width: int, *, here: bool) -> list[Content]:
    """A folder: its journal, and what can be done."""
    lines = [*wrap(title(found.root.name or str(found.root)), width)]
    lines += [*wrap(Content.styled(clean(str(found.root)), "$text-muted"), width), EMPTY]
    if found.problem:
        lines += signed("✗", "$text-error", clean(found.problem), width)
    elif found.record is not None:
        lines += record_lines(found.record, found.when, width)
    else:
        lines += prose("No migration of this folder is recorded. Nothing needs to be taken back.", width)
    if not here:
        return [*lines, EMPTY, *keys(("enter", "Open this folder; it can be undone from there"))]
    return [*lines, EMPTY, *keys(("u", "Undo, after a look at what becomes of each file"))] if found.migrated else lines
