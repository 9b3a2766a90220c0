"""The learner's own copy of a lab: in the data folder, never in the package."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from edgewise.course.labs.model import Spec
from edgewise.course.labs.spec import FILE
from edgewise.errors import EdgewiseError, InputError
from edgewise.store import Folders, write_atomic
from edgewise.store.scratch import Scratch
from edgewise.text import clean

_SKIPPED = frozenset({"node_modules"})
_MOST_FILES = 500


class Workspace:
    """A folder with the lab's files. The editable ones belong to the learner; the others are kept as shipped.

    Attributes:
        root: the folder.
        note: one sentence when the data folder cannot be written and a temporary one stands in.
    """

    def __init__(self, spec: Spec, folders: Folders) -> None:
        """Make the copy, or bring the one that is there up to date.

        Raises:
            EdgewiseError: ``lab-folder``, when not even a temporary folder can be written.
        """
        self.spec = spec
        self.note: str | None = None
        self._temporary: Scratch | None = None
        self.root = folders.data / "labs" / spec.id
        try:
            self._fill()
        except OSError as error:
            self._fall_back(error)

    def close(self) -> None:
        """Remove the temporary folder, if one was used."""
        if self._temporary is not None:
            self._temporary.close()

    def read(self, name: str) -> str:
        """The text of an editable file.

        Raises:
            InputError: ``lab-file``, when it is gone or not UTF-8.
        """
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{name} of your lab cannot be read: {clean(str(error), 120)}.",
                code="lab-file",
                where=clean(str(path)),
                fix="Reset the lab: that brings the file back and keeps a copy of yours.",
            ) from None

    def write(self, name: str, text: str) -> None:
        """Save an editable file, atomically.

        Raises:
            EdgewiseError: ``lab-file``, when it cannot be written.
        """
        path = self.path(name)
        try:
            # Not in a folder that wrangler watches: it would build twice, and once without the file.
            write_atomic(path, text, aside=self.root.parent)
        except OSError as error:
            raise EdgewiseError(
                f"{name} cannot be saved: {clean(error.strerror or str(error))}.",
                code="lab-file",
                where=clean(str(path)),
            ) from None

    def path(self, name: str) -> Path:
        """Where an editable file lies."""
        if name not in self.spec.editable:
            raise ValueError(f"{name} is not an editable file of {self.spec.id}")
        return self.root / name

    def solution(self, name: str) -> str:
        """The solved version of an editable file."""
        return (self.spec.solution / name).read_text(encoding="utf-8")

    def untouched(self) -> bool:
        """Whether every editable file is still as the lab began."""
        return all(_bytes(self.root / name) == _bytes(self.spec.start / name) for name in self.spec.editable)

    def reset(self) -> Path | None:
        """Begin again. What the learner wrote is copied beside the folder first.

        Returns:
            The folder with the copy; ``None`` when nothing had been changed.

        Raises:
            EdgewiseError: ``lab-folder``, when the folder cannot be written. Nothing is lost then.
        """
        kept: Path | None = None
        try:
            if not self.untouched():
                kept = self._backup()
            shutil.rmtree(self.root / ".wrangler", ignore_errors=True)
            for name in self.spec.editable:
                write_atomic(self.root / name, (self.spec.start / name).read_bytes())
        except OSError as error:
            raise EdgewiseError(
                f"The lab cannot be reset: {clean(error.strerror or str(error))}.",
                code="lab-folder",
                where=clean(str(self.root)),
            ) from None
        return kept

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Each file's modification time (ns) and size: two equal answers mean that nothing was saved."""
        found: dict[str, tuple[int, int]] = {}
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
            for name in files:
                # Editors write swap and temporary files beside the real ones.
                if name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp")):
                    continue
                path = os.path.join(folder, name)  # noqa: PTH118
                try:
                    status = os.stat(path)  # noqa: PTH116
                except OSError:
                    continue
                found[path] = (status.st_mtime_ns, status.st_size)
            if len(found) > _MOST_FILES:
                break
        return found

    def _fill(self) -> None:
        for source in sorted(self.spec.start.rglob("*")):
            name = source.relative_to(self.spec.start).as_posix()
            if name == FILE or not source.is_file() or name.startswith(".wrangler"):
                continue
            target = self.root / name
            if name in self.spec.editable:
                if not target.exists():
                    write_atomic(target, source.read_bytes())
            elif _bytes(target) != source.read_bytes():
                write_atomic(target, source.read_bytes())
        if not os.access(self.root, os.W_OK):
            raise PermissionError(13, "the folder is read-only", str(self.root))

    def _fall_back(self, error: OSError) -> None:
        """A folder of ours that cannot be written must not stop anybody from learning."""
        try:
            self._temporary = Scratch("lab")
            self.root = self._temporary.path / "lab"
            self._fill()
        except OSError as second:
            self.close()
            raise EdgewiseError(
                f"There is no folder for the lab's files: {clean(second.strerror or str(second))}.",
                code="lab-folder",
                where=clean(str(second.filename or "")) or None,
                fix="Make the data folder writable (edgewise paths shows it).",
            ) from None
        self.note = (
            f"Your files are kept for this session only: the data folder cannot be written "
            f"({clean(error.strerror or str(error))})."
        )

    def _backup(self) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        kept = self.root.with_name(f"{self.root.name}.before-reset-{stamp}")
        for name in self.spec.editable:
            content = _bytes(self.root / name)
            if content is not None:
                write_atomic(kept / name, content)
        return kept


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
