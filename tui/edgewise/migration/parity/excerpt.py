"""Two bodies as short texts that show where they part."""

from __future__ import annotations

import hashlib

from edgewise.text import clean, clean_lines

_LENGTH = 200
_BEFORE = 40
_READABLE = 4000


def body_excerpts(old: bytes, new: bytes) -> tuple[str, str]:
    """What to show of each body: the text around the first difference, or size and digest."""
    texts = _text(old), _text(new)
    if texts[0] is None or texts[1] is None:
        return _digest(old), _digest(new)
    start = _first_difference(texts[0], texts[1])
    return _around(texts[0], start), _around(texts[1], start)


def beginning(body: bytes, length: int) -> str:
    """The beginning of a body for people to read, line breaks kept.

    Args:
        length: the length of the whole in bytes, of which ``body`` may be a part.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        # A character that was cut off at the end makes no text binary.
        text = body[: error.start].decode() if error.start > len(body) - 4 else "\0"
    if "\0" in text:
        return f"({length:,} bytes that are no text)"
    shown = clean_lines(text[:_READABLE])
    return shown + (f"\n… {length:,} bytes in all" if len(text) > _READABLE or len(body) < length else "")


def _first_difference(old: str, new: str) -> int:
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))


def _around(text: str, at: int) -> str:
    if not text:
        return "(empty)"
    start = 0 if len(text) <= _LENGTH or at <= _BEFORE else at - _BEFORE
    cut = text[start : start + _LENGTH]
    shown = clean(cut)
    return ("…" if start else "") + shown + ("…" if start + _LENGTH < len(text) else "")


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _digest(body: bytes) -> str:
    if not body:
        return "(empty)"
    return f"{len(body):,} bytes, SHA-256 {hashlib.sha256(body).hexdigest()[:12]}…"
