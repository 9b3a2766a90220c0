"""One change: the request to look at, the word that says yes, the waiting, and what became of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edgewise.account.changes import pending
from edgewise.account.changes.log import Entry
from edgewise.account.changes.making import make
from edgewise.account.changes.outcome import Outcome
from edgewise.account.changes.request import Change
from edgewise.account.resources import kind
from edgewise.screens.account.board import Board
from edgewise.screens.account.changing import wording
from edgewise.screens.account.changing.blocks import Blocks
from edgewise.screens.account.wording import account_name
from edgewise.screens.dialogs import keys_line
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.app import EdgewiseApp


class ConfirmChange(ModalScreen[bool]):
    """Asks for the typed word, then for the change. Dismisses with whether it was asked for at all."""

    CSS = """
    ConfirmChange .dialog { width: 92; max-height: 94%; }
    ConfirmChange .dialog-body { max-height: 46vh; margin-bottom: 1; }
    ConfirmChange #said { height: auto; color: $warning; display: none; }
    ConfirmChange.-asked Input { display: none; }
    ConfirmChange.-asked #said { display: none; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "close", "Cancel", show=False),
        Binding("enter", "done", "Close", show=False),
        Binding("c", "copy", "Copy", show=False),
        Binding("y", "raw", "Answer", show=False),
    ]

    if TYPE_CHECKING:

        @property
        def app(self) -> EdgewiseApp: ...  # type: ignore[override]

    def __init__(self, board: Board, client: Client, change: Change) -> None:
        super().__init__(classes="dialog-layer")
        self._board, self._client, self._change = board, client, change
        self.entry: Entry | None = None
        """The change in the session's list, once it was asked for."""
        self._told = False
        """Whether the outcome was shown."""

    def compose(self) -> ComposeResult:
        """Title, the request, the line to type in, and the keys."""
        whose = "the demo account" if self._board.demo else account_name(self._board) or "this account"
        with Vertical(classes="dialog"):
            yield Static(Content(f"{self._change.title} · {self._change.name}"), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Blocks(wording.question(self._change, whose), id="about")
            yield Input(placeholder=f"Type {self._change.typed} and press enter")
            yield Static(id="said")
            yield Static(keys_line(("enter", "Do it"), ("escape", "Cancel")), classes="dialog-keys")

    def on_mount(self) -> None:
        """The word is what is asked for."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only the exact word is a yes."""
        event.stop()
        if event.value.strip() == self._change.typed:
            self._begin()
            return
        event.input.value = ""
        said = self.query_one("#said", Static)
        said.display = True
        said.update(Content(f"▲ That is not {self._change.typed}. Nothing was sent."))

    # ------------------------------------------------------------------ asking

    def _begin(self) -> None:
        if self.entry is not None:
            return
        board, account = self._board, self._board.account
        identity = account.id if account is not None else ""
        self.entry = board.changes.begin(
            self._change, account=identity, name=account_name(board), demo=board.demo, now=board.now()
        )
        self.add_class("-asked")
        self.query_one(VerticalScroll).focus()
        self._keys(("escape", "Stop waiting"))
        self._waited = 0
        self._wait()
        self._clock = self.set_interval(1.0, self._tick)
        self._send(self.entry)

    @work(group="change", exit_on_error=False)
    async def _send(self, entry: Entry) -> None:
        try:
            if not entry.demo:
                await asyncio.to_thread(pending.begun, self.app.services.folders.state, entry)
            outcome = await make(self._client, self._change)
        except asyncio.CancelledError:
            self._end(None)
            raise
        self._end(outcome)
        if outcome.state in ("done", "unknown"):
            await self._read_again()

    def _end(self, outcome: Outcome | None) -> None:
        """Note the outcome, and show it; ``None`` when nobody waits for it any more."""
        board = self._board
        if self.entry is None or self.entry.outcome is not None:
            return
        pending.ended(self.app.services.folders.state)
        if outcome is None:
            board.changes.stop(board.now())
            self.entry = next(each for each in board.changes if each.number == self.entry.number)
            if not self.is_running or not self.app.is_running:
                return
        else:
            self.entry = board.changes.end(self.entry, outcome, board.now())
        self._clock.stop()
        found = self.entry.outcome
        assert found is not None
        self.query_one(Blocks).show(wording.result(found))
        self._told = True
        self._keys(("enter", "Close"), ("y", "The API's answer"), ("c", "Copy the record"))

    async def _read_again(self) -> None:
        """Read what the change may have changed, as far as it was read before."""
        asked = self._change.parameters
        places = [
            place
            for place in tuple(self._board.listings)
            if place[0] in self._change.refreshes and all(asked.get(name, value) == value for name, value in place[1])
        ]
        await asyncio.gather(*(self._board.read(place, kind(place[0])) for place in places))

    def _tick(self) -> None:
        self._waited += 1
        self._wait()

    def _wait(self) -> None:
        self.query_one(Blocks).show(wording.waiting(self._change, self._waited))

    def _keys(self, *pairs: tuple[str, str]) -> None:
        self.query_one(".dialog-keys", Static).update(keys_line(*pairs))

    # ------------------------------------------------------------------ keys

    @property
    def _answered(self) -> bool:
        return self.entry is not None and self.entry.outcome is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an answer is not offered before there is one."""
        return self._answered if action in ("done", "copy", "raw") else True

    def action_close(self) -> None:
        """Cancel before anything was sent; stop waiting while it is under way; close afterwards."""
        if self.entry is not None and not self._answered:
            self.workers.cancel_group(self, "change")
        else:
            self.dismiss(self.entry is not None)

    def action_done(self) -> None:
        """Close."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the record of this change."""
        from edgewise.account.changes.log import lines_of

        if self.entry is not None:
            self.app.copy_to_clipboard("\n".join(lines_of(self.entry)))
            self.app.say("The record of this change is in the clipboard.")

    def action_raw(self) -> None:
        """Show the API's answer as it came."""
        from edgewise.screens.account.raw import RawScreen

        if self.entry is not None and self.entry.outcome is not None:
            self.app.push_screen(RawScreen("The API's answer", self.entry.outcome.result))

    def on_unmount(self) -> None:
        """The program ends while a change is under way: say so once the terminal is given back."""
        if self.entry is not None and not self._told:
            self._end(None)
            self.app.services.parting.append(
                f"edgewise ended while a change was under way: {self._change.method} {clean(self._change.where)}. "
                "It may have happened: look before you ask again."
            )
