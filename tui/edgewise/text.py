"""Text that comes from outside, made safe to show.

Every string from an API, a file name or a subprocess goes through here before it reaches a
terminal: control characters, escape sequences and direction overrides are taken out. What comes
back is still *text*, not markup: give it to Textual as ``Content(...)``, never as a bare string.
"""

from __future__ import annotations

import re

_ANSI = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links, clipboard
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|[\x1b\x9b]\[?[0-9;:?<=>!\"'$ ]*[@-~]"  # CSI and two-byte escapes
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean_lines(text: str) -> str:
    """``text`` with line breaks as ``\\n``, tabs kept, and every other control character gone."""
    if text.isprintable():
        return text  # Nothing of what is taken out below is printable, and nearly all text is.
    text = _ANSI.sub("", text)
    text = _BREAKS.sub("\n", text)
    text = _CONTROL.sub("", text)
    return _SURROGATE.sub("\ufffd", text)


def clean(text: str, limit: int | None = None) -> str:
    """``text`` on one line, safe for a terminal, cut with an ellipsis at ``limit`` characters."""
    line = clean_lines(text)
    # Of the blanks only the plain one is printable: where no two of them meet there is nothing to join.
    if not line.isprintable() or "  " in line or line[:1] == " " or line[-1:] == " ":
        line = " ".join(line.split())
    if limit is not None and len(line) > limit:
        return line[: max(0, limit - 1)] + "…"
    return line
