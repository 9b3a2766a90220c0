"""What the user wants in the local resources of both sides: a JSON file.

::

    {
      "kv": {"SETTINGS": {"greeting": "ahoy", "logo": {"file": "logo.png", "metadata": {"type": "image/png"}}}},
      "d1": {"DB": [{"file": "seed.sql"}, "INSERT INTO posts (title) VALUES ('Hello')",
                    {"table": "posts", "rows": [{"title": "Second"}]}]},
      "r2": {"IMAGES": {"a/b.txt": "text", "c.json": {"json": {"a": 1}, "content_type": "application/json"}}}
    }

Names are those of the bindings. A value is text, or an object with one of ``text``, ``json``, ``base64`` and
``file`` (a path beside the seed file).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.text import clean

_SOURCES = ("text", "json", "base64", "file")
_MORE = {"kv": ("metadata", "expiration_ttl"), "r2": ("metadata", "content_type")}


@dataclass(frozen=True)
class Stored:
    """One value of KV or R2.

    Attributes:
        metadata: of KV any JSON value, of R2 texts by name; ``None`` for none.
        content_type: of R2 only.
        expiration_ttl: seconds, of KV only.
    """

    value: bytes
    metadata: Any = None
    content_type: str | None = None
    expiration_ttl: int | None = None


@dataclass(frozen=True)
class Statement:
    """SQL for D1, one statement or several, with values for its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Seed:
    """What to store, by kind and binding."""

    kv: Mapping[str, Mapping[str, Stored]] = field(default_factory=dict)
    d1: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    r2: Mapping[str, Mapping[str, Stored]] = field(default_factory=dict)

    def bindings(self) -> tuple[tuple[str, str], ...]:
        """Every kind and binding that something is stored in."""
        kinds = (("kv", self.kv), ("d1", self.d1), ("r2", self.r2))
        return tuple((kind, binding) for kind, stored in kinds for binding in stored)


def read_seed(path: Path) -> Seed:
    """The seed in a file.

    Raises:
        InputError: ``seed-unreadable`` or ``seed-syntax``.
    """
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"{clean(path.name)} cannot be read: {clean(error.strerror or str(error))}.",
            code="seed-unreadable",
            where=clean(str(path)),
            fix="Name a file that you may read.",
        ) from None
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise _Reader(path).wrong(f"it is no JSON{f' (line {line})' if line else ''}") from None
    return _Reader(path).seed(document)


class _Reader:
    """Reads one seed document and names what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrong(self, what: str) -> InputError:
        return InputError(
            f"{clean(self.path.name)} is no seed file: {clean(what, 200)}.",
            code="seed-syntax",
            where=clean(str(self.path)),
            fix='Write it as {"kv": {"BINDING": {"key": "value"}}, "d1": {"DB": ["INSERT ..."]}, "r2": {...}}.',
        )

    def seed(self, document: object) -> Seed:
        whole = self.mapping(document, "the whole")
        if unknown := set(whole) - {"kv", "d1", "r2", "$schema"}:
            raise self.wrong(f"it has no place for {sorted(unknown)[0]!r}, only for kv, d1 and r2")
        kv = {name: self.values("kv", name, value) for name, value in self.mapping(whole.get("kv", {}), "kv").items()}
        r2 = {name: self.values("r2", name, value) for name, value in self.mapping(whole.get("r2", {}), "r2").items()}
        d1 = {name: self.statements(name, value) for name, value in self.mapping(whole.get("d1", {}), "d1").items()}
        return Seed(kv, d1, r2)

    def mapping(self, value: object, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong(f"{what} is not an object")
        return value

    def values(self, kind: str, binding: str, value: object) -> Mapping[str, Stored]:
        entries = self.mapping(value, f"{kind}.{binding}")
        return {key: self.stored(kind, f"{kind}.{binding}.{key}", each) for key, each in entries.items()}

    def stored(self, kind: str, what: str, value: object) -> Stored:
        if isinstance(value, str):
            return Stored(value.encode("utf-8", "replace"))
        entry = self.mapping(value, what)
        named = [key for key in _SOURCES if key in entry]
        if len(named) != 1 or set(entry) - {*named, *_MORE[kind]}:
            more = ", ".join(_MORE[kind])
            raise self.wrong(f"{what} takes one of {', '.join(_SOURCES)}, and {more}")
        content_type, ttl = entry.get("content_type"), entry.get("expiration_ttl")
        if content_type is not None and not (isinstance(content_type, str) and content_type.isprintable()):
            raise self.wrong(f"the content_type of {what} is no text")
        if ttl is not None and (not isinstance(ttl, int) or isinstance(ttl, bool) or ttl < 60):
            raise self.wrong(f"the expiration_ttl of {what} is no number of seconds from 60 on")
        return Stored(self.content(what, named[0], entry[named[0]]), entry.get("metadata"), content_type, ttl)

    def content(self, what: str, source: str, value: object) -> bytes:
        if source == "json":
            return json.dumps(value).encode()
        if not isinstance(value, str):
            raise self.wrong(f"{source} of {what} is no text")
        if source == "text":
            return value.encode("utf-8", "replace")
        if source == "file":
            return self.file(value)
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise self.wrong(f"{what} is not base64") from None

    def file(self, name: str) -> bytes:
        try:
            return (self.path.parent / name).read_bytes()
        except (OSError, ValueError):
            raise self.wrong(f"the file {name} cannot be read") from None

    def statements(self, binding: str, value: object) -> tuple[Statement, ...]:
        if not isinstance(value, list):
            raise self.wrong(f"d1.{binding} is not a list")
        return tuple(made for index, each in enumerate(value) for made in self.entry(f"d1.{binding}[{index}]", each))

    def entry(self, what: str, value: object) -> list[Statement]:
        if isinstance(value, str):
            return [Statement(value)]
        entry = self.mapping(value, what)
        if set(entry) == {"file"} and isinstance(entry["file"], str):
            return [Statement(self.file(entry["file"]).decode("utf-8", "replace"))]
        if set(entry) == {"table", "rows"} and isinstance(entry["table"], str) and isinstance(entry["rows"], list):
            return [self.insert(what, entry["table"], row) for row in entry["rows"]]
        raise self.wrong(f'{what} takes SQL, {{"file": ...}} or {{"table": ..., "rows": [...]}}')

    def insert(self, what: str, table: str, row: object) -> Statement:
        values = self.mapping(row, f"a row of {what}")
        if not values:
            return Statement(f"INSERT INTO {quoted(table)} DEFAULT VALUES")
        if any(isinstance(each, dict | list) for each in values.values()):
            raise self.wrong(f"a row of {what} holds a list or an object")
        names = ", ".join(quoted(name) for name in values)
        return Statement(
            f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
        )


def quoted(name: str) -> str:
    """``name`` as SQL writes the name of a table or column."""
    return '"' + name.replace('"', '""') + '"'
