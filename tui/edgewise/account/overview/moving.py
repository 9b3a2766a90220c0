"""What could move: the Pages projects that Workers would give something, and how far each is from there."""

from __future__ import annotations

from collections import Counter

from edgewise.account.overview.model import Block, Line, Seen
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.readiness import BLOCKS, DECIDE, MOVES, SETTINGS_ONLY, Readiness, readiness
from edgewise.account.resources.values import at, text
from edgewise.text import clean

TITLE = "What could move"
UNKNOWN = "unknown"


def moving(projects: Seen | None, scope: Scope) -> Block:
    """Projects with something to gain first, each with its way; the others counted by theirs."""
    if projects is None or not projects.rows:
        return Block("moves", TITLE)
    # Where no zone is seen at all, the credential may see none: that is unknown, not none.
    zones = [name for zone in scope.rows.get("zones", ()) if (name := text(at(zone.raw, "name")))] or None
    lines: list[Line] = []
    others: Counter[str] = Counter()
    for row in projects.rows:
        found = readiness(row.raw, zones)
        gain = _gain(projects, row, scope)
        if gain:
            name = clean(projects.kind.row_name(row), 60)
            lines.append(Line(projects.kind.id, row.key, name, f"{gain}; {_way(found)}", sign="▶", tone="busy"))
        else:
            others[found.verdict if found is not None else UNKNOWN] += 1
    if others:
        count = sum(others.values())
        name = f"{count} {'other' if lines else 'project'}{'' if count == 1 else 's'}"
        # Without the queues nobody knows whether one that a project sends to has a consumer.
        asks = "nothing asks for it" if "queues" in scope.rows else "not known without the queues what asks for it"
        lines.append(Line(projects.kind.id, None, name, f"{asks}; {_tally(others)}", sign="○", tone="muted"))
    return Block("moves", TITLE, tuple(lines), SETTINGS_ONLY, "○", "muted")


def _gain(projects: Seen, row: Row, scope: Scope) -> str:
    """What a move would settle, in a few words; empty when nothing in the settings asks for one."""
    insight = next((each for each in projects.kind.insights if each.migrate and each.when(row, scope)), None)
    return clean(insight.title, 80) if insight is not None else ""


def _way(found: Readiness | None) -> str:
    if found is None:
        return "how far it is, is not known"
    blocks, decide = len(found.of(BLOCKS)), len(found.of(DECIDE))
    if blocks:
        return f"{blocks} {'thing blocks' if blocks == 1 else 'things block'} it"
    return f"{decide} to decide, nothing blocks" if decide else "moves by itself"


def _tally(others: Counter[str]) -> str:
    """Projects by what a move of theirs would meet."""
    words = {MOVES: "by themselves", DECIDE: "with decisions", BLOCKS: "blocked", UNKNOWN: "not known"}
    parts = [f"{others[grade]} {word}" for grade, word in words.items() if others[grade]]
    return ", ".join(parts)
