"""Editing JSON with comments in place: what an edit does not name stays as it is, byte for byte.

Paths are sequences of keys and, for arrays, indices. Indentation and line ends follow what the text does already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from edgewise.project.jsonc_parse import JsoncError, Member, Node, line_of, parse, skip_blank

__all__ = ["JsoncError", "delete", "insert_after", "line_at", "loads", "rename", "render", "set_value"]

Path = Sequence[str | int]
_UNIT = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
"""One character of a string as it is written."""
WIDTH = 100
"""Arrays and objects of scalars stay on one line up to this many characters."""


def loads(text: str) -> Any:
    """The document as plain Python.

    Raises:
        JsoncError: when the text is not JSON with comments.
    """
    return parse(text).data()


def line_at(text: str, path: Path) -> int | None:
    """The line, counted from 1, on which the member or item at ``path`` starts; ``None`` when absent."""
    node = parse(text)
    offset = node.start
    for key in path:
        if isinstance(key, str):
            member = node.member(key)
            if member is None:
                return None
            node, offset = member.node, member.start
        elif node.items is not None and 0 <= key < len(node.items):
            node = node.items[key]
            offset = node.start
        else:
            return None
    return line_of(text, offset)


def set_value(text: str, path: Path, value: Any, *, comment: str = "") -> str:
    """``text`` with ``value`` at ``path``. Objects on the way that do not exist are made.

    A new member goes to the end of its object, under ``comment`` lines when given. An existing value is replaced
    where it stands, and the comments inside it go with it.

    Raises:
        JsoncError: when the text does not parse.
        KeyError: when the path leads through a scalar, or to an array item that is not there.
    """
    root = parse(text)
    style = Style(text, root)
    node = root
    for depth, key in enumerate(path):
        found = child_of(node, key)
        if found is None:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return _insert(text, node, str(key), value, style, comment)
        node = found
    new = render(value, style.indent_of(node.start), style)
    return text[: node.start] + new + text[node.end :]


def set_string(text: str, path: Path, new: str) -> str:
    """``text`` with the string at ``path`` changed to ``new``; its parts that stay keep the escapes they had.

    Raises:
        JsoncError: when the text does not parse.
        KeyError: when there is no string at the path.
    """
    owner, member = _find_member(parse(text), path)
    del owner
    node = member.node
    if not isinstance(node.value, str):
        raise KeyError(path[-1])
    units = re.findall(
        r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", text[node.start + 1 : node.end - 1], re.DOTALL
    )
    old = node.value
    if len(units) != len(old):  # lone surrogates: no part of it can be told apart safely
        return text[: node.start] + json.dumps(new, ensure_ascii=False) + text[node.end :]
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    tail = next((index for index in range(shortest - head) if old[-1 - index] != new[-1 - index]), shortest - head)
    middle = json.dumps(new[head : len(new) - tail], ensure_ascii=False)[1:-1]
    inner = "".join(units[:head]) + middle + "".join(units[len(units) - tail :])
    return f'{text[: node.start]}"{inner}"{text[node.end :]}'


def rename(text: str, path: Path, key: str, value: Any, *, comment: str = "") -> str:
    """``text`` with the member at ``path`` replaced, in its place, by ``key`` and ``value``.

    Comments around it stay where they are; ``comment`` goes on lines above when the member starts a line.

    Raises:
        JsoncError: when the text does not parse.
        KeyError: when there is no such member.
    """
    root = parse(text)
    style = Style(text, root)
    node, member = _find_member(root, path)
    del node
    indent = style.indent_of(member.start)
    new = f"{json.dumps(key, ensure_ascii=False)}: {render(value, indent, style)}"
    alone = text[_line_start(text, member.start) : member.start].strip(" \t") == ""
    above = _comment_lines(comment, indent, style.newline) if comment and alone else ""
    if above:
        start = _line_start(text, member.start)
        return text[:start] + above + indent + new + text[member.node.end :]
    return text[: member.start] + new + text[member.node.end :]


def insert_after(text: str, path: Path, key: str, value: Any, *, comment: str = "") -> str:
    """``text`` with a new member on the line after the one at ``path``, in the same object.

    Raises:
        JsoncError: when the text does not parse.
        KeyError: when there is no member at ``path``.
    """
    root = parse(text)
    style = Style(text, root)
    owner, member = _find_member(root, path)
    if "\n" not in text[owner.start : owner.end]:
        return _insert_in_line(
            text, owner, f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        )
    after = skip_blank(text, member.node.end)
    comma = text[after : after + 1] == ","
    if not comma:
        text = f"{text[: member.node.end]},{text[member.node.end :]}"
        after = member.node.end
    indent = style.indent_of(member.start)
    row = f"{indent}{json.dumps(key, ensure_ascii=False)}: {render(value, indent, style)}" + ("," if comma else "")
    place = after_line(text, after + 1)
    start = text[:place] if text[place - 1 : place] == "\n" else text[:place] + style.newline
    rest = text[place:]
    gap = style.newline if rest and not rest.startswith(("\r", "\n")) else ""
    return start + _comment_lines(comment, indent, style.newline) + row + gap + rest


def delete(text: str, path: Path) -> str:
    """``text`` without the member at ``path``, every duplicate of it included. Absent: unchanged.

    A comment on the member's own line goes with it; comments on other lines stay.

    Raises:
        JsoncError: when the text does not parse.
    """
    while True:
        root = parse(text)
        try:
            owner, member = _find_member(root, path)
        except KeyError:
            return text
        text = _cut(text, owner, member)


class Style:
    """How a text is laid out: its line end, and the unit of its indentation."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.unit = self._unit(root) or "  "

    def _unit(self, node: Node) -> str:
        outer = self.indent_of(node.start)
        for child in [member.start for member in node.members or ()] + [item.start for item in node.items or ()]:
            inner = self.indent_of(child)
            starts = self.text[_line_start(self.text, child) : child] == inner
            if starts and inner.startswith(outer) and len(inner) > len(outer):
                return inner[len(outer) :]
        return ""

    def indent_of(self, offset: int) -> str:
        """The blanks at the start of the line that ``offset`` lies in."""
        start = _line_start(self.text, offset)
        match = re.compile(r"[ \t]*").match(self.text, start)
        return match.group() if match else ""


