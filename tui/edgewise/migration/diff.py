"""Plans as unified diffs that ``git apply`` takes."""

from __future__ import annotations

import difflib
import re

from edgewise.migration.model import FileEdit, Plan

_NO_NEWLINE = "\\ No newline at end of file\n"


def plan_diff(plan: Plan) -> str:
    """All file changes of ``plan`` as one unified diff in git's format."""
    return "".join(edit_diff(edit) for edit in plan.edits)


def edit_diff(edit: FileEdit) -> str:
    """One file change as a unified diff in git's format."""
    before, after = _lines(edit.before), _lines(edit.after)
    old, new = _name(f"a/{edit.path}"), _name(f"b/{edit.path}")
    head = f"diff --git {old} {new}\n"
    if edit.before is None:
        head += "new file mode 100644\n"
        old = "/dev/null"
    elif edit.after is None:
        head += "deleted file mode 100644\n"
        new = "/dev/null"
    body = "".join(
        line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"
        for line in difflib.unified_diff(before, after, old, new, lineterm="\n")
    )
    return head + body


def _lines(data: bytes | None) -> list[str]:
    """The lines with their ends, cut at line feeds only, as git cuts them."""
    text = (data or b"").decode("utf-8", "surrogateescape")
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _name(path: str) -> str:
    """A path as git writes it in a diff: in quotes, with octal bytes, when it holds anything unusual."""
    data = path.encode("utf-8", "surrogateescape")
    if all(32 < byte < 127 and byte not in b'"\\' for byte in data):
        return path
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in data):
        # Only blanks are unusual: git ends the name with a tab in the ---/+++ lines, and accepts it bare elsewhere.
        return path
    escaped = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in data)
    return f'"{escaped}"'
