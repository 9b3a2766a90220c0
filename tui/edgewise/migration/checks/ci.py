"""Workflows that deploy."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.ci import CiFile, CiPlace
from edgewise.migration.diff import edit_diff
from edgewise.migration.model import FileEdit, Finding
from edgewise.migration.surroundings import Surroundings
from edgewise.project.model import Place
from edgewise.text import clean


def check_workflows(around: Surroundings) -> Iterator[Finding]:
    """Workflows that change, those that cannot, and those that wait for a decision."""
    rewrite = around.choices.ci == "rewrite"
    changed = [file for file in around.workflows if file.after != file.before]
    if rewrite and changed:
        first = next((place.line for place in changed[0].places if place.new), None)
        paths = clean(", ".join(file.path for file in changed), 200)
        yield finding("ci-rewritten", Place(changed[0].path, first), paths)
    for file in around.workflows:
        patch = "" if rewrite else _patch(file)
        for place in file.places:
            if not (rewrite and place.new):
                yield _finding(around, file, place, patch)
                patch = ""  # One patch mends the whole file.


def _finding(around: Surroundings, file: CiFile, place: CiPlace, patch: str) -> Finding:
    detail = f"it becomes {place.new}" if place.new else place.why
    return finding(place.id, Place(file.path, place.line), clean(detail, 300), patch)


def _patch(file: CiFile) -> str:
    """The change of a file, for ``git apply`` at the top of the repository."""
    return "" if file.after == file.before else edit_diff(FileEdit(file.name, file.before, file.after))
