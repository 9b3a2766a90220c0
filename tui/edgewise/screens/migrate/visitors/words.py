"""The account's half as lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from edgewise.migration.cutover.model import Cutover
from edgewise.migration.operations.model import Operation
from edgewise.migration.shipping.model import Shipment
from edgewise.screens.migrate.words import prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap

CHECKS = {
    "ok": ("✓", "$text-success"),
    "note": ("▲", "$text-warning"),
    "stop": ("✗", "$text-error"),
    "unknown": ("○", "$text-muted"),
}
STATES = {
    "begins": ("▶", "$primary"),
    "done": ("✓", "$text-success"),
    "already": ("✓", "$text-success"),
    "waits": ("○", "$text-muted"),
    "failed": ("✗", "$text-error"),
    "takes-back": ("▶", "$text-warning"),
    "undone": ("○", "$text-warning"),
    "kept": ("▲", "$text-warning"),
}
"""Sign and colour of how an operation stands."""
STANDING = {
    "ready": ("▶", "$primary"),
    "done": ("✓", "$text-success"),
    "blocked": ("✗", "$text-error"),
    "unknown": ("○", "$text-muted"),
}
States = Mapping[str, tuple[str, str]]
"""How operations of this run stand, with a sentence, by their names."""


def shipment_lines(found: Shipment, states: States, width: int) -> list[Content]:
    """What shipping would do, and how far it is."""
    state = found.state
    there = "a new version" if state.there else "not in the account yet"
    lines = [*wrap(title(f"Ship {clean(state.worker, 60)}: {there}"), width)]
    for check in found.checks:
        sign, style = CHECKS[check.sign]
        lines += signed(sign, style, check.text, width)
        if check.fix and check.sign != "ok":
            lines += wrap(Content.styled(check.fix, "$text-muted"), width, Content("  "))
    return [*lines, EMPTY, *operation_lines(found.operations, states, width)]


def cutover_lines(found: Cutover, states: States, width: int) -> list[Content]:
    """How visitors go to the Worker, and how far that is."""
    lines = [*wrap(title(f"Cut over to {clean(found.worker, 60)}"), width)]
    if not found.worker_there:
        lines += prose("It is to be shipped first.", width, "$text-muted")
    elif found.proof:
        lines += signed("✓", "$text-success", f"Proved: {found.proof}", width)
    else:
        lines += signed("▲", "$text-warning", "The version that would answer was never compared: ship first.", width)
    lines += operation_lines(found.first, states, width)
    for host in found.hosts:
        sign, style = STANDING[host.standing]
        lines += [EMPTY, *signed(sign, style, f"{host.name}: {host.standing}", width)]
        for text in host.facts:
            lines += wrap(Content.styled(text, "$text-muted"), width, Content("  "))
        for obstacle in host.obstacles:
            lines += signed("✗", "$text-error", obstacle.text, width)
            for fix in obstacle.fixes:
                lines += wrap(Content.styled(fix, "$text-muted"), width, Content("  "))
        lines += operation_lines(host.operations, states, width)
    if not found.hosts:
        lines += prose("The project has no domains of its own.", width, "$text-muted")
    if found.rest:
        lines += [EMPTY, *operation_lines(found.rest, states, width)]
    return lines


def operation_lines(operations: Sequence[Operation], states: States, width: int) -> list[Content]:
    """Operations with their state, and the way back of what is not simply taken back."""
    lines: list[Content] = []
    for operation in operations:
        state, text = states.get(operation.name, ("waits", ""))
        sign, style = STATES[state]
        lines += signed(sign, style, operation.title, width)
        if not operation.restores:
            lines += wrap(Content.styled(f"▲ {operation.way_back}", "$text-warning"), width, Content("  "))
        if text:
            lines += wrap(Content.styled(clean(text, 400), "$text-muted"), width, Content("  "))
    return lines
