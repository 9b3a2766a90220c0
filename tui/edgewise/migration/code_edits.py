"""Edits of JavaScript and TypeScript: ranges found in a syntax tree, replaced in the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from edgewise.project.exports import LANGUAGES
from edgewise.project.syntax import syntax_root

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MORE = {".cjs": "javascript", ".mts": "typescript", ".cts": "typescript"}
GRAMMARS = {**LANGUAGES, **_MORE}
"""Extensions of code that can be edited, and the grammar for each."""


def tree_of(text: str, extension: str) -> SgNode | None:
    """The root of the syntax tree; ``None`` when there is no grammar for the extension, or the text does not parse."""
    grammar = GRAMMARS.get(extension)
    if grammar is None:
        return None
    root = syntax_root(text, grammar)
    return None if root.find(kind="ERROR") is not None else root


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """``text`` with each range (offsets in characters, none overlapping another) replaced."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
