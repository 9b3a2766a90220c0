"""Everything that a project's values may be found in, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edgewise.project import ci
from edgewise.project.command_files import file_calls
from edgewise.project.config import Redirected, find_configs, find_redirected, load_config, string
from edgewise.project.dashboard import Dashboard
from edgewise.project.frameworks import Convention, find_framework
from edgewise.project.model import Config, Framework, Place
from edgewise.project.package_json import Package, load_package
from edgewise.project.script_calls import CallReader, FoundCall
from edgewise.project.terraform import PagesResource, pages_resources
from edgewise.project.workspace import Workspace, find_workspace

_FIRST = ("deploy", "pages:deploy", "deploy:pages", "deploy:prod", "deploy:production", "publish", "pages:publish")
_LAST = ("preview", "staging", "stage", "storybook", "test", "beta", "dev", "old", "example")


@dataclass(frozen=True)
class Sources:
    """What was found. Paths in ``calls`` and ``deployments`` are relative to the project.

    Attributes:
        configs: the wrangler files, the one that wrangler takes first.
        config: the one that describes the Pages project.
        calls: ``wrangler pages`` calls of scripts that concern this project, those that deploy first.
        deployments: those of CI files.
        resources: Terraform's Pages projects that may be this one.
        strayed: folders of the workspace that calls and workflows name as Pages projects and that are not this one,
            relative to the project.
    """

    root: Path
    overrides: Mapping[str, str]
    workspace: Workspace
    configs: tuple[Config, ...]
    config: Config | None
    redirected: Redirected | None
    package: Package
    calls: tuple[FoundCall, ...]
    deployments: tuple[ci.Deployment, ...]
    resources: tuple[PagesResource, ...]
    framework: Framework | None
    convention: Convention | None
    strayed: tuple[str, ...] = ()
    dashboard: Dashboard | None = None

    @property
    def file_counts(self) -> bool:
        """Whether Pages takes its settings from a file: one with ``pages_build_output_dir``."""
        return string(self.document, "pages_build_output_dir") is not None

    @property
    def document(self) -> Mapping[str, Any]:
        """The configuration that wrangler reads: the generated one when there is a redirection."""
        if self.redirected is not None:
            return self.redirected.document
        return self.config.document if self.config else {}


def gather(root: Path, overrides: Mapping[str, str], dashboard: Dashboard | None = None) -> Sources:
    """Read every source of the project in ``root``.

    Raises:
        InputError: when a configuration or the ``package.json`` of the project does not parse.
    """
    configs = tuple(load_config(root, name) for name in find_configs(root))
    pages = [config for config in configs if string(config.document, "pages_build_output_dir")]
    package = load_package(root)
    framework, convention = find_framework(root, package.dependencies)
    workspace = find_workspace(root)
    reader = CallReader(workspace)
    calls = list(dict.fromkeys(_calls(reader, workspace)))
    deployed = _deployments(reader, workspace)
    mine = [call for call in calls if _concerns(workspace, call.folder, call.directory)]
    mine_deployed = [each for each in deployed if _concerns(workspace, each.folder, each.directory)]
    own = {call.folder for call in mine} | {each.folder for each in mine_deployed}
    others = {call.folder for call in calls} | {each.folder for each in deployed}
    return Sources(
        root=root,
        overrides=overrides,
        workspace=workspace,
        dashboard=dashboard,
        configs=configs,
        config=next(iter([*pages, *configs]), None),
        redirected=find_redirected(root),
        package=package,
        calls=tuple(_own_call(workspace, call) for call in mine),
        deployments=tuple(_own_deployment(workspace, each) for each in mine_deployed),
        resources=tuple(_resources(workspace)),
        framework=framework,
        convention=convention,
        strayed=tuple(
            sorted(workspace.from_project(folder) for folder in others - own if _is_below(workspace, folder))
        ),
    )


def _calls(reader: CallReader, workspace: Workspace) -> Iterator[FoundCall]:
    """Each ``wrangler pages`` call of the scripts, those that deploy first: they say what is live."""
    folders = dict.fromkeys((workspace.project, "."))
    found = [
        (name, call)
        for folder in folders
        for name in reader.package(folder).scripts
        for call in reader.script(folder, name)
    ]
    found += [("", call) for folder in folders for call in file_calls(reader, folder)]
    for _, call in sorted(found, key=lambda pair: (pair[1].call.verb != "deploy", _rank(pair[0]))):
        yield call


def _rank(script: str) -> int:
    """How likely a script of this name says what is live."""
    if script in _FIRST:
        return 0
    return 2 if any(word in script for word in _LAST) else 1


def _deployments(reader: CallReader, workspace: Workspace) -> list[ci.Deployment]:
    found = ci.deployments(reader, ci.ci_files(workspace.root))
    if workspace.project != ".":
        own = tuple(f"{workspace.project}/{name}" for name in ci.ci_files(workspace.root / workspace.project))
        found += ci.deployments(reader, own)
    return sorted(found, key=lambda each: each.branch not in (None, "main", "master", "production"))


def _concerns(workspace: Workspace, folder: str, directory: str | None) -> bool:
    """Whether what runs in ``folder`` and uploads ``directory`` is about this project."""
    project = workspace.project
    if folder == project:
        return True
    if directory is None:
        return False
    inner = project == "." or _within(directory, project)
    return inner and not (_is_below(workspace, folder) and _within(directory, folder))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _is_below(workspace: Workspace, folder: str) -> bool:
    """Whether ``folder`` is one below the project's."""
    project = workspace.project
    return not folder.startswith("..") and folder != project and (project == "." or _within(folder, project))


def _place(workspace: Workspace, place: Place) -> Place:
    return Place(workspace.from_project(place.file), place.line)


def _own_call(workspace: Workspace, found: FoundCall) -> FoundCall:
    """The call with its paths relative to the project."""
    return replace(
        found,
        place=_place(workspace, found.place),
        folder=workspace.from_project(found.folder),
        directory=None if found.directory is None else workspace.from_project(found.directory),
    )


def _own_deployment(workspace: Workspace, found: ci.Deployment) -> ci.Deployment:
    directory = None if found.directory is None else workspace.from_project(found.directory)
    folder = workspace.from_project(found.folder)
    return replace(found, place=_place(workspace, found.place), directory=directory, folder=folder)


def _resources(workspace: Workspace) -> Iterator[PagesResource]:
    """Terraform's Pages projects whose root is this project's folder, or unknown when there is but one."""
    everything = pages_resources(workspace.root)
    for resource in everything:
        named = resource.values.get("build_config.root_dir", "").strip("/") or "."
        if named == workspace.project or len(everything) == 1:
            yield replace(resource, file=workspace.from_project(resource.file))
