"""What is compared with what: the project before its migration, and the findings that were declared."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import Refused
from edgewise.migration.account_kept import kept
from edgewise.migration.additions.situation import unfinished
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import formed
from edgewise.migration.model import Finding, Severity
from edgewise.migration.parity.declared import Facts
from edgewise.migration.parity.staging.assets import assets_directory
from edgewise.migration.parity.staging.building import build_commands
from edgewise.migration.parity.staging.sides import Stager, require_output
from edgewise.migration.parity.staging.tree import folders_beside
from edgewise.migration.settings import EVERYWHERE
from edgewise.project import discover
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import PagesProject
from edgewise.store import folders


@dataclass(frozen=True)
class Planned:
    """The basis of a proof.

    Attributes:
        project: the project before its migration, in its working copy.
        findings: ids of what the assessment declares about it.
        facts: what the rules for declared differences know about the project.
        choices: how it was moved, or is to be.
        prepare: applies the plan to a working copy; ``None`` when the folder is migrated already, or the new side
            does not run here.
        migrated: whether the folder itself is migrated.
        touched: paths that the migration changed in the folder, relative to it.
        build: commands that build the new side in its working copy.
    """

    project: PagesProject
    findings: frozenset[str]
    facts: Facts
    choices: Choices
    prepare: Callable[[Path], None] | None
    migrated: bool
    touched: frozenset[str] = frozenset()
    build: tuple[str, ...] = ()


async def plan_of(stager: Stager, *, choices: Choices, local_new: bool = True, build: bool = False) -> Planned:
    """Look at the state of the folder and stage the old copy.

    Args:
        local_new: whether the new side will run here. What is live needs no plan, whatever blocks it.
        choices: how the project is to be moved; when it is moved already, the journal knows better.
        build: whether the new side is built in its working copy.

    Raises:
        Refused: ``interrupted``, ``addition-interrupted``, ``not-ready`` or ``build-needed``.
        InputError: as from ``discover`` and from staging.
    """
    from edgewise.migration import (
        asked_account,
        assess,
        hidden_assets,
        make_plan,
        originals,
        ready,
        recorded_choices,
        recorded_overrides,
        status,
    )

    state = status(stager.root)
    if state == "interrupted":
        raise Refused(
            "A migration of this project was interrupted, so there is no finished state to prove.",
            code="interrupted",
            where=str(stager.root),
            fix="Run `edgewise migrate --yes` to finish it, or `edgewise undo` to go back.",
        )
    if (open_addition := unfinished(stager.root)) is not None:
        raise open_addition
    migrated = state == "applied"
    choices = recorded_choices(stager.root) if migrated else choices
    if migrated:
        stager.overrides = {**recorded_overrides(stager.root), **stager.overrides}
        if stager.dashboard is None and asked_account(stager.root):
            stager.dashboard = kept(folders(), stager.root.resolve())
    before = originals(stager.root) if migrated else {}
    look = await asyncio.to_thread(discover, stager.root, stager.overrides, stager.dashboard)
    if not migrated:
        # Before anything is copied: the folder may be no project at all, and large.
        require_output(look, stager.root)
    stager.beside = await asyncio.to_thread(_beside, look, before, choices)
    project = await stager.old_copy(before)
    _, choices = formed(project, choices)
    findings = await asyncio.to_thread(assess, project, choices)
    if local_new and not migrated and not ready(findings):
        raise _not_ready(findings, stager.root)
    ids = frozenset(finding.id for finding in findings)
    edits = make_plan(project, findings, choices).edits if ready(findings) else ()
    runs_code = bool(project.advanced_worker or project.functions)
    facts = Facts(
        project.headers,
        frozenset(hidden_assets(project, {edit.path for edit in edits})),
        (project.routes or EVERYWHERE) if runs_code else None,
        choices.faithful,
        tuple(rule.source for rule in project.redirects),
    )
    prepare = _applying(stager.overrides, stager.dashboard, choices) if local_new and not migrated else None
    commands = build_commands(project, choices, stager.root, migrated=migrated, wanted=build) if local_new else ()
    return Planned(project, ids, facts, choices, prepare, migrated, frozenset(before), commands)


def _beside(look: PagesProject, before: Mapping[str, bytes | None], choices: Choices) -> tuple[str, ...]:
    """Folders outside the project that are served or that the migration writes to, relative to it."""
    from edgewise.migration import assess, make_plan, ready

    served = [look.output.value] if look.output else []
    served += [found] if (found := assets_directory(look.root)) else []
    changed = list(before)
    if look.workspace != look.root and not before and ready(findings := assess(look, choices)):
        changed += [edit.path for edit in make_plan(look, findings, choices).edits]
    folders = {*served, *(posixpath.dirname(path) for path in changed)}
    return folders_beside(look.root, folders)


def _applying(overrides: Mapping[str, str], dashboard: Dashboard | None, choices: Choices) -> Callable[[Path], None]:
    def prepare(root: Path) -> None:
        from edgewise.migration import apply, assess, make_plan

        project = discover(root, overrides, dashboard)
        apply(project, make_plan(project, assess(project, choices), choices))

    return prepare


def _not_ready(findings: list[Finding], root: Path) -> Refused:
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    titles = "; ".join(finding.title for finding in blockers) or "the assessment says no"
    return Refused(
        f"The project cannot be migrated yet, so there is no new side: {titles}.",
        code="not-ready",
        where=str(root),
        fix="See `edgewise assess`, settle the blockers, then run the proof again.",
    )
