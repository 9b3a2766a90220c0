"""What the catalogue says about one kind of finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edgewise.migration.model import Severity


@dataclass(frozen=True)
class CatalogueEntry:
    """One kind of finding.

    Attributes:
        id: stable and kebab-case; CI and people refer to it.
        title: one line, true of every project that has it.
        why: what would go wrong without doing anything.
        remedy: what edgewise does about it, or what the user must do.
        lesson: id of the lesson that explains it; the table ``lessons`` says which.
        explains: the differences between old and new answers that this finding declares, in words; empty when it
            declares none.
    """

    id: str
    severity: Severity
    title: str
    why: str
    remedy: str
    lesson: str | None = None
    explains: str = ""


def table(*entries: CatalogueEntry) -> Mapping[str, CatalogueEntry]:
    """Entries by id. Raises ``ValueError`` when two share one."""
    found = {entry.id: entry for entry in entries}
    if len(found) != len(entries):
        raise ValueError("two catalogue entries share an id")
    return found
