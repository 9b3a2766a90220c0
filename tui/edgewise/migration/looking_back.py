"""A migrated project as it was before, for those who still want to look at that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from edgewise.migration.account_kept import kept
from edgewise.migration.journal import asked_account, originals, recorded_overrides
from edgewise.migration.parity.staging.assets import assets_directory
from edgewise.migration.parity.staging.tree import copy_project, folders_beside, overlay
from edgewise.project import discover
from edgewise.project.model import PagesProject
from edgewise.store import folders
from edgewise.store.scratch import Scratch


@contextmanager
def as_it_was(root: Path, overrides: Mapping[str, str] | None = None) -> Iterator[PagesProject]:
    """The project with the files that the migration changed put back, in a copy that is gone afterwards.

    Args:
        overrides: values that win over those that the migration was made with.

    Raises:
        InputError: when the journal is damaged or the project cannot be copied.
    """
    scratch = Scratch("before")
    try:
        before = originals(root)
        told = kept(folders(), root.resolve()) if asked_account(root) else None
        served = [found] if (found := assets_directory(root)) else []
        beside = folders_beside(root, [*served, *map(posixpath.dirname, before)])
        copy = copy_project(root, scratch.path / "old", journal=False, beside=beside)
        overlay(copy, before)
        yield discover(copy, {**recorded_overrides(root), **(overrides or {})}, told)
    finally:
        scratch.close()
