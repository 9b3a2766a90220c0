"""The table of differences: causes, each of which opens to its requests."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.commands import Command
from edgewise.migration.parity.grouping import Group
from edgewise.migration.parity.model import Exchange
from edgewise.screens.migrate.lists import Row, RowList
from edgewise.text import clean

_MOST = 300
"""Requests that are listed under one cause."""

Key = tuple[str, object]
"""A cause, and the key of one of its requests or ``None``."""


class CauseList(RowList):
    """A row for each cause; enter opens it to a row for each request, and a request to its two answers."""

    VERBS = (
        Command(
            "migrate.toggle",
            "enter",
            "Open",
            "Show the requests of a cause, or the answers to one.",
            "select",
            display="enter",
        ),
        Command("migrate.close", "left", "Close", "Hide the requests of this cause.", "close", footer=False),
        Command("migrate.unfold", "right", "Requests", "Show the requests of this cause.", "unfold", footer=False),
    )

    def __init__(self) -> None:
        super().__init__(id="cause-list")
        self._causes: tuple[Group, ...] = ()
        self._open: set[str] = set()

    def show(self, causes: Sequence[Group]) -> None:
        """Fill the list, keeping the cursor and what is open."""
        if tuple(causes) != self._causes:
            self._causes = tuple(causes)
            self._fill()

    def _fill(self) -> None:
        width = max((len(f"{group.count:,}") for group in self._causes), default=1)
        rows: list[Row] = []
        for group in self._causes:
            opened = name_of(group) in self._open
            rows.append(Row(_cause_row(group, width, opened=opened), (name_of(group), None)))
            if opened:
                rows += [
                    Row(_request_row(each, width), (name_of(group), each.request.key))
                    for each in group.exchanges[:_MOST]
                ]
        self.fill(rows)

    @property
    def chosen(self) -> tuple[Group, Exchange | None] | None:
        """The cause under the cursor, and the request if it stands on one."""
        if not isinstance(self.key, tuple):
            return None
        name, request = self.key
        group = next((each for each in self._causes if name_of(each) == name), None)
        if group is None:
            return None
        return group, next((each for each in group.exchanges if each.request.key == request), None)

    def toggle(self, *, wanted: bool | None = None) -> None:
        """Open or close the cause under the cursor."""
        if self.chosen is None:
            return
        name = name_of(self.chosen[0])
        if wanted is None or (name in self._open) != wanted:
            self._open ^= {name}
            self._fill()
            if name not in self._open:
                self.go_to((name, None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to open in an empty list."""
        return self.chosen is not None if action in ("select", "close", "unfold") else True

    def action_close(self) -> None:
        """Hide the requests."""
        self.toggle(wanted=False)

    def action_unfold(self) -> None:
        """Show the requests."""
        self.toggle(wanted=True)


def name_of(group: Group) -> str:
    """What makes two causes the same one."""
    return group.finding or group.title


def _cause_row(group: Group, width: int, *, opened: bool) -> Content:
    sign, style = ("✗", "$text-error") if group.finding is None else ("≈", "$text-warning")
    row = Content.styled("▾ " if opened else "▸ ", "$text-muted") + Content.styled(f"{sign} ", f"bold {style}")
    row += Content.styled(f"{group.count:>{width},}  ", "bold")
    row += Content.styled("undeclared  " if group.finding is None else "declared    ", style)
    row += Content.styled(clean(group.title, 160), "bold" if group.finding is None else "")
    return row + Content.styled(f"  T{_tier(group)}", "$text-muted")


def _tier(group: Group) -> int:
    return min((each.tier for shown in group.shown for each in shown), default=4)


def _request_row(exchange: Exchange, width: int) -> Content:
    row = Content(" " * (width + 6)) + Content(clean(exchange.request.label(), 120))
    return row + Content.styled(f"  {clean(exchange.request.why, 80)}", "$text-muted")
