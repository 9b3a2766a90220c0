"""The user's own requests: a text file, one ``METHOD /path`` a line, or a browser's recording (HAR)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.migration.parity.derivation.shape import with_method
from edgewise.migration.parity.har import Recording, is_recording, parse_recording
from edgewise.migration.parity.model import Request
from edgewise.text import clean

_METHOD = re.compile(r"[A-Z]{3,20}")
_TARGET = re.compile(r"/[!-~]*")
_REFUSED = ("CONNECT", "TRACE")
_EXAMPLE = "GET /about?lang=de"


def parse_requests(text: str, name: str = "requests") -> list[Request]:
    """The requests in ``text``. Empty lines and lines that begin with ``#`` are skipped.

    Raises:
        InputError: ``requests-syntax``, with the line.
    """
    found: list[Request] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        words = line.split()
        reason = _problem(words)
        if reason:
            raise InputError(
                f"Line {number} of {clean(name)} {reason}: {clean(line, 80)}",
                code="requests-syntax",
                where=f"{clean(name)}:{number}",
                fix=f"Write one request a line, such as: {_EXAMPLE}",
            )
        method, target = words
        found.append(with_method(method, target.partition("#")[0], f"{clean(name)} line {number}"))
    return found


def _problem(words: list[str]) -> str | None:
    if len(words) != 2:
        return "is not a method and a path"
    method, target = words
    if not _METHOD.fullmatch(method):
        return "does not begin with a method in capitals"
    if method in _REFUSED:
        return f"asks for {method}, which no site answers"
    if not target.startswith("/"):
        return "has a path that does not begin with /"
    if not _TARGET.fullmatch(target):
        return "has a path with characters that must be percent-encoded"
    return None


def read_requests(path: Path, sites: Collection[str] = ()) -> Recording:
    """The requests in a file, and what a reader should know about them.

    Args:
        sites: hosts that are this site; they matter for a recording, which holds requests to others too.

    Raises:
        InputError: the file cannot be read, is not UTF-8, is empty, or has a line that is not a request.
    """
    name = clean(path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {clean(error.strerror or str(error))}.",
            code="requests-unreadable",
            where=clean(str(path)),
            fix="Name a file that you may read.",
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            f"{name} is not UTF-8 text.",
            code="requests-syntax",
            where=clean(str(path)),
            fix="Save it as UTF-8.",
        ) from None
    document = _document(text)
    found = Recording(tuple(parse_requests(text, name))) if document is None else parse_recording(document, name, sites)
    if not found.requests:
        raise InputError(
            f"{name} holds no request{'' if document is None else ' to this site'}.",
            code="requests-empty",
            where=clean(str(path)),
            fix=f"Write one request a line, such as: {_EXAMPLE}"
            if document is None
            else "Record the site itself. When it was recorded at another address, name that with --against.",
        )
    return found


def _document(text: str) -> dict[str, Any] | None:
    """The recording in ``text``, or ``None`` when it is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if is_recording(document) else None
