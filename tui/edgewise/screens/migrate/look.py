"""What the screen knows about a folder: read in one go, in a thread, without changing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edgewise.errors import EdgewiseError, InputError
from edgewise.migration.model import FileEdit, Finding, Plan, Severity
from edgewise.project.model import PagesProject
from edgewise.text import clean


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
    """

    root: Path
    status: str | None = None
    project: PagesProject | None = None
    findings: tuple[Finding, ...] = ()
    plan: Plan | None = None
    edits: tuple[FileEdit, ...] = ()
    error: EdgewiseError | None = None
    known_as: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)

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
    def ready(self) -> bool:
        """Whether the plan can be applied."""
        return self.status is None and self.plan is not None

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)


def look(root: Path, overrides: Mapping[str, str]) -> Look:
    """Look at ``root``. What goes wrong becomes :attr:`Look.error`."""
    from edgewise.migration import status

    try:
        state = status(root)
        if state is not None:
            edits = _changed(root) if state == "applied" else ()
            return Look(root, state, edits=edits, known_as=_configured_name(root), overrides=overrides)
        return _look_at_project(root, overrides)
    except EdgewiseError as error:
        return Look(root, error=error, overrides=overrides)
    except OSError as error:
        reason = clean(error.strerror or str(error))
        problem = InputError(f"The folder cannot be read: {reason}.", code="folder-unreadable", where=clean(str(root)))
        return Look(root, error=problem, overrides=overrides)


def _look_at_project(root: Path, overrides: Mapping[str, str]) -> Look:
    from edgewise.migration import assess, make_plan, ready
    from edgewise.project import discover

    project = discover(root, overrides)
    if not is_pages(project):
        return Look(root, overrides=overrides)
    findings = assess(project)
    plan = make_plan(project, findings) if ready(findings) else None
    return Look(root, None, project, tuple(findings), plan, plan.edits if plan else (), overrides=overrides)


def is_pages(project: PagesProject) -> bool:
    """Whether anything says that this folder is a Pages project."""
    return bool(project.output or project.functions or project.config or project.advanced_worker)


def _configured_name(root: Path) -> str:
    """The name in the wrangler file as it stands, or nothing."""
    from edgewise.project.config import find_configs, load_config

    try:
        name = next((load_config(root, each).document.get("name") for each in find_configs(root)), None)
    except EdgewiseError:
        return ""
    return name if isinstance(name, str) else ""


def _changed(root: Path) -> tuple[FileEdit, ...]:
    """What a finished migration has changed, from its journal and the files as they are now."""
    from edgewise.migration import originals

    edits = []
    for path, before in originals(root).items():
        try:
            after: bytes | None = (root / path).read_bytes()
        except FileNotFoundError:
            after = None
        if before != after:
            edits.append(FileEdit(path, before, after))
    return tuple(edits)
