"""Everything about one resource as lines: its name, what is worth knowing, its sections. No widgets in here."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content

from edgewise.account.failures import PermissionGap
from edgewise.account.resources.formats import NOTHING, Cell
from edgewise.account.resources.model import Insight, Item, Kind, Row, Scope, Section
from edgewise.errors import EdgewiseError
from edgewise.screens.account.arrange import SIGNS
from edgewise.screens.account.others import other_fields, watched
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, prefixed, wrap

TONES = {"good": "$success", "warning": "$warning", "bad": "$error", "busy": "$primary", "muted": "$text-muted"}
LABEL = 15
"""Cells for a line's label, with the gap after it."""

WIDEST_LABEL = 24
"""The same where labels are names that somebody gave, such as those of bindings."""

LONGEST = 2000
"""Characters of a value that are shown."""


def detail_lines(kind: Kind, row: Row, scope: Scope, width: int, *, awaited: bool = False) -> list[Content]:
    """The whole detail of a row.

    Args:
        awaited: whether the answers that the row lacks are on their way.
    """
    # What the sections look at is noted, so that whatever they leave out can be shown as well.
    row, seen = watched(row)
    lines = wrap(Content.styled(clean(kind.row_name(row), 200), "bold"), width)
    lines.append(Content.styled(kind.singular, "$text-muted"))
    insight = kind.insight(row, scope)
    if insight is not None:
        lines += [EMPTY, *insight_lines(insight, insight.why(row, scope), width)]
    seen.clear()
    for section in kind.sections:
        lines += _section(kind, section, row, scope, width, awaited)
    lines += _answers_left_out(kind, row, width, awaited)
    return lines + _block("Other fields", other_fields(kind, row, seen, scope.now), width)


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


# ---------------------------------------------------------------------- sections


def _section(kind: Kind, section: Section, row: Row, scope: Scope, width: int, awaited: bool) -> list[Content]:
    """A section's lines; nothing when it has nothing to say."""
    lacking = {name: _lack(row, name, awaited) for name in _needs(kind, section)}
    pairs = [
        (item.title, item.cell(row, scope))
        for item in section.items
        if not (source := _source(item)) or not lacking.get(source)
    ]
    if section.lines and not lacking.get(section.needs):
        pairs += section.lines(row, scope)
    return _block(section.title, pairs, width, [line for each in lacking.values() for line in _wrapped(each, width)])


def _block(title: str, pairs: list[tuple[str, Cell]], width: int, said: list[Content] | None = None) -> list[Content]:
    """A heading, labels and values below each other, and what is to be said about what is not there."""
    pairs = [(label, cell) for label, cell in pairs if cell.text != NOTHING]
    if not pairs and not said:
        return []
    lines = [EMPTY]
    if title:
        # Without anything to read in it, a section stands back.
        lines.append(Content.styled(title, "bold $text-muted" if pairs else "$text-disabled"))
    room = max([LABEL, *(min(WIDEST_LABEL, 2 + cell_len(label[:WIDEST_LABEL])) for label, _ in pairs)])
    for label, cell in pairs:
        lines += _line(label, cell, room, width)
    return lines + (said or [])


def _line(title: str, cell: Cell, room: int, width: int) -> list[Content]:
    value = Content.styled(clean(cell.text, LONGEST), TONES.get(cell.tone, ""))
    label = Content.styled(clean(title, 60), "$text-muted")
    if label.cell_length > room - 2:
        return [*wrap(label, width), *wrap(value, width, Content("  "))]
    return wrap(value, width, label.pad_right(room - label.cell_length))


# ---------------------------------------------------------------------- answers that are not there


def _source(item: Item) -> str:
    """The follow-up that an item's value comes from; empty when it comes from the row itself."""
    value = item.value
    return value.split(".")[1] if isinstance(value, str) and value.startswith("extra.") else ""


def _needs(kind: Kind, section: Section) -> list[str]:
    known = {each.name for each in (*kind.follows, *kind.details)}
    wanted = [section.needs, *(_source(item) for item in section.items)]
    return [name for name in dict.fromkeys(wanted) if name in known]


def _lack(row: Row, name: str, awaited: bool) -> tuple[str, str] | None:
    """Why an answer is not there, with a style; ``None`` when it is."""
    if name not in row.extra:
        return ("▶ reading …", "$text-muted") if awaited else ("○ not read yet", "$text-disabled")
    found = row.extra[name]
    if isinstance(found, PermissionGap):
        needs = f'needs "{found.permission.name}" ({found.permission.dashboard})' if found.permission else ""
        return f"○ closed to this credential{': ' if needs else ''}{needs}", "$text-disabled"
    if isinstance(found, EdgewiseError):
        return f"▲ {clean(found.message, 300)}", "$warning"
    return None


def _wrapped(said: tuple[str, str] | None, width: int) -> list[Content]:
    return wrap(Content.styled(*said), width, EMPTY, Content("  ")) if said else []


def _answers_left_out(kind: Kind, row: Row, width: int, awaited: bool) -> list[Content]:
    """What became of the answers that no section speaks of by name: functions of a row may read them too."""
    named = {name for section in kind.sections for name in _needs(kind, section)}
    failed: Mapping[str, tuple[str, str]] = {
        each.name: lack for each in kind.details if each.name not in named and (lack := _lack(row, each.name, awaited))
    }
    waiting = [name for name in failed if name not in row.extra]
    lines = _wrapped(next(iter(failed[name] for name in waiting), None), width)
    for name, (text, style) in failed.items():
        if name not in waiting:
            sign, _, rest = text.partition(" ")
            lines += _wrapped((f"{sign} {name}: {rest}", style), width)
    return [EMPTY, *lines] if lines else []
