"""What a Durable Object keeps by ``storage.put()``, read from the file that the local runtime writes.

The local API refuses this one table. The file is SQLite; its values are in V8's serialisation format
(``v8/src/objects/value-serializer.cc``), of which the tags of plain data are read here.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edgewise.text import clean

_DEEPEST = 40
_LARGEST = 65_536
"""Bytes of a value that is decoded."""
_WAIT = 0.2
"""Seconds to wait for a file that the runtime holds locked just now."""


def stored(file: Path, most: int, width: int) -> tuple[list[tuple[str, str]], int] | None:
    """Keys and values of the object that ``file`` belongs to. The file is not changed. Blocks: it reads a disk.

    Args:
        most: how many keys to give.
        width: characters of a value to give.

    Returns:
        The first ``most`` pairs by key, and how many keys there are; ``None`` when it cannot be read.
    """
    try:
        if not file.is_file():
            return None
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as base:
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = '_cf_KV'").fetchone():
                return [], 0
            (count,) = base.execute("SELECT count(*) FROM _cf_KV").fetchone()
            rows = base.execute(
                "SELECT CAST(key AS BLOB), length(value), substr(value, 1, ?) FROM _cf_KV ORDER BY key LIMIT ?",
                (_LARGEST, most),
            ).fetchall()
    except (sqlite3.Error, OSError):
        return None
    return [(clean(key.decode("utf-8", "replace"), 80), _shown(size, value, width)) for key, size, value in rows], count


def _shown(size: int, value: Any, width: int) -> str:
    if not isinstance(value, bytes) or size > _LARGEST:
        return f"({size} bytes)"
    try:
        text = json.dumps(decode(value), ensure_ascii=False, default=str)
    except ValueError:
        return f"({size} bytes)"
    return clean(text, width)


def decode(data: bytes) -> Any:
    """A value as V8 serialises plain data, in Python's types; dates come as texts, a repeated object as ``…``.

    Raises:
        ValueError: when ``data`` is cut off, nested too deeply, or holds something else.
    """
    if data[:1] != b"\xff":
        raise ValueError("no header")
    reader = _Reader(data)
    reader.place = 1
    reader.number()  # the version of the format: the tags below have not changed since 13
    return reader.value(0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, count: int) -> bytes:
        found = self.data[self.place : self.place + count]
        if len(found) < count:
            raise ValueError("cut off")
        self.place += count
        return found

    def number(self) -> int:
        value = shift = 0
        while True:
            (byte,) = self.take(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 63:
                raise ValueError("no number")

    def double(self) -> float:
        return float(struct.unpack("<d", self.take(8))[0])

    def peek(self) -> bytes:
        while self.data[self.place : self.place + 1] == b"\0":
            self.place += 1  # padding before texts of two-byte characters
        return self.data[self.place : self.place + 1]

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        tag = self.peek()
        self.take(1)
        match tag:
            case b"_" | b"0" | b"-":
                return None
            case b"T" | b"y":
                return True
            case b"F" | b"x":
                return False
            case b"I":
                packed = self.number()
                return (packed >> 1) ^ -(packed & 1)
            case b"U":
                return self.number()
            case b"N" | b"n":
                found = self.double()
                return int(found) if found.is_integer() else found
            case b'"':
                return self.take(self.number()).decode("latin-1")
            case b"c":
                return self.take(self.number()).decode("utf-16-le", "replace")
            case b"S":
                return self.take(self.number()).decode("utf-8", "replace")
            case b"D":
                return self._date()
            case b"Z":
                bits = self.number()
                size = int.from_bytes(self.take(bits >> 1), "little")
                return -size if bits & 1 else size
            case b"o":
                return self._pairs(b"{", 1, depth)
            case b"a":
                self.number()
                return self._pairs(b"@", 2, depth)
            case b"A":
                items = [self.value(depth + 1) for _ in range(self.number())]
                self._pairs(b"$", 2, depth)
                return items
            case b";":
                return self._pairs(b":", 1, depth)
            case b"'":
                return self._items(b",", depth)
            case b"^":
                self.number()
                return "…"
            case b"B":
                return f"({len(self.take(self.number()))} bytes)"
            case _:
                raise ValueError("not plain data")

    def _date(self) -> str:
        try:
            return datetime.fromtimestamp(self.double() / 1000, UTC).isoformat(timespec="milliseconds")
        except (OverflowError, OSError):
            return "Invalid Date"

    def _pairs(self, end: bytes, numbers: int, depth: int) -> dict[str, Any]:
        """Keys and values until ``end``, after which so many ``numbers`` count what came."""
        found: dict[str, Any] = {}
        while self.peek() != end:
            key = self.value(depth + 1)
            found[str(key)] = self.value(depth + 1)
        self.take(1)
        for _ in range(numbers):
            self.number()
        return found

    def _items(self, end: bytes, depth: int) -> list[Any]:
        found = []
        while self.peek() != end:
            found.append(self.value(depth + 1))
        self.take(1)
        self.number()
        return found
