"""Strings in JavaScript and TypeScript, changed by syntax tree: everything around them stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from edgewise.migration.code_edits import apply_edits, tree_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def rewrite_strings(text: str, extension: str, new: Callable[[str, int], str]) -> str:
    """``text`` with the strings replaced that hold a call of ``wrangler pages``.

    A string is left alone when it has escapes or when its new text would need some.

    Args:
        extension: of the file, such as ``.ts``; a file of another kind comes back as it is.
        new: gives the new text for that of a string; also takes its line.
    """
    tree = tree_of(text, extension)
    if tree is None:
        return text
    edits: list[tuple[int, int, str]] = []
    for node in _literals(tree):
        span = node.range()
        start, end = span.start.index + 1, span.end.index - 1
        written = text[start:end]
        if "wrangler" not in written or "\\" in written or "${" in written:
            continue
        found = new(written, span.start.line + 1)
        if found != written and not set(found) & {text[start - 1], "\\", "\n"}.difference(set(written)):
            edits.append((start, end, found))
    return apply_edits(text, edits)


def _literals(tree: SgNode) -> list[SgNode]:
    return [*tree.find_all(kind="string"), *tree.find_all(kind="template_string")]
