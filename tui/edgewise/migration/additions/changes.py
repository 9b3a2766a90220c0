"""Small changes of a wrangler file, in its own format: a value is put somewhere, or added to a list.

What the file must say afterwards is worked out beside the text, and the text is parsed again and compared with it.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from edgewise.migration.config_edit import cannot_edit, checked
from edgewise.project import jsonc
from edgewise.project.jsonc_items import append_item
from edgewise.project.jsonc_parse import comments
from edgewise.project.model import Config


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        path: keys from the top.
        value: what is put there, or added to the list there.
        append: whether it is added to a list, which is made when it is missing.
        comment: a line above the key when it is new, in formats that have comments.
    """

    path: tuple[str, ...]
    value: Any
    append: bool = False
    comment: str = ""


def changed_document(document: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """What ``document`` says after the changes.

    Raises:
        KeyError: when a path leads through something that is no table, or a list is something else.
    """
    found: dict[str, Any] = copy.deepcopy(dict(document))
    for change in changes:
        owner: Any = found
        for key in change.path[:-1]:
            owner = owner.setdefault(key, {})
            if not isinstance(owner, dict):
                raise KeyError(key)
        last = change.path[-1]
        if not change.append:
            owner[last] = change.value
        elif isinstance(owner.setdefault(last, []), list):
            owner[last].append(change.value)
        else:
            raise KeyError(last)
    return found


def change_config(config: Config, changes: Iterable[Change]) -> str:
    """The text of the wrangler file with the changes; comments and layout stay.

    Raises:
        EdgewiseError: ``config-edit``, when the file is written in a way that defeats the editors.
    """
    changes = tuple(changes)
    try:
        wanted = changed_document(config.document, changes)
        if config.format == "toml":
            text = _toml(config.text, changes)
            return checked(text, tomllib.loads(text.replace("\r\n", "\n")), wanted, config.path)
        text = config.text
        commented = config.format == "jsonc" or bool(comments(text))
        for change in changes:
            edit = append_item if change.append else jsonc.set_value
            text = edit(text, change.path, change.value, comment=change.comment if commented else "")
    except (KeyError, tomllib.TOMLDecodeError):
        raise cannot_edit(config.path) from None
    return checked(text, jsonc.loads(text), wanted, config.path)


def _toml(text: str, changes: Iterable[Change]) -> str:
    from tomlkit.exceptions import TOMLKitError

    windows = "\r\n" in text
    text = text.replace("\r\n", "\n")
    try:
        for change in changes:
            text = _toml_change(text, change)
    except TOMLKitError:
        raise KeyError("toml") from None
    return text.replace("\n", "\r\n") if windows else text


def _toml_change(text: str, change: Change) -> str:
    """One change. What is new as a table goes to the end as text: nothing above it can be disturbed by that."""
    import tomlkit

    table = isinstance(change.value, dict)
    there = _reach(tomllib.loads(text), change.path)
    if table and (there is None or (change.append and _is_tables(text, change.path))):
        return _with_table(text, change)
    document = tomlkit.parse(text)
    owner: MutableMapping[str, Any] = document
    for depth, key in enumerate(change.path[:-1], 1):
        if key not in owner:
            value = [change.value] if change.append else change.value
            for missing in reversed(change.path[depth:]):
                value = {missing: value}
            return _with_table(text, Change(change.path[:depth], value, comment=change.comment))
        owner = owner[key]
    last = change.path[-1]
    if change.append and last in owner:
        owner[last].append(change.value)
    else:
        owner[last] = [change.value] if change.append else change.value
    return _commented(tomlkit.dumps(document), change, new=there is None)


def _commented(text: str, change: Change, *, new: bool) -> str:
    """``text`` with the comment above a new key, where its line is easily found."""
    if not new or not change.comment or len(change.path) > 1:
        return text
    lines = text.split("\n")
    place = next((number for number, line in enumerate(lines) if line.startswith(f"{change.path[-1]} = ")), None)
    if place is not None:
        lines.insert(place, f"# {change.comment}")
    return "\n".join(lines)


def _with_table(text: str, change: Change) -> str:
    """``text`` with a table, or an item of an array of tables, at its end."""
    import tomlkit

    value, path = change.value, change.path
    for key, inner in tuple(value.items()):
        if isinstance(inner, dict):  # a table of tables has no header of its own
            return _with_table(text, Change((*path, key), inner, comment=change.comment))
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            return _with_table(text, Change((*path, key), inner[0], append=True, comment=change.comment))
    name = ".".join(tomlkit.key(key).as_string() for key in path)
    header = f"[[{name}]]" if change.append else f"[{name}]"
    rows = "".join(
        f"{tomlkit.key(key).as_string()} = {tomlkit.item(each).as_string()}\n" for key, each in value.items()
    )
    note = f"# {change.comment}\n" if change.comment else ""
    head = f"{text.rstrip()}\n\n" if text.strip() else ""
    return f"{head}{note}{header}\n{rows}"


def _reach(document: Any, path: Iterable[str]) -> Any:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _is_tables(text: str, path: tuple[str, ...]) -> bool:
    """Whether the list at ``path`` is written as ``[[headers]]``."""
    import tomlkit
    from tomlkit.items import AoT

    found: Any = tomlkit.parse(text)
    for key in path:
        found = found[key]
    return isinstance(found, AoT)


__all__ = ["Change", "change_config", "changed_document"]
