"""``$CF_PAGES_…`` in shell commands that run in a build, changed by syntax tree."""

from __future__ import annotations

import re

from edgewise.migration.build_variables.names import NAMES, counterpart
from edgewise.migration.code_edits import apply_edits
from edgewise.project.syntax import syntax_root

_PLAIN = re.compile(r"\$(\w+)|\$\{(\w+)(?::?-[^}]*)?\}", re.DOTALL)


def rewrite_shell(text: str) -> str:
    """``text`` reading the new variables first: ``${WORKERS_CI_BRANCH:-$CF_PAGES_BRANCH}``.

    A variable whose counterpart the text names already is left alone.
    """
    if "CF_PAGES" not in text:
        return text
    tree = syntax_root(text, "bash")
    edits: list[tuple[int, int, str]] = []
    for node in tree.find_all(any=[{"kind": "simple_expansion"}, {"kind": "expansion"}]):
        written = node.text()
        match = _PLAIN.fullmatch(written)
        name = (match.group(1) or match.group(2)) if match else ""
        new = counterpart(name, text) if name in NAMES else None
        if new is not None:
            span = node.range()
            edits.append((span.start.index, span.end.index, f"${{{new}:-{written}}}"))
    return apply_edits(text, [edit for edit in edits if not _inside(edit, edits)])


def _inside(edit: tuple[int, int, str], edits: list[tuple[int, int, str]]) -> bool:
    return any(start <= edit[0] and edit[1] <= end and (start, end) != edit[:2] for start, end, _ in edits)
