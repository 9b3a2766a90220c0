"""Applying an addition, with a journal of its own on top of the migration's, and finishing one that was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edgewise import __version__
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.additions.model import Addition, Wanted
from edgewise.migration.additions.situation import BACK, FINISH, additions, interrupted, situation, wanted_of
from edgewise.migration.journal import Journal, Recorded, addition_names, journal_path, read_journal
from edgewise.migration.locking import locked
from edgewise.migration.making import OnProgress, Stop, make_all
from edgewise.migration.writing import check_reach, resolve, without_clashes
from edgewise.text import clean

_MOST = 9999


@dataclass(frozen=True)
class Added:
    """What applying an addition did.

    Attributes:
        journal: the journal's absolute path.
        files: the files that it changed, relative to the root.
        next: commands to run now.
    """

    wanted: Wanted
    journal: Path
    files: tuple[str, ...]
    next: tuple[str, ...]


def apply_addition(
    root: Path, addition: Addition, on_progress: OnProgress | None = None, *, stop: Stop | None = None
) -> Added:
    """Make every change of the addition's plan, each recorded before it is made. Nothing unless all of it may be.

    Raises:
        Refused: as :func:`~edgewise.migration.additions.situation.situation` and ``writing.resolve`` do;
            ``nothing-to-change`` when the plan has no steps.
        Interrupted: ``stopped``, when ``stop`` said so; it can be finished or taken back.
        EdgewiseError: ``apply-failed`` or ``journal-unwritable``.
    """
    root = root.resolve()
    plan = addition.plan
    with locked(root):
        here = situation(root)
        if not plan.edits:
            raise Refused(
                "There is no file to change for this.",
                code="nothing-to-change",
                where=clean(str(root)),
                fix=f"Run instead: {'; '.join(plan.next)}",
            )
        entries = without_clashes(
            root, tuple(resolve(root, edit, step.id) for step in plan.steps for edit in step.edits)
        )
        about = {
            "program": __version__,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "wanted": addition.wanted.document(),
            "module": None if addition.module is None else addition.module.document(),
            "steps": [step.id for step in plan.steps],
            "config": here.config.path,
            "next": list(plan.next),
        }
        journal = Journal(root, _next_name(root))
        journal.begin(entries, about)
        return _make(journal, Recorded(entries, about), on_progress, stop)


def resume_addition(root: Path, on_progress: OnProgress | None = None, *, stop: Stop | None = None) -> Added:
    """Finish an addition that was cut off.

    Raises:
        Refused: ``nothing-to-resume``, ``addition-interrupted`` while one is being taken back, or ``file-changed``.
        EdgewiseError: ``apply-failed`` or ``journal-unwritable``.
    """
    root = root.resolve()
    with locked(root):
        found = interrupted_addition(root)
        if found is None:
            raise Refused(
                "There is no interrupted addition here.",
                code="nothing-to-resume",
                where=clean(str(root)),
                fix="`edgewise add` lists what can be added.",
            )
        name, recorded = found
        if recorded.undoing:
            raise interrupted(root, recorded)
        check_reach(root, recorded.entries)
        return _make(Journal(root, name), recorded, on_progress, stop)


def interrupted_addition(root: Path) -> tuple[str, Recorded] | None:
    """The journal of the addition that is not whole, or that is being taken back; its name and what it says.

    Raises:
        InputError: when a journal is damaged.
    """
    return next(((name, each) for name, each in additions(root) if not each.ended or each.undoing), None)


def _make(journal: Journal, recorded: Recorded, on_progress: OnProgress | None, stop: Stop | None) -> Added:
    make_all(journal, recorded, on_progress, stop, again=FINISH, back=BACK)
    return Added(
        wanted_of(recorded),
        journal_path(journal.root, journal.name),
        tuple(entry.path for entry in recorded.entries),
        tuple(recorded.about["next"]),
    )


def _next_name(root: Path) -> str:
    """The name of the next journal. One in which nothing was begun is used again."""
    names = addition_names(root)
    if names and read_journal(root, names[-1]) is None:
        return names[-1]
    number = int(names[-1][9:13]) + 1 if names else 1
    if number > _MOST:
        raise EdgewiseError(
            "There are too many additions.", code="journal-unwritable", where=str(root), fix="Take some back."
        )
    return f"addition-{number:04}.jsonl"
