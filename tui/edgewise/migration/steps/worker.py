"""The Worker itself: its entry and its configuration."""

from __future__ import annotations

from edgewise.migration.config_edit import NEW_NAME, edit_config, new_config
from edgewise.migration.entry import entry_files
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.settings import Code
from edgewise.migration.steps.planning import BOM, Planning, data_of
from edgewise.project.model import Origin


def entry(plan: Planning) -> Step | None:
    """The modules of the Worker that edgewise writes."""
    files = entry_files(plan.built[0], plan.settings)
    edits = [FileEdit(path, plan.bytes(path), data_of(text)) for path, text in files.items()]
    whys = []
    if plan.settings.faithful:
        whys.append("Workers and Pages answer for files in different ways; the module pages-assets keeps Pages' way.")
    if plan.settings.code is Code.NATIVE:
        whys.append("The entry names each route of functions/ and imports its handlers.")
    return plan.step(
        "worker-entry",
        "Write the Worker's entry",
        " ".join(whys),
        edits,
        ("faithful-entry", "functions-native", "advanced-mode", "asset-headers", "functions-before-assets"),
    )


def config(plan: Planning) -> Step | None:
    """The wrangler file."""
    old = plan.project.config
    if old is not None:
        before = plan.bytes(old.path)
        text = edit_config(old, plan.document, plan.settings).encode()
        after = BOM + text if before and before.startswith(BOM) else text
        edit = FileEdit(old.path, before, after)
    else:
        schema = "wrangler" in plan.project.dependencies
        text = new_config(plan.document, plan.settings, schema=schema, origin=_date_origin(plan)).encode()
        edit = FileEdit(NEW_NAME, None, text)
    return plan.step(
        "worker-config",
        "Describe a Worker in the wrangler file",
        "wrangler deploys a Worker from this file. It serves the same folder, answers unknown paths as Pages does, "
        "and runs the Functions on the same paths."
        if plan.settings.main
        else "wrangler deploys a Worker from this file. It serves the same folder and answers unknown paths as "
        "Pages does.",
        [edit],
        (
            "pages-config",
            "framework-as-built",
            "advanced-mode",
            "mixed-config",
            "account-settings",
            "production-values",
            "functions-compile",
            "assets-import",
            "functions-before-assets",
            "auth-middleware",
            "not-found-page",
            "spa-fallback",
            "cf-pages-run-time",
        ),
    )


def _date_origin(plan: Planning) -> str:
    date = plan.project.compatibility_date
    if date is None:
        return "The dashboard knows the date that the Pages project has." if plan.settings.main else ""
    if date.origin is Origin.SCRIPT and date.place:
        return f"From {date.place.file}."
    return ""
