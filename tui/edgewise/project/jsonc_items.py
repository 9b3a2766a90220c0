"""Adding to the arrays of JSON with comments: what is there stays as it is written."""

from __future__ import annotations

import json
from typing import Any

from edgewise.project.jsonc import Path, Style, after_line, child_of, render, set_value
from edgewise.project.jsonc_parse import Node, parse, skip_blank


def append_item(text: str, path: Path, value: Any, *, comment: str = "") -> str:
    """``text`` with ``value`` as a new last item of the array at ``path``, which is made when it is not there.

    Args:
        comment: lines above the array when it is made.

    Raises:
        JsoncError: when the text does not parse.
        KeyError: when something else than an array stands there, or the path leads through a scalar.
    """
    root = parse(text)
    node: Node | None = root
    for key in path:
        node = child_of(node, key) if node is not None else None
    if node is None:
        return set_value(text, path, [value], comment=comment)
    if node.items is None:
        raise KeyError(path[-1])
    if not node.items:
        return set_value(text, path, [value])
    last = node.items[-1]
    comma = skip_blank(text, last.end)
    trailing = text[comma : comma + 1] == ","
    if "\n" not in text[last.end : node.end] or "\n" not in text[node.start : last.start]:
        new = json.dumps(value, ensure_ascii=False)
        if trailing:
            return f"{text[: comma + 1]} {new},{text[comma + 1 :]}"
        return f"{text[: last.end]}, {new}{text[last.end :]}"
    style = Style(text, root)
    indent = style.indent_of(last.start)
    row = f"{indent}{render(value, indent, style)}{',' if trailing else ''}"
    if not trailing:
        text = f"{text[: last.end]},{text[last.end :]}"
        comma = last.end
    place = after_line(text, comma + 1)
    if text[place - 1] == "\n":
        return f"{text[:place]}{row}{style.newline}{text[place:]}"
    head, tail = text[:place].rstrip(" \t"), text[place:].lstrip(" \t")
    return f"{head}{style.newline}{row}{style.newline}{tail}"
