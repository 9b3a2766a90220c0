"""What stands around the code of a project and has to change with it, read once for findings and steps alike."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property

from edgewise.migration.build_variables import VariableFile, variable_files
from edgewise.migration.choices import Choices
from edgewise.migration.ci import CiFile, workflow_files
from edgewise.migration.command_files import CommandFile, command_files, workspace_files
from edgewise.migration.frameworks.edits import edited_paths
from edgewise.migration.mentions import Kind, Mention, find_mentions
from edgewise.migration.scripts import Rewritten, Target, rewrite_scripts
from edgewise.migration.scripts.targeting import target_of
from edgewise.project.boundary import boundary
from edgewise.project.folder import read_text
from edgewise.project.model import PagesProject, Place
from edgewise.project.package_json import NAME


@dataclass(frozen=True)
class Surroundings:
    """The surroundings of a project that is moved in a certain way. Everything is read when it is first asked for."""

    project: PagesProject
    choices: Choices

    @cached_property
    def mentions(self) -> list[Mention]:
        """Words that matter, wherever they stand."""
        return find_mentions(self.project)

    def of_kind(self, kind: Kind) -> list[Mention]:
        """The mentions of one kind."""
        return [mention for mention in self.mentions if mention.kind is kind]

    @cached_property
    def port_user(self) -> Place | None:
        """A place that counts on the port of ``wrangler pages dev``."""
        return next((mention.place for mention in self.of_kind(Kind.PORT)), None)

    @cached_property
    def target(self) -> Target:
        """The Worker that calls are rewritten for."""
        return target_of(self.project, keep_port=self.port_user is not None)

    @cached_property
    def package(self) -> Rewritten:
        """``package.json`` with its scripts rewritten; an empty text without one."""
        text = read_text(self.project.root, NAME) or ""
        return rewrite_scripts(text.removeprefix("\ufeff"), self.target)

    @cached_property
    def workspace_package(self) -> tuple[str, Rewritten] | None:
        """The ``package.json`` at the top of the repository around the project: its path, and it rewritten."""
        top = boundary(self.project.root)
        text = read_text(top, NAME) if top != self.project.root else None
        if text is None or "wrangler" not in text:
            return None
        path = os.path.relpath(top / NAME, self.project.root).replace(os.sep, "/")
        return path, rewrite_scripts(text.removeprefix("\ufeff"), replace(self.target, folder="."))

    @cached_property
    def workflows(self) -> list[CiFile]:
        """Workflows of the repository that deploy this project."""
        return workflow_files(self.project, self.target)

    @cached_property
    def variables(self) -> list[VariableFile]:
        """Files that read variables of Pages."""
        told = self.of_kind(Kind.VARIABLE)
        return variable_files(self.project, told, edited_paths(self.project, self.choices) if told else ())

    @cached_property
    def files(self) -> list[CommandFile]:
        """Other files with commands."""
        return [
            *command_files(self.project, self.mentions, self.target),
            *workspace_files(self.project, self.target),
        ]
