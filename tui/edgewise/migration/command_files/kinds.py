"""How the commands of a file are found in it, by the file's name."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath


class Form(StrEnum):
    """What a file with commands looks like."""

    LINES = "lines"
    """Each line, with those it is continued on, is a command of its own: Makefiles, justfiles, Dockerfiles."""
    SHELL = "shell"
    YAML = "yaml"
    JSON = "json"
    CODE = "code"
    """A tool's configuration in JavaScript or TypeScript, with commands in strings."""
    MARKDOWN = "markdown"


_LINES = re.compile(r"(?:Makefile|makefile|GNUmakefile|\.?[jJ]ustfile|Procfile)(?:\.\w+)?|(?:.+\.)?Dockerfile(?:\..+)?")
_JSON = frozenset(
    "deno.json deno.jsonc project.json tasks.json launch.json composer.json lefthook.json devcontainer.json".split()  # noqa: SIM905
)
_YAML = re.compile(
    r"(?:Taskfile|taskfile|(?:docker-)?compose(?:\.[\w-]+)?|lefthook|mprocs|process-compose|\.pre-commit-config|moon)"
    r"(?:\.dist)?\.ya?ml"
)
_CODE = re.compile(r"[\w.-]+\.config\.[cm]?[jt]s")
_README = re.compile(
    r"(?:README|CONTRIBUTING|DEVELOPMENT|DEVELOPING|DEPLOY|DEPLOYMENT)(?:[._-][\w-]+)?\.md", re.IGNORECASE
)


def form_of(path: str) -> Form | None:
    """The form of the file at ``path``; ``None`` for a file whose commands are not changed."""
    name = PurePosixPath(path).name
    if name.endswith((".sh", ".bash", ".zsh")):
        return Form.SHELL
    if _LINES.fullmatch(name):
        return Form.LINES
    if name in _JSON:
        return Form.JSON
    if _YAML.fullmatch(name):
        return Form.YAML
    if _CODE.fullmatch(name):
        return Form.CODE
    return Form.MARKDOWN if _README.fullmatch(name) else None
