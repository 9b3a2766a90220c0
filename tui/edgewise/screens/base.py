"""What every screen has: a title that says where I am, a line that says what to do next, a key bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from edgewise.commands import Commanding
from edgewise.errors import EdgewiseError
from edgewise.text import clean
from edgewise.widgets.chrome import KeyBar, NextStep, TitleBar

if TYPE_CHECKING:
    from edgewise.app import EdgewiseApp
    from edgewise.services import Services


class EdgewiseScreen(Commanding, Screen[None]):
    """A full screen. Subclasses give ``CRUMB``, ``HELP``, ``VERBS`` and :meth:`compose_body`.

    The classes ``-narrow`` (under 120 columns), ``-wide`` and ``-widest`` (160 and up), ``-short``
    (under 32 rows) and ``-tall`` tell the style sheet how much room there is.
    """

    CRUMB: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (120, "-wide"),
        (160, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]

    if TYPE_CHECKING:

        @property
        def app(self) -> EdgewiseApp: ...  # type: ignore[override]

    @property
    def services(self) -> Services:
        """What all screens share."""
        return self.app.services

    def compose(self) -> ComposeResult:
        """The frame, with the body between."""
        yield TitleBar()
        yield NextStep()
        yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """What stands between the title and the key bar."""
        yield from ()

    def on_mount(self) -> None:
        """Show the way to this screen. Subclasses may define their own ``on_mount``: both run."""
        bar = self.query_one(TitleBar)
        if not bar.crumbs and self.CRUMB:
            bar.crumbs = (self.CRUMB,)

    def crumbs(self, *parts: str) -> None:
        """Say where I am, from the door inwards."""
        self.query_one(TitleBar).crumbs = parts

    def status(self, *parts: tuple[str, str]) -> None:
        """Say what state this is in, as pairs of text and style, at the right of the title."""
        self.query_one(TitleBar).status = parts

    def next_step(self, text: str) -> None:
        """Say what to do next, in one line."""
        self.query_one(NextStep).text = text

    def explanation(self) -> str:
        """What this screen is, as it stands."""
        return self.HELP or ""

    @property
    def under_way(self) -> str:
        """What would be cut off if the program ended now, as a sentence; empty for nothing that matters."""
        return ""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Work that failed says so, instead of taking the app down with it.

        Only workers made with ``exit_on_error=False`` come here; known errors bring their own remedy.
        """
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        if isinstance(error, EdgewiseError):
            self.app.warn(f"{error.message} {error.fix or ''}".strip())
        else:
            self.app.warn(f"Something broke in edgewise itself: {clean(repr(error), 200)}")

    def action_run_command(self, command_id: str) -> None:
        """Run a command by its id, as a click on the key bar does."""
        for active in self.active_bindings.values():
            if active.binding.id == command_id and active.enabled:
                self.app.call_later(self.app.run_action, active.binding.action, active.node)
                return
