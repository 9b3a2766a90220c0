"""The values that a migration is made of. All of them are data: applying them is somebody else's work."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from edgewise.migration.choices import Choices
from edgewise.project.model import Place
from edgewise.text import clean, clean_lines


class Severity(StrEnum):
    """How much a finding asks of the user, worst first."""

    BLOCKER = "blocker"
    DECISION = "decision"
    MANUAL = "manual"
    AUTOMATIC = "automatic"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing about this project that matters for the move.

    Attributes:
        id: stable kebab-case id from the catalogue; CI and people refer to it.
        title: one line.
        where: the place it was found, when there is one.
        why: what would go wrong without doing anything.
        remedy: what edgewise does about it, or what the user must do.
        lesson: id of the lesson that explains it, or ``None``.
        patch: a unified diff that does what is left to do, where edgewise has one and does not apply it by itself.
    """

    id: str
    severity: Severity
    title: str
    why: str
    remedy: str
    where: Place | None = None
    lesson: str | None = None
    patch: str = ""

    def document(self) -> dict[str, Any]:
        """This finding as JSON."""
        return {
            "id": self.id,
            "severity": str(self.severity),
            "title": self.title,
            "where": None if self.where is None else {"file": clean(self.where.file), "line": self.where.line},
            "why": self.why,
            "remedy": self.remedy,
            "lesson": self.lesson,
            "patch": clean_lines(self.patch) or None,
        }


class Action(StrEnum):
    """What a file edit does."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True)
class FileEdit:
    """One file before and after. Bytes, because a project's line endings are its own.

    Attributes:
        path: relative to the project root, with forward slashes, in its shortest form. It may begin with ``../`` to
            reach a folder beside the project, as far as :func:`edgewise.project.boundary.boundary`, and never by way
            of a symbolic link.
        before: ``None`` when the file does not exist yet.
        after: ``None`` when the file goes away.
    """

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def action(self) -> Action:
        """Whether the file is created, edited or deleted."""
        if self.before is None:
            return Action.CREATE
        return Action.DELETE if self.after is None else Action.EDIT


@dataclass(frozen=True)
class Step:
    """One reviewable part of a plan.

    Attributes:
        id: stable kebab-case id, unique within the plan.
        kind: ``files`` (the only kind so far; ``account`` steps come with shipping).
        why: one or two sentences.
        edits: the file changes, in the order in which they are made.
        settles: ids of the findings that this step answers.
        commands: shell commands that would do the same, for people who prefer their own hands.
    """

    id: str
    title: str
    why: str
    edits: tuple[FileEdit, ...] = ()
    settles: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    kind: str = "files"


@dataclass(frozen=True)
class Plan:
    """Ordered steps, and the choices they were made with."""

    steps: tuple[Step, ...]
    choices: Choices = field(default_factory=Choices)
    next: tuple[str, ...] = field(default_factory=tuple)
    """Commands to run after applying."""
    remaining: tuple[Finding, ...] = ()
    """What the steps do not settle and a person must decide or do."""

    @property
    def edits(self) -> tuple[FileEdit, ...]:
        """All file edits of all steps, in order."""
        return tuple(edit for step in self.steps for edit in step.edits)
