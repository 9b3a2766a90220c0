"""What the account's journal says of a Pages project: until when it is kept, and how it deployed before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from edgewise.account.resources.values import at
from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation

DAYS = 30
"""Days that a project is kept when nothing else is said."""

KEEP = "keep-until"
STOP = "stop-deployments"


def kept_until(runs: Sequence[Run]) -> str:
    """Until when the project is kept, as an ISO date; empty when nothing is said, or it was taken back."""
    found = _standing(runs, KEEP)
    return "" if found is None else _date(found.details.get("until"))


def former_previews(runs: Sequence[Run]) -> str:
    """Which branches had previews before the automatic deployments were stopped; empty when they were not."""
    found = _standing(runs, STOP)
    if found is None or not found.undo:
        return ""
    return str(at(found.undo[0].body, "source.config.preview_deployment_setting") or "")


def _standing(runs: Sequence[Run], name: str) -> Operation | None:
    """The last operation of this id that was done and not taken back."""
    for run in reversed(runs):
        for number, operation in enumerate(run.operations):
            if operation.id == name and number in run.done and number not in run.undone:
                return operation
    return None


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
