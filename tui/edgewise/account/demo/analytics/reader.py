"""A reader for the part of GraphQL that asks for analytics: one query, fields, arguments, variables.

Everything else of the language (fragments, directives, mutations, block strings) is answered with an
error. graphql-core would read it all, for half a megabyte of code in a program that answers itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DEEPEST = 20
LONGEST = 100_000

_TOKEN = re.compile(
    r"[\s,\ufeff]+|#[^\n\r]*"
    r'|(?P<string>"(?:[^"\\\n\r]|\\.)*")'
    r"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[_A-Za-z]\w*)"
    r"|(?P<punctuation>\.\.\.|[!$():=@\[\]{}|&])",
    re.ASCII,
)


class QueryError(Exception):
    """The query cannot be answered; the message is for whoever wrote it."""


@dataclass(frozen=True)
class Name:
    """A bare word as a value: ``datetime_ASC``, ``true``."""

    text: str


@dataclass(frozen=True)
class Field:
    """A field with what is asked of it.

    Attributes:
        key: what it is called in the answer: its alias, else its name.
        arguments: with variables filled in.
        fields: what is selected below it; ``None`` without a selection.
    """

    name: str
    key: str
    arguments: Mapping[str, Any]
    fields: tuple[Field, ...] | None


def read(text: str, variables: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that a query selects at the top.

    Raises:
        QueryError: when it is not such a query, or a variable is missing.
    """
    if len(text) > LONGEST:
        raise QueryError("query is too long")
    return _Reader(list(_tokens(text)), variables).document()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryError(f'syntax error: unexpected "{text[at]}"')
        at = found.end()
        if found.lastgroup:
            yield found.lastgroup, found[0]
    yield "end", ""


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], variables: Mapping[str, Any]) -> None:
        self._tokens = tokens
        self._at = 0
        self._given = variables
        self._variables: dict[str, Any] = {}

    # ------------------------------------------------------------------ tokens

    @property
    def _next(self) -> tuple[str, str]:
        return self._tokens[self._at]

    def _take(self) -> tuple[str, str]:
        token = self._next
        if token[0] != "end":
            self._at += 1
        return token

    def _sees(self, text: str) -> bool:
        return self._next == ("punctuation", text)

    def _skip(self, text: str) -> bool:
        seen = self._sees(text)
        self._at += seen
        return seen

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise self._unexpected()

    def _word(self) -> str:
        kind, text = self._take()
        if kind != "name":
            self._at -= kind != "end"
            raise self._unexpected()
        return text

    def _unexpected(self) -> QueryError:
        kind, text = self._next
        return QueryError("syntax error: unexpected end" if kind == "end" else f'syntax error: unexpected "{text}"')

    # ------------------------------------------------------------------ grammar

    def document(self) -> tuple[Field, ...]:
        """One operation and nothing after it."""
        if not self._sees("{"):
            if self._word() != "query":
                raise QueryError("only queries are supported")
            if self._next[0] == "name":
                self._take()
            if self._skip("("):
                while not self._skip(")"):
                    self._declare()
        fields = self._selection(0)
        if self._next[0] != "end":
            raise self._unexpected()
        return fields

    def _declare(self) -> None:
        self._expect("$")
        name = self._word()
        self._expect(":")
        needed = self._type()
        default = self._value(0) if self._skip("=") else None
        value = self._given.get(name, default)
        if needed and value is None:
            raise QueryError(f'variable "${name}" is required')
        self._variables[name] = value

    def _type(self) -> bool:
        """Skip a type; whether it must not be null."""
        if self._skip("["):
            self._type()
            self._expect("]")
        else:
            self._word()
        return self._skip("!")

    def _selection(self, depth: int) -> tuple[Field, ...]:
        if depth > DEEPEST:
            raise QueryError("query is nested too deeply")
        self._expect("{")
        fields = []
        while not self._skip("}"):
            fields.append(self._field(depth))
        if not fields:
            raise QueryError("syntax error: empty selection")
        return tuple(fields)

    def _field(self, depth: int) -> Field:
        if self._sees("..."):
            raise QueryError("fragments are not supported here")
        key = name = self._word()
        if self._skip(":"):
            name = self._word()
        arguments: dict[str, Any] = {}
        if self._skip("("):
            while not self._skip(")"):
                argument = self._word()
                self._expect(":")
                arguments[argument] = self._value(0)
        if self._sees("@"):
            raise QueryError("directives are not supported here")
        return Field(name, key, arguments, self._selection(depth + 1) if self._sees("{") else None)

    def _value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise QueryError("query is nested too deeply")
        if self._skip("$"):
            name = self._word()
            if name not in self._variables:
                raise QueryError(f'variable "${name}" is not defined')
            return self._variables[name]
        if self._skip("["):
            items = []
            while not self._skip("]"):
                items.append(self._value(depth + 1))
            return items
        if self._skip("{"):
            found: dict[str, Any] = {}
            while not self._skip("}"):
                name = self._word()
                self._expect(":")
                found[name] = self._value(depth + 1)
            return found
        return self._scalar()

    def _scalar(self) -> Any:
        kind, text = self._next
        if kind == "string":
            self._take()
            try:
                return json.loads(text)
            except ValueError:
                raise QueryError(f"syntax error: bad string {text}") from None
        if kind == "number":
            self._take()
            return float(text) if any(sign in text for sign in ".eE") else int(text)
        if kind == "name":
            self._take()
            return {"true": True, "false": False, "null": None}.get(text, Name(text))
        raise self._unexpected()
