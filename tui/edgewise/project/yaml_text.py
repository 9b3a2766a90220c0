"""Editing YAML where it stands: positions come from a parser, and each result is parsed again and compared.

An edit replaces one value as it is written. It is taken only when the text that comes out holds the same document but
for that value; else the text stays as it is. So comments, order, quotes and line ends outside an edit are untouched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.errors import InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from yaml.nodes import Node

MAX_CHARACTERS = 400_000
"""Longer than any file that people write by hand."""

Path = tuple[int | str, ...]


class YamlError(InputError):
    """The text is not YAML, or more of it than is read."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message, code="yaml-syntax", where=f"line {line}" if line else None)
        self.line = line


@dataclass(frozen=True)
class YamlValue:
    """A value and where it is written.

    Attributes:
        start, end: its range in the text, as written: quotes, or the ``|`` of a block, included.
        line: the line it starts on, counted from 1.
        text: a scalar's text; ``None`` for collections.
        style: ``|``, ``>``, ``'``, ``"``, or empty for a plain scalar.
        pairs: of a mapping: each key, itself a value, with its value.
        items: of a sequence.
        flow: whether a collection is written in braces or brackets.
    """

    start: int
    end: int
    line: int
    text: str | None = None
    style: str = ""
    pairs: tuple[tuple[YamlValue, YamlValue], ...] | None = None
    items: tuple[YamlValue, ...] | None = None
    flow: bool = False

    def get(self, *keys: str) -> YamlValue | None:
        """The value at the end of a path of keys, the last of those that share a name."""
        found: YamlValue | None = self
        for key in keys:
            pairs = found.pairs if found is not None else None
            found = next((value for name, value in reversed(pairs or ()) if name.text == key), None)
        return found

    def string(self, *keys: str) -> str | None:
        """The text at the end of a path of keys."""
        found = self.get(*keys)
        return found.text if found is not None else None

    def plain(self) -> object:
        """The value as dictionaries, lists and strings; every scalar is its text."""
        if self.pairs is not None:
            return [(name.plain(), value.plain()) for name, value in self.pairs]
        return [item.plain() for item in self.items] if self.items is not None else self.text


@dataclass(frozen=True)
class YamlEdit:
    """A text after :func:`replace_scalars`.

    Attributes:
        refused: values that could not be replaced without touching something else.
    """

    text: str
    changed: tuple[Path, ...] = ()
    refused: tuple[Path, ...] = ()


def parse(text: str) -> list[YamlValue]:
    """The documents of ``text``.

    Raises:
        YamlError: when it does not parse, or is too long or nested too deeply.
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise YamlError("The file is too long to be read as YAML.")
    try:
        nodes = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        return [_Reader().value(node) for node in nodes if node is not None]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = clean(str(getattr(error, "problem", None) or error), 120)
        raise YamlError(f"It is not valid YAML: {problem}.", mark.line + 1 if mark is not None else None) from None
    except (RecursionError, ValueError, TypeError, AttributeError):
        raise YamlError("It is not YAML, or nested too deeply.") from None


def replace_scalars(text: str, new: Callable[[Path, YamlValue], str | None]) -> YamlEdit:
    """Replace scalars of ``text``.

    Args:
        new: called with the path and the value of every scalar (not of keys); gives the text that takes its place,
            or ``None`` to leave it. For blocks it is also asked about the lines as they are written.

    Raises:
        YamlError: when ``text`` does not parse.
    """
    changed: list[Path] = []
    refused: list[Path] = []
    for path, value in reversed(list(scalars(parse(text)))):
        wanted = new(path, value)
        if wanted is None or wanted == value.text:
            continue
        result = _replaced(text, path, value, wanted, new)
        if result is None:
            refused.append(path)
        else:
            changed.append(path)
            text = result
    return YamlEdit(text, tuple(reversed(changed)), tuple(reversed(refused)))


def scalars(documents: list[YamlValue]) -> Iterator[tuple[Path, YamlValue]]:
    """Every scalar that is no key, in the order of the text, each once; paths begin with the document's number."""
    seen: set[int] = set()
    waiting: list[tuple[Path, YamlValue]] = []
    waiting += (((number,), document) for number, document in reversed(list(enumerate(documents))))
    while waiting:
        path, value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if value.pairs is not None:
            below = [((*path, name.text or str(number)), each) for number, (name, each) in enumerate(value.pairs)]
        elif value.items is not None:
            below = [((*path, number), each) for number, each in enumerate(value.items)]
        else:
            yield path, value
            continue
        waiting += reversed(below)


