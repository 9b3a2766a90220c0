"""Reading TOML that people write: values with a type, and errors that name the line.

``tomllib`` forgets where a value stood. A :class:`TomlText` finds the line again by looking for
the table's header and the key, which is exact enough to send an author to the right place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from edgewise.errors import InputError
from edgewise.text import clean, clean_lines

_LIMIT = 1_000_000
_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_LINE = re.compile(r"at line (\d+)")

Place = tuple[str | int, ...]
"""Where a value is: keys, and positions in lists."""


def read_text(path: Path, code: str) -> str:
    """The text of ``path``, cleaned of control characters, with ``\\n`` line ends.

    Raises:
        InputError: when it is missing, unreadable, over 1 MB or not UTF-8.
    """
    where = clean(str(path))
    try:
        if path.stat().st_size > _LIMIT:
            raise InputError(f"{clean(path.name)} is larger than 1 MB.", code=code, where=where)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"There is no file {clean(path.name)}.", code=code, where=where, fix="Create it, or correct the path."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{clean(path.name)} cannot be read: {clean(reason)}.", code=code, where=where) from None
    try:
        return clean_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"{clean(path.name)} is not UTF-8 text.",
            code=code,
            where=f"{where}:{line}",
            fix="Save the file as UTF-8.",
        ) from None


@dataclass(frozen=True)
class TomlText:
    """A TOML document, its source, and where that source stands in its file."""

    path: Path
    text: str
    data: Mapping[str, Any]
    code: str
    first_line: int = 1

    def where(self, place: Place = ()) -> str:
        """``file:line`` of a value, or of the closest thing around it."""
        return f"{clean(str(self.path))}:{self.first_line + _find(self.text.split(chr(10)), place)}"

    def fields(self) -> Fields:
        """The top-level table."""
        return Fields(self, self.data, ())


def parse_toml(path: Path, text: str, code: str, first_line: int = 1) -> TomlText:
    """Parse ``text``, which begins at line ``first_line`` of ``path``.

    Raises:
        InputError: with ``code``, naming the line.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = first_line + (int(found.group(1)) - 1 if found else max(0, text.count("\n") - 1))
        reason = clean(str(error).split(" (at ")[0], 120) or "too deeply nested"
        raise InputError(
            f"This is not valid TOML: {reason}.",
            code=code,
            where=f"{clean(str(path))}:{line}",
            fix='A value looks like: name = "text", number = 3, list = ["a", "b"].',
        ) from None
    return TomlText(path, text, data, code, first_line)


class Fields:
    """One table of a :class:`TomlText`. Each reader checks the type; :meth:`done` finds misspelt keys."""

    def __init__(self, document: TomlText, table: Mapping[str, Any], place: Place) -> None:
        self._document = document
        self._table = table
        self._place = place
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def where(self, key: str | None = None) -> str:
        """``file:line`` of this table, or of ``key`` in it."""
        return self._document.where(self._place if key is None else (*self._place, key))

    def fail(self, key: str | None, message: str, fix: str | None = None) -> NoReturn:
        """Raise an :class:`InputError` that points at ``key``."""
        raise InputError(message, code=self._document.code, where=self.where(key), fix=fix)

    def value(self, key: str) -> Any:
        """The raw value, or ``None`` where there is none."""
        self._asked.add(key)
        return self._table.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not blank; required unless there is a ``default``."""
        found = self.value(key)
        if found is None and default is not None:
            return default
        if not isinstance(found, str) or not found.strip():
            self.fail(key if found is not None else None, f'"{key}" must be a text.', f'Write: {key} = "…"')
        return clean_lines(found).strip()

    def integer(self, key: str, default: int | None = None, *, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``; required unless there is a ``default``."""
        found = self.value(key)
        if found is None and default is not None:
            return default
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.fail(
                key if found is not None else None,
                f'"{key}" must be a whole number from {low} to {high}.',
                f"Write: {key} = {low}",
            )
        return found

    def number(self, key: str, default: float, *, high: float) -> float:
        """A number above zero and at most ``high``."""
        found = self.value(key)
        if found is None:
            return default
        if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found <= high:
            message = f'"{key}" must be a number of seconds above 0 and at most {high:g}.'
            self.fail(key, message, f"Write: {key} = {min(5, high):g}")
        return float(found)

    def boolean(self, key: str, default: bool) -> bool:
        """``true`` or ``false``."""
        found = self.value(key)
        if found is None:
            return default
        if not isinstance(found, bool):
            self.fail(key, f'"{key}" must be true or false.', f"Write: {key} = true")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when absent."""
        found = self.value(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            self.fail(key, f'"{key}" must be a list of texts.', f'Write: {key} = ["…"]')
        return tuple(clean_lines(item).strip() for item in found)

    def table(self, key: str) -> Fields:
        """A table within this one; an empty one when absent."""
        found = self.value(key)
        if found is None:
            found = {}
        if not isinstance(found, dict):
            self.fail(key, f'"{key}" must be a table.', f"Write [{key}] on a line of its own, and its values below.")
        return Fields(self._document, found, (*self._place, key))

    def tables(self, key: str) -> list[Fields]:
        """A list of tables; empty when absent."""
        found = self.value(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.fail(key, f'"{key}" must be a list of tables.', f"Begin each one with [[{key}]].")
        return [Fields(self._document, item, (*self._place, key, at)) for at, item in enumerate(found)]

    def names(self) -> list[str]:
        """Every key of the table."""
        return list(self._table)

    def done(self) -> None:
        """Say so when the table holds a key that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                fix = f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(sorted(self._asked))}."
                self.fail(key, f'"{clean(key, 60)}" is not known here.', fix)


def _find(lines: Sequence[str], place: Place) -> int:
    """The index of the line where ``place`` stands, or of what is nearest around it."""
    at, end, name = 0, len(lines), ""
    for position, part in enumerate(place):
        if isinstance(part, int):
            continue
        name = f"{name}.{part}" if name else part
        count = place[position + 1] if position + 1 < len(place) else 0
        wanted = count if isinstance(count, int) else 0
        headers = [index for index in range(at, end) if _header(lines[index]) == name]
        if len(headers) > wanted:
            at = headers[wanted]
            later = headers[wanted + 1 : wanted + 2]
            end = later[0] if later else _end(lines, at, end, name)
            continue
        key = re.compile(rf"""^\s*["']?{re.escape(part)}["']?\s*[=.]""")
        found = next((index for index in range(at, end) if key.match(lines[index])), None)
        if found is not None:
            return found
    return at


def _header(line: str) -> str | None:
    found = _HEADER.match(line)
    return re.sub(r"[\s\"']", "", found.group(1)) if found else None


def _end(lines: Sequence[str], at: int, end: int, name: str) -> int:
    """Where the table ``name`` that begins at ``at`` ends: at a header that is not below it."""
    for index in range(at + 1, end):
        header = _header(lines[index])
        if header is not None and header != name and not header.startswith(name + "."):
            return index
    return end
