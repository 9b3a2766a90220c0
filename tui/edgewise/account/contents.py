"""What some bytes are, and how to show them: text, JSON, or a dump of the bytes.

The guess goes by the bytes alone: a store's metadata may say anything. Signatures of formats are
those of the formats' own specifications.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from edgewise.text import clean_lines

SHOWN_TEXT = 512 * 1024
"""Bytes of a text that are shown."""

SHOWN_BYTES = 64 * 1024
"""Bytes of anything else that are shown."""

_PIECES = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)
"""What JSON is made of, without the blanks between."""

LARGEST_JSON = 2 * 1024 * 1024
"""Bytes of JSON that are laid out anew; a larger one is shown as it stands."""

_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "PNG picture"),
    (b"\xff\xd8\xff", 0, "JPEG picture"),
    (b"GIF87a", 0, "GIF picture"),
    (b"GIF89a", 0, "GIF picture"),
    (b"WEBP", 8, "WebP picture"),
    (b"\x00\x00\x01\x00", 0, "icon"),
    (b"ftypavif", 4, "AVIF picture"),
    (b"ftyp", 4, "MP4"),
    (b"%PDF-", 0, "PDF"),
    (b"PK\x03\x04", 0, "ZIP archive"),
    (b"\x1f\x8b", 0, "gzip"),
    (b"\x28\xb5\x2f\xfd", 0, "Zstandard"),
    (b"\x00asm", 0, "WebAssembly"),
    (b"SQLite format 3\x00", 0, "SQLite database"),
    (b"wOF2", 0, "WOFF2 font"),
    (b"wOFF", 0, "WOFF font"),
    (b"OggS", 0, "Ogg"),
    (b"ID3", 0, "MP3"),
    (b"RIFF", 0, "RIFF"),
    (b"\xff\xfe", 0, "UTF-16 text"),
    (b"\xfe\xff", 0, "UTF-16 text"),
)

_MARKUP: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "HTML"),
    ("<html", "HTML"),
    ("<svg", "SVG picture"),
    ("<?xml", "XML"),
    ("-----begin ", "PEM"),
    ("#!", "script"),
)

_ENDINGS = {
    "PNG picture": "png", "JPEG picture": "jpg", "GIF picture": "gif", "WebP picture": "webp", "icon": "ico",
    "AVIF picture": "avif", "MP4": "mp4", "PDF": "pdf", "ZIP archive": "zip", "gzip": "gz", "Zstandard": "zst",
    "WebAssembly": "wasm", "SQLite database": "sqlite", "WOFF2 font": "woff2", "WOFF font": "woff", "Ogg": "ogg",
    "MP3": "mp3", "HTML": "html", "XML": "xml", "SVG picture": "svg", "PEM": "pem", "text, probably CSV": "csv",
}  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """Some bytes, and what they are.

    Attributes:
        form: ``empty``, ``json``, ``text`` or ``bytes``: how they are shown.
        guess: what they probably are, in words.
        text: the text to show, laid out for JSON, safe for a terminal; empty for bytes.
        language: for colours: ``json``, ``html``, ``xml`` or empty.
        shown: bytes that are shown of ``size``.
    """

    form: str
    guess: str
    size: int
    shown: int
    text: str = ""
    language: str = ""

    @property
    def ending(self) -> str:
        """The ending of a file that would hold it, without a dot."""
        return _ENDINGS.get(self.guess, {"json": "json", "bytes": "bin"}.get(self.form, "txt"))

    @property
    def cut(self) -> bool:
        """Whether there is more than is shown."""
        return self.shown < self.size


def contents_of(body: bytes) -> Contents:
    """What some bytes are. Never raises."""
    if not body:
        return Contents("empty", "nothing: the value is empty", 0, 0)
    signature = next((name for mark, at, name in _SIGNATURES if body[at : at + len(mark)] == mark), None)
    if signature is not None:
        return _bytes(body, signature)
    text, cut = _decoded(body)
    if text is None:
        return _bytes(body, "bytes of no known form")
    layout = _json(body) if body.lstrip()[:1] in (b"{", b"[") else None
    if layout is not None and len(layout) <= 2 * SHOWN_TEXT:
        count = "an object" if body.lstrip()[:1] == b"{" else "a list"
        return Contents("json", f"JSON, {count}", len(body), len(body), clean_lines(layout), "json")
    start = text.lstrip("\ufeff \t\r\n")[:64].lower()
    guess = next((name for mark, name in _MARKUP if start.startswith(mark)), None)
    guess = guess or ("JSON, too large to lay out" if layout is not None else _plain(text))
    language = {"HTML": "html", "XML": "xml", "SVG picture": "xml"}.get(guess, "")
    return Contents("text", guess, len(body), cut, clean_lines(text), language)


def hex_lines(body: bytes, per_line: int = 16) -> list[str]:
    """Bytes as lines of offset, hexadecimal numbers and printable characters, as far as they are shown."""
    lines = []
    for at in range(0, min(len(body), SHOWN_BYTES), per_line):
        part = body[at : min(at + per_line, SHOWN_BYTES)]
        groups = [part[start : start + 8].hex(" ") for start in range(0, per_line, 8)]
        numbers = "  ".join(group.ljust(23) for group in groups)
        shown = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in part)
        lines.append(f"{at:08x}  {numbers}  {shown.ljust(per_line)}")
    return lines


def _bytes(body: bytes, guess: str) -> Contents:
    return Contents("bytes", guess, len(body), min(len(body), SHOWN_BYTES))


def _decoded(body: bytes) -> tuple[str | None, int]:
    """The beginning of a text in UTF-8 and how many bytes that is; ``None`` when it is no text."""
    part = body[:SHOWN_TEXT]
    # A cut may go through a character, which is at most four bytes long.
    for spare in range(4 if len(part) < len(body) else 1):
        try:
            text = part[: len(part) - spare].decode("utf-8")
        except UnicodeDecodeError:
            continue
        controls = sum(1 for character in text if character < " " and character not in "\t\n\r\f\x1b")
        return (text, len(part) - spare) if controls * 200 <= len(text) and "\x00" not in text else (None, 0)
    return None, 0


def _json(body: bytes) -> str | None:
    """JSON laid out; ``None`` when it is none, or too large for that."""
    if len(body) > LARGEST_JSON:
        return None
    try:
        json.loads(body)
        return laid_out(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def laid_out(text: str) -> str:
    """Valid JSON with one entry a line. Every number, string and double key stays as it is written."""
    out: list[str] = []
    depth = 0
    pieces = [found[0] for found in _PIECES.finditer(text)]
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else ""
        if piece in ("}", "]"):
            depth -= 1
        if piece in ("}", "]") and pieces[at - 1] not in ("{", "["):
            out.append("\n" + "  " * depth)
        out.append(piece)
        depth += piece in ("{", "[")
        if piece == ":":
            out.append(" ")
        elif piece == "," or (piece in ("{", "[") and following not in ("}", "]")):
            out.append("\n" + "  " * depth)
    return "".join(out)


def _plain(text: str) -> str:
    lines = text.strip().splitlines()
    if len(lines) == 1 and len(text) < 40:
        return "text, one line"
    commas = [line.count(",") for line in lines[:5]]
    if len(lines) > 2 and commas[0] > 0 and len(set(commas)) == 1:
        return "text, probably CSV"
    return f"text, {len(lines):,} lines"
