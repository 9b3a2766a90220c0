"""What the screen knows about a folder: read in one go, in a thread, without changing anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.errors import EdgewiseError, InputError
from edgewise.migration.choices import Choices
from edgewise.migration.model import FileEdit, Finding, Plan, Severity
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import PagesProject
from edgewise.screens.migrate.history.record import Record, recorded_at
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.operations.journal import Run


@dataclass(frozen=True)
class Asked:
    """What is looked at. Two looks with the same question show the same; any other is stale.

    Attributes:
        root: the folder.
        overrides: what the user said that the files do not, as for ``discover``.
        choices: how the project is to be moved.
        dashboard: what the account says, when it was asked.
    """

    root: Path
    overrides: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    dashboard: Dashboard | None = None


@dataclass(frozen=True)
class Look:
    """One look at a folder.

    Attributes:
        status: ``None``, ``applied`` or ``interrupted``.
        project: ``None`` when the folder is no Pages project, or is migrated already.
        plan: ``None`` while something stands in the way.
        edits: the file changes: of the plan, or what a finished migration has changed.
        error: why there is nothing to show.
        known_as: the project's name when ``project`` is ``None``.
        elsewhere: folders below that look like Pages projects, when this one does not.
        writable: whether files can be made in the folder.
        record: what the journal says, when there is one.
        added: what was added since, such as ``consumer report-jobs``.
        adding: whether the last of these, or taking it back, was cut off.
        runs: what was done in the account, oldest first.
    """

    asked: Asked
    status: str | None = None
    project: PagesProject | None = None
    findings: tuple[Finding, ...] = ()
    plan: Plan | None = None
    edits: tuple[FileEdit, ...] = ()
    error: EdgewiseError | None = None
    known_as: str = ""
    elsewhere: tuple[str, ...] = ()
    writable: bool = True
    record: Record | None = None
    added: tuple[str, ...] = ()
    adding: bool = False
    runs: tuple[Run, ...] = ()

    @property
    def root(self) -> Path:
        """The folder."""
        return self.asked.root

    @property
    def name(self) -> str:
        """What to call the project."""
        folder = self.root.name or str(self.root)
        return clean(self.project.name.value if self.project else self.known_as or folder, 40)

    @property
    def migrated(self) -> bool:
        """Whether the folder is migrated."""
        return self.status == "applied"

    @property
    def known(self) -> bool:
        """Whether there is a project here, migrated or not."""
        return self.project is not None or self.status is not None

    @property
    def ready(self) -> bool:
        """Whether the plan can be applied."""
        return self.status is None and self.plan is not None

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)


def look(asked: Asked) -> Look:
    """Look at a folder. What goes wrong becomes :attr:`Look.error`."""
    from edgewise.migration import recorded_choices, status

    root = asked.root
    try:
        state = status(root)
        if state is None:
            return _look_at_project(asked)
        record = recorded_at(root)
        added, adding = _added(root)
        return Look(
            replace(asked, choices=recorded_choices(root)),
            state,
            edits=record.edits if record else (),
            known_as=_configured_name(root),
            writable=_writable(root),
            record=record,
            added=added,
            adding=adding,
            runs=_runs(root),
        )
    except EdgewiseError as error:
        return Look(asked, error=error)
    except OSError as error:
        reason = clean(error.strerror or str(error))
        problem = InputError(f"The folder cannot be read: {reason}.", code="folder-unreadable", where=clean(str(root)))
        return Look(asked, error=problem)


def _added(root: Path) -> tuple[tuple[str, ...], bool]:
    """What was added to a moved project, and whether the last of it is unfinished. A broken journal says nothing."""
    from edgewise.migration.additions.situation import additions, wanted_of

    try:
        found = additions(root)
        return tuple(clean(wanted_of(each).title, 60) for _, each in found), any(
            not each.ended or each.undoing for _, each in found
        )
    except EdgewiseError:
        return (), False


def _runs(root: Path) -> tuple[Run, ...]:
    """What was done in the account. The stages that need a broken journal say what is wrong with it."""
    from edgewise.migration.operations.journal import read_runs

    try:
        return read_runs(root)
    except EdgewiseError:
        return ()


def _look_at_project(asked: Asked) -> Look:
    from edgewise.migration import assess, make_plan, ready
    from edgewise.project import discover

    project = discover(asked.root, asked.overrides, asked.dashboard)
    if not is_pages(project):
        return Look(asked, elsewhere=project.elsewhere)
    findings = assess(project, asked.choices)
    plan = make_plan(project, findings, asked.choices) if ready(findings) else None
    return Look(
        asked,
        project=project,
        findings=tuple(findings),
        plan=plan,
        edits=plan.edits if plan else (),
        writable=_writable(asked.root),
    )


def is_pages(project: PagesProject) -> bool:
    """Whether anything says that this folder is a Pages project."""
    return bool(project.output or project.functions or project.config or project.advanced_worker)


def _writable(root: Path) -> bool:
    return os.access(root, os.W_OK | os.X_OK)


def _configured_name(root: Path) -> str:
    """The name in the wrangler file as it stands, or nothing."""
    from edgewise.project.config import effective_document

    try:
        name = effective_document(root).get("name")
    except EdgewiseError:
        return ""
    return name if isinstance(name, str) else ""
