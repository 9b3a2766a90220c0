"""Command files beside ``package.json``: Makefiles, justfiles, shell scripts, Deno tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from edgewise.project import jsonc
from edgewise.project.folder import read_text
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import Origin, Place
from edgewise.project.script_calls import CallReader, FoundCall, assignments
from edgewise.project.yaml_tree import parse_yaml

MAKEFILES = ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", ".justfile")
TASKFILES = ("Taskfile.yml", "Taskfile.yaml")
DENO = ("deno.json", "deno.jsonc")
SHELL_FOLDERS = ("", "scripts", "script", "bin", "ci", "tools", "deploy", ".deploy")
MAX_FILES = 100


def file_calls(reader: CallReader, folder: str) -> Iterator[FoundCall]:
    """The ``wrangler pages`` calls of command files in a folder of the workspace."""
    root = reader.workspace.root / folder
    prefix = "" if folder == "." else f"{folder}/"
    for name in MAKEFILES:
        if (text := _text(root, name)) is not None:
            yield from _makefile(reader, folder, prefix + name, text)
    for name in TASKFILES:
        if (text := _text(root, name)) is not None:
            yield from _taskfile(reader, folder, prefix + name, text)
    for name in DENO:
        if (text := _text(root, name)) is not None:
            yield from _deno(reader, folder, prefix + name, text)
    for name in _shell_scripts(root):
        if (text := _text(root, name)) is not None:
            yield from reader.command(text, folder, Place(prefix + name, 1), Origin.SHELL, assignments(text))


def _text(root: Path, name: str) -> str | None:
    """A command file's text when it has to do with wrangler."""
    text = read_text(root, name) if (root / name).is_file() else None
    return text if text is not None and "wrangler" in text else None


def _shell_scripts(root: Path) -> list[str]:
    found: list[str] = []
    for folder in SHELL_FOLDERS:
        names = sorted(each.name for each in (root / folder).glob("*.sh"))
        found += [f"{folder}/{name}" if folder else name for name in names]
    return found[:MAX_FILES]


def _makefile(reader: CallReader, folder: str, name: str, text: str) -> Iterator[FoundCall]:
    """Recipes line by line, each in a shell of its own."""
    variables = {
        key: value.strip().strip("\"'")
        for key, value in re.findall(r"^(?:export\s+)?(\w+)\s*(?::|\?|::)?=[ \t]*([^#\n]*)", text, re.MULTILINE)
        if "$" not in value and "`" not in value
    }
    for number, recipe in _recipes(text):
        if "wrangler" in recipe:
            command = re.sub(r"\$\((\w+)\)|\{\{\s*(\w+)\s*\}\}", r"${\1\2}", recipe.strip().lstrip("@-+"))
            yield from reader.command(command, folder, Place(name, number), Origin.SHELL, variables)


def _recipes(text: str) -> Iterator[tuple[int, str]]:
    """Indented lines with their numbers, continued ones as one."""
    begun, so_far = 0, ""
    for number, raw in enumerate(text.splitlines(), 1):
        begun = begun or number
        if raw.endswith("\\"):
            so_far += raw[:-1] + " "
            continue
        if (line := so_far + raw)[:1] in (" ", "\t"):
            yield begun, line
        begun, so_far = 0, ""


def _taskfile(reader: CallReader, folder: str, name: str, text: str) -> Iterator[FoundCall]:
    for path, node in parse_yaml(text).walk():
        if node.text and path and path[-1] in ("cmds", "cmd") and "wrangler" in node.text:
            yield from reader.command(node.text, folder, Place(name, node.line), Origin.SHELL)


def _deno(reader: CallReader, folder: str, name: str, text: str) -> Iterator[FoundCall]:
    try:
        document = jsonc.loads(text)
    except JsoncError:
        return
    tasks = document.get("tasks") if isinstance(document, dict) else None
    for key, task in tasks.items() if isinstance(tasks, dict) else ():
        command = task.get("command") if isinstance(task, dict) else task
        if isinstance(command, str):
            place = Place(name, jsonc.line_at(text, ["tasks", str(key)]))
            yield from reader.command(command, folder, place, Origin.SHELL)
