"""Applying a plan, and finishing one that was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise import __version__
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.asides import put_by
from edgewise.migration.backup import Backup, back_up, recorded_backup
from edgewise.migration.care import NONE, Precautions, new_branch
from edgewise.migration.journal import FOLDER, Entry, Journal, Recorded, journal_path, read_journal
from edgewise.migration.locking import locked
from edgewise.migration.making import OnProgress, Stop, make_all
from edgewise.migration.model import Plan
from edgewise.migration.writing import check_reach, resolve, without_clashes
from edgewise.project.config import NAMES
from edgewise.project.model import PagesProject
from edgewise.text import clean, clean_lines


@dataclass(frozen=True)
class Applied:
    """What an apply did.

    Attributes:
        applied: ids of the steps.
        config: the wrangler file, relative to the root.
        journal: the journal's absolute path.
        next: commands to run now.
        branch: the branch that was made for it.
        backup: the copies of files that git could not give back; ``None`` when there are none.
        findings: what is left for a person, each as ``Finding.document`` gives it.
    """

    applied: list[str]
    config: str
    journal: Path
    next: list[str]
    branch: str | None = None
    backup: Backup | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)


def apply(
    project: PagesProject,
    plan: Plan,
    on_progress: OnProgress | None = None,
    *,
    care: Precautions = NONE,
    branch: str | None = None,
    stop: Stop | None = None,
) -> Applied:
    """Make every change of ``plan``, each recorded before it is made.

    Nothing is written unless all of it may be.

    Args:
        care: what :func:`edgewise.migration.precautions` found; files that git does not have are copied first.
        branch: make this branch and switch to it first.
        stop: asked after each file; the one at work is always finished.

    Raises:
        Refused: ``already-applied``, ``interrupted``, ``busy``, ``file-changed``, ``outside-project`` and what else
            ``writing.resolve`` and ``care.new_branch`` refuse.
        Interrupted: ``stopped``, when ``stop`` said so; it can be finished or taken back.
        EdgewiseError: ``apply-failed``, ``backup-failed`` or ``journal-unwritable``, when the file system refuses;
            undo takes back what was made.
    """
    root = project.root
    with locked(root):
        check_fresh(root)
        entries = without_clashes(
            root, tuple(resolve(root, edit, step.id) for step in plan.steps for edit in step.edits)
        )
        if branch is not None:
            new_branch(root, branch, care)
        _put_by(root)
        backup = back_up(root, entries, care.unsaved)
        about = {
            "program": __version__,
            "steps": [step.id for step in plan.steps],
            "choices": plan.choices.document(),
            "overrides": dict(project.overrides),
            "dashboard": project.dashboard is not None,
            "config": _config_name(entries),
            "next": list(plan.next),
            "branch": branch,
            "backup": None if backup is None else backup.document(),
            "findings": [each.document() for each in plan.remaining],
        }
        Journal(root).begin(entries, about)
        make_all(Journal(root), Recorded(entries, about), on_progress, stop)
        return _applied(root, about)


def _put_by(root: Path) -> None:
    try:
        put_by(root)
    except OSError as error:
        raise EdgewiseError(
            f"The copies of an earlier migration cannot be moved: {error.strerror}. Nothing has been changed.",
            code="backup-failed",
            where=clean(str(root / FOLDER)),
            fix="Make the folder writable, or move what is in it.",
        ) from None


def check_fresh(root: Path) -> None:
    """Make sure that no migration of the project is recorded.

    Raises:
        Refused: ``already-applied``, ``interrupted`` or ``undo-unfinished``.
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    if recorded is not None:
        raise _refusal(root, recorded)


def resume(root: Path, on_progress: OnProgress | None = None, *, stop: Stop | None = None) -> Applied:
    """Finish an apply that was cut off.

    Raises:
        Refused: ``nothing-to-resume``, ``undo-unfinished``, or ``file-changed`` when a file is neither as it was nor
            as it should be.
        EdgewiseError: ``apply-failed``.
    """
    root = root.resolve()
    with locked(root):
        recorded = read_journal(root)
        if recorded is None or (recorded.ended and not recorded.undoing):
            raise Refused(
                "There is no interrupted migration here.",
                code="nothing-to-resume",
                where=clean(str(root)),
                fix="`edgewise migrate` begins one.",
            )
        if recorded.undoing:
            raise _refusal(root, recorded)
        check_reach(root, recorded.entries)
        make_all(Journal(root), recorded, on_progress, stop)
        return _applied(root, recorded.about)


def _applied(root: Path, about: Mapping[str, Any]) -> Applied:
    branch, findings = about.get("branch"), about.get("findings")
    return Applied(
        list(about["steps"]),
        str(about["config"]),
        journal_path(root),
        list(about["next"]),
        branch if isinstance(branch, str) else None,
        recorded_backup(about.get("backup")),
        [_cleaned(each) for each in findings if isinstance(each, dict)] if isinstance(findings, list) else [],
    )


def _cleaned(value: Any) -> Any:
    """JSON from a journal, which may come from elsewhere, with text that is safe to show."""
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean_lines(value) if isinstance(value, str) else value


def _refusal(root: Path, recorded: Recorded) -> Refused:
    where = clean(str(root))
    if recorded.undoing:
        return Refused(
            "An undo of this project has not finished.",
            code="undo-unfinished",
            where=where,
            fix="Run `edgewise undo` again.",
        )
    if recorded.ended:
        return Refused(
            "This project is migrated already.",
            code="already-applied",
            where=where,
            fix="Run `edgewise undo` to go back first.",
        )
    return Refused(
        "A migration of this project was interrupted.",
        code="interrupted",
        where=where,
        fix="Run `edgewise migrate --yes` to finish it, or `edgewise undo` to go back.",
    )


def _config_name(entries: tuple[Entry, ...]) -> str:
    return next((entry.path for entry in entries if entry.path in NAMES), NAMES[1])
