"""Values that are guesses, and what a build would undo."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.migration.placing import source_files
from edgewise.project.model import Origin, PagesProject, Place
from edgewise.text import clean


def check_values(project: PagesProject) -> Iterator[Finding]:
    """The date, the name, and files in a folder that the build makes."""
    if project.functions and project.compatibility_date is None:
        yield finding("compatibility-date-unknown", Place("functions"))
    if project.name.origin is Origin.INFERRED:
        yield finding("name-inferred", project.name.place, clean(project.name.value))
    yield from source_files(project).findings
