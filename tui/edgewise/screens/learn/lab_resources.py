"""What the running lab keeps, as lines: each binding, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from edgewise.course.labs.resources import Entry, Resource
from edgewise.screens.learn.lab_panes import short_ids
from edgewise.widgets.flow import EMPTY, Flow, wrap

_BEFORE = (
    "What your Worker keeps appears here after a run of the checks: KV keys, D1 rows, R2 objects, Durable Objects, "
    "Workflows."
)
_GONE = "What your Worker keeps cannot be read just now. Press u to try again."
_NOTHING = "Your Worker has no bindings that keep anything."


class ResourceText(Flow):
    """The bindings of the lab's Worker."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Resource] | None = None
        self._alive = False

    def show(self, found: Sequence[Resource] | None, *, running: bool) -> None:
        """``found`` is ``None`` when nothing could be read. Of a Worker that stopped the last is kept."""
        if running or self._found is None:
            self._found = found
        self._alive = running
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """Each binding, with what is in it below."""
        if self._found is None:
            return wrap(Content.styled(_GONE if self._alive else _BEFORE, "$text-muted"), width)
        if not self._found:
            return wrap(Content.styled(_NOTHING, "$text-muted"), width)
        lines: list[Content] = []
        if not self._alive:
            lines += [Content.styled("○ as it was before the Worker stopped", "$text-muted"), EMPTY]
        for resource in self._found:
            if lines and lines[-1] is not EMPTY:
                lines.append(EMPTY)
            lines += _resource(resource, width)
        return lines


def _resource(resource: Resource, width: int) -> list[Content]:
    head = Content.styled(f"{resource.kind}  ", "$text-muted") + Content.styled(resource.name, "bold $primary")
    if resource.count:
        head += Content.styled(f"  {resource.count}", "$text-muted")
    lines = wrap(head, width)
    entries = [replace(entry, name=short_ids(entry.name)) for entry in resource.entries]
    column = min(max((len(entry.name) for entry in entries if entry.value), default=0), width // 2)
    for entry in entries:
        lines += _entry(entry, column, width)
    if resource.note:
        lines += wrap(Content.styled(resource.note, "$text-muted"), width, Content.styled("  ○ ", "$text-muted"))
    return lines


def _entry(entry: Entry, column: int, width: int) -> list[Content]:
    indent = Content("  " * (entry.depth + 1))
    if not entry.value:
        return [(indent + Content(entry.name)).truncate(width, ellipsis=True)]
    name = indent
    if entry.name:
        name += Content.styled(entry.name, "$secondary").truncate(column, ellipsis=True).pad_right(
            max(0, column - Content(entry.name).cell_length)
        ) + Content("  ")
    return wrap(Content(entry.value), width, name)