def same_but(before: str, after: str, changes: Mapping[int, str]) -> bool:
    """Whether two texts hold the same documents but for scalars, whose new texts are given by their number.

    Numbers count all scalars of ``before``, keys included, in the order of the text.
    """
    try:
        old, new = list(_flat(parse(before))), list(_flat(parse(after)))
    except YamlError:
        return False
    if len(old) != len(new):
        return False
    return all(changes.get(number, a) == b for number, (a, b) in enumerate(zip(old, new, strict=True)))


def _replaced(
    text: str, path: Path, value: YamlValue, wanted: str, new: Callable[[Path, YamlValue], str | None]
) -> str | None:
    number = next(
        (n for n, each in enumerate(_all(parse(text))) if (each.start, each.end) == (value.start, value.end)), -1
    )
    for written in _ways(text[value.start : value.end], path, value, wanted, new):
        result = text[: value.start] + written + text[value.end :]
        if number >= 0 and same_but(text, result, {number: wanted}):
            return result
    return None


def _ways(
    raw: str, path: Path, value: YamlValue, wanted: str, new: Callable[[Path, YamlValue], str | None]
) -> Iterator[str]:
    """Ways to write ``wanted`` in place of ``raw``, the nearest to it first."""
    if raw[:1] in "&!*":
        return
    if value.style in ("|", ">"):
        head, newline, body = raw.partition("\n")
        lines = new(path, YamlValue(value.start, value.end, value.line, body, value.style))
        if lines is not None:
            yield head + newline + lines
        return
    if value.style == "'":
        yield "'" + wanted.replace("'", "''") + "'"
    elif value.style != '"':
        yield wanted
    yield json.dumps(wanted, ensure_ascii=False)


def _all(documents: list[YamlValue]) -> Iterator[YamlValue]:
    """Every value, keys included, in the order of the text, those under several aliases once."""
    seen: set[int] = set()
    waiting = list(reversed(documents))
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if value.pairs is not None:
            waiting += [each for pair in reversed(value.pairs) for each in reversed(pair)]
        waiting += reversed(value.items or ())


def _flat(documents: list[YamlValue]) -> Iterator[str]:
    """A document as a list of texts: scalars as they are, collections by their kind and size."""
    for value in _all(documents):
        if value.pairs is not None:
            yield f"\0map {len(value.pairs)}"
        elif value.items is not None:
            yield f"\0list {len(value.items)}"
        else:
            yield value.text or ""


@dataclass
class _Reader:
    """One document; values under several aliases are read once."""

    known: dict[int, YamlValue] = field(default_factory=dict)

    def value(self, node: Node) -> YamlValue:
        from yaml.nodes import MappingNode, SequenceNode

        if id(node) in self.known:
            return self.known[id(node)]
        start, end, line = node.start_mark.index, node.end_mark.index, node.start_mark.line + 1
        flow = bool(getattr(node, "flow_style", False))
        if isinstance(node, MappingNode):
            pairs = tuple((self.value(key), self.value(each)) for key, each in node.value)
            found = YamlValue(start, end, line, pairs=pairs, flow=flow)
        elif isinstance(node, SequenceNode):
            found = YamlValue(start, end, line, items=tuple(self.value(each) for each in node.value), flow=flow)
        else:
            found = YamlValue(start, end, line, str(node.value), getattr(node, "style", "") or "")
        self.known[id(node)] = found
        return found
