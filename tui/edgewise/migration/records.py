"""The lines of a journal: each vouches for itself and for the one before it.

A line is a JSON object whose last member is the SHA-256 of the line before it and of what precedes it. So a line that
was damaged, taken out, added or moved is noticed. Lines missing at the end are not: that is an earlier state of the
same journal, and as good as it was then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

_MARK = b', "sum": "'
_TAIL = len(_MARK) + 64 + len(b'"}')
"""Bytes of the last member and the closing brace."""
START = "0" * 64
"""What stands for the line before the first."""


class DamagedError(ValueError):
    """A line is not as it was written. The message says which and why, as the end of a sentence."""


def encode(record: Mapping[str, Any], previous: str) -> bytes:
    """One line, its end included.

    Args:
        previous: :func:`sum_of` the line before, or :data:`START`.
    """
    body = json.dumps(record).encode("ascii")
    return body[:-1] + _MARK + _sum(body, previous).encode() + b'"}\n'


def sum_of(line_end: bytes) -> str:
    """The sum in a line, of which only the last bytes need be given, with or without the line's end."""
    return line_end.rstrip(b"\n")[-66:-2].decode("ascii", "replace")


def decode(data: bytes) -> Iterator[dict[str, Any]]:
    """The records in ``data``. A last line that was cut off does not count.

    Raises:
        DamagedError: at the first line that is not as it was written.
    """
    previous = START
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        body = line[:-_TAIL] + b"}"
        if line[-_TAIL:-66] != _MARK or _sum(body, previous) != sum_of(line) or not line.endswith(b'"}'):
            raise DamagedError(f"line {number} is not as it was written")
        previous = sum_of(line)
        try:
            record = json.loads(body)
        except (ValueError, RecursionError):
            raise DamagedError(f"line {number} is no record") from None
        if not isinstance(record, dict) or not isinstance(record.get("record"), str):
            raise DamagedError(f"line {number} is no record")
        yield record


def _sum(body: bytes, previous: str) -> str:
    return sha256(previous.encode() + body).hexdigest()
