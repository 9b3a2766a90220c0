"""``edgewise migrate``."""

from __future__ import annotations

import argparse
import sys

from edgewise.cli.output import Output
from edgewise.cli.project import choices, open_project
from edgewise.errors import ExitCode, Refused
from edgewise.store import folders
from edgewise.text import clean


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Apply the plan, or finish an interrupted one; without ``--yes``, open the screen that does it."""
    if not arguments.yes:
        if sys.stdin.isatty() and sys.stdout.isatty() and not out.as_json:
            from edgewise.cli import tui

            return tui.run(arguments, out)
        raise Refused(
            "Nothing is changed without a yes.",
            code="yes-missing",
            fix="Add --yes to apply the plan, or see it with `edgewise plan`.",
        )
    from edgewise.migration import apply, assess, check_fresh, make_plan, resume, status
    from edgewise.migration.index import update

    project = open_project(arguments)

    def progress(done: int, total: int, path: str) -> None:
        out.narrate(f"  ✓ {done}/{total} {clean(path)}")

    if status(project.root) == "interrupted":
        out.narrate("Finishing the migration that was interrupted.")
        applied = resume(project.root, progress)
    else:
        check_fresh(project.root)
        chosen = choices(arguments)
        applied = apply(project, make_plan(project, assess(project, chosen), chosen), progress)
    update(folders(), project.root)
    if out.as_json:
        out.document(
            "migrate",
            {
                "applied": applied.applied,
                "config": applied.config,
                "journal": clean(str(applied.journal)),
                "next": applied.next,
            },
        )
        return int(ExitCode.OK)
    out.line(f"✓ Migrated: {len(applied.applied)} steps. The Worker is described in {applied.config}.")
    out.line("  Every byte can be restored with `edgewise undo`.")
    out.line("  Next:")
    for command in applied.next:
        out.line(f"    {clean(command)}")
    return int(ExitCode.OK)
