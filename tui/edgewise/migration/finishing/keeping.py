"""Until when a Pages project is kept as the way back: said in the account's journal, and read from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation

DAYS = 30
"""Days that a project is kept when nothing else is said."""

KEEP = "keep-until"


def kept_until(runs: Sequence[Run]) -> str:
    """Until when the project is kept, as an ISO date; empty when nothing is said, or it was taken back."""
    for run in reversed(runs):
        for number, operation in enumerate(run.operations):
            if operation.id == KEEP and number in run.done and number not in run.undone:
                return _date(operation.details.get("until"))
    return ""


def _date(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return ""


def keep(project: str, today: date, days: int) -> Operation:
    """Saying in the journal how long the project is kept."""
    until = (today + timedelta(days=days)).isoformat()
    return Operation(
        KEEP,
        f"Keep the Pages project {project} as the way back until {until}",
        "Until then `edgewise finish --clean-up` deletes nothing of it.",
        way_back="Nothing was changed.",
        details={"until": until, "days": days},
    )
