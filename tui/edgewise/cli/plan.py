"""``edgewise plan``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from edgewise.cli.output import Output
from edgewise.cli.project import choices, open_project
from edgewise.errors import ExitCode
from edgewise.migration.model import Plan, Step
from edgewise.text import clean, clean_lines

SIGNS = {"create": "+", "edit": "~", "delete": "-"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print what a migration would change. Touches nothing; 1 when a blocker stands."""
    from edgewise.migration import assess, check_fresh, make_plan, plan_diff

    project = open_project(arguments)
    chosen = choices(arguments)
    check_fresh(project.root)
    plan = make_plan(project, assess(project, chosen), chosen)
    if out.as_json:
        out.document("plan", plan_document(plan))
    elif arguments.diff:
        print_diff(plan_diff(plan), out)
    else:
        print_steps(plan, out)
        out.say(
            "Nothing has been changed. `edgewise plan --diff` shows every line; `edgewise migrate --yes` applies it."
        )
    return int(ExitCode.OK)


def print_diff(diff: str, out: Output) -> None:
    """The diff byte for byte, so that `git apply` takes it; made harmless first when a person reads it."""
    if sys.stdout.isatty():
        out.line(clean_lines(diff).rstrip("\n"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def plan_document(plan: Plan) -> dict[str, Any]:
    """A plan as JSON."""
    return {
        "steps": [step_document(step) for step in plan.steps],
        **plan.choices.document(),
        "next": list(plan.next),
    }


def step_document(step: Step) -> dict[str, Any]:
    """A step as JSON, its changes as diffs."""
    from edgewise.migration.diff import edit_diff

    return {
        "id": step.id,
        "title": step.title,
        "why": step.why,
        "kind": step.kind,
        "changes": [
            {
                "path": clean(edit.path),
                "action": str(edit.action),
                "diff": _readable(edit_diff(edit)),
            }
            for edit in step.edits
        ],
        "settles": list(step.settles),
        "commands": [_readable(command) for command in step.commands],
    }


def _readable(text: str) -> str:
    """``text`` with bytes that are not UTF-8 shown as replacement characters: JSON cannot carry them."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def print_steps(plan: Plan, out: Output) -> None:
    """The steps of a plan, with the files that each changes."""
    for number, step in enumerate(plan.steps, 1):
        out.say(f"{number}. {step.title}")
        out.say(f"   {clean(step.why)}")
        for edit in step.edits:
            out.line(f"   {SIGNS[edit.action]} {edit.action:<6} {clean(edit.path)}")
        out.line()
