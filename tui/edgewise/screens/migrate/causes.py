"""The table of differences: causes, each of which opens to its requests."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.migration.parity.grouping import Group
from edgewise.migration.parity.model import Exchange
from edgewise.screens.migrate.lists import RowList
from edgewise.text import clean

_MOST = 300
"""Requests that are listed under one cause."""


class CauseList(Commanding, RowList):
    """A row for each cause; enter opens it to a row for each request."""

    VERBS = (
        Command("migrate.toggle", "enter,space", "Requests", "Show or hide the requests of this cause.", "open_cause"),
        Command("migrate.cause-down", "j", "Down", "Go to the next row.", "cursor_down", footer=False),
        Command("migrate.cause-up", "k", "Up", "Go to the row before.", "cursor_up", footer=False),
    )

    class Chosen(Message):
        """The cursor moved to a cause, or to one of its requests."""

        def __init__(self, group: Group, exchange: Exchange | None) -> None:
            super().__init__()
            self.group = group
            self.exchange = exchange

    def __init__(self) -> None:
        super().__init__(id="cause-list")
        self._causes: tuple[Group, ...] = ()
        self._open: set[str] = set()
        self._rows: list[tuple[Group, Exchange | None]] = []

    def show(self, causes: Sequence[Group]) -> None:
        """Fill the list, keeping the cursor and what is open."""
        if tuple(causes) == self._causes:
            return
        self._causes = tuple(causes)
        self._fill()

    def _fill(self) -> None:
        before = self._rows[self.highlighted] if self.highlighted is not None and self._rows else None
        width = max((len(f"{group.count:,}") for group in self._causes), default=1)
        self._rows = []
        lines: list[tuple[Content, bool]] = []
        for group in self._causes:
            opened = _key(group) in self._open
            self._rows.append((group, None))
            lines.append((_cause_row(group, width, opened=opened), True))
            if opened:
                for exchange in group.exchanges[:_MOST]:
                    self._rows.append((group, exchange))
                    lines.append((_request_row(exchange, width), True))
        self.fill(lines)
        if lines:
            self.highlighted = self._place_of(before)

    def _place_of(self, row: tuple[Group, Exchange | None] | None) -> int:
        if row is None:
            return 0
        group, exchange = row
        wanted = (_key(group), exchange.request.key if exchange else None)
        for index, (each, inner) in enumerate(self._rows):
            if (_key(each), inner.request.key if inner else None) == wanted:
                return index
        return min(self.highlighted or 0, len(self._rows) - 1)

    @property
    def chosen(self) -> tuple[Group, Exchange | None] | None:
        """The row under the cursor."""
        if self.highlighted is None or self.highlighted >= len(self._rows):
            return None
        return self._rows[self.highlighted]

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Tell which row the cursor is on."""
        super().watch_highlighted(highlighted)
        if self.chosen is not None:
            self.post_message(self.Chosen(*self.chosen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to open in an empty list."""
        return bool(self._rows) if action == "open_cause" else True

    def action_open_cause(self) -> None:
        """Open or close the cause under the cursor; on a request, close its cause."""
        if self.chosen is None:
            return
        group, exchange = self.chosen
        self._open ^= {_key(group)}
        if exchange is not None:
            self.highlighted = next(index for index, (each, inner) in enumerate(self._rows) if each is group)
        self._fill()

    def action_select(self) -> None:
        """A click is the same as enter."""
        self.action_open_cause()


def _key(group: Group) -> str:
    return group.finding or group.title


def _cause_row(group: Group, width: int, *, opened: bool) -> Content:
    sign, style = ("✗", "$error") if group.finding is None else ("≈", "$warning")
    arrow = "▾" if opened else "▸"
    row = Content.styled(f"{arrow} ", "$text-muted") + Content.styled(f"{sign} ", f"bold {style}")
    row += Content.styled(f"{group.count:>{width},}  ", "bold")
    row += Content.styled(clean(group.title, 120), f"bold {style}" if group.finding is None else "")
    return row + Content.styled("  undeclared" if group.finding is None else "  declared", "$text-muted")


def _request_row(exchange: Exchange, width: int) -> Content:
    row = Content(" " * (width + 6)) + Content(clean(exchange.request.label(), 120))
    return row + Content.styled(f"  {clean(exchange.request.why, 80)}", "$text-muted")
