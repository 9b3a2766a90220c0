"""What the functions that make steps know, and the small things they share."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from edgewise.migration.build_variables import pages_variables, run_time_variables
from edgewise.migration.choices import Choices
from edgewise.migration.diff import edit_diff
from edgewise.migration.frameworks.forms import (
    completed_document,
    completed_rules,
    completed_settings,
    formed,
)
from edgewise.migration.model import FileEdit, Finding, Step
from edgewise.migration.placing import Placement, source_files
from edgewise.migration.settings import WorkerSettings, worker_settings
from edgewise.migration.surroundings import Surroundings
from edgewise.migration.usage import read_usage
from edgewise.migration.worker_document import worker_document
from edgewise.project.boundary import read_reachable
from edgewise.project.model import PagesProject

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Planning:
    """One plan in the making.

    Attributes:
        found: ids of the findings.
    """

    project: PagesProject
    findings: Sequence[Finding]
    choices: Choices = field(default_factory=Choices)

    @cached_property
    def found(self) -> frozenset[str]:
        return frozenset(each.id for each in self.findings)

    @cached_property
    def built(self) -> tuple[PagesProject, Choices]:
        """The project as its next build leaves it, and the choices that hold for it."""
        return formed(self.project, self.choices)

    @cached_property
    def settings(self) -> WorkerSettings:
        """The settings of the Worker to be."""
        return completed_settings(worker_settings(*self.built), self.project, self.choices)

    @cached_property
    def document(self) -> dict[str, Any]:
        """What the wrangler file must say."""
        plain = worker_document(self.built[0], self.settings, self.variables)
        return completed_document(plain, self.project, self.choices)

    @cached_property
    def variables(self) -> dict[str, str]:
        """Variables of Pages that the running code reads."""
        if "cf-pages-run-time" not in self.found:
            return {}
        return pages_variables(self.project, run_time_variables(read_usage(self.project)))

    @cached_property
    def around(self) -> Surroundings:
        """What stands around the code."""
        return Surroundings(self.project, self.choices)

    @cached_property
    def placement(self) -> Placement:
        """Where files beside the assets are written."""
        return source_files(self.built[0])

    def step(
        self, identity: str, title: str, why: str, edits: Iterable[FileEdit], settles: Sequence[str]
    ) -> Step | None:
        """A step of those ``edits`` that change something; ``None`` when none does.

        Args:
            settles: ids of findings that it answers, if the project has them.
        """
        real = tuple(edit for edit in edits if edit.before != edit.after)
        if not real:
            return None
        return Step(
            id=identity,
            title=title,
            why=why,
            edits=real,
            settles=tuple(each for each in settles if each in self.found),
            commands=tuple(command_of(edit) for edit in real),
        )

    def placed(self, name: str) -> list[tuple[str, bytes | None]]:
        """Each path at which the file ``name`` beside the assets is written, with its bytes as they stand."""
        return [(path, self.bytes(path)) for path in self.placement.paths[name]]

    def rules(self, text: str) -> str:
        """A ``_headers`` with the rules that the framework's build no longer adds."""
        return completed_rules(text, self.project, self.choices)

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a project file, ``None`` when there is no such file."""
        return read_reachable(self.project.root, path)

    def twice(self, name: str) -> str:
        """A sentence for when a file is written into a source folder and into the output."""
        paths = self.placement.paths[name]
        if len(paths) == 1:
            return ""
        source, built = paths
        return f" It goes into {source}, which the next build copies, and into {built}, which is served now."


def command_of(edit: FileEdit) -> str:
    """A shell command that makes the same change."""
    if edit.after is None:
        return f"rm {shlex.quote(edit.path)}"
    if edit.after == b"":
        return f": > {shlex.quote(edit.path)}"
    if edit.before is None:
        text = edit.after.decode("utf-8", "replace")
        folder = edit.path.rpartition("/")[0]
        made = f"mkdir -p {shlex.quote(folder)} && " if folder else ""
        return f"{made}cat > {shlex.quote(edit.path)} <<'END'\n{text}{'' if text.endswith(chr(10)) else chr(10)}END"
    folder, _, name = edit.path.rpartition("/")
    if edit.path.startswith("../"):  # git apply takes no path that leads upwards
        return f"(cd {shlex.quote(folder)} && git apply <<'END'\n{edit_diff(replace(edit, path=name))}END\n)"
    return f"git apply <<'END'\n{edit_diff(edit)}END"


def text_of(data: bytes | None) -> str | None:
    """Bytes of a file as text; bytes that are not UTF-8 survive in it."""
    return None if data is None else data.decode("utf-8", "surrogateescape")


def data_of(text: str) -> bytes:
    """The inverse of :func:`text_of`."""
    return text.encode("utf-8", "surrogateescape")
