"""Commands: the scripts of ``package.json``, other files that call wrangler, and what the documentation shows."""

from __future__ import annotations

from dataclasses import replace

from edgewise.migration.build_variables.files import rewrite_package
from edgewise.migration.frameworks.forms import to_open_next
from edgewise.migration.frameworks.nextjs.package import edit_package
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.steps.planning import BOM, Planning, data_of

_WHY = "wrangler pages dev and wrangler pages deploy refuse a Worker's configuration."


def scripts(plan: Planning) -> Step | None:
    """``package.json``."""
    before = plan.bytes("package.json")
    if before is None:
        return _scripts_step(plan, [])
    bom = BOM if before.startswith(BOM) else b""
    text = before.removeprefix(BOM).decode("utf-8", "surrogateescape")
    if to_open_next(plan.project, plan.choices):
        text = edit_package(plan.project, text)
    text = rewrite_package(rewrite_scripts(text, plan.around.target).text)
    return _scripts_step(plan, [FileEdit("package.json", before, bom + data_of(text))])


def _scripts_step(plan: Planning, edits: list[FileEdit]) -> Step | None:
    """The step, with the scripts at the top of the repository that start or deploy this project."""
    above = plan.around.workspace_package
    if above is not None and above[1].changed and (before := plan.bytes(above[0])) is not None:
        bom = BOM if before.startswith(BOM) else b""
        text = before.removeprefix(BOM).decode("utf-8", "surrogateescape")
        result = rewrite_scripts(text, replace(plan.around.target, folder="."))
        edits = [*edits, FileEdit(above[0], before, bom + data_of(result.text))]
    return plan.step(
        "package-scripts",
        "Let scripts start and deploy the Worker",
        _WHY,
        edits,
        ("package-scripts", "nextjs-upgrade", "cf-pages-build"),
    )


def command_files(plan: Planning) -> Step | None:
    """Makefiles, shell scripts, task files and the like."""
    return plan.step(
        "command-files",
        "Let other files start and deploy the Worker",
        _WHY,
        [FileEdit(each.path, each.before, each.after) for each in plan.around.files if not each.documentation],
        ("command-files", "cf-pages-build"),
    )


def build_variables(plan: Planning) -> Step | None:
    """Files that read what Pages sets in a build, and that no step before this one changes."""
    taken = {"package.json", *(each.path for each in plan.around.files)}
    return plan.step(
        "build-variables",
        "Read what Workers Builds sets in a build",
        "Workers Builds has other names for the branch and the commit. Where those are not set, the old ones count.",
        [FileEdit(each.path, each.before, each.after) for each in plan.around.variables if each.path not in taken],
        ("cf-pages-build",),
    )


def readme(plan: Planning) -> Step | None:
    """Code blocks of the documentation."""
    return plan.step(
        "readme-commands",
        "Show the Worker's commands in the documentation",
        "Only lines of code blocks change that are exactly a command.",
        [FileEdit(each.path, each.before, each.after) for each in plan.around.files if each.documentation],
        ("readme-commands",),
    )
