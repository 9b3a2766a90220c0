"""The wrangler file: finding it, parsing it, and knowing on which line each key stands."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.project import jsonc
from edgewise.project.folder import read_bytes, read_text
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import Config, Place

NAMES = ("wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""In the order in which wrangler looks for them."""

DEPLOY = ".wrangler/deploy/config.json"
"""What build tools write to point wrangler to the configuration that they generated."""

_CORRECT = "Correct the file and try again."
_TABLE = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]")


@dataclass(frozen=True)
class Redirected:
    """A generated wrangler file that wrangler reads instead of the project's own.

    Attributes:
        path: relative to the project.
    """

    path: str
    document: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """The folder that its paths are relative to."""
        return posixpath.dirname(self.path) or "."


def find_redirected(root: Path) -> Redirected | None:
    """What :data:`DEPLOY` leads to; ``None`` without one, or when it leads to nothing that can be read."""
    text = read_text(root, DEPLOY) if (root / DEPLOY).is_file() else None
    if text is None:
        return None
    try:
        named = string(jsonc.loads(text), "configPath")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(DEPLOY), named or ""))
        if named is None or read_bytes(root, path) is None:
            return None
        return Redirected(path, load_config(root, path).document)
    except InputError:
        return None


def find_configs(root: Path) -> tuple[str, ...]:
    """The wrangler files in ``root``, the one that wrangler takes first."""
    return tuple(name for name in NAMES if (root / name).is_file())


def effective_document(root: Path) -> Mapping[str, Any]:
    """What the wrangler file in ``root`` that wrangler takes says; empty when there is none.

    Raises:
        InputError: as :func:`load_config`.
    """
    names = find_configs(root)
    return load_config(root, names[0]).document if names else {}


def load_config(root: Path, name: str) -> Config:
    """Read and parse one wrangler file.

    Raises:
        InputError: when it cannot be read, is not UTF-8, does not parse or is not an object; names the line.
    """
    data = read_bytes(root, name)
    if data is None:
        raise InputError(f"{name} cannot be read.", code="config-unreadable", where=name, fix="Make the file readable.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is not UTF-8 text.", code="config-syntax", where=f"{name}:{line}", fix="Save it as UTF-8."
        ) from None
    style = "toml" if name.endswith(".toml") else "jsonc" if name.endswith(".jsonc") else "json"
    document = _toml(text, name) if style == "toml" else _jsonc(text, name)
    if not isinstance(document, dict):
        raise InputError(f"{name} must hold an object.", code="config-syntax", where=f"{name}:1", fix=_CORRECT)
    return Config(name, style, document, text)


def _toml(text: str, name: str) -> Any:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        raise InputError(f"{name} is nested too deeply.", code="config-syntax", where=name, fix=_CORRECT) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise InputError(
            f"{name} is not valid TOML: {reason}.",
            code="config-syntax",
            where=f"{name}:{found.group(1)}" if found else name,
            fix=_CORRECT,
        ) from None


def _jsonc(text: str, name: str) -> Any:
    try:
        return jsonc.loads(text)
    except JsoncError as error:
        raise InputError(
            f"{name} is not valid JSON: {error.reason[:1].lower()}{error.reason[1:]}.",
            code="config-syntax",
            where=f"{name}:{error.line}",
            fix=_CORRECT,
        ) from None


def place_of(config: Config, path: Sequence[str]) -> Place:
    """Where ``path`` stands in the file; the file alone when the line cannot be told."""
    if config.format == "toml":
        return Place(config.path, _toml_line(config.text, path))
    return Place(config.path, jsonc.line_at(config.text, path))


def _toml_line(text: str, path: Sequence[str]) -> int | None:
    """The first line that defines ``path``: a key line inside its table, or the table's own header."""
    wanted = ".".join(path)
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = re.sub(r"[\s\"']", "", header.group(1))
            if table == wanted or table.startswith(wanted + "."):
                return number
            continue
        key, equals, _ = line.partition("=")
        if not equals or key.lstrip().startswith("#"):
            continue
        full = re.sub(r"[\s\"']", "", f"{table}.{key}" if table else key)
        if full == wanted or full.startswith(wanted + "."):
            return number
    return None


def string(document: Any, key: str) -> str | None:
    """``document[key]`` when that is a string with something in it."""
    value = document.get(key) if isinstance(document, dict) else None
    return value if isinstance(value, str) and value.strip() else None
