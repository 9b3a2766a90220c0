"""A few of the account's resources, beside the text that explains them."""

from __future__ import annotations

import os

from textual import work
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from edgewise.commands import Command, Commanding
from edgewise.course.model import Panel, Usage
from edgewise.course.panel import Shown
from edgewise.errors import EdgewiseError
from edgewise.widgets.flow import EMPTY, Barred, wrap
from edgewise.widgets.table import table_lines

TONES = {"good": "$success", "warning": "$warning", "bad": "$error", "busy": "$primary", "muted": "$text-muted"}


class PanelView(Commanding, Barred):
    """A table that is fetched when it is shown. Enter goes to the account."""

    class Opened(Message):
        """The reader wants to see all of them: of a kind, or of the account's usage when there is none."""

        def __init__(self, kind: str | None) -> None:
            super().__init__()
            self.kind = kind

    VERBS = (Command("panel.open", "enter", "Open", "See all of them in the account.", "open", display="enter"),)

    def __init__(self, panel: Panel | Usage, *, demo: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.panel = panel
        self._demo = demo
        self._shown: Shown | None = None
        self._problem = ""

    def on_mount(self) -> None:
        """Begin to fetch."""
        self._load()

    @work(exit_on_error=False)
    async def _load(self) -> None:
        from edgewise.course.panel import load_panel, load_usage

        if isinstance(self.panel, Usage):
            self._shown = await load_usage(self.panel, os.environ, demo=self._demo)
        else:
            self._shown = await load_panel(self.panel, os.environ, demo=self._demo)
        self.changed()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A panel that cannot be filled says why, in its place."""
        if event.state is not WorkerState.ERROR:
            return
        event.stop()
        error = event.worker.error
        self._problem = error.message if isinstance(error, EdgewiseError) else "The account could not be read."
        self.changed()

    def action_open(self) -> None:
        """Go to the account."""
        self.post_message(self.Opened(self.panel.kind if isinstance(self.panel, Panel) else None))

    def inner(self, width: int) -> list[Content]:
        """Title, rows, caption; or why there are none."""
        caption = wrap(Content.styled(self.panel.caption, "$text-muted"), width) if self.panel.caption else []
        if self._problem:
            return [*wrap(Content.styled("▲ ", "$warning") + Content(self._problem), width), *caption]
        if self._shown is None:
            return [Content.styled("○ looking …", "$text-disabled"), *caption]
        lines = [Content.styled(self._shown.title, "bold $primary"), EMPTY]
        if self._shown.rows:
            head = [Content.styled(title, "$text-muted") for title in self._shown.head]
            rows = [[Content.styled(text, TONES.get(tone, "")) for text, tone in row] for row in self._shown.rows]
            lines += table_lines(head, rows, width, fold=False)
        else:
            lines.append(Content.styled("There are none.", "$text-muted"))
        if self._shown.more:
            lines.append(Content.styled(f"{self._shown.more} more in Account: press enter.", "$text-muted"))
        return [*lines, *([EMPTY, *caption] if caption else [])]
