"""What words mean: one in a dialog or beside the mouse, all of them in a list that can be narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edgewise.course.glossary import Term, words_like
from edgewise.course.model import Course
from edgewise.screens.dialogs import keys_line
from edgewise.widgets.spans import content_of


class GlossaryScreen(ModalScreen[None]):
    """Every word that the course explains; what is typed narrows them."""

    CSS = """
    GlossaryScreen .dialog { width: 110; height: 88%; }
    GlossaryScreen Input { margin-bottom: 1; }
    GlossaryScreen .dialog-body { height: 1fr; }
    """
    BINDINGS: ClassVar = [
        Binding("escape,enter", "close", "Close", show=False, priority=True),
        Binding("up", "scroll(-1)", "Up", show=False, priority=True),
        Binding("down", "scroll(1)", "Down", show=False, priority=True),
        Binding("pageup", "scroll(-10)", "Up", show=False, priority=True),
        Binding("pagedown", "scroll(10)", "Down", show=False, priority=True),
    ]

    def __init__(self, glossary: Mapping[str, Term], course: Course) -> None:
        super().__init__(classes="dialog-layer")
        self._glossary = glossary
        self._course = course

    def compose(self) -> ComposeResult:
        """Title, the line to type in, the words and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("Glossary"), classes="dialog-title")
            yield Input(placeholder="type to narrow the words", select_on_focus=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Static(id="words")
            yield Static(keys_line(("↑↓", "Scroll"), ("escape", "Close")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Show all words."""
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show those that are meant."""
        self._show(event.value)

    def _show(self, wanted: str) -> None:
        self.query_one("#words", Static).update(
            glossary_text(words_like(wanted, self._glossary.values()), self._course)
        )
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by so many rows."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss()


def word_text(term: Term, course: Course) -> Content:
    """What one word means, and where it is taught."""
    text = content_of(term.text)
    entry = course.find(term.lesson) if term.lesson else None
    return text + Content.styled(f"\n\nTaught in “{entry.title}”.", "$text-muted") if entry is not None else text


def glossary_text(terms: Iterable[Term], course: Course) -> Content:
    """What these words mean, one after the other."""
    text = Content("")
    for term in terms:
        text += Content.styled(f"{term.name}\n", "bold $primary") + word_text(term, course) + Content("\n\n")
    return text.rstrip() or Content("No word is like that.")
