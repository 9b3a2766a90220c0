"""The panes that speak of the row under the cursor, laid out for the width there is."""

from __future__ import annotations

from textual.content import Content

from edgewise.account.resources.model import Insight, Kind, Row, Scope
from edgewise.screens.account.arrange import identical
from edgewise.screens.account.facts import detail_lines, insight_lines
from edgewise.widgets.flow import Flow


class DetailView(Flow):
    """The detail of the row under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[Kind, Row, Scope, bool] | None = None

    def show(self, kind: Kind, row: Row | None, scope: Scope, *, awaited: bool = False) -> None:
        """Show a row, or nothing.

        Args:
            awaited: whether the answers that the row lacks have been asked for, or are about to be.
        """
        shown = (kind, row, scope, awaited) if row is not None else None
        if not _same(shown, self._shown):
            self._shown = shown
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """Name, what is worth knowing, then section by section."""
        if self._shown is None:
            return []
        kind, row, scope, awaited = self._shown
        return detail_lines(kind, row, scope, width, awaited=awaited)


class NoteView(Flow):
    """What is worth knowing about the row under the cursor, where there is no room for its detail."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._note: tuple[Insight, str] | None = None

    def show(self, kind: Kind, row: Row | None, scope: Scope) -> None:
        """Show a row's insight, or nothing."""
        insight = kind.insight(row, scope) if row is not None else None
        note = (insight, insight.why(row, scope)) if insight is not None and row is not None else None
        if note != self._note:
            self._note = note
            self.display = note is not None
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """The sign, the reason, the keys."""
        return insight_lines(*self._note, width) if self._note else []


def _same(one: tuple[Kind, Row, Scope, bool] | None, other: tuple[Kind, Row, Scope, bool] | None) -> bool:
    """Whether two looks at a row come out alike, told without reading through every row of the account."""
    if one is None or other is None:
        return one is other
    if one[0] is not other[0] or one[1] is not other[1] or one[3] != other[3] or one[2].now != other[2].now:
        return False
    return identical(one[2].rows, other[2].rows) and identical(one[2].series, other[2].series)
