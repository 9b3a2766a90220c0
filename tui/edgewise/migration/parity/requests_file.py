"""The user's own requests: a text file, one ``METHOD /path`` a line."""

from __future__ import annotations

import re
from pathlib import Path

from edgewise.errors import InputError
from edgewise.migration.parity.derivation.shape import with_method
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


def read_requests(path: Path) -> list[Request]:
    """The requests in a file.

    Raises:
        InputError: the file cannot be read, is not UTF-8, is empty, or has a line that is not a request.
    """
    name = clean(path.name)
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {clean(error.strerror or str(error))}.",
            code="requests-unreadable",
            where=clean(str(path)),
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text.", code="requests-syntax", where=clean(str(path))) from None
    found = parse_requests(text, name)
    if not found:
        raise InputError(
            f"{name} holds no request.",
            code="requests-empty",
            where=clean(str(path)),
            fix=f"Write one request a line, such as: {_EXAMPLE}",
        )
    return found
