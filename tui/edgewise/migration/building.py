"""What is built before the Worker, and what is watched for changes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from edgewise.migration.native.folders import AMONG_THE_ASSETS, AssetFolder
from edgewise.migration.usage import asset_imports, imported_folders
from edgewise.project.model import PagesProject

BUNDLE = ".wrangler/functions"
"""Where the Functions are compiled to: outside the assets, and in a folder that tools and git ignore."""


def compile_command(project: PagesProject, directory: str, date: str) -> str:
    """The command that compiles ``functions/`` as Pages would, with the date and flags that Pages would use.

    The output directory is named because wrangler would otherwise take a ``_worker.js`` beside it for the code.

    Args:
        directory: the assets, as written in the configuration.
    """
    words = [
        *_cleaning(project, directory),
        "wrangler pages functions build",
        f"--outdir={BUNDLE}",
        shlex.quote(f"--build-output-directory={directory}"),
        f"--compatibility-date={date}",
    ]
    words += [f"--compatibility-flag={flag}" for flag in project.compatibility_flags if re.fullmatch(r"[\w-]+", flag)]
    return " ".join(words)


def _cleaning(project: PagesProject, directory: str) -> Iterator[str]:
    """What removes the folders that ``assets:`` imports left in the output: each build makes one of a new name."""
    if asset_imports(project):
        yield _node(_removal(directory)) + " &&"


def copy_command(folders: tuple[AssetFolder, ...], directory: str) -> str | None:
    """The command that copies imported folders among the assets."""
    if not folders:
        return None
    copies = [
        f"fs.cpSync('{each.path}', '{_place(directory)}/{each.name}', {{ recursive: true }});" for each in folders
    ]
    return _node(" ".join(["const fs = require('node:fs');", _removal(directory, "fs"), *copies]))


def watched(project: PagesProject) -> str | tuple[str, ...] | None:
    """The folders that the Functions come from. One that the build writes into would make it start over for ever."""
    output = "" if project.output is None or project.output.value == "." else project.output.value
    holders = [each for each in imported_folders(project) if not f"{output}/".startswith(f"{each}/")]
    folders = (project.functions_dir or "functions", *holders)
    return folders if len(folders) > 1 else project.functions_dir


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """``folders`` without those that lie in another of them."""
    found = sorted(set(folders))
    return tuple(each for each in found if not any(each.startswith(f"{other}/") for other in found))


def _removal(directory: str, module: str = "require('node:fs')") -> str:
    return f"{module}.rmSync('{_place(directory)}', {{ recursive: true, force: true }});"


def _place(directory: str) -> str:
    return f"{directory.rstrip('/')}/{AMONG_THE_ASSETS}".replace("\\", "/").replace("'", "\\'")


def _node(script: str) -> str:
    """A command that every shell understands, those of Windows too."""
    return f'node -e "{script.rstrip(";")}"'
