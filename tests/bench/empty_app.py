"""The smallest Textual app: one line of text."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """Shows that it is there."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static("nothing else")


if __name__ == "__main__":
    EmptyApp().run()
