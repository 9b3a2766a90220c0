"""Reading JSON with comments and trailing commas, every value with its place in the text.

This is the dialect that wrangler reads its configuration in: ``//`` and ``/* */`` comments, commas after the
last member, a byte-order mark. Of duplicate keys the last one counts.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from edgewise.errors import InputError

MAX_DEPTH = 200
"""Deeper nesting than any configuration has; beyond it, parsing would exhaust Python's stack."""

_BLANK = re.compile(r"(?:[\s\ufeff]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\r\n]|\\.)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"true|false|null")
_COMMENT = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


class JsoncError(InputError):
    """The text is not JSON with comments. ``line`` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"{reason} (line {line}).", code="json-syntax", fix="Correct the file and try again.")
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Member:
    """One ``"key": value`` of an object. ``start`` is the offset of the key's opening quote."""

    key: str
    start: int
    node: Node


@dataclass(frozen=True)
class Node:
    """A value and the half-open range of offsets it takes up.

    Attributes:
        value: a scalar's value; ``None`` for objects and arrays, see :meth:`data`.
        members: of an object, in the order written, duplicates included; ``None`` for anything else.
        items: of an array; ``None`` for anything else.
    """

    start: int
    end: int
    value: Any = None
    members: tuple[Member, ...] | None = None
    items: tuple[Node, ...] | None = None

    def data(self) -> Any:
        """The value as plain Python."""
        if self.members is not None:
            return {member.key: member.node.data() for member in self.members}
        if self.items is not None:
            return [item.data() for item in self.items]
        return self.value

    def member(self, key: str) -> Member | None:
        """The member called ``key`` that counts (the last), or ``None``."""
        found = [member for member in self.members or () if member.key == key]
        return found[-1] if found else None


def line_of(text: str, offset: int) -> int:
    """The line, counted from 1, that ``offset`` lies in."""
    return text.count("\n", 0, offset) + 1


def comments(text: str) -> list[str]:
    """All comments of a well-formed document, in order."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if string := _STRING.match(text, at):
            at = string.end()
        elif comment := _COMMENT.match(text, at):
            found.append(comment.group())
            at = comment.end()
        else:
            at += 1
    return found


def skip_blank(text: str, at: int) -> int:
    """The offset of the next token at or after ``at``: blanks and comments passed over."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def parse(text: str) -> Node:
    """The document's tree.

    Raises:
        JsoncError: when the text is not valid, with the reason and line.
    """
    reader = _Reader(text)
    node = reader.value(skip_blank(text, 0), 0)
    rest = skip_blank(text, node.end)
    if rest < len(text):
        raise reader.error("There is something after the end of the document", rest)
    return node


class _Reader:
    """A recursive-descent reader. Methods take an offset at a token and return a node that knows its end."""

    def __init__(self, text: str) -> None:
        self.text = text

    def error(self, reason: str, at: int) -> JsoncError:
        return JsoncError(reason, line_of(self.text, min(at, len(self.text))))

    def value(self, at: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.error("It is nested too deeply", at)
        mark = self.text[at : at + 1]
        if mark == "{":
            return self._object(at, depth)
        if mark == "[":
            return self._array(at, depth)
        if mark == '"':
            text, end = self._string(at)
            return Node(at, end, text)
        if word := _WORD.match(self.text, at):
            return Node(at, word.end(), _WORDS[word.group()])
        if number := _NUMBER.match(self.text, at):
            return Node(at, number.end(), self._number(number.group(), at))
        raise self.error("A value is missing" if mark else "It ends too early", at)

    def _number(self, digits: str, at: int) -> int | float:
        try:
            return json.loads(digits)  # type: ignore[no-any-return]
        except ValueError:  # more digits than Python converts
            raise self.error("A number is too long", at) from None

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self.text, at)
        if match is None:
            raise self.error("A string is not closed", at)
        try:
            return json.loads(match.group(), strict=False), match.end()
        except ValueError:
            raise self.error("A string has an escape that does not exist", at) from None

    def _object(self, at: int, depth: int) -> Node:
        members: list[Member] = []
        here = skip_blank(self.text, at + 1)
        while self.text[here : here + 1] != "}":
            if self.text[here : here + 1] != '"':
                reason = "It ends inside an object" if here >= len(self.text) else "A key in quotes is missing"
                raise self.error(reason, here)
            key, end = self._string(here)
            colon = skip_blank(self.text, end)
            if self.text[colon : colon + 1] != ":":
                raise self.error("A colon is missing after a key", colon)
            node = self.value(skip_blank(self.text, colon + 1), depth + 1)
            members.append(Member(key, here, node))
            here = self._comma(node.end, "}")
        return Node(at, here + 1, members=tuple(members))

    def _array(self, at: int, depth: int) -> Node:
        items: list[Node] = []
        here = skip_blank(self.text, at + 1)
        while self.text[here : here + 1] != "]":
            if here >= len(self.text):
                raise self.error("It ends inside an array", here)
            node = self.value(here, depth + 1)
            items.append(node)
            here = self._comma(node.end, "]")
        return Node(at, here + 1, items=tuple(items))

    def _comma(self, end: int, closing: str) -> int:
        here = skip_blank(self.text, end)
        mark = self.text[here : here + 1]
        if mark == ",":
            return skip_blank(self.text, here + 1)
        if mark == closing:
            return here
        raise self.error("A comma is missing" if mark else "It ends too early", here)
