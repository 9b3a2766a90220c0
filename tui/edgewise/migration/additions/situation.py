"""Where a moved project stands: its wrangler file, what was added to it, and the module that holds that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import Refused
from edgewise.migration.additions.model import Module, Wanted, module_from, wanted_from
from edgewise.migration.journal import Recorded, addition_names, read_journal
from edgewise.project.config import find_configs, load_config
from edgewise.project.model import Config
from edgewise.text import clean

FINISH = "edgewise add --resume"
BACK = "edgewise undo --last"


@dataclass(frozen=True)
class Situation:
    """A moved project.

    Attributes:
        root: the project folder, without symbolic links.
        config: the wrangler file that wrangler takes.
        added: what was added so far, in order.
        module: the module around the entry; ``None`` before there is one.
        written: files as the last addition that touched them wrote them, by path.
        made: files that the migration made.
        next: commands that the migration said to run.
    """

    root: Path
    config: Config
    added: tuple[Wanted, ...] = ()
    module: Module | None = None
    written: Mapping[str, bytes | None] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    next: tuple[str, ...] = ()

    @property
    def document(self) -> Mapping[str, Any]:
        """What the wrangler file says."""
        return self.config.document


def situation(root: Path) -> Situation:
    """Read where the project in ``root`` stands.

    Raises:
        Refused: ``not-moved``, ``interrupted``, ``addition-interrupted`` or ``config-missing``.
        InputError: when a journal is damaged, or the wrangler file does not parse.
    """
    root = root.resolve()
    migration = read_journal(root)
    if migration is None:
        raise _refused(
            root,
            "This project is not moved to Workers yet.",
            "not-moved",
            "Move it first: `edgewise migrate`.",
        )
    if not migration.ended or migration.undoing:
        raise _refused(
            root,
            "The migration of this project, or its undo, was interrupted.",
            "interrupted",
            "Run `edgewise migrate --yes` to finish it, or `edgewise undo` to go back.",
        )
    added: list[Wanted] = []
    module: Module | None = None
    written: dict[str, bytes | None] = {}
    for _, recorded in additions(root):
        if not recorded.ended or recorded.undoing:
            raise interrupted(root, recorded)
        added.append(wanted_of(recorded))
        module = module_from(recorded.about.get("module")) or module
        written |= {entry.path: entry.after for entry in recorded.entries}
    names = find_configs(root)
    if not names:
        raise _refused(
            root, "The project has no wrangler file any more.", "config-missing", "Restore it, or run `edgewise undo`."
        )
    return Situation(
        root,
        load_config(root, names[0]),
        tuple(added),
        module,
        written,
        frozenset(entry.path for entry in migration.entries if entry.before is None),
        tuple(migration.about["next"]),
    )


def additions(root: Path) -> list[tuple[str, Recorded]]:
    """The journals of additions in which something was begun, oldest first.

    Raises:
        InputError: when one is damaged.
    """
    read = ((name, read_journal(root, name)) for name in addition_names(root))
    return [(name, recorded) for name, recorded in read if recorded is not None]


def wanted_of(recorded: Recorded) -> Wanted:
    """What an addition was asked for.

    Raises:
        InputError: ``journal-broken``.
    """
    return wanted_from(recorded.about.get("wanted"))


def interrupted(root: Path, recorded: Recorded) -> Refused:
    """The refusal while an addition, or taking it back, is unfinished."""
    title = clean(wanted_of(recorded).title, 80)
    if recorded.undoing:
        text, fix = f"Taking back an addition has not finished: {title}.", f"Run `{BACK}` again."
    else:
        text = f"An addition was interrupted: {title}."
        fix = f"Run `{FINISH}` to finish it, or `{BACK}` to take it back."
    return _refused(root, text, "addition-interrupted", fix)


def unfinished(root: Path) -> Refused | None:
    """The refusal for those who need a finished state; ``None`` when all additions are whole.

    Raises:
        InputError: when a journal is damaged.
    """
    found = (each for _, each in additions(root) if not each.ended or each.undoing)
    return next((interrupted(root, each) for each in found), None)


def _refused(root: Path, text: str, code: str, fix: str) -> Refused:
    return Refused(text, code=code, where=clean(str(root)), fix=fix)
