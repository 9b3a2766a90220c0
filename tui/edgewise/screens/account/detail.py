"""Everything about one resource, laid out for the width there is."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from edgewise.account.resources.formats import NOTHING, Cell
from edgewise.account.resources.model import Insight, Kind, Row, Scope, Section
from edgewise.screens.account.arrange import SIGNS
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, Flow, prefixed, wrap

TONES = {"good": "$success", "warning": "$warning", "bad": "$error", "busy": "$primary", "muted": "$text-muted"}
LABEL = 15
"""Cells for a line's label, with the gap after it."""

WIDEST_LABEL = 24
"""The same where labels are names that somebody gave, such as those of bindings."""


class DetailView(Flow):
    """The detail of the row under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[Kind, Row, Scope] | None = None

    def show(self, kind: Kind, row: Row | None, scope: Scope) -> None:
        """Show a row, or nothing."""
        shown = (kind, row, scope) if row is not None else None
        if shown != self._shown:
            self._shown = shown
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """Name, what is worth knowing, then section by section."""
        if self._shown is None:
            return []
        return detail_lines(*self._shown, width)


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


def detail_lines(kind: Kind, row: Row, scope: Scope, width: int) -> list[Content]:
    """The whole detail of a row."""
    lines = wrap(Content.styled(clean(kind.row_name(row), 200), "bold"), width)
    lines.append(Content.styled(kind.singular, "$text-muted"))
    insight = kind.insight(row, scope)
    if insight is not None:
        lines += [EMPTY, *insight_lines(insight, insight.why(row, scope), width)]
    for section in kind.sections:
        lines += _section(section, row, scope, width)
    return lines


def insight_lines(insight: Insight, why: str, width: int) -> list[Content]:
    """An insight with a bar at its side: what, why, and the keys that lead on."""
    style = TONES.get(insight.tone, "$warning")
    bar = Content.styled("▎ ", style)
    sign = Content.styled(f"{SIGNS.get(insight.tone, '▲')} ", style)
    inner = wrap(sign + Content.styled(clean(insight.title), f"bold {style}"), width - 2)
    inner += wrap(Content(clean(why)), width - 2)
    keys = []
    if insight.lesson:
        keys.append(Content.styled("w", "bold $primary") + Content.styled(" why: the lesson", "$text-muted"))
    if insight.migrate:
        keys.append(Content.styled("m", "bold $primary") + Content.styled(" move it to Workers", "$text-muted"))
    if keys:
        inner += wrap(Content("   ").join(keys), width - 2)
    return prefixed(inner, bar)


def _section(section: Section, row: Row, scope: Scope, width: int) -> list[Content]:
    """A section's lines; nothing when it has nothing to say."""
    pairs = [(item.title, item.cell(row, scope)) for item in section.items]
    pairs += section.lines(row, scope) if section.lines else []
    pairs = [(title, cell) for title, cell in pairs if cell.text != NOTHING]
    if not pairs:
        return []
    lines = [EMPTY]
    if section.title:
        lines.append(Content.styled(section.title, "bold $text-muted"))
    room = max(LABEL, min(WIDEST_LABEL, 2 + max(cell_len(title[:WIDEST_LABEL]) for title, _ in pairs)))
    for title, cell in pairs:
        lines += _line(title, cell, room, width)
    return lines


def _line(title: str, cell: Cell, room: int, width: int) -> list[Content]:
    value = Content.styled(clean(cell.text, 2000), TONES.get(cell.tone, ""))
    label = Content.styled(clean(title, 60), "$text-muted")
    if label.cell_length > room - 2:
        return [*wrap(label, width), *wrap(value, width, Content("  "))]
    return wrap(value, width, label.pad_right(room - label.cell_length))
