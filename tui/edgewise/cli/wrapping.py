"""Text in lines that fit the terminal."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from typing import TextIO

_LEAD = re.compile(r"\s*(?:(?:[✓✗○▲▶·]|\d+\.)\s+)?")
_HELD = "\x00"
"""Stands for a space at which no line ends. Text that was made safe to show has none of its own."""


def fitted(text: str, stream: TextIO) -> str:
    """``text`` in lines that fit the terminal ``stream``, each below the beginning of the first; elsewhere as it is.

    What stands in backticks is to be copied, and stays in one line wherever it fits into one.
    """
    columns = _columns(stream)
    if columns is None or len(text) <= columns:
        return text
    found = _LEAD.match(text)
    lead = found.group() if found else ""
    held = re.sub(r"`[^`]*`", lambda match: match.group().replace(" ", _HELD), text[len(lead) :])
    lines = textwrap.wrap(
        held,
        columns,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_HELD, " ")


def _columns(stream: TextIO) -> int | None:
    """How wide the terminal is; ``None`` where nobody reads along."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None if stream.isatty() else None
    except (OSError, ValueError):
        return None


def wrapped(lead: str, text: str) -> str:
    """``text`` after ``lead``, further lines below its beginning."""
    width = max(60, min(110, shutil.get_terminal_size((100, 24)).columns))
    return "\n".join(
        textwrap.wrap(
            text,
            width,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
