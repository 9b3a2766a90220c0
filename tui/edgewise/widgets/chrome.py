"""The frame around every screen: where I am, what to do next, and the keys that matter now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.commands import Command, Commanding

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

MOST_KEYS = 7


_LEAST = 12
"""Cells that stay of a status that has to give way: as many as the words `demo account` have."""


class TitleBar(Widget):
    """One line: the program, the way to this place, and at the right what state it is in."""

    DEFAULT_CSS = """
    TitleBar { height: 1; padding: 0 2; background: $panel; color: $foreground; }
    """

    crumbs: reactive[tuple[str, ...]] = reactive(())
    status: reactive[tuple[tuple[str, str], ...]] = reactive(())
    """Pairs of text and style, such as ``("demo account", "$warning")``, drawn at the right."""

    def render(self) -> RenderResult:
        left = Content.styled("edgewise", "bold $primary")
        for crumb in self.crumbs[:-1]:
            left += Content.styled("  ›  ", "$text-muted") + Content.styled(crumb, "$text-muted")
        for crumb in self.crumbs[-1:]:
            left += Content.styled("  ›  ", "$text-muted") + Content.styled(crumb, "bold")
        parts = [Content.styled(text, style) for text, style in self.status]
        room = self.content_size.width
        if len(parts) > 1:
            # Where I am matters more than the first thing that is said of it, such as an account's long name.
            others = Content("   ").join([Content(""), *parts[1:]]).cell_length
            parts[0] = parts[0].truncate(max(_LEAST, room - left.cell_length - others - 2), ellipsis=True)
        right = Content("   ").join(parts)
        if left.cell_length + right.cell_length + 2 > room:
            left = left.truncate(max(12, room - right.cell_length - 2), ellipsis=True)
        gap = max(1, room - left.cell_length - right.cell_length)
        return left + Content(" " * gap) + right


class NextStep(Widget):
    """One line that says what to do next on this screen."""

    DEFAULT_CSS = """
    NextStep { height: 1; padding: 0 2; color: $text-muted; }
    """

    text: reactive[str] = reactive("")

    def render(self) -> RenderResult:
        if not self.text:
            return Content("")
        line = Content.styled("▶ ", "$primary") + Content(self.text)
        return line.truncate(max(1, self.content_size.width), ellipsis=True)


class KeyBar(Widget):
    """At most seven keys that do something now, and always the one for help. They can be clicked."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1; dock: bottom; padding: 0 2; background: $panel; color: $text-muted;
        link-style: bold; link-color: $primary; link-background: $panel;
        link-style-hover: bold; link-color-hover: $panel; link-background-hover: $primary;
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda screen: self.refresh())

    def render(self) -> RenderResult:
        gap = Content("   ")
        cells = [self._cell(*key) for key in self._keys()]
        # The last one is help. It stays when there is no room for all.
        while len(cells) > 1 and gap.join(cells).cell_length > self.content_size.width:
            del cells[-2]
        return gap.join(cells)

    def _cell(self, text: str, command: Command, enabled: bool) -> Content:
        style = f"bold $primary @click={self._click(command)}" if enabled else "$text-disabled"
        return Content.styled(text, style) + Content.styled(f" {command.title}", "" if enabled else "$text-disabled")

    def _click(self, command: Command) -> str:
        return f"screen.run_command('{command.id}')"

    def _keys(self) -> list[tuple[str, Command, bool]]:
        """The key as drawn, its command, and whether it can be used now; help is always kept."""
        active: dict[str, list[ActiveBinding]] = {}
        for each in self.screen.active_bindings.values():
            if each.binding.id:
                active.setdefault(each.binding.id, []).append(each)
        shown: list[tuple[str, Command, bool]] = []
        help_key: tuple[str, Command, bool] | None = None
        # A screen on top of another is left with escape; leaving the program is for the doors to offer.
        on_top = self.screen in self.app.screen_stack[1:]
        for command in commands_here(self.screen):
            ways = active.get(command.id)
            if not ways or not command.footer or (on_top and command.id == "app.quit"):
                continue
            # The drawn form belongs to the first key: a widget or a keymap may have taken that one away.
            first = command.keys.partition(",")[0]
            found = next((each for each in ways if each.binding.key == first), ways[0])
            binding = found.binding
            if binding.key != first:
                binding = replace(binding, key_display=None)
            key = (self.app.get_key_display(binding), command, found.enabled)
            if self._types(key[0]):
                continue
            if command.id == "app.help":
                help_key = key
            else:
                shown.append(key)
        if help_key is None:
            return shown[:MOST_KEYS]
        return [*shown[: MOST_KEYS - 1], help_key]

    def _types(self, key: str) -> bool:
        """Whether this key writes a letter where the focus is, and so does nothing else."""
        focused = self.screen.focused
        if focused is None or len(key) != 1 or not key.isascii():
            return False
        return focused.check_consume_key(key, key)


def commands_here(screen: Any) -> Iterable[Command]:
    """The commands of the focused widget and its parents, then the screen's, then the app's."""
    seen: set[str] = set()
    nodes = list(screen.focused.ancestors_with_self) if screen.focused else [screen, screen.app]
    for node in nodes:
        if not isinstance(node, Commanding):
            continue
        for command in node.verbs():
            if command.id not in seen:
                seen.add(command.id)
                yield command
