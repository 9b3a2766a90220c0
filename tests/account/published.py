"""The published shapes of the API's answers: finding one, holding a document against it, following a path into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "shapes"
FILES = ("pages", "workers", "queues", "storage", "network")

Form = Any
"""A shape as README.md of the folder describes it."""


@dataclass(frozen=True)
class Shape:
    """A shape, and the named types that it may refer to."""

    form: Form
    types: Mapping[str, Form]

    def into(self, form: Form) -> Shape:
        return Shape(form, self.types)

    def variants(self) -> Iterator[Shape]:
        """The shape without names and unions: each of what it may be."""
        form = self.form
        if isinstance(form, dict) and "type" in form:
            yield from self.into(self.types[form["type"]]).variants()
        elif isinstance(form, dict) and "any of" in form:
            for each in form["any of"]:
                yield from self.into(each).variants()
        else:
            yield self

    def step(self, part: str) -> list[Shape]:
        """What stands at a field, at an index of a list, or at a key of a map."""
        found: list[Shape] = []
        for each in self.variants():
            form = each.form
            if form == "any":
                found.append(each)
            elif isinstance(form, dict) and "object" in form:
                fields = form["object"]
                found += [each.into(fields[name]) for name in (part, f"{part}?") if name in fields]
            elif isinstance(form, dict) and "map" in form:
                found.append(each.into(form["map"]))
            elif isinstance(form, dict) and "list" in form and (part.isdigit() or part == "*"):
                found.append(each.into(form["list"]))
        return found

    def has(self, path: tuple[str, ...]) -> bool:
        """Whether anything may stand at a path."""
        shapes = [self]
        for part in path:
            shapes = [found for shape in shapes for found in shape.step(part)]
        return bool(shapes)

    def problems(self, value: Any, where: str = "") -> list[str]:
        """What a document has that the shape does not allow, or lacks. Of a union the variant that fits best speaks."""
        found: list[list[str]] = []
        for each in self.variants():
            said = each._said(value, where)
            if not said:
                return []
            found.append(said)
        return min(found, key=lambda said: (_kinds_differ(said, where), len(said)))

    def _said(self, value: Any, where: str) -> list[str]:
        form = self.form
        if form == "any":
            return []
        if isinstance(form, str):
            return [] if _plain(value) == form else [f"{where}: {_plain(value)} instead of {form}"]
        if "enum" in form:
            return [] if value in form["enum"] else [f"{where}: {value!r} is none of {form['enum']}"]
        if "list" in form:
            if not isinstance(value, list):
                return [f"{where}: {_plain(value)} instead of list"]
            return [said for each in value for said in self.into(form["list"]).problems(each, f"{where}.*")]
        if not isinstance(value, dict):
            return [f"{where}: {_plain(value)} instead of object"]
        if "map" in form:
            return [said for each in value.values() for said in self.into(form["map"]).problems(each, f"{where}.*")]
        return self._fields(value, form["object"], where)

    def _fields(self, value: dict[str, Any], fields: Mapping[str, Form], where: str) -> list[str]:
        said = [
            f"{where}.{name}: missing" for name in fields if not name.endswith("?") and value.get(name, self) is self
        ]
        for name, each in value.items():
            form = fields.get(name, fields.get(f"{name}?"))
            if form is None:
                said.append(f"{where}.{name}: unknown")
            else:
                said += self.into(form).problems(each, f"{where}.{name}")
        return said


def _kinds_differ(said: list[str], where: str) -> bool:
    """Whether a variant is not even of the same kind, so that what it says is no help."""
    return any(each.startswith(f"{where}: ") for each in said)


def _plain(value: Any) -> str:
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return "null" if value is None else names[type(value)]


@dataclass(frozen=True)
class Published:
    """The answer of one address.

    Attributes:
        gives: ``rows``, when the shape is that of one row, or ``result``.
    """

    gives: str
    shape: Shape

    def of_rows(self, items: str) -> list[Shape]:
        """The shape of a row, where ``items`` names the field of the result that holds them."""
        parts = items.split(".") if items else []
        if self.gives == "rows" and parts and (parts[0].isdigit() or not self.shape.step(parts[0])):
            parts = parts[1:]  # The shape is that of an item already.
        lists = [self.shape]
        for part in parts:
            lists = [found for each in lists for found in each.step(part)]
        return [row for each in lists for row in (each.step("*") or [each])] if parts else lists

    def problems(self, result: Any) -> list[str]:
        """What is wrong with the ``result`` of an answer."""
        if self.gives == "rows":
            rows = result.get("items") if isinstance(result, dict) and "items" in result else result
            if isinstance(rows, list):
                return [said for each in rows for said in self.shape.problems(each)]
        return self.shape.problems(result)


@cache
def answers() -> Mapping[str, Published]:
    """Every published answer to a reading request by its address, such as ``/accounts/{}/queues``."""
    found: dict[str, Published] = {}
    for name in FILES:
        document = json.loads((FOLDER / f"{name}.json").read_text())
        for address, answer in document["answers"].items():
            shape = Shape(answer["shape"], document["types"])
            found[address.split(" ")[1]] = Published(answer["gives"], shape)
    return found


@cache
def besides() -> Mapping[str, Any]:
    """What the types leave out: ``{"answers": {address: source}, "fields": {address: {path: source}}}``."""
    found: Mapping[str, Any] = json.loads((FOLDER / "besides.json").read_text())
    return found


def address(path: str) -> str:
    """A path with ``{names}`` as it is listed."""
    return re.sub(r"\{\w+\}", "{}", path)


def address_of(target: str) -> str | None:
    """The address that a filled path is an instance of; the one with the fewest places where several are."""
    path = re.split(r"[?#]", target)[0].removeprefix("/client/v4")
    known = [*answers(), *besides()["answers"]]
    fitting = [each for each in known if re.fullmatch(re.escape(each).replace(r"\{\}", "[^/]+"), path)]
    return min(fitting, key=lambda each: each.count("{}"), default=None)
