"""Help for the screen below: what it is, in its own words, and every key that works there."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.commands import Command, Commanding
from edgewise.screens.base import EdgewiseScreen
from edgewise.widgets.chrome import commands_here


class HelpScreen(Commanding, ModalScreen[None]):
    """A scrolling sheet over the screen that it explains."""

    VERBS = (Command("help.close", "escape,q,question_mark,f1", "Close", "Go back.", "close"),)
    CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen VerticalScroll {
        width: 76; max-width: 94%; height: auto; max-height: 90%;
        padding: 1 3; background: $surface; border: round $primary;
    }
    """

    def __init__(self, explained: Any) -> None:
        super().__init__()
        self._sheet = self._write(explained)

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll():
            yield Static(self._sheet)

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss()

    def _write(self, screen: Any) -> Content:
        title = getattr(screen, "CRUMB", "") or "edgewise"
        text = Content.styled(title, "bold $primary") + Content("\n\n")
        own = isinstance(screen, EdgewiseScreen)
        prose = (screen.explanation() if own else getattr(screen, "HELP", "") or "").strip()
        if prose:
            text += Content(prose) + Content("\n\n")
        here: list[Command] = []
        everywhere: list[Command] = []
        for command in commands_here(screen):
            (everywhere if command.id.startswith("app.") else here).append(command)
        keys = _keys_by_id(screen)
        for heading, commands in (("Keys here", here), ("Keys everywhere", everywhere)):
            rows = [(keys.get(command.id), command) for command in commands]
            known = [(key, command) for key, command in rows if key]
            if not known:
                continue
            text += Content.styled(heading, "bold") + Content("\n")
            for key, command in known:
                text += Content.styled(f"{key:>10}", "$primary") + Content("  ")
                text += Content(f"{command.title:<12}") + Content.styled(command.help, "$text-muted")
                text += Content("\n")
            text += Content("\n")
        return text + Content.styled("Press escape to go back.", "$text-muted")


def _keys_by_id(screen: Any) -> dict[str, str]:
    """Command id to its keys as drawn, with the user's keymap in force."""
    found: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id:
            shown = active.binding.key_display or screen.app.get_key_display(active.binding)
            keys = found.setdefault(active.binding.id, [])
            if shown not in keys:
                keys.append(shown)
    return {name: " ".join(keys) for name, keys in found.items()}
