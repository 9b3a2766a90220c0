"""Syntax trees of any text, whatever bytes it was read from."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_UNPARSABLE = re.compile("[\ud800-\udfff\0]")


@cache
def _parser() -> type:
    from ast_grep_py import SgRoot

    return SgRoot


def syntax_root(text: str, grammar: str) -> SgNode:
    """The root of the text's syntax tree. Broken text gives a tree with error nodes, never an exception.

    Bytes that are no UTF-8, decoded to surrogates, and NUL stand as ``?`` in the tree; offsets are those of ``text``.

    Args:
        grammar: a language that ast-grep has built in.
    """
    root: SgNode = _parser()(_UNPARSABLE.sub("?", text), grammar).root()
    return root
