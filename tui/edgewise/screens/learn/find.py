"""One input that finds a place in the course."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from edgewise.course.model import Course
from edgewise.course.search import Hit, Place, places, search
from edgewise.screens.dialogs import keys_line


class FindScreen(ModalScreen[Place | None]):
    """The input and what it finds. Dismisses with the chosen place."""

    CSS = """
    FindScreen { align-vertical: top; }
    FindScreen .dialog { width: 1fr; max-width: 110; height: 1fr; max-height: 40; margin: 1 2; }
    FindScreen Input { margin-bottom: 1; }
    FindScreen OptionList { height: 1fr; border: none; padding: 0; background: $background 0%; }
    FindScreen #found { height: 1; color: $text-muted; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "move(-8)", "Up", show=False, priority=True),
        Binding("pagedown", "move(8)", "Down", show=False, priority=True),
    ]

    def __init__(self, course: Course) -> None:
        super().__init__(classes="dialog-layer")
        self._course = course
        self._places: list[Place] | None = None
        self._hits: list[Hit] = []

    def compose(self) -> ComposeResult:
        """The line to type in, what is found, and the keys."""
        with Vertical(classes="dialog"):
            yield Input(placeholder="words of the course", select_on_focus=False)
            yield OptionList(markup=False)
            yield Static(id="found", markup=False)
            keys = (("↑↓", "Move"), ("enter", "Go there"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Read the course while the reader types."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._say("Reading the course …")
        self._read()

    @work(thread=True, exit_on_error=False)
    def _read(self) -> None:
        found = places(self._course)
        self.app.call_from_thread(self._known, found)

    def _known(self, found: list[Place]) -> None:
        self._places = found
        self._look()

    @on(Input.Changed)
    def _look(self) -> None:
        if self._places is None:
            return
        wanted = self.query_one(Input).value
        self._hits = search(self._places, wanted)
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options([Option(_row(hit)) for hit in self._hits])
        if self._hits:
            listed.highlighted = 0
        count = len(self._hits)
        steps = sum(not place.word for place in self._places)
        self._say(
            f"{count} {'place' if count == 1 else 'places'}"
            if wanted.strip()
            else f"{steps} steps and {len(self._places) - steps} words"
        )

    def _say(self, words: str) -> None:
        self.query_one("#found", Static).update(words)

    def action_move(self, by: int) -> None:
        """Another place."""
        listed = self.query_one(OptionList)
        if self._hits:
            listed.highlighted = max(0, min((listed.highlighted or 0) + by, len(self._hits) - 1))

    def action_cancel(self) -> None:
        """Close without going anywhere."""
        self.dismiss(None)

    def on_input_submitted(self) -> None:
        """Go to the place under the cursor."""
        self._choose(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses as well."""
        self._choose(event.option_index)

    def _choose(self, at: int | None) -> None:
        if at is not None and at < len(self._hits):
            self.dismiss(self._hits[at].place)


def _row(hit: Hit) -> Content:
    """Two lines: what it is and where, and the text that was found."""
    title = Content.styled("word  " if hit.place.word else "", "$text-muted") + Content.styled(hit.place.title, "bold")
    first = title + Content.styled(f"  {hit.place.entry.title}", "$text-muted")
    return first + Content.styled(f"\n  {hit.excerpt}", "$text-muted") if hit.excerpt else first
