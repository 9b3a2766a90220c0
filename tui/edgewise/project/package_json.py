"""``package.json``: scripts, dependencies, and which package manager the project uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.project import jsonc
from edgewise.project.folder import read_text
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import Place

NAME = "package.json"
_LOCK_FILES = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lockb": "bun",
    "bun.lock": "bun",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}


@dataclass(frozen=True)
class Package:
    """What edgewise reads of a ``package.json``.

    Attributes:
        text: the file as it stands; empty when there is none.
        scripts: only those that are strings.
        dependencies: all kinds together, name to version range.
        manager: ``npm``, ``pnpm``, ``yarn`` or ``bun``; ``None`` without a manifest.
    """

    text: str = ""
    name: str | None = None
    scripts: Mapping[str, str] = field(default_factory=dict)
    dependencies: Mapping[str, str] = field(default_factory=dict)
    manager: str | None = None

    def place(self, script: str) -> Place:
        """Where the script stands."""
        return Place(NAME, jsonc.line_at(self.text, ["scripts", script]))

    def dependency(self, name: str) -> Place:
        """Where a dependency stands."""
        groups = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
        lines = (jsonc.line_at(self.text, [group, name]) for group in groups)
        return Place(NAME, next((line for line in lines if line), None))

    def run(self, script: str) -> str:
        """The command that runs ``script``."""
        return f"{self.manager or 'npm'} run {script}"


def load_package(root: Path) -> Package:
    """Read ``package.json`` below ``root``; an empty :class:`Package` when there is none.

    Raises:
        InputError: when it does not parse; names the line.
    """
    text = read_text(root, NAME)
    if text is None:
        return Package()
    try:
        document = jsonc.loads(text)
    except JsoncError as error:
        raise InputError(
            f"{NAME} is not valid JSON: {error.reason[:1].lower()}{error.reason[1:]}.",
            code="json-syntax",
            where=f"{NAME}:{error.line}",
            fix="Correct the file and try again.",
        ) from None
    if not isinstance(document, dict):
        raise InputError(
            f"{NAME} must hold an object.", code="json-syntax", where=f"{NAME}:1", fix="Correct the file and try again."
        )
    dependencies: dict[str, str] = {}
    for group in ("peerDependencies", "optionalDependencies", "devDependencies", "dependencies"):
        dependencies.update(_strings(document.get(group)))
    name = document.get("name")
    return Package(
        text=text,
        name=name if isinstance(name, str) and name else None,
        scripts=_strings(document.get("scripts")),
        dependencies=dependencies,
        manager=_manager(root, document.get("packageManager")),
    )


def _strings(value: Any) -> dict[str, str]:
    return {str(key): each for key, each in value.items() if isinstance(each, str)} if isinstance(value, dict) else {}


def _manager(root: Path, declared: Any) -> str:
    if isinstance(declared, str) and (name := declared.partition("@")[0]) in ("npm", "pnpm", "yarn", "bun"):
        return name
    for folder in (root, *list(root.parents)[:3]):
        for lock, manager in _LOCK_FILES.items():
            if (folder / lock).is_file():
                return manager
        if (folder / ".git").exists():
            break
    return "npm"
