"""The change of one file as a widget."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from edgewise.migration.model import FileEdit
from edgewise.text import clean, clean_lines

SPLIT_WIDTH = 110
"""Cells from which both sides fit beside each other."""
_LONGEST = 4000
"""Lines of a file that are shown as a diff."""
_WIDEST = 2000
"""Characters of a line that are shown."""


async def diff_of(edit: FileEdit, *, split: bool) -> Widget:
    """A diff with both sides beside each other when ``split``, else in one column."""
    before, after = _text(edit.before), _text(edit.after)
    if before is None or after is None:
        return _remark(f"Not text: {len(edit.before or b''):,} → {len(edit.after or b''):,} bytes.")
    if max(before.count("\n"), after.count("\n")) > _LONGEST:
        return _remark("Too long to show here. See: edgewise plan --diff")
    if before == after:
        return _remark(_invisible(edit))
    from textual_diff_view import DiffView

    path = clean(edit.path)
    view = DiffView(path, path, before, after, split=split, annotations=True, wrap=True)
    await view.prepare()
    widget: Widget = view
    return widget


def _invisible(edit: FileEdit) -> str:
    if edit.before is None or edit.after is None:
        return "The file is empty."
    return "Only line ends or characters that cannot be shown change."


def _remark(text: str) -> Static:
    return Static(Content.styled(text, "$text-muted"))


def _text(data: bytes | None) -> str | None:
    if data is None:
        return ""
    try:
        text = clean_lines(data.decode())
    except UnicodeDecodeError:
        return None
    return "\n".join(line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…" for line in text.split("\n"))
