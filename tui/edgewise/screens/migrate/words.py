"""Small pieces of text that all stages draw alike."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.migration.model import Action, FileEdit
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY, wrap

ACTIONS = {
    Action.CREATE: ("+", "$text-success", "new"),
    Action.EDIT: ("~", "$text-warning", "changed"),
    Action.DELETE: ("−", "$text-error", "removed"),
}
"""Sign, colour and word of what happens to a file."""


def plural(number: int, one: str, many: str | None = None) -> str:
    """Such as ``1 file`` and ``1,204 files``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def key(name: str, what: str) -> Content:
    """A key and what it does, as a line of a text."""
    cap = Content.styled(f" {name} ", "bold $primary on $panel")
    return cap + Content(" " * max(1, 7 - cap.cell_length)) + Content(what)


def keys(*pairs: tuple[str, str]) -> list[Content]:
    """A line for each key."""
    return [key(name, what) for name, what in pairs]


def title(text: str, *, sign: str = "", style: str = "") -> Content:
    """The first line of a text: what it is about."""
    head = Content.styled(f"{sign} ", f"bold {style}") if sign else EMPTY
    return head + Content.styled(clean(text, 300), f"bold {style}".strip())


def prose(text: str, width: int, style: str = "") -> list[Content]:
    """A paragraph, wrapped."""
    return wrap(Content.styled(clean_lines(text), style), width)


def signed(sign: str, style: str, text: Content | str, width: int) -> list[Content]:
    """A sign and a text that hangs behind it."""
    body = Content(clean_lines(text)) if isinstance(text, str) else text
    return wrap(body, width, Content.styled(f"{sign} ", f"bold {style}"))


def labelled(label: str, text: str, width: int) -> list[Content]:
    """A bold word and a text that goes on behind it, below the word's end."""
    return wrap(Content(clean_lines(text)), width, Content.styled(f"{clean(label)}  ", "bold"))


def file_row(edit: FileEdit) -> Content:
    """A file with what happens to it."""
    sign, style, word = ACTIONS[edit.action]
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(clean(edit.path, 120))
    return row + Content.styled(f"  {word}", "$text-muted")


def summary(edits: Sequence[FileEdit], *, done: bool) -> Content:
    """Such as ``4 files change   2 new, 1 changed, 1 removed``."""
    if not edits:
        return Content("The files are as they were." if done else "No file changes.")
    counts = [f"{sum(edit.action is action for edit in edits)} {word}" for action, (_, _, word) in ACTIONS.items()]
    shown = ", ".join(count for count in counts if not count.startswith("0 "))
    one = len(edits) == 1
    verb = ("was changed" if one else "were changed") if done else ("changes" if one else "change")
    text = Content.styled(f"{plural(len(edits), 'file')} {verb}", "bold")
    return text + Content.styled(f"   {shown}", "$text-muted")
