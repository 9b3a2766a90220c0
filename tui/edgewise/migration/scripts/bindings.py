"""Bindings that only the command line of ``wrangler pages dev`` declares.

A Worker's bindings stand in its wrangler file, in development too. What a script binds and the file does not, is
carried over with the id that ``wrangler pages dev`` gives it, so that local data is found again. That is no id of a
real resource, so a deployment is refused until somebody puts one in: better than a Worker with empty storage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from edgewise.migration.scripts.dev import BINDINGS, IDENTIFIER
from edgewise.migration.scripts.options import dynamic
from edgewise.project.commands import Option, pages_calls
from edgewise.project.model import PagesProject

_DURABLE = re.compile(r"(?P<name>[^=]+)=(?P<class>[^@\s]+)@(?P<script>\S+)")
_SERVICE = re.compile(r"(?P<name>[^=]+)=(?P<service>[^@#\s]+)(?:#(?P<entrypoint>\S+))?")
_REFERENCE = re.compile(r"(?P<name>[^=]+)(?:=(?P<id>\S+))?")


def dev_bindings(project: PagesProject) -> dict[str, Any]:
    """Tables of a wrangler file for the bindings that only scripts of ``package.json`` declare.

    Empty for a project without code, which could not use them.
    """
    if not project.functions and not project.advanced_worker:
        return {}
    known = set(declared_bindings(project.settings))
    tables: dict[str, Any] = {}
    for option in _options(project):
        found = _table(option)
        if found is None:
            continue
        name, key, value = found
        if name in known or not IDENTIFIER.fullmatch(name):
            continue
        known.add(name)
        if key == "durable_objects":
            tables.setdefault(key, {"bindings": []})["bindings"].append(value)
        elif key in ("ai", "version_metadata"):
            if key not in project.settings:
                tables.setdefault(key, value)
        else:
            tables.setdefault(key, []).append(value)
    return tables


def add_tables(document: dict[str, Any], tables: Mapping[str, Any]) -> None:
    """Put ``tables``, as :func:`dev_bindings` gives them, into the document of a wrangler file."""
    for key, value in tables.items():
        held = document.get(key)
        if isinstance(held, list) and isinstance(value, list):
            document[key] = [*held, *value]
        elif isinstance(held, dict) and isinstance(value, dict):
            bindings = held.get("bindings")
            document[key] = {
                **held,
                "bindings": [*(bindings if isinstance(bindings, list) else []), *value["bindings"]],
            }
        else:
            document[key] = value


def dev_arguments(project: PagesProject) -> tuple[str, ...]:
    """The options that declare those bindings, as ``wrangler pages dev`` takes them."""
    new = set(declared_bindings(dev_bindings(project)))
    found: dict[str, tuple[str, str]] = {}
    for option in _options(project):
        if (row := _table(option)) and row[0] in new and option.value:
            found.setdefault(row[0], (f"--{option.name}", option.value))
    return tuple(word for pair in found.values() for word in pair)


def _options(project: PagesProject) -> Iterator[Option]:
    for script in project.scripts.values():
        for call in pages_calls(script, verbs=("dev",)):
            yield from (option for option in call.options if option.name in BINDINGS)


def _table(option: Option) -> tuple[str, str, Any] | None:
    """The binding's name, the wrangler file's key for it, and the entry; ``None`` when it says too little."""
    value = option.value or ""
    if not value or dynamic(value):
        return None
    if option.name == "ai":
        return value, "ai", {"binding": value}
    if option.name == "version-metadata":
        return value, "version_metadata", {"binding": value}
    if option.name == "do":
        return _durable(value)
    if option.name == "service":
        return _service(value)
    match = _REFERENCE.fullmatch(value)
    if match is None:
        return None
    name, identity = match["name"], match["id"] or value
    if option.name == "kv":
        return name, "kv_namespaces", {"binding": name, "id": identity}
    if option.name == "d1":
        entry = {"binding": name, "database_name": f"local-{value}", "database_id": identity}
        return name, "d1_databases", entry
    return name, "r2_buckets", {"binding": name, "bucket_name": _bucket(match["id"] or name)}


def _durable(value: str) -> tuple[str, str, Any] | None:
    match = _DURABLE.fullmatch(value)
    if match is None:
        return None  # A Pages project cannot hold the class, so there is nothing to bind to.
    entry = {"name": match["name"], "class_name": match["class"], "script_name": match["script"]}
    return match["name"], "durable_objects", entry


def _service(value: str) -> tuple[str, str, Any] | None:
    match = _SERVICE.fullmatch(value)
    if match is None:
        return None
    entry = {"binding": match["name"], "service": match["service"]}
    if match["entrypoint"]:
        entry["entrypoint"] = match["entrypoint"]
    return match["name"], "services", entry


def _bucket(name: str) -> str:
    """A bucket's name as the wrangler file allows it: 3 to 63 of ``a-z``, ``0-9`` and ``-``."""
    plain = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:63].strip("-")
    return plain if len(plain) >= 3 else f"{plain}-bucket".strip("-")


def declared_bindings(document: Mapping[str, Any]) -> dict[str, str]:
    """Each binding that production has by a wrangler file, with the id that it has there (empty when it has none)."""
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, Mapping) else None
    found: dict[str, str] = {}
    for holder in (document, production):
        if isinstance(holder, Mapping):
            for key, value in holder.items():
                if key not in ("env", "previews", "vars", "build", "assets"):
                    found.update(_entries(value))
    return found


def _entries(value: object) -> Iterator[tuple[str, str]]:
    """Names and ids of the entries of a table, at any depth: of lists, and of ``durable_objects.bindings``."""
    if isinstance(value, Mapping):
        name = value.get("binding", value.get("name"))
        if isinstance(name, str):
            ids = (value.get(key) for key in ("id", "database_id", "bucket_name", "script_name", "service"))
            yield name, next((each for each in ids if isinstance(each, str)), "")
        else:
            for each in value.values():
                yield from _entries(each)
    elif isinstance(value, list):
        for each in value:
            yield from _entries(each)
