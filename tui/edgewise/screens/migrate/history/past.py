"""The folders on this computer that were migrated or looked at, as far as edgewise knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual.content import Content

from edgewise.errors import EdgewiseError
from edgewise.migration.index import known
from edgewise.screens.migrate.history.record import Record, recorded_at
from edgewise.screens.migrate.lists import Row
from edgewise.store import Folders
from edgewise.store.recent import recent
from edgewise.text import clean


@dataclass(frozen=True)
class Past:
    """One folder.

    Attributes:
        when: when it was migrated (UTC); ``None`` when it was only looked at.
        record: what its journal says.
        problem: why the journal cannot be read.
    """

    root: Path
    when: datetime | None = None
    record: Record | None = None
    problem: str = ""

    @property
    def migrated(self) -> bool:
        """Whether a migration of it is recorded."""
        return self.record is not None or bool(self.problem)


def past(folders: Folders, here: Path) -> tuple[Past, ...]:
    """The folder ``here`` first, then the migrated ones, then those that were looked at. Reads files only."""
    times = {each.root: each.when for each in known(folders)}
    first = here.resolve()
    roots = dict.fromkeys([first, *times, *recent(folders)])
    return tuple(_past(root, times.get(root)) for root in roots)


def _past(root: Path, when: datetime | None) -> Past:
    try:
        return Past(root, when, recorded_at(root))
    except EdgewiseError as error:
        return Past(root, when, problem=error.message)
    except OSError as error:
        return Past(root, when, problem=clean(error.strerror or str(error)))


def rows(found: Sequence[Past], here: Path) -> list[Row]:
    """Migrated folders, then the others."""
    lines: list[Row] = []
    for heading, migrated in (("Migrated on this computer", True), ("Looked at lately", False)):
        group = [each for each in found if each.migrated is migrated]
        if lines and group:
            lines.append(Row(Content(" ")))
        if group:
            lines.append(Row(Content.styled(heading, "bold") + Content.styled(f"  {len(group)}", "$text-muted")))
        elif migrated and found:
            lines.append(Row(Content.styled("Nothing was migrated on this computer yet.", "$text-muted")))
        lines += [Row(past_row(each, here=each.root == here.resolve()), each.root) for each in group]
    return lines


def past_row(found: Past, *, here: bool = False) -> Content:
    """A folder, its state and when."""
    sign, style, word = _state(found)
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(clean(found.root.name or str(found.root), 40))
    row += Content.styled(f"  {word}", style)
    if found.when is not None:
        row += Content.styled(f"  {found.when:%Y-%m-%d}", "$text-muted")
    row += Content.styled("  this folder", "$primary") if here else Content("")
    return row + Content.styled(f"  {clean(str(found.root.parent), 120)}", "$text-muted")


def _state(found: Past) -> tuple[str, str, str]:
    if found.problem:
        return "✗", "$text-error", "journal cannot be read"
    if found.record is None:
        return "○", "$text-muted", "not migrated"
    if not found.record.finished or found.record.undoing:
        return "▲", "$text-warning", "cut off"
    return "✓", "$text-success", "migrated"
