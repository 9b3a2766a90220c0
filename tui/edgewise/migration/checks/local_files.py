"""Files of one machine: secrets, variables for development, and what tools must not look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from edgewise.migration.catalogue import finding
from edgewise.migration.ignore_files import TOOL_IGNORES, lacks_state
from edgewise.migration.model import Finding
from edgewise.project.folder import read_text
from edgewise.project.ignored import git_ignored, ignore_spec, in_repository
from edgewise.project.model import PagesProject, Place
from edgewise.text import clean

SECRET_FILES = (".dev.vars", ".env", ".env.local")
"""What both local servers read, the first alone when it is there (4.156, asked)."""
_ENVIRONMENT_FILE = re.compile(r"\.(?:dev\.vars|env)\.(?!local$|example$|sample$|template$|dist$)[\w-]+(?:\.local)?")
_EXAMPLE = re.compile(r"(?:example|sample|template|dist)$")
_COPY_ALL = re.compile(r"^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*\.\s", re.MULTILINE | re.IGNORECASE)


def check_local_files(project: PagesProject, used: Collection[str]) -> Iterator[Finding]:
    """Secrets by name. Their values are never read into anything.

    Args:
        used: names that the code reads from its environment.
    """
    root = project.root
    yield from _secrets(project, used)
    for name in _secret_looking(root):
        if _ENVIRONMENT_FILE.fullmatch(name):
            yield finding("env-file-per-environment", Place(name))
        if name.startswith(".dev.vars") or _ENVIRONMENT_FILE.fullmatch(name) or name in SECRET_FILES:
            yield from _exposed(project, name)
    if project.functions and in_repository(root) and not git_ignored(root, ".wrangler"):
        yield finding("tool-state-ignored", Place(".gitignore"))
    others = [name for name in TOOL_IGNORES if (text := read_text(root, name)) is not None and lacks_state(text)]
    if others and project.functions:
        yield finding("tool-files-ignored", Place(others[0]), ", ".join(others))


def _secrets(project: PagesProject, used: Collection[str]) -> Iterator[Finding]:
    """The names in the file that the local servers take variables from. ``.env`` holds much that is for the build."""
    for name in SECRET_FILES:
        text = read_text(project.root, name)
        if text is None:
            continue
        names = re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", text, re.MULTILINE)
        names = [each for each in names if name == ".dev.vars" or each in used]
        if names:
            yield finding("secrets", Place(name), clean(", ".join(dict.fromkeys(names)), 200))
        if name == ".dev.vars":
            return


def _secret_looking(root: Path) -> list[str]:
    found = (path.name for path in root.glob(".*") if path.name.startswith((".dev.vars", ".env")) and path.is_file())
    return sorted(name for name in found if not _EXAMPLE.search(name))


def _exposed(project: PagesProject, name: str) -> Iterator[Finding]:
    """Ways in which a file with secrets gets out."""
    if name != ".env" and in_repository(project.root) and not git_ignored(project.root, name):
        yield finding("secrets-in-git", Place(name))
    dockerfile = read_text(project.root, "Dockerfile")
    if dockerfile and _COPY_ALL.search(dockerfile):
        lines = (read_text(project.root, ".dockerignore") or "").splitlines()
        if not ignore_spec(lines).match_file(name):
            yield finding("secrets-in-image", Place(name))
