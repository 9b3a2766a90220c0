"""Plan: each file that would change, the step that changes it, and the diff."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.commands import Command, Commanding
from edgewise.migration.model import FileEdit
from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.lists import ListPane, RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.plan.diff import SPLIT_WIDTH, diff_of
from edgewise.screens.migrate.plan.rows import Change, changes, reason, rows
from edgewise.screens.migrate.words import file_row, summary


class FileList(RowList):
    """A file a row."""

    VERBS = (
        Command(
            "migrate.whole",
            "enter",
            "Whole diff",
            "Show this file's diff on the whole screen.",
            "select",
            display="enter",
        ),
        Command("migrate.split", "v", "Side by side", "Show both sides beside each other, or in one column.", "split"),
    )

    class Split(RowList.About):
        """The user wants the diff drawn the other way."""

    def action_split(self) -> None:
        """Draw the diff the other way."""
        self.post_message(self.Split(self))


class PlanPane(ListPane):
    """The files, and the diff of the one under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="plan")
        self._changes: tuple[Change, ...] = ()
        self._split: bool | None = None
        self._drawn: tuple[FileEdit, bool] | None = None

    def compose(self) -> ComposeResult:
        """List and diff."""
        with Vertical(id="plan-files"):
            yield Static(id="plan-summary")
            yield FileList(id="plan-list")
        with Vertical(id="plan-change"):
            yield Static(id="plan-why")
            yield VerticalScroll(id="plan-diff")

    def show(self, look: Look) -> None:
        """Show the plan, or what was changed when it is applied already."""
        self._changes = changes(look.plan, look.edits)
        self._drawn = None
        self.query_one("#plan-summary", Static).update(summary(look.edits, done=look.migrated))
        self.query_one(FileList).fill(rows(self._changes))
        if not self._changes:
            self.query_one("#plan-diff").remove_children()
            self.query_one("#plan-why", Static).update("")

    @property
    def change(self) -> Change | None:
        """The change under the cursor."""
        path = self.query_one(FileList).key
        return next((each for each in self._changes if each.edit.path == path), None)

    @property
    def split(self) -> bool:
        """Whether both sides are drawn beside each other: as the user said, else where there is room."""
        if self._split is not None:
            return self._split
        return self.query_one("#plan-diff").size.width >= SPLIT_WIDTH

    @on(RowList.Moved)
    def _changed(self) -> None:
        self._draw()
        self.screen.refresh_bindings()

    @on(FileList.Split)
    def _other_way(self) -> None:
        self._split = not self.split
        self._draw()

    def on_resize(self) -> None:
        """There may be room for two sides now, or none any more."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        change = self.change
        if change is None:
            return
        short = self.screen.has_class("-short")
        width = max(20, self.query_one("#plan-why").content_size.width)
        why = Content("\n").join(reason(change, width, short=short))
        self.query_one("#plan-why", Static).update(why)
        if self._drawn != (change.edit, self.split):
            self._drawn = (change.edit, self.split)
            self._open(change.edit, self.split)

    @work(exclusive=True, group="diff", exit_on_error=False)
    async def _open(self, edit: FileEdit, split: bool) -> None:
        place = self.query_one("#plan-diff", VerticalScroll)
        view = await diff_of(edit, split=split)
        async with self.batch():
            await place.remove_children()
            await place.mount(view)
        place.scroll_home(animate=False)

    @on(RowList.Picked)
    def _whole(self) -> None:
        if self.change is not None:
            self.app.push_screen(DiffDialog(self.change.edit))

    def action_turn(self, direction: int) -> None:
        """Scroll the diff by a page."""
        place = self.query_one("#plan-diff", VerticalScroll)
        (place.scroll_page_up if direction < 0 else place.scroll_page_down)(animate=False)


class DiffDialog(Commanding, ModalScreen[None]):
    """The diff of one file on the whole screen."""

    VERBS = (
        Command("diff.close", "escape,q,enter", "Close", "Go back to the files.", "leave"),
        Command("diff.split", "v", "Side by side", "Show both sides beside each other, or in one column.", "split"),
    )

    def __init__(self, edit: FileEdit) -> None:
        super().__init__(classes="dialog-layer")
        self._edit = edit
        self._split: bool | None = None

    def compose(self) -> ComposeResult:
        """The file's name, its diff, and the keys."""
        with Container(classes="dialog whole"):
            yield Static(file_row(self._edit), classes="dialog-title")
            yield VerticalScroll(id="whole-diff")
            keys = (("↑↓", "Scroll"), ("v", "Side by side"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Draw the diff once its width is known."""
        self.query_one("#whole-diff").focus()
        self.call_after_refresh(self._draw)

    @work(exclusive=True, group="diff", exit_on_error=False)
    async def _draw(self) -> None:
        place = self.query_one("#whole-diff", VerticalScroll)
        if self._split is None:
            self._split = place.size.width >= SPLIT_WIDTH
        view = await diff_of(self._edit, split=self._split)
        async with self.batch():
            await place.remove_children()
            await place.mount(view)

    def action_split(self) -> None:
        """Draw it the other way."""
        self._split = not self._split
        self._draw()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
