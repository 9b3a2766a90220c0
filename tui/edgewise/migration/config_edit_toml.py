"""Editing ``wrangler.toml`` through tomlkit, which keeps comments and layout."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from edgewise.migration.config_edit import MAIN, asset_notes, cannot_edit, checked, same
from edgewise.migration.settings import WorkerSettings
from edgewise.project.model import Config

WIDTH = 90
"""Arrays stay on one line up to this many characters."""
TABLES = ("build", "assets")
"""Written as text, so that they come before the user's own tables and carry comments."""

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")


def edit_toml(config: Config, document: Mapping[str, Any], settings: WorkerSettings) -> str:
    """The user's ``wrangler.toml``, saying ``document``."""
    from tomlkit.exceptions import TOMLKitError

    try:
        return _edit(config, document, settings)
    except TOMLKitError:
        raise cannot_edit(config.path) from None


def _edit(config: Config, document: Mapping[str, Any], settings: WorkerSettings) -> str:
    import tomlkit

    windows = "\r\n" in config.text
    text = config.text.replace("\r\n", "\n")
    plain = {key: value for key, value in document.items() if key not in TABLES}
    for path in list(_stale_tables(config.document, plain)):
        text = _without_table(text, path)
    toml = tomlkit.parse(text)
    comment = _trailing_comment(toml, "pages_build_output_dir")
    _towards(toml, tomllib.loads(text), plain)
    text = _with_tables(tomlkit.dumps(toml), _tables(document, settings, comment))
    if settings.main:
        note = f"# {settings.about or MAIN[settings.code]}\n"
        text = re.sub(r"^main = .*$", lambda found: note + found.group(), text, count=1, flags=re.MULTILINE)
    return checked(text.replace("\n", "\r\n") if windows else text, tomllib.loads(text), document, config.path)


_Path = tuple[str, ...]


def _stale_tables(old: Mapping[str, Any], new: Mapping[str, Any], path: _Path = ()) -> Iterator[_Path]:
    """Tables and arrays of tables in ``old`` that are not, or not the same, in ``new``."""
    for key, value in old.items():
        here = (*path, key)
        tables = isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
        if isinstance(value, dict) and isinstance(new.get(key), dict):
            yield from _stale_tables(value, new[key], here)
        elif (isinstance(value, dict) and key not in new) or (tables and not same(value, new.get(key))):
            yield here


def _without_table(text: str, path: tuple[str, ...]) -> str:
    """``text`` without the table at ``path``, all comments kept; unchanged where that is not so simple.

    tomlkit counts the comments before a header to the table above, and would drop them with it.
    """
    wanted = tomllib.loads(text)
    owner = wanted
    for key in path[:-1]:
        owner = owner[key]
    del owner[path[-1]]
    kept: list[str] = []
    dropping = False
    for line in text.split("\n"):
        if header := _HEADER.match(line):
            dropping = tuple(re.sub(r"[\s\"']", "", header.group(1)).split("."))[: len(path)] == path
        if not dropping or line.lstrip().startswith("#") or not line.strip():
            kept.append(line)
    result = "\n".join(kept)
    try:
        return result if same(_pruned(tomllib.loads(result)), _pruned(wanted)) else text
    except tomllib.TOMLDecodeError:
        return text


def _pruned(value: Any) -> Any:
    """``value`` without empty tables: TOML drops them with their last header."""
    if not isinstance(value, dict):
        return value
    inner = {key: _pruned(each) for key, each in value.items()}
    return {key: each for key, each in inner.items() if each != {}}


def _trailing_comment(toml: Mapping[str, Any], key: str) -> str:
    item = toml.get(key)
    found = getattr(getattr(item, "trivia", None), "comment", "")
    return f"  {found}" if found else ""


def _towards(table: MutableMapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Change ``table``, which says ``old``, until it says ``new``."""
    for key in old:
        if key not in new:
            del table[key]
    for key, value in new.items():
        if key in old and isinstance(old[key], dict) and isinstance(value, Mapping):
            _towards(table[key], old[key], value)
        elif key not in old or not same(old[key], value):
            table[key] = value


def _tables(document: Mapping[str, Any], settings: WorkerSettings, comment: str) -> str:
    lines: list[str] = []
    if settings.build:
        lines += ["[build]", *_rows(document["build"]), ""]
    lines.append("[assets]")
    notes = asset_notes(settings)
    for key, row in zip(document["assets"], _rows(document["assets"]), strict=True):
        if key in notes:
            lines.append(f"# {notes[key]}")
        lines.append(row + (comment if key == "directory" else ""))
    return "\n".join(lines) + "\n"


def _rows(table: Mapping[str, Any]) -> list[str]:
    import tomlkit

    rows = []
    for key, value in table.items():
        item = tomlkit.item(value)
        if isinstance(item, tomlkit.items.Array) and len(item.as_string()) > WIDTH:
            item.multiline(True)
        rows.append(f"{key} = {item.as_string()}")
    return rows


def _with_tables(text: str, tables: str) -> str:
    """``text`` with ``tables`` before its first table, or at its end when that would change what it says."""
    wanted = {**tomllib.loads(text), **tomllib.loads(tables)}
    lines = text.split("\n")
    header = next((index for index, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    place = header
    while place > 0 and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith("#")):
        place -= 1
    head, rest = "\n".join(lines[:place]).rstrip("\n"), "\n".join(lines[place:]).lstrip("\n")
    placed = f"{head}\n\n{tables}" + (f"\n{rest}" if rest.strip() else "")
    try:
        if place and same(tomllib.loads(placed), wanted):
            return placed
    except tomllib.TOMLDecodeError:
        pass
    return f"{text.rstrip()}\n\n{tables}" if text.strip() else tables
