"""Adding, changing and removing lines of a mapping that is written as a block, one key a line."""

from __future__ import annotations

import re

from edgewise.project.yaml_text import YamlValue


def one_line(text: str, name: YamlValue, value: YamlValue) -> bool:
    """Whether a key and its value stand on one line, and nothing else does but a comment."""
    start, end = line_span(text, name.start)
    before, after = text[start : name.start], text[value.end : end]
    return value.end <= end and not before.strip(" ") and re.fullmatch(r"[ \t]*(?:#.*)?(?:\r?\n)?", after) is not None


def line_span(text: str, offset: int) -> tuple[int, int]:
    """The range of the line at ``offset``, its end included."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end + 1


def removed(text: str, name: YamlValue) -> str:
    """``text`` without the line of a key."""
    start, end = line_span(text, name.start)
    return text[:start] + text[end:]


def line_for(text: str, name: YamlValue, key: str, value: str) -> str:
    """A line with another key and value, written like that of ``name``."""
    start, end = line_span(text, name.start)
    newline = "\r\n" if text[start:end].endswith("\r\n") else "\n"
    return f"{text[start : name.start]}{key}: {value}{newline}"


def replaced(text: str, name: YamlValue, lines: str) -> str:
    """``text`` with other lines in place of that of a key."""
    start, end = line_span(text, name.start)
    return text[:start] + (lines if text[start:end].endswith("\n") else lines.rstrip("\r\n")) + text[end:]


def added(text: str, name: YamlValue, lines: str) -> str:
    """``text`` with ``lines`` after the line of a key."""
    start, end = line_span(text, name.start)
    gap = "" if text[start:end].endswith("\n") else "\n"
    return text[:end] + gap + (lines if not gap else lines.rstrip("\r\n")) + text[end:]
