"""Commands that change with the move, and those that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.command_files import CommandFile
from edgewise.migration.model import Finding
from edgewise.migration.scripts.bindings import declared_bindings, dev_bindings
from edgewise.migration.settings import TooManyRulesError, narrow, worker_settings
from edgewise.migration.surroundings import Surroundings
from edgewise.project import jsonc
from edgewise.project.boundary import boundary
from edgewise.project.folder import read_text
from edgewise.project.model import PagesProject, Place
from edgewise.project.package_json import NAME, load_package
from edgewise.text import clean

INSTALL = {"npm": "npm install --save-dev", "pnpm": "pnpm add -D", "yarn": "yarn add -D", "bun": "bun add -d"}
"""How each package manager adds a tool."""


def check_scripts(around: Surroundings) -> Iterator[Finding]:
    """Scripts of ``package.json``, other files with commands, and the version of wrangler."""
    project = around.project
    package = load_package(project.root)
    result = around.package
    if result.changed:
        names = ", ".join(clean(name, 40) for name in result.changed)
        yield finding("package-scripts", package.place(result.changed[0]), names)
    for name, remark in result.remarks:
        detail = f"{clean(name, 40)}: {clean(remark.detail, 200)}" if remark.detail else clean(name, 40)
        yield finding(remark.id, package.place(name), detail)
    yield from _above(around)
    if result.default_port:
        yield _port(around, package.place(result.default_port))
    yield from _files(around)
    if new := declared_bindings(dev_bindings(project)):
        yield finding("dev-bindings", _first_dev(around), clean(", ".join(new), 200))
    if _old_wrangler(project, around.choices):
        command = f"{INSTALL[project.package_manager or 'npm']} wrangler@4"
        version = clean(project.dependencies["wrangler"], 20)
        yield finding("wrangler-too-old", package.dependency("wrangler"), f"{version} ({command})")


def _above(around: Surroundings) -> Iterator[Finding]:
    """Scripts at the top of the repository that start or deploy this project."""
    if around.workspace_package is None:
        return
    path, result = around.workspace_package
    text = read_text(boundary(around.project.root), NAME) or ""

    def place(name: str) -> Place:
        return Place(path, jsonc.line_at(text, ["scripts", name]))

    if result.changed:
        names = ", ".join(clean(name, 40) for name in result.changed)
        yield finding("package-scripts", place(result.changed[0]), names)
    for name, remark in result.remarks:
        if remark.id != "other-pages-project":
            yield finding(remark.id, place(name), clean(f"{name}: {remark.detail}" if remark.detail else name, 240))


def _port(around: Surroundings, place: Place) -> Finding:
    if around.target.keep_port and around.port_user is not None:
        return finding("dev-port-kept", place, clean(str(around.port_user)))
    return finding("dev-port", place)


def _first_dev(around: Surroundings) -> Place | None:
    package = load_package(around.project.root)
    found = (name for name, script in package.scripts.items() if "pages dev" in script)
    return next((package.place(name) for name in found), None)


def _files(around: Surroundings) -> Iterator[Finding]:
    changed = [each for each in around.files if each.calls_changed]
    for identity, documentation in (("command-files", False), ("readme-commands", True)):
        paths = [each.path for each in changed if each.documentation is documentation]
        if paths:
            yield finding(identity, Place(paths[0]), clean(", ".join(paths), 200))
    for file in around.files:
        yield from _said(file)
    if not around.package.default_port:
        file_with_port = next((each for each in changed if each.default_port), None)
        if file_with_port is not None:
            yield _port(around, Place(file_with_port.path))


def _said(file: CommandFile) -> Iterator[Finding]:
    for line, remark in file.remarks:
        yield finding(remark.id, Place(file.path, line), clean(remark.detail, 200))
    if file.left is not None:
        yield finding("docs-mention-pages" if file.documentation else "command-elsewhere", Place(file.path, file.left))


def _old_wrangler(project: PagesProject, choices: Choices) -> bool:
    found = re.search(r"(\d+)(?:\.(\d+))?", project.dependencies.get("wrangler", ""))
    if found is None:
        return False
    major, minor = int(found.group(1)), int(found.group(2) or 0)
    if project.dependencies["wrangler"].startswith("^") and major == 4:
        return False
    if major >= 4 and (major, minor) >= (4, 20):
        return False
    try:
        return major < 4 or (project.output is not None and narrow(worker_settings(project, choices)))
    except TooManyRulesError:
        return major < 4
