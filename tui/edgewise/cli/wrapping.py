"""Text in lines that fit the terminal."""

from __future__ import annotations

import shutil
import textwrap


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
