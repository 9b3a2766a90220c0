"""The route table of ``functions/``, in the order in which Pages tries the routes.

The rules are those of Pages' own compiler: file names make paths, exports make methods, a module and a middleware
of the same path and method share a row, and of two modules with one path and method the deeper file wins.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from edgewise.project.exports import LANGUAGES, exported_names
from edgewise.project.folder import inside
from edgewise.project.model import FunctionRoute, InvalidLine

FOLDER = "functions"
_HANDLER = re.compile(r"onRequest(Get|Post|Put|Patch|Delete|Options|Head)?")
_PARAMETER = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class RouteTable:
    """What ``functions/`` holds.

    Attributes:
        routes: in the order in which Pages tries them.
        problems: files that stop Pages' build. ``text`` is the file, relative to ``functions/``.
        files: all source files below ``functions/``, relative to it, handlers or not.
    """

    routes: tuple[FunctionRoute, ...] = ()
    problems: tuple[InvalidLine, ...] = ()
    files: tuple[str, ...] = ()


def read_functions(root: Path, folder: str = FOLDER) -> RouteTable:
    """Read the route table of ``root/folder``; an empty one when there is no such folder."""
    base = root / folder
    rows: list[FunctionRoute] = []
    problems: list[InvalidLine] = []
    files = _source_files(base) if inside(root, folder) else []
    for name in files:
        try:
            source = (base / name).read_bytes().decode("utf-8", "replace")
        except OSError as error:
            problems.append(InvalidLine(1, name, f"it cannot be read: {error.strerror}"))
            continue
        handlers = [
            (export, found.group(1) or "")
            for export, _ in exported_names(source, _extension(name))
            if (found := _HANDLER.fullmatch(export))
        ]
        if not handlers:
            continue
        try:
            rows += [_row(name, export, method.upper()) for export, method in handlers]
        except ValueError as error:
            problems.append(InvalidLine(1, name, str(error)))
    return RouteTable(order(_merge(rows)), tuple(problems), tuple(files))


def _source_files(base: Path) -> list[str]:
    """Source files below ``base``, folder by folder from the top, as Pages' compiler meets them."""
    found: list[str] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop(0)
        try:
            entries = sorted(os.scandir(base / prefix), key=lambda entry: os.fsencode(entry.name))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False) and _extension(entry.name) in LANGUAGES:
                found.append(prefix + entry.name)
    return found


def _extension(name: str) -> str:
    """The file's extension as Node's ``extname`` tells it. ``PurePosixPath.suffix`` takes too long for many files."""
    last = name[name.rfind("/") + 1 :]
    dot = last.rfind(".")
    return last[dot:] if dot > 0 and last.strip(".") else ""


def _row(name: str, export: str, method: str) -> FunctionRoute:
    """The row that one exported handler makes.

    Raises:
        ValueError: when a parameter's name is not one that Pages takes.
    """
    stem = name.removesuffix(_extension(name))
    folder, _, last = stem.rpartition("/")
    middleware = last in ("_middleware", "_middleware_")
    route = folder if middleware or last == "index" else stem
    handler = (f"{name}:{export}",)
    return FunctionRoute(
        route=_pattern(route),
        mount=_pattern(folder),
        method=method,
        modules=() if middleware else handler,
        middlewares=handler if middleware else (),
    )


def _pattern(path: str) -> str:
    """A folder path as a route pattern: ``a/[id]/[[rest]]`` becomes ``/a/:id/:rest*``."""

    def catch_all(match: re.Match[str]) -> str:
        return f":{_checked(match.group(1), match.group())}*"

    def single(match: re.Match[str]) -> str:
        return f":{_checked(match.group(1), match.group())}"

    return "/" + re.sub(r"\[([^\]]+)\]", single, re.sub(r"\[\[([^\]]+)\]\]", catch_all, path))


def _checked(name: str, written: str) -> str:
    if not _PARAMETER.fullmatch(name):
        raise ValueError(f"{written} is not a parameter: names hold only letters, digits and underscores")
    return name


def _merge(rows: list[FunctionRoute]) -> list[FunctionRoute]:
    """Rows of one path and method made one; what comes later replaces what it also has."""
    merged: dict[tuple[str, str], FunctionRoute] = {}
    for row in rows:
        key = (row.route, row.method)
        if (old := merged.get(key)) is None:
            merged[key] = row
        else:
            merged[key] = replace(
                old,
                mount=row.mount,
                modules=row.modules or old.modules,
                middlewares=row.middlewares or old.middlewares,
            )
    return list(merged.values())


def order(rows: list[FunctionRoute]) -> tuple[FunctionRoute, ...]:
    """``rows`` in the order in which Pages tries them: the most specific first."""
    longest = max((len(_segments(row.route)) for row in rows), default=0)
    return tuple(sorted(rows, key=lambda row: _rank(row, longest)))


def _rank(row: FunctionRoute, longest: int) -> tuple[object, ...]:
    segments = _segments(row.route)
    shape = tuple(("*" in segment, ":" in segment) for segment in segments)
    return longest - len(segments), shape, not row.method, collation(row.route)


def _segments(route: str) -> list[str]:
    return [segment for segment in route[1:].split("/") if segment]


def collation(text: str) -> tuple[object, ...]:
    """A key that sorts as JavaScript's ``localeCompare`` does for the characters that paths are made of.

    Punctuation comes before digits and digits before letters; letters count without accent and case first, then
    the accent, then lower case before upper.
    """
    plain = unicodedata.normalize("NFD", text)
    primary = [_class(character) for character in plain if not unicodedata.combining(character)]
    accents = [ord(character) for character in plain if unicodedata.combining(character)]
    case = [character.isupper() for character in plain if character.isalpha()]
    return primary, accents, case, text


_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"


def _class(character: str) -> tuple[int, int, str]:
    if character.isalpha():
        return 2, 0, character.casefold()
    if character.isdigit():
        return 1, 0, character
    return 0, _PUNCTUATION.find(character), character
