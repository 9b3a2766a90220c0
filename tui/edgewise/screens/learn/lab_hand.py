"""The sheet from which a learner calls their Worker: what is sent, the answer, and what the server logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from edgewise.course.labs.by_hand import Answer, Call, Draft, call, request_of
from edgewise.course.labs.log import LogBook
from edgewise.errors import InputError
from edgewise.screens.dialogs import keys_line
from edgewise.screens.learn.lab_panes import log_lines
from edgewise.widgets.flow import EMPTY, Flow, wrap

_LOOK = 0.3
"""Seconds between two looks at the log."""


class AnswerText(Flow):
    """What came back, and what the server has logged since."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._answer: Answer | None = None
        self._problem: tuple[str, str] | None = None
        self._log: Sequence[str] = ()

    def sending(self, title: str) -> None:
        """A call is on its way."""
        self._title, self._answer, self._problem, self._log = title, None, None, ()
        self.changed()

    def problem(self, message: str, fix: str) -> None:
        """There is nothing to send."""
        self._title, self._answer, self._problem, self._log = "", None, (message, fix), ()
        self.changed()

    def answered(self, answer: Answer) -> None:
        """It came back."""
        self._answer = answer
        self.changed()

    def logged(self, log: Sequence[str]) -> None:
        """The lines since the call."""
        if list(log) != list(self._log):
            self._log = log
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """Status, headers, body, log."""
        if self._problem is not None:
            message, fix = self._problem
            return [
                *wrap(Content(message), width, Content.styled("✗ ", "$error")),
                *wrap(Content.styled(fix, "$text-muted"), width, Content("  ")),
            ]
        if not self._title:
            return wrap(Content.styled("The answer appears here.", "$text-muted"), width)
        lines = wrap(Content(self._title), width, Content.styled("▶ ", "$primary"))
        lines += self._answered(self._answer, width) if self._answer is not None else []
        if self._log:
            lines += [EMPTY, Content.styled("Log", "$text-muted"), *log_lines(self._log, width)]
        return lines

    def _answered(self, answer: Answer, width: int) -> list[Content]:
        lines: list[Content] = []
        if answer.status is not None:
            mark, style = ("✓", "$success") if answer.status < 400 else ("✗", "$error")
            took = Content.styled(f"  {answer.seconds * 1000:.0f} ms", "$text-muted")
            lines.append(Content.styled(f"{mark} {answer.status}", style) + took)
        for name, value in answer.headers:
            lines += wrap(Content.styled(f"{name}: {value}", "$text-muted"), width, Content("  "))
        if answer.body:
            lines.append(EMPTY)
        for line in answer.body:
            lines += Content(line).fold(width) if Content(line).cell_length > width else [Content(line)]
        if answer.note:
            lines += wrap(Content.styled(answer.note, "$warning"), width, Content.styled("▲ ", "$warning"))
        return lines


class HandDialog(ModalScreen[Draft | None]):
    """Calls the Worker by hand, as often as one likes.

    With a ``draft`` a request is written; with ``calls`` one of them is chosen, and a single one is sent at
    once. Dismisses with the request as it was written last.
    """

    BINDINGS: ClassVar = [
        Binding("escape", "close", "Close", show=False),
        Binding("pageup,ctrl+up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,ctrl+down", "scroll(1)", "Down", show=False),
    ]
    CSS = """
    HandDialog .dialog { width: 100; height: 90%; }
    HandDialog .dialog-body { height: 1fr; }
    HandDialog Horizontal { height: 1; }
    HandDialog .label { width: 9; color: $text-muted; }
    HandDialog Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $foreground 5%; }
    HandDialog Input:focus { border: none; background: $foreground 12%; }
    HandDialog OptionList { height: auto; max-height: 6; border: none; background: $panel; padding: 0; }
    HandDialog #answer { margin-top: 1; }
    """

    def __init__(
        self,
        title: str,
        url: Callable[[], str | None],
        log: LogBook,
        *,
        draft: Draft | None = None,
        calls: Sequence[Call] = (),
    ) -> None:
        """``url`` tells where the Worker answers at that moment: it may have been restarted."""
        super().__init__(classes="dialog-layer")
        self._title = title
        self._url = url
        self._log = log
        self._draft = draft
        self._calls = tuple(calls)
        self._mark: int | None = None

    def compose(self) -> ComposeResult:
        """Title, what to send, the answer, keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            if self._draft is not None:
                with Horizontal():
                    yield Static(Content("Request"), classes="label")
                    yield Input(self._draft.line, id="hand-line", select_on_focus=False, placeholder="POST /jobs")
                with Horizontal():
                    yield Static(Content("Body"), classes="label")
                    yield Input(self._draft.body, id="hand-body", select_on_focus=False)
            elif len(self._calls) > 1:
                yield OptionList(*(Content(each.title) for each in self._calls), markup=False)
            with VerticalScroll(classes="dialog-body", id="answer", can_focus=False):
                yield AnswerText()
            keys = [("enter", "Send"), ("page up/down", "Scroll"), ("escape", "Close")]
            if self._draft is not None:
                keys.insert(1, ("tab", "Next line"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Where there is nothing to choose, send; follow the log."""
        self.set_interval(_LOOK, self._look)
        if len(self._calls) == 1:
            self._send(self._calls[0])

    def on_key(self, event: Key) -> None:
        """Without a line to write in or a list, enter sends once more."""
        if event.key == "enter" and len(self._calls) == 1:
            self._send(self._calls[0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Send what was chosen."""
        self._send(self._calls[event.option_index])

    def on_input_submitted(self) -> None:
        """Send what is written."""
        try:
            self._send(request_of(self._written()))
        except InputError as error:
            self.query_one(AnswerText).problem(error.message, error.fix or "")

    def action_scroll(self, direction: int) -> None:
        """Scroll the answer by a page."""
        place = self.query_one("#answer", VerticalScroll)
        if direction < 0:
            place.scroll_page_up(animate=False)
        else:
            place.scroll_page_down(animate=False)

    def action_close(self) -> None:
        """Close; the request is kept for the next time."""
        self.dismiss(self._written() if self._draft is not None else None)

    def _written(self) -> Draft:
        return Draft(self.query_one("#hand-line", Input).value, self.query_one("#hand-body", Input).value)

    @work(exclusive=True, group="hand", exit_on_error=False)
    async def _send(self, asked: Call) -> None:
        text = self.query_one(AnswerText)
        url = self._url()
        if url is None:
            text.problem("Your Worker does not run now.", "Close this and press r.")
            return
        self._mark = self._log.mark()
        text.sending(asked.title)
        self.query_one("#answer", VerticalScroll).scroll_home(animate=False)
        text.answered(await call(url, asked))
        self._look()

    def _look(self) -> None:
        if self._mark is not None and self.is_mounted:
            self.query_one(AnswerText).logged(self._log.since(self._mark))