def render(value: Any, indent: str, style: Style) -> str:
    """``value`` as JSON text whose first line continues a line indented by ``indent``."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (Mapping, list, tuple)) or not value:
        return flat
    children = list(value.values()) if isinstance(value, Mapping) else list(value)
    simple = not any(isinstance(child, (Mapping, list, tuple)) for child in children)
    if simple and not isinstance(value, Mapping) and len(indent) + len(flat) <= WIDTH - 24:
        return flat
    inner = indent + style.unit
    if isinstance(value, Mapping):
        rows = [
            f"{json.dumps(str(key), ensure_ascii=False)}: {render(child, inner, style)}" for key, child in value.items()
        ]
    else:
        rows = [render(child, inner, style) for child in value]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    body = f",{style.newline}".join(inner + row for row in rows)
    return f"{opening}{style.newline}{body}{style.newline}{indent}{closing}"


def child_of(node: Node, key: str | int) -> Node | None:
    """The value below ``node``; ``None`` when an object has no such member.

    Raises:
        KeyError: when ``node`` is a scalar, or an array without that item.
    """
    if isinstance(key, str) and node.members is not None:
        member = node.member(key)
        return member.node if member else None
    if isinstance(key, int) and node.items is not None and 0 <= key < len(node.items):
        return node.items[key]
    raise KeyError(key)


def _find_member(root: Node, path: Path) -> tuple[Node, Member]:
    node = root
    for key in path[:-1]:
        found = child_of(node, key)
        if found is None:
            raise KeyError(key)
        node = found
    last = path[-1] if path else ""
    member = node.member(last) if isinstance(last, str) else None
    if member is None:
        raise KeyError(last)
    return node, member


def _insert(text: str, node: Node, key: str, value: Any, style: Style, comment: str) -> str:
    """``text`` with a new last member in the object ``node``."""
    name = json.dumps(key, ensure_ascii=False)
    members = node.members or ()
    if members and "\n" not in text[node.start : node.end]:
        return _insert_in_line(text, node, f"{name}: {json.dumps(value, ensure_ascii=False)}")
    closing_line = _line_start(text, node.end - 1)
    closes_alone = text[closing_line : node.end - 1].strip(" \t") == ""
    outer = style.indent_of(node.end - 1 if closes_alone and members else node.start)
    inner = style.indent_of(members[-1].start) if members and closes_alone else outer + style.unit
    row = _comment_lines(comment, inner, style.newline) + f"{inner}{name}: {render(value, inner, style)}"
    if not members:
        inside = text[node.start + 1 : node.end - 1].rstrip()
        return f"{text[: node.start + 1]}{inside}{style.newline}{row}{style.newline}{outer}{text[node.end - 1 :]}"
    last = members[-1].node.end
    after = skip_blank(text, last)
    comma = text[after : after + 1] == ","
    if not comma:
        text = text[:last] + "," + text[last:]
    shift = 0 if comma else 1
    end = node.end - 1 + shift
    if closes_alone:
        place = _line_start(text, end)
        return text[:place] + row + ("," if comma else "") + style.newline + text[place:]
    return text[:end].rstrip(" \t") + style.newline + row + ("," if comma else "") + style.newline + outer + text[end:]


def _insert_in_line(text: str, node: Node, pair: str) -> str:
    """``text`` with ``pair`` added to an object that is written on one line and has members."""
    last = (node.members or ())[-1].node.end
    after = skip_blank(text, last)
    if text[after : after + 1] == ",":
        return f"{text[: after + 1]} {pair},{text[after + 1 :]}"
    return f"{text[:last]}, {pair}{text[last:]}"


def _cut(text: str, owner: Node, member: Member) -> str:
    """``text`` without ``member``: with its comma, and with its line when it had that to itself."""
    members = owner.members or ()
    after = skip_blank(text, member.node.end)
    end = after + 1 if text[after : after + 1] == "," else member.node.end
    if end == member.node.end and member is members[-1] and len(members) > 1:
        text, removed = _drop_comma(text, members[-2].node.end)
        return _cut_span(text, member.start - removed, end - removed)
    return _cut_span(text, member.start, end)


def _drop_comma(text: str, end: int) -> tuple[str, int]:
    """``text`` without the comma that follows the value ending at ``end``, and how many characters went."""
    comma = skip_blank(text, end)
    return text[:comma] + text[comma + 1 :], 1


def _cut_span(text: str, start: int, end: int) -> str:
    line = _line_start(text, start)
    stop = _line_end(text, end)
    tail = text[end:stop]
    own_comment = re.fullmatch(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?", tail) is not None
    if text[line:start].strip(" \t") == "" and own_comment:
        return text[:line] + text[_past_newline(text, stop) :]
    if text[end : end + 1] == "}":
        return text[:start].rstrip(" \t") + text[end:]
    gap = 1 if text[end : end + 1] == " " and text[start - 1 : start] in (" ", "{") else 0
    return text[:start] + text[end + gap :]


def _comment_lines(comment: str, indent: str, newline: str) -> str:
    return "".join(f"{indent}// {line}{newline}" for line in comment.splitlines())


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    """The offset of the line end (``\\r`` or ``\\n``) that closes the line of ``offset``."""
    match = re.compile(r"[^\r\n]*").match(text, offset)
    return match.end() if match else len(text)


def _past_newline(text: str, offset: int) -> int:
    match = re.compile(r"\r\n|\n|\r|").match(text, offset)
    return match.end() if match else offset


def after_line(text: str, offset: int) -> int:
    """The offset after the line of ``offset``: past comments that start on it, and past its line end.

    Stops before anything that is not a comment.
    """
    match = re.compile(r"(?:[ \t]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL).match(text, offset)
    return _past_newline(text, match.end() if match else offset)
