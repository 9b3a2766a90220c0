"""Names for imported handlers that a reader understands: ``usersById``, ``postUsers``, ``apiMiddleware``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

_MIDDLEWARE = ("_middleware", "_middleware_")
_TAKEN = frozenset(
    """
    abstract arguments as async await boolean break byte case catch char class const constructor continue debugger
    declare default delete do double else enum eval export extends false final finally float for from function get goto
    if implements import in instanceof int interface let long module namespace native new null of package private
    protected public require return set short static super switch synchronized this throw throws transient true try
    type typeof undefined using var void volatile while with yield infinity nan
    array blob cache caches console context cookie crypto data date env error event fetch file global globalthis
    headers html intl isnan iterator json location map math navigator next number object params path performance
    process promise prototype proxy queue reflect regexp request response self set string symbol url websocket
    worker routes route table functions files site worker runscode assets handler handlers method pagesfunctions
    pagesassets pagesroutes runfunctions
    """.split()  # noqa: SIM905
)
"""Words of the language, and names that mean something else to a reader of a Worker; compared in lower case."""


def handler_names(handlers: Iterable[str]) -> dict[str, str]:
    """A name for each handler, given as ``file:export``. All differ, also from words with a meaning in JavaScript."""
    handlers = list(dict.fromkeys(handlers))
    names: dict[str, str] = {}
    used: set[str] = set()
    for handler in handlers:
        wanted = _name(*handler.rsplit(":", 1))
        name, count = wanted, 1
        while name in used:
            count += 1
            name = f"{wanted}{count}"
        used.add(name)
        names[handler] = name
    return names


def _name(file: str, export: str) -> str:
    words = _words(file)
    if method := export.removeprefix("onRequest"):
        words = [method.lower(), *words]
    name = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    if name[0].isdigit():
        name = f"route{name}"
    return f"{name}Handler" if name.lower() in _TAKEN else name


def _words(file: str) -> list[str]:
    """The words of a file's path: ``users/[id]/index.ts`` gives users, by, id."""
    *folders, last = PurePosixPath(file).parts
    stem = last.removesuffix(PurePosixPath(last).suffix)
    middleware = stem in _MIDDLEWARE
    parts = folders if middleware or stem == "index" else [*folders, stem]
    words = [word for part in parts for word in _segment(part)]
    if middleware:
        return [*(words or ["root"]), "middleware"]
    return words or ["index"]


def _segment(segment: str) -> list[str]:
    if found := re.fullmatch(r"\[\[([^\]]+)\]\]", segment):
        return ["any", *_plain(found.group(1))]
    found = re.fullmatch(r"\[([^\]]+)\]", segment)
    return ["by", *_plain(found.group(1))] if found else _plain(segment)


def _plain(text: str) -> list[str]:
    """Words of letters and digits, the first letter small; what is not ASCII loses its accents or goes away."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", unicodedata.normalize("NFKD", text))
    words = re.findall(r"[A-Za-z0-9]+", "".join(each for each in spaced if not unicodedata.combining(each)))
    return [word.lower() if word.isupper() else word[0].lower() + word[1:] for word in words]
