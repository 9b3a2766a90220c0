"""Plan: each file that would change, and its diff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from edgewise.migration.model import Action, FileEdit, Plan
from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.lists import RowList
from edgewise.text import clean, clean_lines

_SIGNS = {
    Action.CREATE: ("+", "$success", "new"),
    Action.EDIT: ("~", "$warning", "changed"),
    Action.DELETE: ("−", "$error", "removed"),
}
_LONGEST = 4000
"""Lines of a file that are shown as a diff."""


class PlanPane(Container):
    """The files, and the diff of the one under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="plan")
        self._edits: tuple[FileEdit, ...] = ()
        self._why: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """List and diff."""
        with Container(id="plan-files"):
            yield Static(id="plan-summary")
            yield RowList(id="plan-list")
            yield Static(id="plan-why")
        yield VerticalScroll(id="plan-diff")

    def show(self, edits: Sequence[FileEdit], plan: Plan | None, *, done: bool) -> None:
        """Show ``edits``; ``done`` when they are on disk already."""
        self._edits = tuple(edits)
        self._why = {edit.path: step.why for step in plan.steps for edit in step.edits} if plan else {}
        self.query_one("#plan-summary", Static).update(summary(self._edits, done=done))
        files = self.query_one(RowList)
        files.fill([(file_row(edit), True) for edit in self._edits])
        if self._edits:
            files.highlighted = 0
        else:
            self.query_one("#plan-diff").remove_children()

    @on(OptionList.OptionHighlighted)
    def _changed(self, event: OptionList.OptionHighlighted) -> None:
        edit = self._edits[event.option_index]
        self.query_one("#plan-why", Static).update(Content.styled(clean(self._why.get(edit.path, "")), "$text-muted"))
        self._open(edit)

    @work(exclusive=True, group="diff", exit_on_error=False)
    async def _open(self, edit: FileEdit) -> None:
        place = self.query_one("#plan-diff", VerticalScroll)
        view = await diff_of(edit)
        async with self.batch():
            await place.remove_children()
            await place.mount(view)
        place.scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _whole(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(DiffDialog(self._edits[event.option_index]))

    def on_key(self, event: object) -> None:
        """Scroll the diff while the keys stay in the list."""
        key = getattr(event, "key", "")
        if key in ("pagedown", "pageup", "space"):
            place = self.query_one("#plan-diff", VerticalScroll)
            (place.scroll_page_up if key == "pageup" else place.scroll_page_down)(animate=False)
            getattr(event, "stop", lambda: None)()


class DiffDialog(ModalScreen[None]):
    """The diff of one file on the whole screen."""

    BINDINGS: ClassVar = [Binding("escape,q,enter", "dismiss", "Close", show=False)]

    def __init__(self, edit: FileEdit) -> None:
        super().__init__(classes="dialog-layer")
        self._edit = edit

    def compose(self) -> ComposeResult:
        """The file's name, its diff, and the keys."""
        with Container(id="whole-diff", classes="dialog"):
            yield Static(file_row(self._edit), classes="dialog-title")
            yield VerticalScroll(id="whole-diff-scroll")
            yield Static(keys_line(("↑↓", "Scroll"), ("escape", "Close")), classes="dialog-keys")

    async def on_mount(self) -> None:
        """Draw the diff."""
        place = self.query_one("#whole-diff-scroll", VerticalScroll)
        await place.mount(await diff_of(self._edit))
        place.focus()


async def diff_of(edit: FileEdit) -> Widget:
    """The change of one file as a widget."""
    before, after = _text(edit.before), _text(edit.after)
    if before is None or after is None:
        sizes = f"{len(edit.before or b''):,} → {len(edit.after or b''):,} bytes"
        return Static(Content.styled(f"{clean(edit.path)} is not text: {sizes}.", "$text-muted"))
    if max(before.count("\n"), after.count("\n")) > _LONGEST:
        return Static(
            Content.styled(f"{clean(edit.path)} is too long to show here. See: edgewise plan --diff", "$text-muted")
        )
    from textual_diff_view import DiffView

    path = clean(edit.path)
    view = DiffView(path, path, before, after, split=False, annotations=True, wrap=True)
    await view.prepare()
    widget: Widget = view
    return widget


def _text(data: bytes | None) -> str | None:
    if data is None:
        return ""
    try:
        return clean_lines(data.decode())
    except UnicodeDecodeError:
        return None


def file_row(edit: FileEdit) -> Content:
    """A file with what happens to it."""
    sign, style, word = _SIGNS[edit.action]
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(clean(edit.path, 80))
    return row + Content.styled(f"  {word}", "$text-muted")


def summary(edits: Sequence[FileEdit], *, done: bool) -> Content:
    """Such as ``4 files change: 2 new, 1 changed, 1 removed.``"""
    if not edits:
        return Content("No file changes." if not done else "The files are as they were.")
    counts = [f"{sum(edit.action is action for edit in edits)} {word}" for action, (_, _, word) in _SIGNS.items()]
    shown = ", ".join(count for count in counts if not count.startswith("0 "))
    number = len(edits)
    verb = ("was changed" if number == 1 else "were changed") if done else ("changes" if number == 1 else "change")
    text = Content.styled(f"{number} {'file' if number == 1 else 'files'} {verb}", "bold")
    return text + Content.styled(f"   {shown}", "$text-muted")
