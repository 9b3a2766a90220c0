"""From an assessed project to a plan: ordered steps, each a few file changes with a reason."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from edgewise.errors import Refused
from edgewise.migration.assessment import ready
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import commands_before, formed, to_open_next
from edgewise.migration.frameworks.nextjs.open_next import resources
from edgewise.migration.model import Finding, Plan, Severity
from edgewise.migration.steps import STEPS, Planning, private_files
from edgewise.project.model import PagesProject

DEFAULT = Choices()


def make_plan(project: PagesProject, findings: Sequence[Finding], choices: Choices = DEFAULT) -> Plan:
    """The steps that make ``project`` a Worker. Reads files, changes none.

    Args:
        findings: what :func:`edgewise.migration.assess` said about this project with the same choices.

    Raises:
        Refused: ``not-ready``, when a blocker stands.
    """
    if not ready(findings):
        blockers = [each for each in findings if each.severity is Severity.BLOCKER]
        raise Refused(
            f"The project cannot be moved yet: {blockers[0].title}.",
            code="not-ready",
            where=str(blockers[0].where) if blockers[0].where else None,
            fix=blockers[0].remedy,
        )
    _, choices = formed(project, choices)
    planning = Planning(project, findings, choices)
    made = [step for make in STEPS if (step := make(planning)) is not None]
    hide = private_files(planning, [edit.path for step in made for edit in step.edits])
    steps = (*made, hide) if hide is not None else tuple(made)
    settled = {identity for step in steps for identity in step.settles}
    asking = (Severity.DECISION, Severity.MANUAL)
    remaining = tuple(each for each in findings if each.severity in asking and each.id not in settled)
    return Plan(steps, choices, _next(planning), remaining)


def _next(planning: Planning) -> tuple[str, ...]:
    """What to run after applying. With environments, wrangler wants to be told that the top level is meant."""
    project, _ = planning.built
    first = commands_before(planning.project, planning.choices)
    deploy = "npx wrangler deploy"
    if to_open_next(planning.project, planning.choices):
        return (*first, "edgewise verify", *resources(planning.document), "npx opennextjs-cloudflare deploy")
    commands = [*first, "edgewise verify", f'{deploy} --env=""' if "env" in planning.document else deploy]
    if not first and project.build_command and project.build_product:
        commands.insert(1, project.build_command.value)
    secrets = project.dashboard.secrets if project.dashboard else ()
    return (*commands, *(f"npx wrangler secret put {shlex.quote(name)}" for name in secrets))
