"""Workers whose modules are uploaded as they are, such as a ``_worker.js`` folder that a framework builds.

wrangler names the entry by its file name alone and the other modules by their paths below ``base_dir``, so an entry
that finds them lies at the top of that folder. A build empties its own folder: the top of the project is used instead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from edgewise.migration.additions.changes import Change
from edgewise.migration.additions.model import Module

NOTE = "Modules are uploaded as they are: your files can import one another by relative paths, but no npm packages."
_ESM = "ESModule"


def can_be_led_to(document: Mapping[str, Any]) -> bool:
    """Whether the wrangler file says which modules are uploaded, in a way that can be extended."""
    rules = document.get("rules")
    if document.get("find_additional_modules") is not True or not isinstance(document.get("base_dir"), str):
        return False
    if not isinstance(rules, list) or not all(isinstance(each, Mapping) for each in rules):
        return False
    if not all(isinstance(each.get("globs"), list) for each in rules):
        return False
    return any(each.get("type") == _ESM for each in rules)


def leading_changes(document: Mapping[str, Any], module: Module) -> list[Change]:
    """What makes wrangler upload the modules around the entry along with those that it uploads already.

    Args:
        document: one for which :func:`can_be_led_to` holds.
    """
    base = posixpath.normpath(document["base_dir"])
    own = [f"{module.folder}/**/*.js"]
    if module.entry is not None and "/" not in module.entry:
        own.append(module.entry)  # wrangler took it without a rule while it was the entry
    rules: list[dict[str, Any]] = []
    for rule in document["rules"]:
        globs = [posixpath.join(base, each) if base != "." else each for each in rule["globs"]]
        if rule.get("type") == _ESM and own:
            globs, own = [*own, *(each for each in globs if each not in own)], []
        rules.append({**rule, "globs": globs})
    moved = [] if document["base_dir"] == "." else [Change(("base_dir",), ".")]
    return [*moved, Change(("rules",), rules)]


def top_text(module: Module) -> str:
    """The text of the module at the top."""
    return (
        "// Leads to the Worker with its additions. It lies here because wrangler uploads the modules as they are.\n"
        f'export * from "./{module.path}";\n'
        f'export {{ default }} from "./{module.path}";\n'
    )
