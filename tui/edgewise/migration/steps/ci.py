"""Workflows that deploy to Pages, when the user wants them changed."""

from __future__ import annotations

from edgewise.migration.model import FileEdit, Step
from edgewise.migration.steps.planning import Planning


def workflows(plan: Planning) -> Step | None:
    """Every workflow with an exact counterpart."""
    if plan.choices.ci != "rewrite":
        return None
    return plan.step(
        "workflows",
        "Let workflows deploy the Worker",
        "They would go on deploying the Pages project. With this change the Worker is live as soon as the change "
        "reaches production's branch.",
        [FileEdit(file.path, file.before, file.after) for file in plan.around.workflows],
        ("ci-rewritten",),
    )
