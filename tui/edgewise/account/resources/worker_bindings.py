"""What a Worker's code is given by name: bindings, variables, and the names of secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.pagination import Plan
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources.bindings import UNLISTED, BindingType, binding_type, target_name
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, text

_EXTRAS = ("script_name", "class_name", "environment", "entrypoint", "jurisdiction", "delivery_delay", "store_id")
"""Fields of bindings that say more about the target. Their values are names and settings, never contents."""


def without_secrets(settings: Any) -> list[Any]:
    """The bindings of a Worker's settings. The contents of secrets are taken out, should an API ever send them."""
    bindings = at(settings, "bindings")
    if not isinstance(bindings, list):
        return []
    return [_bare(each) if isinstance(each, Mapping) else each for each in bindings]


def _bare(binding: Mapping[str, Any]) -> Any:
    if binding.get("type") not in ("secret_text", "secret_key"):
        return binding
    return {key: value for key, value in binding.items() if key in ("name", "type", "format", "usages")}


def _type(row: Row) -> BindingType:
    return binding_type(text(at(row.raw, "type")) or "")


def _target(row: Row, scope: Scope) -> Cell:
    binding = row.raw if isinstance(row.raw, Mapping) else {}
    of = _type(row)
    if of.type in ("plain_text", "json"):
        value = binding.get("text") if of.type == "plain_text" else binding.get("json")
        length = f"{len(value):,} characters; " if isinstance(value, str) else ""
        return Cell(f"{length}y shows it", "muted")
    if of.type in ("secret_text", "secret_key"):
        return Cell("never shown", "muted")
    name, there = target_name(of, binding, scope)
    if name is None:
        return EMPTY
    if there is False:
        return Cell(f"▲ {name} {UNLISTED}", "warning", (0, 0.0, name.casefold()))
    return Cell(name, sort=(1, 0.0, name.casefold()))


def _more(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [
        (field.replace("_", " "), Cell(found))
        for field in _EXTRAS
        if (found := text(at(row.raw, field))) and found != _target(row, scope).text
    ]


BINDINGS = Kind(
    id="worker_bindings",
    title="Bindings",
    singular="binding",
    path="/accounts/{account_id}/workers/scripts/{script}/settings",
    permission=WORKERS_READ,
    plan=Plan(items="bindings"),
    unfold=without_secrets,
    parent="workers",
    key="name",
    about="A binding gives a Worker's code a thing of the account under a name: a store, a queue, another Worker, a "
    "variable, a secret. There is no connection string and no key: what is not bound cannot be reached. This Worker "
    "has none.",
    columns=(
        Column("name", "Name", "name", width=28),
        Column("type", "Type", lambda row, scope: _type(row).word, width=22),
        Column("target", "Leads to", _target),
        Column("class", "Class", "class_name", priority=2, width=22),
        Column("script", "In Worker", "script_name", priority=3, width=20),
    ),
    sections=(
        Section(
            "",
            (
                Item("type", "Type", lambda row, scope: _type(row).word),
                Item("target", "Leads to", _target),
            ),
            lines=_more,
        ),
    ),
    summary=(
        Item("name", "", "name"),
        Item("type", "", "type"),
        Item("target", "", lambda row, scope: _target(row, scope).text),
    ),
    insights=(
        Insight(
            "binding-leads-nowhere",
            "may lead nowhere",
            why=lambda row, scope: (
                f"What {text(at(row.raw, 'name')) or 'this binding'} is bound to is not among those that this "
                "credential is shown. If it was deleted, the Worker fails as soon as it uses the binding."
            ),
            when=lambda row, scope: _target(row, scope).text.endswith(UNLISTED),
        ),
    ),
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/bindings",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/bindings",
)
