"""Writing the Worker's configuration: into the user's file, in its own format, or into a new ``wrangler.jsonc``.

The target is always a document worked out before (see :mod:`edgewise.migration.worker_document`). After the edit, the
text is parsed again and must say exactly that, so a slip of an editor cannot go unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgewise.errors import EdgewiseError
from edgewise.migration.settings import Code, WorkerSettings
from edgewise.project import jsonc
from edgewise.project.jsonc_parse import comments
from edgewise.project.model import Config

NEW_NAME = "wrangler.jsonc"
MAIN = {
    Code.NONE: "Answers for the files exactly as Pages does.",
    Code.COMPILED: "Runs functions/, which the build command compiles with Cloudflare's own compiler.",
    Code.NATIVE: "Routes to the handlers in functions/.",
    Code.ADVANCED: "Runs _worker.js.",
}
ALWAYS = "Every request runs the Worker, so that every answer is the one that Pages gives."
FIRST = "The paths on which Pages runs the Functions. Everything else is a file first."
EVERYWHERE = "Middleware covers every path, so the Functions run before the files, as on Pages."
EMPTY_PAGE = "The empty 404.html keeps paths that are not there away from the code, as on Pages."
NOT_FOUND = {
    "404-page": "Pages finds 404.html by itself.",
    "single-page-application": "Without a 404 page, Pages answers unknown paths with index.html.",
    "none": "There is neither a 404 page nor an index.html.",
}


def new_config(document: Mapping[str, Any], settings: WorkerSettings, *, schema: bool, origin: str) -> str:
    """A new ``wrangler.jsonc`` that says ``document``.

    Args:
        schema: whether wrangler is installed in the project, so that editors can find its schema.
        origin: where the compatibility date comes from, for a comment; empty for none.
    """
    first = {"$schema": "node_modules/wrangler/config-schema.json"} if schema else {}
    text = json.dumps({**first, "name": document["name"]}, indent=2, ensure_ascii=False) + "\n"
    for key in ("compatibility_date", "compatibility_flags"):
        if key in document:
            text = jsonc.set_value(text, [key], document[key], comment=origin if key.endswith("date") else "")
    if settings.main:
        text = jsonc.set_value(text, ["main"], document["main"], comment=settings.about or MAIN[settings.code])
    rest = {key: value for key, value in document.items() if key != "assets"}
    text = _towards(text, jsonc.loads(text), {**first, **rest}, ())
    text = jsonc.set_value(text, ["assets"], {"directory": settings.directory})
    text = _fill_assets(text, document["assets"], settings, commented=True)
    text = _towards(text, jsonc.loads(text), {**first, **document}, ())
    return checked(text, jsonc.loads(text), {**first, **document}, NEW_NAME)


def edit_config(config: Config, document: Mapping[str, Any], settings: WorkerSettings) -> str:
    """The user's wrangler file, saying ``document``; whatever it says about other things stays as it is written."""
    if config.format == "toml":
        from edgewise.migration.config_edit_toml import edit_toml

        return edit_toml(config, document, settings)
    text = config.text
    commented = config.format == "jsonc" or bool(comments(text))
    directory = {"directory": settings.directory}
    if "pages_build_output_dir" in config.document and "assets" not in config.document:
        text = jsonc.rename(text, ["pages_build_output_dir"], "assets", directory)
    else:
        text = jsonc.delete(text, ["pages_build_output_dir"])
        text = jsonc.set_value(text, ["assets"], directory)
    if settings.main:
        text = _place_main(text, document, (settings.about or MAIN[settings.code]) if commented else "")
    text = _fill_assets(text, document["assets"], settings, commented=commented)
    text = _towards(text, jsonc.loads(text), document, ())
    return checked(text, jsonc.loads(text), document, config.path)


def _place_main(text: str, document: Mapping[str, Any], comment: str) -> str:
    old = jsonc.loads(text)
    if "name" in old and "main" not in old:
        text = jsonc.insert_after(text, ["name"], "main", document["main"], comment=comment)
        if "build" in document and "build" not in old:
            text = jsonc.insert_after(text, ["main"], "build", document["build"])
        return text
    return jsonc.set_value(text, ["main"], document["main"], comment=comment)


def _fill_assets(text: str, table: Mapping[str, Any], settings: WorkerSettings, *, commented: bool) -> str:
    notes = asset_notes(settings) if commented else {}
    for key, value in table.items():
        text = jsonc.set_value(text, ["assets", key], value, comment=notes.get(key, ""))
    return text


def asset_notes(settings: WorkerSettings) -> dict[str, str]:
    """Comments for those keys of ``assets`` that are not obvious."""
    first = ALWAYS if settings.faithful else EVERYWHERE if settings.first is True else FIRST
    missing = settings.misses or (EMPTY_PAGE if settings.empty_page else NOT_FOUND[settings.not_found])
    return {"not_found_handling": missing, "run_worker_first": first}


def _towards(text: str, old: Any, new: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """``text`` with the object at ``path`` changed from ``old`` to ``new``, key by key."""
    for key in old:
        if key not in new:
            text = jsonc.delete(text, [*path, key])
    for key, value in new.items():
        if key in old and isinstance(old[key], dict) and isinstance(value, Mapping):
            text = _towards(text, old[key], value, (*path, key))
        elif key not in old or not same(old[key], value):
            text = jsonc.set_value(text, [*path, key], value)
    return text


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: unlike Python, a number is never a truth value."""
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)


def checked(text: str, found: Any, wanted: Mapping[str, Any], name: str) -> str:
    """``text``, when what it says (``found``) is what it should.

    Raises:
        EdgewiseError: when it is not; nothing has been written then.
    """
    if not same(found, wanted):
        raise cannot_edit(name)
    return text


def cannot_edit(name: str) -> EdgewiseError:
    """The error for a file whose form defeats the editors."""
    return EdgewiseError(
        f"{name} is written in a way that edgewise cannot edit safely.",
        code="config-edit",
        where=name,
        fix="Simplify the file (one table each, no dotted keys across tables), and try again.",
    )
