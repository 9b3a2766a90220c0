"""Continuous-integration files that deploy to Pages: which folder and project they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edgewise.project.commands import pages_calls
from edgewise.project.folder import read_text
from edgewise.project.model import Place

FIXED = (
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".drone.yml",
    ".woodpecker.yml",
    "Jenkinsfile",
    ".travis.yml",
)
_KEY = re.compile(r"^\s*(?:-\s+)?([A-Za-z_]+)\s*:\s*(.*?)\s*$")


@dataclass(frozen=True)
class Deployment:
    """One place in a CI file that deploys to Pages."""

    place: Place
    directory: str | None
    project: str | None


def ci_files(root: Path) -> tuple[str, ...]:
    """The CI files of the project, whatever they do."""
    found = [name for name in FIXED if (root / name).is_file()]
    workflows = root / ".github" / "workflows"
    if workflows.is_dir():
        names = sorted(each.name for each in workflows.iterdir() if each.suffix in (".yml", ".yaml"))
        found += [f".github/workflows/{name}" for name in names]
    return tuple(found)


def deployments(root: Path, files: tuple[str, ...]) -> list[Deployment]:
    """Every deployment to Pages that the files hold, in order."""
    return [each for name in files for each in _deployments(name, read_text(root, name) or "")]


def _deployments(name: str, text: str) -> Iterator[Deployment]:
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            continue
        place = Place(name, index + 1)
        if "cloudflare/pages-action" in line:
            step = _step(lines, index)
            yield Deployment(place, step.get("directory"), step.get("projectName"))
            continue
        key = _KEY.match(line)
        command = _plain(key.group(2)) if key else line.strip().lstrip("- ")
        for call in pages_calls(command, bare=True):
            if call.verb == "deploy":
                yield Deployment(place, call.directory, call.option("project-name"))


def _step(lines: list[str], index: int) -> dict[str, str]:
    """The keys of the workflow step that ``lines[index]`` belongs to, nested ones included."""
    found: dict[str, str] = {}
    for line in lines[index + 1 :]:
        if line.lstrip().startswith("- "):
            break
        if match := _KEY.match(line):
            value = _plain(match.group(2))
            if value and "${{" not in value:
                found.setdefault(match.group(1), value)
    return found


def _plain(value: str) -> str:
    value = re.sub(r"\s+#.*$", "", value)
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
