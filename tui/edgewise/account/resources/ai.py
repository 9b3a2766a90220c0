"""Workers AI: the models that an account can run. Paths and fields as of the API in 2026."""

from __future__ import annotations

from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, mappings, number, text, texts

AI_READ = Permission("Workers AI Read", "Account · Workers AI · Read")


def _property(row: Row, name: str) -> Any:
    """The value of one of the properties that a model's document lists; ``None`` when it has none of it."""
    listed = mappings(at(row.raw, "properties"))
    return next((each.get("value") for each in listed if each.get("property_id") == name), None)


def _prices(row: Row) -> list[tuple[str, str]]:
    """Each unit with its price, such as ``per M input tokens`` and ``0.28 USD``."""
    found = []
    for price in mappings(_property(row, "price")):
        amount = number(price.get("price"))
        shown = f"{amount:g} {text(price.get('currency')) or ''}".strip() if amount is not None else "?"
        found.append((text(price.get("unit")) or "per unit", shown))
    return found


def _price(row: Row, scope: Scope) -> Cell:
    prices = _prices(row)
    if not prices:
        return EMPTY
    first = next((number(each.get("price")) for each in mappings(_property(row, "price"))), None)
    return Cell(f"{prices[0][1]} {prices[0][0]}", sort=(0, float(first or 0), ""))


def _price_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [(unit, Cell(amount)) for unit, amount in _prices(row)]


def _property_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    """The properties that are scalars, under the API's own names: nothing that it tells is hidden."""
    return [
        (text(each.get("property_id")) or "?", Cell(value))
        for each in mappings(at(row.raw, "properties"))
        if (value := text(each.get("value")))
    ]


def _context(row: Row, scope: Scope) -> Any:
    return number(_property(row, "context_window"))


def _author(row: Row, scope: Scope) -> str | None:
    """Who made it, by its name: ``@cf/meta/llama-…`` is Meta's."""
    parts = (text(at(row.raw, "name")) or "").split("/")
    return parts[1] if len(parts) == 3 else None


MODELS = Kind(
    id="ai_models",
    title="AI models",
    singular="model",
    group="AI",
    path="/accounts/{account_id}/ai/models/search",
    plan=Plan("page", per_page=50),
    permission=AI_READ,
    about="The models that a Worker can run by a binding, on Cloudflare's own machines. They are the same for every "
    "account. Each has a price for what goes in and what comes out.",
    columns=(
        Column("name", "Model", "name"),
        Column("task", "Task", "task.name", width=28),
        Column("price", "Price", _price, priority=2, width=30),
        Column("context", "Context", _context, "count", priority=3, width=9, right=True),
        Column("description", "Description", "description", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("task", "Task", "task.name"),
                Item("author", "By", _author),
                Item("description", "About", "description"),
                Item("context", "Context", _context, "count"),
                Item("tags", "Tags", lambda row, scope: texts(at(row.raw, "tags")), "list"),
                Item("created", "Since", "created_at", "moment"),
            ),
        ),
        Section("Price", lines=_price_lines),
        Section("Properties", lines=_property_lines),
        Section("The task", (Item("means", "Means", "task.description"), Item("id", "Id", "id"))),
    ),
    summary=(
        Item("name", "", "name"),
        Item("task", "", "task.name"),
        Item("price", "price", lambda row, scope: [f"{amount} {unit}" for unit, amount in _prices(row)]),
        Item("context_window", "", _context),
    ),
    command="wrangler ai models list",
    row_command="wrangler ai models schema {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/ai/workers-ai",
)

KINDS = (MODELS,)
