"""``edgewise migrate``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.cli.project import choices, open_project
from edgewise.errors import ExitCode, InputError, Refused
from edgewise.store import folders
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration import Applied
    from edgewise.project.model import PagesProject


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Apply the plan, or finish an interrupted one; without ``--yes``, open the screen that does it."""
    if arguments.dry_run:
        from edgewise.cli import plan

        return plan.run(arguments, out)
    if not arguments.yes:
        if sys.stdin.isatty() and sys.stdout.isatty() and not out.as_json:
            from edgewise.cli import tui

            return tui.run(arguments, out)
        raise Refused(
            "Nothing is changed without a yes.",
            code="yes-missing",
            where="--yes",
            fix="Add --yes to apply the plan, or see it with `edgewise plan`.",
        )
    from edgewise.migration import status
    from edgewise.migration.index import update

    project = open_project(arguments)
    finishing = status(project.root) == "interrupted"
    try:
        applied, told = (_finish if finishing else _begin)(project, arguments, out)
    finally:
        update(folders(), project.root)
    if out.as_json:
        out.document("migrate", {**migrate_document(applied), "resumed": finishing, "warnings": told})
    else:
        _print(applied, out)
    return int(ExitCode.OK)


def migrate_document(applied: Applied) -> dict[str, Any]:
    """What an apply did, as JSON."""
    return {
        "applied": applied.applied,
        "config": clean(applied.config),
        "journal": clean(str(applied.journal)),
        "next": [clean(command) for command in applied.next],
        "branch": None if applied.branch is None else clean(applied.branch),
        "backup": None if applied.backup is None else applied.backup.document(),
        "findings": applied.findings,
    }


def _begin(project: PagesProject, arguments: argparse.Namespace, out: Output) -> tuple[Applied, list[str]]:
    from edgewise.cli.stopping import stopping
    from edgewise.migration import apply, assess, check_fresh, make_plan
    from edgewise.migration.care import precautions, warnings

    check_fresh(project.root)
    chosen = choices(arguments)
    plan = make_plan(project, assess(project, chosen), chosen)
    care = precautions(project.root, plan)
    told = warnings(care)
    for warning in told:
        out.narrate(f"▲ {warning}")
    if care.uncommitted and arguments.branch is None:
        out.narrate("  --branch NAME makes a branch for the migration first; commit before to keep the two apart.")
    with stopping() as stop:
        return apply(project, plan, _progress(project, out), care=care, branch=arguments.branch, stop=stop), told


def _finish(project: PagesProject, arguments: argparse.Namespace, out: Output) -> tuple[Applied, list[str]]:
    from edgewise.cli.stopping import stopping
    from edgewise.migration import resume

    if arguments.branch is not None:
        raise InputError(
            "A migration that was interrupted is finished where it was begun, without a new branch.",
            code="branch-late",
            where="--branch",
            fix="Leave --branch out, or run `edgewise undo` and begin again.",
        )
    out.narrate("Finishing the migration that was interrupted.")
    with stopping() as stop:
        return resume(project.root, _progress(project, out), stop=stop), []


def _progress(project: PagesProject, out: Output) -> Any:
    from edgewise.migration.index import update

    def progress(done: int, total: int, path: str) -> None:
        out.narrate(f"  ✓ {done}/{total} {clean(path)}")
        if done == 1:
            update(folders(), project.root)  # so that the history knows of it, however this ends

    return progress


def _print(applied: Applied, out: Output) -> None:
    config = clean(applied.config)
    out.say(f"✓ Migrated: {len(applied.applied)} steps. The Worker is described in {config}.")
    out.line("  Every byte can be restored with `edgewise undo`.")
    if applied.branch:
        out.line(f"  Branch: {clean(applied.branch)}")
    if applied.backup:
        count = len(applied.backup.files)
        out.line(f"  Copies of {count} {'file' if count == 1 else 'files'} lie in {applied.backup.folder}/. By hand:")
        for command in applied.backup.restore:
            out.line(f"    {command}")
    if applied.findings:
        out.line("  Left for you (`edgewise assess --explain ID` says more):")
        for finding in applied.findings:
            out.say(f"    ▲ {clean(str(finding.get('id')))}  {clean(str(finding.get('title')), 90)}")
    out.line("  Next:")
    for command in applied.next:
        out.line(f"    {clean(command)}")
    out.say(
        "  A site that has visitors goes by `edgewise ship` and `edgewise cutover` instead of a deployment by hand:"
    )
    out.line("  each step is proved there, and can be taken back.")
