"""Comparing two rows: marking the first, comparing with the second, and the screen that shows what differs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.account.comparing import Change, Comparison, compare
from edgewise.account.resources.model import Kind, Row, Scope
from edgewise.screens.account.diff_lines import comparison_document, diff_lines, plain_text
from edgewise.screens.account.exporting import Export, export_to_file
from edgewise.screens.account.raw import LinesView
from edgewise.screens.dialogs import keys_line
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.app import EdgewiseApp
    from edgewise.screens.account.screen import AccountScreen

ACROSS = frozenset({"pages_projects", "workers"})
"""Kinds that can be compared with each other."""


@dataclass(frozen=True)
class Marked:
    """A row that waits for another one to be compared with.

    Attributes:
        of: what it belongs to, such as the project of a deployment.
    """

    kind: Kind
    row: Row
    of: str = ""

    @property
    def name(self) -> str:
        """The row's name with what it belongs to and what it is, for people."""
        name = clean(self.kind.row_name(self.row), 40)
        return f"{clean(self.of, 40)} {name} ({self.kind.singular})" if self.of else f"{name} ({self.kind.singular})"

    def goes_with(self, other: Marked) -> bool:
        """Whether the two can be compared."""
        kinds = {self.kind.id, other.kind.id}
        return len(kinds) == 1 or kinds == ACROSS

    def same_as(self, other: Marked) -> bool:
        """Whether this is the very row."""
        return (self.kind.id, self.row.key, self.row.parameters) == (other.kind.id, other.row.key, other.row.parameters)


async def compare_rows(client: Client, old: Marked, new: Marked, scope: Scope) -> Comparison:
    """What differs between two rows, with everything that can be known of them.

    Raises nothing but cancellation: what could not be had is a remark.
    """
    from edgewise.account.comparing_across import compare_across
    from edgewise.account.listing import details
    from edgewise.errors import EdgewiseError

    if old.kind.id != new.kind.id:
        project, worker = (old, new) if old.kind.id == "pages_projects" else (new, old)
        found = await compare_across(client, project.row, worker.row, scope)
        return found if project is old else turned(found)
    rows = [await details(client, each.kind, each.row) for each in (old, new)]
    remarks = [
        f"Not compared: {name} of {each.name}. {answer.message}"
        for each, row in zip((old, new), rows, strict=True)
        for name, answer in row.extra.items()
        if isinstance(answer, EdgewiseError)
    ]
    lost = {name for row in rows for name, answer in row.extra.items() if isinstance(answer, EdgewiseError)}
    documents = [_whole(row, lost) for row in rows]
    return compare(*documents, remarks=remarks)


def _whole(row: Row, lost: set[str]) -> object:
    extra = {name: answer for name, answer in row.extra.items() if name not in lost}
    return {**row.raw, **extra} if isinstance(row.raw, dict) else row.raw


def turned(found: Comparison) -> Comparison:
    """The same with its sides exchanged."""

    def around(changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(replace(each, old=each.new, new=each.old) for each in changes)

    return replace(found, changes=around(found.changes), folded=around(found.folded))


class DiffScreen(ModalScreen[None]):
    """What differs between two documents, to read, copy and write to a file."""

    if TYPE_CHECKING:

        @property
        def app(self) -> EdgewiseApp: ...  # type: ignore[override]

    CSS = """
    DiffScreen .dialog { width: 1fr; max-width: 160; height: 1fr; max-height: 100%; margin: 1 2; }
    """
    BINDINGS: ClassVar = [
        Binding("escape,q,d", "close", "Close", show=False),
        Binding("f", "fold", "Fold", show=False),
        Binding("e", "export", "Export", show=False),
        Binding("c", "copy", "Copy", show=False),
    ]

    def __init__(self, found: Comparison, old: str, new: str) -> None:
        super().__init__(classes="dialog-layer")
        self._found, self._old, self._new = found, old, new
        self._unfolded = False

    def compose(self) -> ComposeResult:
        """Title, what differs, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("What differs"), classes="dialog-title")
            yield LinesView()
            keys = [("↑↓", "Scroll"), ("c", "Copy"), ("e", "Export"), ("escape", "Close")]
            if self._found.folded:
                keys.insert(1, ("f", "Ids and times"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Begin where the keys are."""
        self.query_one(LinesView).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Lay it out for the new width."""
        self.call_after_refresh(self._show)

    def _lines(self) -> list[Content]:
        width = max(40, self.query_one(LinesView).size.width - 2)
        return diff_lines(self._found, self._old, self._new, width, unfolded=self._unfolded)

    def _show(self) -> None:
        self.query_one(LinesView).show(tuple(self._lines()))

    def action_fold(self) -> None:
        """Show the fields that always differ, or fold them away."""
        self._unfolded = not self._unfolded
        self._show()

    def action_copy(self) -> None:
        """Copy it as text."""
        self.app.copy_to_clipboard(plain_text(self._lines()))
        self.notify("The comparison is in the clipboard.", markup=False)

    @work(group="ask", exit_on_error=False)
    async def action_export(self) -> None:
        """Write it to a file."""
        document = comparison_document(self._found, self._old, self._new)
        texts = {
            "txt": lambda: plain_text(self._lines()),
            "json": lambda: json.dumps(document, indent=2) + "\n",
        }
        await export_to_file(self.app, Export("the comparison", "comparison", texts))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


class Diffing:
    """Mix-in for the account screen: ``d`` marks a row, and on another one compares."""

    marked: Marked | None = None

    @work(exclusive=True, group="compare", exit_on_error=False)
    async def action_diff(self: AccountScreen) -> None:
        """Mark the row, or compare it with the one that is marked."""
        row, here, client = self.row, self.trail.here, self.board.client
        if row is None or client is None:
            return
        this = Marked(here.kind, row, here.title)
        before, self.marked = self.marked, None
        if before is None or not before.goes_with(this):
            self.marked = this
        elif not before.same_as(this):
            found = await compare_rows(client, before, this, self.board.scope())
            self.app.push_screen(DiffScreen(found, before.name, this.name))
        self.frame()

    @property
    def marked_step(self: AccountScreen) -> str | None:  # type: ignore[misc]
        """What to do next while a row is marked."""
        if self.marked is None:
            return None
        other = "Pages project or Worker" if self.marked.kind.id in ACROSS else self.marked.kind.singular
        return f"{clean(self.marked.name, 44)} is marked: press d on another {other}."
