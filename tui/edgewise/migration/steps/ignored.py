"""Files that tell git and other tools what to leave alone."""

from __future__ import annotations

from edgewise.migration.frameworks.forms import to_open_next
from edgewise.migration.frameworks.nextjs.open_next import IGNORED
from edgewise.migration.ignore_files import TOOL_IGNORES, add_lines, git_ignore, lacks_state, tool_ignore
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.steps.planning import Planning, data_of, text_of


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


def tools(plan: Planning) -> Step | None:
    """The ignore files of other tools, those that are there."""
    if "tool-files-ignored" not in plan.found:
        return None
    edits: list[FileEdit] = []
    for name in TOOL_IGNORES:
        before = plan.bytes(name)
        if before is not None and lacks_state(text_of(before) or ""):
            edits.append(FileEdit(name, before, data_of(tool_ignore(text_of(before) or ""))))
    return plan.step(
        "tool-ignores",
        "Keep wrangler's state away from other tools",
        "The compiled Functions and local data lie in .wrangler/.",
        edits,
        ("tool-files-ignored",),
    )
