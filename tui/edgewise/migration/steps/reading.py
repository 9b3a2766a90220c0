"""What would make wrangler read something else than the Worker's configuration."""

from __future__ import annotations

from edgewise.migration.model import FileEdit, Step
from edgewise.migration.steps.planning import Planning
from edgewise.project.config import DEPLOY


def redirection(plan: Planning) -> Step | None:
    """``.wrangler/deploy/config.json``."""
    if "config-redirected" not in plan.found:
        return None
    return plan.step(
        "remove-redirection",
        "Let wrangler read the Worker's configuration",
        "A build tool points wrangler to a Pages configuration that it generated.",
        [FileEdit(DEPLOY, plan.bytes(DEPLOY), None)],
        ("config-redirected",),
    )
