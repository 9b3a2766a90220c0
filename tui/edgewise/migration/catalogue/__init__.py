"""Every kind of finding, by its stable id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from edgewise.migration.catalogue.automatic import AUTOMATIC
from edgewise.migration.catalogue.blockers import BLOCKERS
from edgewise.migration.catalogue.code import CODE
from edgewise.migration.catalogue.differences import DIFFERENCES
from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.catalogue.frameworks import FRAMEWORKS
from edgewise.migration.catalogue.lessons import LESSONS
from edgewise.migration.catalogue.reading import READING
from edgewise.migration.catalogue.surroundings import SURROUNDINGS
from edgewise.migration.catalogue.work import WORK
from edgewise.migration.model import Finding
from edgewise.project.model import Place

__all__ = ["DIFFERENCES", "FINDINGS", "CatalogueEntry", "finding"]

_PARTS = (BLOCKERS, FRAMEWORKS, READING, WORK, AUTOMATIC, CODE, DIFFERENCES, SURROUNDINGS)

FINDINGS: Mapping[str, CatalogueEntry] = table(
    *(replace(entry, lesson=LESSONS.get(entry.id)) for part in _PARTS for entry in part.values())
)
"""The whole catalogue."""


def finding(identity: str, where: Place | None = None, detail: str = "", patch: str = "") -> Finding:
    """A finding of the catalogue's kind ``identity``.

    Args:
        identity: an id in :data:`FINDINGS`.
        where: the place it was found.
        detail: what is particular to this project; becomes part of the title.
        patch: a unified diff that does what is left to do.
    """
    entry = FINDINGS[identity]
    title = f"{entry.title}: {detail}" if detail else entry.title
    return Finding(entry.id, entry.severity, title, entry.why, entry.remedy, where, entry.lesson, patch)
