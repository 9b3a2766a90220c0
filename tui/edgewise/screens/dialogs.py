"""Dialogs that several screens use: a question, a line of input, a text to read."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static


def keys_line(*pairs: tuple[str, str]) -> Content:
    """The keys of a dialog, drawn as in the key bar."""
    cells = [Content.styled(key, "bold $primary") + Content(f" {title}") for key, title in pairs]
    return Content("   ").join(cells)


class ConfirmDialog(ModalScreen[bool]):
    """Asks for a yes. With ``typed`` the person must write that word, for things that matter more.

    Dismisses with ``True`` only for an explicit yes.
    """

    # A body that is longer scrolls, so that the keys stay on the screen.
    CSS = "ConfirmDialog .dialog-body { max-height: 50vh; }"
    BINDINGS: ClassVar = [
        Binding("escape,n", "answer(False)", "No", show=False),
        Binding("y", "answer(True)", "Yes", show=False),
    ]

    def __init__(self, title: str, body: Content, *, yes: str = "Yes", typed: str | None = None) -> None:
        super().__init__(classes="dialog-layer")
        self._title = title
        self._body = body
        self._yes = yes
        self._typed = typed

    def compose(self) -> ComposeResult:
        """Title, what will happen, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Static(self._body)
            if self._typed is not None:
                yield Input(placeholder=f"Type {self._typed} and press enter")
                yield Static(keys_line(("enter", self._yes), ("escape", "Cancel")), classes="dialog-keys")
            else:
                yield Static(keys_line(("y", self._yes), ("escape", "Cancel")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Where a word is asked for, typing goes into its line."""
        if self._typed is not None:
            self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A typed yes is asked for: the single key does nothing."""
        return not (action == "answer" and parameters == (True,) and self._typed is not None)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only the exact word is a yes."""
        if event.value.strip() == self._typed:
            self.dismiss(True)
        else:
            event.input.value = ""


class AskDialog(ModalScreen[str | None]):
    """Asks for one line of text, which is not shown if it is ``hidden``. Dismisses with it, or ``None``."""

    BINDINGS: ClassVar = [Binding("escape", "cancel", "Cancel", show=False)]

    def __init__(self, title: str, hint: Content | None = None, *, value: str = "", hidden: bool = False) -> None:
        super().__init__(classes="dialog-layer")
        self._hidden = hidden
        self._title = title
        self._hint = hint
        self._value = value

    def compose(self) -> ComposeResult:
        """Title, hint, the line and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            if self._hint is not None:
                yield Static(self._hint, classes="dialog-body")
            yield Input(self._value, select_on_focus=False, password=self._hidden)
            yield Static(keys_line(("enter", "Go"), ("escape", "Cancel")), classes="dialog-keys")

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with what was written."""
        self.dismiss(event.value)


class TextDialog(ModalScreen[None]):
    """A text to read and scroll, such as raw JSON."""

    BINDINGS: ClassVar = [Binding("escape,q,enter", "close", "Close", show=False)]
    CSS = "TextDialog .dialog { width: 110; height: 88%; } TextDialog .dialog-body { height: 1fr; }"

    def __init__(self, title: str, body: Content) -> None:
        super().__init__(classes="dialog-layer")
        self._title = title
        self._body = body

    def compose(self) -> ComposeResult:
        """Title, the scrolling text and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Static(self._body)
            yield Static(keys_line(("↑↓", "Scroll"), ("escape", "Close")), classes="dialog-keys")

    def action_close(self) -> None:
        """Close."""
        self.dismiss()
