"""From atoms to the groups that a query asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from edgewise.account.demo.analytics.asking import Asking, asking
from edgewise.account.demo.analytics.atoms import ARRIVES, Atom, Span
from edgewise.account.demo.analytics.reader import Field, QueryError
from edgewise.account.demo.analytics.tables import TIMES, Table
from edgewise.account.demo.company import Company

Key = tuple[str, ...]


def answer(company: Company, table: Table, node: Field) -> list[dict[str, Any]]:
    """The groups that a node has for a question.

    Raises:
        QueryError: when the question cannot be answered.
    """
    now = company.clock()
    asked = asking(node, table, now)
    names = _selected(node, table)
    # What is ordered by is grouped by, too.
    names += [name for block, name, _ in asked.order if not block and name != "count" and name not in names]
    fine = any(TIMES.get(name, 3600) < 3600 for name in names)
    span = Span(asked.start, min(asked.end, now - ARRIVES), fine, _only(asked, table.dimensions[0]), asked.end)
    groups: dict[Key, list[Atom]] = {}
    for atom in _passing(table.source(company, span), asked):
        groups.setdefault(tuple(_dimension(atom, name) for name in names), []).append(atom)
    found = [(dict(zip(names, key, strict=True)), atoms) for key, atoms in groups.items()]
    if not found and not names:
        # Without dimensions there is one group, even of nothing.
        found = [({}, [])]
    for block, name, downwards in reversed(asked.order):
        found.sort(key=lambda each: _sortable(each, block, name), reverse=downwards)
    return [_document(node, dimensions, atoms) for dimensions, atoms in found[: asked.limit]]


def _selected(node: Field, table: Table) -> list[str]:
    """The dimensions that are asked for, after everything that is asked for has been found to exist."""
    if not node.fields:
        raise QueryError(f'object field must have selections: "{node.name}"')
    names: list[str] = []
    for block in node.fields:
        if block.name in ("count", "__typename"):
            if block.fields or (block.name == "count" and not table.counted):
                raise QueryError(f'unknown field "{block.name}"')
            continue
        known = (*table.dimensions, *table.times) if block.name == "dimensions" else table.blocks.get(block.name)
        if known is None:
            raise QueryError(f'unknown field "{block.name}"')
        if not block.fields:
            raise QueryError(f'object field must have selections: "{block.name}"')
        for each in block.fields:
            if each.name not in known and each.name != "__typename":
                raise QueryError(f'unknown field "{each.name}"')
            if each.fields:
                raise QueryError(f'scalar fields must have no selections: "{each.name}"')
        if block.name == "dimensions":
            names += [each.name for each in block.fields if each.name != "__typename" and each.name not in names]
    return names


def _only(asked: Asking, dimension: str) -> frozenset[str] | None:
    """The resources that can pass, so that the others are not counted at all; ``None`` for all."""
    for each in asked.conditions:
        if each.dimension == dimension and each.operator in ("eq", "in"):
            return frozenset([each.value] if each.operator == "eq" else each.value)
    return None


def _passing(atoms: Iterator[Atom], asked: Asking) -> Iterator[Atom]:
    for atom in atoms:
        if all(each.holds(atom.dimensions.get(each.dimension, "")) for each in asked.conditions):
            yield atom


def _dimension(atom: Atom, name: str) -> str:
    if name not in TIMES:
        return atom.dimensions.get(name, "")
    seconds = TIMES[name]
    moment = atom.when - timedelta(seconds=atom.when.timestamp() % seconds)
    return f"{moment:%Y-%m-%d}" if name == "date" else _written(moment)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sortable(group: tuple[dict[str, str], list[Atom]], block: str, name: str) -> Any:
    dimensions, atoms = group
    if not block:
        return _value("count", "", atoms) if name == "count" else dimensions[name]
    value = _value(block, name, atoms)
    # What is not known comes after everything that is, from the top.
    return (value is not None, value or 0)


def _document(node: Field, dimensions: dict[str, str], atoms: list[Atom]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in node.fields or ():
        if block.name == "__typename":
            found[block.key] = node.name
        elif block.name == "count":
            found[block.key] = _value("count", "", atoms)
        else:
            found[block.key] = {
                each.key: dimensions[each.name] if block.name == "dimensions" else _value(block.name, each.name, atoms)
                for each in block.fields or ()
                if each.name != "__typename"
            }
    return found


def _value(block: str, name: str, atoms: Iterable[Atom]) -> float | None:
    """A field of a group: counts added up, the greatest level, or the levels' weighted mean; ``None`` if unknown."""
    if block == "count":
        return sum(each.count for each in atoms)
    if block == "sum":
        if any(name in each.unknown for each in atoms):
            return None
        return _tidy(sum(each.sums.get(name, 0) for each in atoms))
    known = [(each.levels[name], each.weight) for each in atoms if name in each.levels]
    if not known:
        return None if any(name in each.unknown for each in atoms) else 0
    if block == "max":
        return _tidy(max(level for level, _ in known))
    return _tidy(sum(level * weight for level, weight in known) / sum(weight for _, weight in known))


def _tidy(value: float) -> float:
    return int(value) if value == int(value) else round(value, 4)
