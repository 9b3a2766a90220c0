"""The learner's own copy of a project of the course: in the data folder, never in the package."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from edgewise.course.model import Project
from edgewise.errors import EdgewiseError
from edgewise.store import Folders
from edgewise.text import clean


class Practice:
    """A copy to work on. What the learner does to it stays; starting again keeps the one before.

    Attributes:
        root: the copy's folder, which need not be there yet.
    """

    def __init__(self, project: Project, folders: Folders) -> None:
        self.project = project
        self.root = folders.data / "projects" / project.name

    @property
    def begun(self) -> bool:
        """Whether there is a copy."""
        return self.root.is_dir()

    def begin(self) -> Path:
        """The copy's folder, made if there is none.

        Raises:
            EdgewiseError: ``practice-folder``, when it cannot be written.
        """
        if not self.begun:
            with self._told(), self._whole() as fresh:
                fresh.rename(self.root)
        return self.root

    def again(self) -> Path | None:
        """A new copy. The one before is kept beside it.

        Returns:
            Where the one before is now; ``None`` when there was none.

        Raises:
            EdgewiseError: ``practice-folder``, when it cannot be written. The copy is as it was then.
        """
        kept: Path | None = None
        with self._told(), self._whole() as fresh:
            if self.begun:
                kept = self.root.with_name(f"{self.root.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
                self.root.rename(kept)
            fresh.rename(self.root)
        return kept

    @contextmanager
    def _whole(self) -> Iterator[Path]:
        """A complete copy under another name: a cut-off begin leaves no half project behind."""
        self.root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside the goal, so that the rename stays on one file system.
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=self.root.parent))
        try:
            fresh = scratch / self.root.name
            shutil.copytree(self.project.folder, fresh)
            for folder, _, files in os.walk(fresh):
                for path in (Path(folder), *(Path(folder, name) for name in files)):
                    path.chmod(path.stat().st_mode | 0o200)  # what is shipped may be read-only
            yield fresh
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EdgewiseError(
                f"There is no folder for the project: {clean(error.strerror or str(error))}.",
                code="practice-folder",
                where=clean(str(self.root)),
                fix="Make the data folder writable (edgewise paths shows it).",
            ) from None
