"""A command: one value that gives a key binding, a palette row, a help row and a place in the key bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding


@dataclass(frozen=True)
class Command:
    """Something a person can do on a screen.

    Attributes:
        id: ``<door>.<verb>``; what a keymap in the settings refers to. Stable.
        keys: default keys, comma-separated, in Textual's spelling (``slash``, ``ctrl+s``).
        title: one or two words, for the key bar and the palette.
        help: one sentence, for the palette and the help screen.
        action: the Textual action to run on whoever declares the command.
        footer: whether it belongs in the key bar.
        display: how to draw the key where Textual's own way is unclear.
    """

    id: str
    keys: str
    title: str
    help: str
    action: str
    footer: bool = True
    display: str | None = None
    priority: bool = False

    def binding(self) -> Binding:
        """This command as a Textual binding that the user's keymap can move."""
        return Binding(
            self.keys,
            self.action,
            self.title,
            show=self.footer,
            key_display=self.display,
            priority=self.priority,
            tooltip=self.help,
            id=self.id,
        )


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """The bindings of several commands."""
    return [command.binding() for command in commands]


class Commanding:
    """Mix-in for screens and widgets that declare what can be done on them in ``VERBS``.

    Put it before the Textual class. A subclass's verbs come on top of those it inherits, as
    Textual's own bindings do.
    """

    VERBS: ClassVar[tuple[Command, ...]] = ()
    BINDINGS: ClassVar[list[Any]] = []

    def __init_subclass__(cls, **options: Any) -> None:
        # Textual merges BINDINGS while the class is made, so they must stand before that.
        if "VERBS" in cls.__dict__:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", []), *bindings(cls.VERBS)]
        super().__init_subclass__(**options)

    @classmethod
    def verbs(cls) -> tuple[Command, ...]:
        """All commands of this class, its own first."""
        found: dict[str, Command] = {}
        for base in cls.__mro__:
            for command in base.__dict__.get("VERBS", ()):
                found.setdefault(command.id, command)
        return tuple(found.values())
