"""What the ``wrangler pages`` calls of a project are measured against, and what is said about them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edgewise.migration.scripts.options import dynamic
from edgewise.project.commands import PagesCall
from edgewise.project.folder import tidy

PRODUCTION_BRANCHES = frozenset({"main", "master", "production"})
"""Names that are taken for production's branch when nothing says which it is."""


@dataclass(frozen=True)
class Pipeline:
    """What is known of the CI job that a call stands in.

    Attributes:
        only_production: whether it runs for production's branch and nothing else.
        expressions: whether GitHub's ``${{ … }}`` can stand in the text.
        shell: whether a shell of the POSIX kind reads the text.
    """

    only_production: bool = False
    expressions: bool = False
    shell: bool = True


@dataclass(frozen=True)
class Target:
    """The Worker that calls are rewritten for, and where the calls run.

    Attributes:
        name: the Pages project's name; ``None`` when it is only a guess.
        output: its output directory, in one spelling.
        branch: production's branch, or ``None`` when nothing says which it is.
        date: the compatibility date of the new wrangler file.
        flags: its compatibility flags.
        bindings: each binding that the new wrangler file declares, with the id that it names there.
        keep_port: whether something in the project counts on port 8788.
        preview: the words after ``wrangler`` that make a preview of the Worker.
        code: whether the project has code of its own, which can use bindings.
        project: the project's folder, relative to the repository.
        folder: the folder that calls run in, relative to the repository.
        pipeline: the CI job they stand in, if they do.
    """

    name: str | None = None
    output: str | None = None
    branch: str | None = None
    date: str | None = None
    flags: tuple[str, ...] = ()
    bindings: Mapping[str, str] = field(default_factory=dict)
    keep_port: bool = False
    preview: str = "versions upload"
    code: bool = True
    project: str = "."
    folder: str = "."
    pipeline: Pipeline | None = None

    def is_production(self, branch: str) -> bool:
        """Whether a deployment for ``branch`` goes live on Pages."""
        return branch == self.branch if self.branch else branch in PRODUCTION_BRANCHES

    def moved(self, step: str) -> Target:
        """The same for calls that run in the folder that ``cd step`` leads to."""
        return replace(self, folder=tidy(posixpath.join(self.folder, step)))

    @property
    def cwd(self) -> str:
        """The project's folder, seen from the folder that calls run in; ``.`` when they are the same."""
        return _seen(self.project, self.folder)

    @property
    def output_here(self) -> str | None:
        """The output directory, seen from the folder that calls run in."""
        if self.output is None:
            return None
        return _seen(posixpath.join(self.project, self.output), self.folder)


def _seen(path: str, folder: str) -> str:
    return posixpath.relpath(posixpath.join("/", path), posixpath.join("/", folder))


@dataclass(frozen=True)
class Remark:
    """Something to say about a call.

    Attributes:
        id: of a finding.
        detail: what is particular to this call.
        offset: where the call stands in the text, in characters.
    """

    id: str
    detail: str = ""
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Translation:
    """What a call becomes.

    Attributes:
        text: the words that take the place of ``pages …``; ``None`` when the call stays as it is.
        remarks: what to say about it.
        default_port: whether the call listens on a port that nothing names.
    """

    text: str | None
    remarks: tuple[Remark, ...] = ()
    default_port: bool = False


def left(why: str, identity: str = "script-keeps-pages") -> Translation:
    """A call that stays as it is, and why."""
    return Translation(None, (Remark(identity, why),))


def elsewhere(call: PagesCall, target: Target) -> str:
    """What shows that a call means another Pages project than this one; empty when nothing does.

    A name tells, then a folder; a call with neither means the project in whose folder it runs.
    """
    name = call.option("project-name")
    if name and target.name and not dynamic(name):
        return "" if name == target.name else f"--project-name {name}"
    named, here = call.directory, target.output_here
    if named and here and not dynamic(named):
        return "" if tidy(named) == here or (name and target.cwd == ".") else f"the folder {named}"
    return "" if target.cwd == "." else f"the folder {target.folder}"
