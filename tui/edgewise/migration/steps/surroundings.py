"""What stands around the Worker: scripts and ignored folders."""

from __future__ import annotations

from edgewise.migration.frameworks.forms import to_open_next
from edgewise.migration.frameworks.nextjs.open_next import IGNORED
from edgewise.migration.frameworks.nextjs.package import edit_package
from edgewise.migration.ignore_files import add_lines, git_ignore
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.steps.planning import BOM, Planning, data_of, text_of


def scripts(plan: Planning) -> Step | None:
    """``package.json``."""
    before = plan.bytes("package.json")
    if before is None:
        return None
    bom = BOM if before.startswith(BOM) else b""
    text = before.removeprefix(BOM).decode("utf-8", "surrogateescape")
    if to_open_next(plan.project, plan.choices):
        text = edit_package(plan.project, text)
    result = rewrite_scripts(text)
    return plan.step(
        "package-scripts",
        "Let scripts start and deploy the Worker",
        "wrangler pages dev and wrangler pages deploy refuse a Worker's configuration.",
        [FileEdit("package.json", before, bom + data_of(result.text))],
        ("package-scripts", "nextjs-upgrade"),
    )


def gitignore(plan: Planning) -> Step | None:
    """``.gitignore``."""
    before = plan.bytes(".gitignore")
    text = text_of(before)
    if "tool-state-ignored" in plan.found:
        text = git_ignore(text)
    if to_open_next(plan.project, plan.choices):
        text = add_lines(text, IGNORED, "# What OpenNext builds")
    if text is None:
        return None
    return plan.step(
        "git-ignore",
        "Keep wrangler's state out of git",
        "The compiled Functions and local data lie in .wrangler/.",
        [FileEdit(".gitignore", before, data_of(text))],
        ("tool-state-ignored",),
    )
