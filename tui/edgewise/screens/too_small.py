"""Shown instead of a broken layout when the terminal is too small."""

from __future__ import annotations

from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget


class _Request(Widget):
    DEFAULT_CSS = "_Request { width: 1fr; height: 1fr; content-align: center middle; text-align: center; }"

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._least = (width, height)

    def render(self) -> RenderResult:
        width, height = self._least
        now = self.app.size
        return (
            Content.styled("A little more room, please\n", "bold $primary")
            + Content(f"edgewise needs {width}x{height}.\nThis terminal is {now.width}x{now.height}.\n")
            + Content.styled("Enlarge it, or press q to quit.", "$text-muted")
        )


class TooSmallScreen(ModalScreen[None]):
    """Says how much room is needed; goes away by itself when there is enough."""

    CSS = "TooSmallScreen { background: $background; }"

    def __init__(self, width: int, height: int, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._least = (width, height)

    def compose(self) -> ComposeResult:
        """The request and nothing else."""
        yield _Request(*self._least)

    def on_resize(self) -> None:
        """Say the new size."""
        for request in self.query(_Request):
            request.refresh()
