"""What a Pages project's code is given by name, in production and in previews, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.reading import PAGES_READ
from edgewise.account.resources.bindings import (
    UNLISTED,
    BindingType,
    binding_type,
    pages_bindings,
    target_name,
    target_of,
)
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, text

ENVIRONMENTS = ("production", "preview")


def side_by_side(project: Any) -> list[Any]:
    """A row for each name: ``{"name", "production": {"field", "type", "binding"} | null, "preview": …}``."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for environment in ENVIRONMENTS:
        seen: dict[str, int] = {}
        for name, of, binding in pages_bindings(at(project, f"deployment_configs.{environment}")):
            seen[name] = seen.get(name, 0) + 1
            row = rows.setdefault((name, seen[name]), {"name": name, "production": None, "preview": None})
            row[environment] = {"type": of.type, "binding": binding}
    return [rows[key] for key in sorted(rows)]


def _of(row: Row, environment: str) -> tuple[BindingType, Mapping[str, Any]] | None:
    found = at(row.raw, environment)
    binding = at(found, "binding")
    if not isinstance(found, Mapping) or not isinstance(binding, Mapping):
        return None
    return binding_type(text(found.get("type")) or ""), binding


def _shown(row: Row, scope: Scope, environment: str) -> Cell:
    found = _of(row, environment)
    if found is None:
        return EMPTY
    of, binding = found
    name, there = target_name(of, binding, scope)
    words = f"{of.word} → {name}" if name else of.word
    if there is False:
        return Cell(f"▲ {words} {UNLISTED}", "warning", (0, 0.0, words.casefold()))
    return Cell(words, sort=(1, 0.0, words.casefold()))


def compare(row: Row) -> str:
    """How the two environments differ: ``only production``, ``only preview``, ``type``, ``value``, ``same``.

    ``unknown`` for two secrets: their values are never told, so nobody can compare them.
    """
    production, preview = _of(row, "production"), _of(row, "preview")
    if production is None or preview is None:
        return "unknown" if production is preview else "only production" if production else "only preview"
    if production[0] != preview[0]:
        return "type"
    if production[0].type in ("secret_text", "secret_key"):
        return "unknown"
    return "same" if production[1] == preview[1] else "value"


_WORDS = {
    "only production": Cell("▲ no preview", "warning", (0, 0.0, "")),
    "only preview": Cell("▲ no production", "warning", (0, 1.0, "")),
    "type": Cell("▲ another type", "warning", (0, 2.0, "")),
    "value": Cell("≠ differs", "", (0, 3.0, "")),
    "unknown": Cell("○ not comparable", "muted", (0, 4.0, "")),
    "same": Cell("= same", "muted", (0, 5.0, "")),
}


def _difference(row: Row, scope: Scope) -> Cell:
    return _WORDS[compare(row)]


def _length(row: Row, environment: str) -> Cell:
    found = _of(row, environment)
    if found is None:
        return EMPTY
    of, binding = found
    if of.type == "secret_text":
        return Cell("a secret: Cloudflare never shows it again", "muted")
    value = binding.get("value")
    if of.type != "plain_text" or not isinstance(value, str):
        return EMPTY
    return Cell(f"{len(value):,} character{'' if len(value) == 1 else 's'}; y shows it", "muted")


def shares_data(row: Row) -> bool:
    """Whether previews write to the very store that production uses."""
    production = _of(row, "production")
    return production is not None and production[0].keeps and compare(row) == "same" and bool(target_of(*production))


def _why_shared(row: Row, scope: Scope) -> str:
    production = _of(row, "production")
    name = target_name(*production, scope)[0] if production else None
    return (
        f"Production and previews are bound to the same store, {name or 'by the same id'}. What somebody tries out in "
        "a preview changes what visitors see."
    )


VARIABLES = Kind(
    id="pages_variables",
    title="Variables and bindings",
    singular="variable or binding",
    path="/accounts/{account_id}/pages/projects/{project}",
    permission=PAGES_READ,
    parent="pages_projects",
    key="name",
    unfold=side_by_side,
    about="What the project's Functions are given by name: variables, secrets, and bindings to stores and services. "
    "Production and previews each have their own set, and a name that is missing in one of them is a bug that waits "
    "for its first visitor.",
    columns=(
        Column("name", "Name", "name", width=28),
        Column("production", "Production", lambda row, scope: _shown(row, scope, "production")),
        Column("preview", "Preview", lambda row, scope: _shown(row, scope, "preview")),
        Column("difference", "Difference", _difference, width=16),
    ),
    sections=(
        Section(
            "",
            (
                Item("difference", "Difference", _difference),
                Item("production", "Production", lambda row, scope: _shown(row, scope, "production")),
                Item("preview", "Preview", lambda row, scope: _shown(row, scope, "preview")),
            ),
        ),
        Section(
            "Values",
            (
                Item("value", "Production", lambda row, scope: _length(row, "production")),
                Item("preview_value", "Preview", lambda row, scope: _length(row, "preview")),
            ),
        ),
    ),
    summary=(
        Item("name", "", "name"),
        Item("production", "", lambda row, scope: _shown(row, scope, "production").text),
        Item("preview", "", lambda row, scope: _shown(row, scope, "preview").text),
        Item("difference", "", lambda row, scope: compare(row)),
    ),
    insights=(
        Insight(
            "preview-shares-data",
            "previews write to production's data",
            why=_why_shared,
            when=lambda row, scope: shares_data(row),
            lesson="pages-against-workers",
        ),
    ),
    dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/settings/production",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/settings/production",
)
