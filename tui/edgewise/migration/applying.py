"""Applying a plan, and finishing one that was cut off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edgewise import __version__
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.asides import put_by
from edgewise.migration.journal import Entry, Journal, Recorded, journal_path, read_journal
from edgewise.migration.locking import locked
from edgewise.migration.model import Plan
from edgewise.migration.writing import check_reach, look, put, resolve
from edgewise.project.config import NAMES
from edgewise.project.model import PagesProject
from edgewise.store.anchored import Kind
from edgewise.text import clean

OnProgress = Callable[[int, int, str], None]
"""Called with the number of files made, the number in all, and the path of the one just made."""


@dataclass(frozen=True)
class Applied:
    """What an apply did.

    Attributes:
        applied: ids of the steps.
        config: the wrangler file, relative to the root.
        journal: the journal's absolute path.
        next: commands to run now.
    """

    applied: list[str]
    config: str
    journal: Path
    next: list[str]


def apply(project: PagesProject, plan: Plan, on_progress: OnProgress | None = None) -> Applied:
    """Make every change of ``plan``, each recorded before it is made.

    Nothing is written unless all of it may be.

    Raises:
        Refused: ``already-applied``, ``interrupted``, ``busy``, ``file-changed`` or ``outside-project``.
        EdgewiseError: ``apply-failed``, when the file system refuses in the middle; undo takes back what was made.
    """
    root = project.root
    with locked(root):
        check_fresh(root)
        entries = tuple(resolve(root, edit, step.id) for step in plan.steps for edit in step.edits)
        about = {
            "program": __version__,
            "steps": [step.id for step in plan.steps],
            "choices": plan.choices.document(),
            "config": _config_name(entries),
            "next": list(plan.next),
        }
        put_by(root)
        Journal(root).begin(entries, about)
        return _make(root, Recorded(entries, about), on_progress)


def check_fresh(root: Path) -> None:
    """Make sure that no migration of the project is recorded.

    Raises:
        Refused: ``already-applied``, ``interrupted`` or ``undo-unfinished``.
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    if recorded is not None:
        raise _refusal(recorded)


def resume(root: Path, on_progress: OnProgress | None = None) -> Applied:
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
            raise Refused("There is no interrupted migration here.", code="nothing-to-resume")
        if recorded.undoing:
            raise _refusal(recorded)
        check_reach(root, recorded.entries)
        return _make(root, recorded, on_progress)


def _make(root: Path, recorded: Recorded, on_progress: OnProgress | None) -> Applied:
    journal = Journal(root)
    entries = recorded.entries
    for number, entry in enumerate(entries):
        if number not in recorded.done:
            _make_one(root, journal, number, entry)
        if on_progress is not None:
            on_progress(number + 1, len(entries), entry.path)
    journal.append("end")
    return Applied(
        list(recorded.about["steps"]), str(recorded.about["config"]), journal_path(root), list(recorded.about["next"])
    )


def _make_one(root: Path, journal: Journal, number: int, entry: Entry) -> None:
    found = look(root, entry.real)
    if found.kind not in (Kind.NOTHING, Kind.FILE) or found.data != entry.after:
        if found.kind not in (Kind.NOTHING, Kind.FILE) or found.data != entry.before:
            raise Refused(
                f"{clean(entry.path)} was changed while the migration was interrupted.",
                code="file-changed",
                where=clean(entry.path),
                fix="Run `edgewise undo`, then begin again.",
            )
        journal.append("intent", edit=number)
        try:
            put(root, entry.real, entry.after, entry.mode)
        except OSError as error:
            raise EdgewiseError(
                f"{clean(entry.path)} cannot be written: {error.strerror}.",
                code="apply-failed",
                where=clean(entry.path),
                fix="Run `edgewise undo` to take back what was changed.",
            ) from None
    journal.append("done", edit=number)


def _refusal(recorded: Recorded) -> Refused:
    if recorded.undoing:
        return Refused(
            "An undo of this project has not finished.", code="undo-unfinished", fix="Run `edgewise undo` again."
        )
    if recorded.ended:
        return Refused(
            "This project is migrated already.", code="already-applied", fix="Run `edgewise undo` to go back first."
        )
    return Refused(
        "A migration of this project was interrupted.",
        code="interrupted",
        fix="Run `edgewise migrate --yes` to finish it, or `edgewise undo` to go back.",
    )


def _config_name(entries: tuple[Entry, ...]) -> str:
    return next((entry.path for entry in entries if entry.path in NAMES), NAMES[1])
