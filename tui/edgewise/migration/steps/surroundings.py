"""What stands around the Worker: scripts and ignored folders."""

from __future__ import annotations

from edgewise.migration.ignore_files import git_ignore
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.steps.planning import BOM, Planning, data_of, text_of


def scripts(plan: Planning) -> Step | None:
    """``package.json``."""
    before = plan.bytes("package.json")
    if before is None:
        return None
    bom = BOM if before.startswith(BOM) else b""
    result = rewrite_scripts(before.removeprefix(BOM).decode("utf-8", "surrogateescape"))
    return plan.step(
        "package-scripts",
        "Let scripts start and deploy the Worker",
        "wrangler pages dev and wrangler pages deploy refuse a Worker's configuration.",
        [FileEdit("package.json", before, bom + data_of(result.text))],
        ("package-scripts",),
    )


def gitignore(plan: Planning) -> Step | None:
    """``.gitignore``."""
    if "tool-state-ignored" not in plan.found:
        return None
    before = plan.bytes(".gitignore")
    return plan.step(
        "git-ignore",
        "Keep wrangler's state out of git",
        "The compiled Functions and local data lie in .wrangler/.",
        [FileEdit(".gitignore", before, data_of(git_ignore(text_of(before))))],
        ("tool-state-ignored",),
    )
