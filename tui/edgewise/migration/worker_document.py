"""The configuration of the Worker as a plain document, worked out from that of the Pages project."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Mapping
from typing import Any

from edgewise.migration.scripts.bindings import add_tables, dev_bindings
from edgewise.migration.settings import HTML_HANDLING, WorkerSettings
from edgewise.project.model import Origin, PagesProject

NOT_INHERITED = (
    "vars",
    "durable_objects",
    "kv_namespaces",
    "queues",
    "r2_buckets",
    "d1_databases",
    "vectorize",
    "hyperdrive",
    "services",
    "analytics_engine_datasets",
    "ai",
    "version_metadata",
    "mtls_certificates",
    "browser",
)
"""Keys that an environment does not take over from the top level (wrangler's own list, as far as Pages knows them)."""


def worker_document(
    project: PagesProject, settings: WorkerSettings, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the wrangler file must say after the migration.

    Args:
        variables: of Pages, which the code reads; see :func:`edgewise.migration.build_variables.pages_variables`.
    """
    document = with_production_on_top(project.settings)
    document.pop("pages_build_output_dir", None)
    if "name" not in document or project.name.origin is Origin.OPTION:
        document["name"] = settings.name
    overridden = project.compatibility_date is not None and project.compatibility_date.origin is Origin.OPTION
    if "compatibility_date" not in document or overridden:
        document["compatibility_date"] = settings.date
    if project.compatibility_flags and "compatibility_flags" not in document:
        document["compatibility_flags"] = list(project.compatibility_flags)
    if settings.main:
        document["main"] = settings.main
    if settings.build:
        watched = list(settings.watch) if isinstance(settings.watch, tuple) else settings.watch
        document["build"] = {"command": settings.build, "watch_dir": watched}
    if settings.folders:
        document["alias"] = {
            each: f"./{settings.folder}/{folder.module}.{'ts' if settings.typescript else 'js'}"
            for folder in settings.folders
            for each in folder.imports
        }
    if settings.unbundled:
        document |= _modules_as_they_are(settings, project.advanced_worker or "")
    elif "no_bundle" in document:
        del document["no_bundle"]  # Pages heeds it for _worker.js only.
    add_tables(document, dev_bindings(project))
    add_variables(document, variables or {})
    document["assets"] = assets_table(settings)
    return document


def _modules_as_they_are(settings: WorkerSettings, code: str) -> dict[str, Any]:
    """What makes wrangler upload the modules of ``_worker.js`` as they are, as it does for Pages.

    wrangler names the entry by its file name alone, and the other modules by their paths below ``base_dir``. So that
    they find each other, the entry lies at the top of that folder.
    """
    if settings.entry is None:
        base, own = posixpath.dirname(settings.main or ""), ["**/*.js", "**/*.mjs"]
        below = "**/*"
    else:
        base, below = ".", f"{code}/**/*"
        own = [f"{settings.folder}/*.js", code, f"{below}.js", f"{below}.mjs"]
    texts = [settings.routes_file] if settings.entry is not None and settings.routes_file is not None else []
    return {
        "no_bundle": True,
        "find_additional_modules": True,
        "base_dir": base,
        "rules": [
            {"type": "ESModule", "globs": own},
            {"type": "CompiledWasm", "globs": [f"{below}.wasm", f"{below}.wasm?module"], "fallthrough": False},
            {"type": "Text", "globs": [*texts, f"{below}.txt", f"{below}.html", f"{below}.sql"], "fallthrough": False},
            {"type": "Data", "globs": [f"{below}.bin"], "fallthrough": False},
        ],
    }


def assets_table(settings: WorkerSettings) -> dict[str, Any]:
    """The value of ``assets``."""
    table: dict[str, Any] = {"directory": settings.directory}
    if settings.main:
        table["binding"] = "ASSETS"
    table["html_handling"] = HTML_HANDLING
    table["not_found_handling"] = settings.not_found
    if settings.first is not None:
        table["run_worker_first"] = settings.first if isinstance(settings.first, bool) else list(settings.first)
    return table


def add_variables(document: dict[str, Any], variables: Mapping[str, str]) -> None:
    """Put the variables of Pages into ``vars`` of production and of previews, where they are not set."""
    environments = document.get("env")
    preview = environments.get("preview") if isinstance(environments, dict) else None
    for holder, branch in ((document, None), (preview, "preview")):
        held = holder.get("vars", {}) if isinstance(holder, dict) else None
        if variables and isinstance(holder, dict) and isinstance(held, dict):
            named = {**variables, "CF_PAGES_BRANCH": branch} if branch and "CF_PAGES_BRANCH" in variables else variables
            holder["vars"] = {**held, **{name: value for name, value in named.items() if name not in held}}


def with_production_on_top(old: Mapping[str, Any]) -> dict[str, Any]:
    """``old`` with production's values at the top level, and previews' values under ``env.preview``.

    A Worker is deployed from the top level. Whatever previews had from there is kept for them, so that no preview
    value reaches production and none is lost.
    """
    document = copy.deepcopy(dict(old))
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, dict) else None
    if not isinstance(environments, dict) or not isinstance(production, dict):
        return document
    del environments["production"]
    top = {key: value for key, value in document.items() if key != "env"}
    replaced = [key for key in production if key not in NOT_INHERITED]
    preview = environments.get("preview")
    if not isinstance(preview, dict):
        preview = {key: copy.deepcopy(top[key]) for key in NOT_INHERITED if key in top}
    for key in replaced:
        if key in top and top[key] != production[key]:
            preview.setdefault(key, copy.deepcopy(top[key]))
    for key in NOT_INHERITED:
        document.pop(key, None)
    document.update(production)
    environments.pop("preview", None)
    if preview:
        environments["preview"] = preview
    if not environments:
        del document["env"]
    return document
