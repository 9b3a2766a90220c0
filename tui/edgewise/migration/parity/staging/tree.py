"""A working copy of a project in which servers may run and write, while the user's own stays untouched.

The copy stands in the same surroundings as the original: what lies beside the project in its workspace
is linked, so that imports and packages resolve as they do there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from edgewise.errors import InputError
from edgewise.project.boundary import boundary, leaves, reachable
from edgewise.text import clean

LARGE = 1024 * 1024
"""Files from this size in bytes are hard-linked where the file system can, not copied."""

NOT_AN_ASSET = 25 * 1024 * 1024
"""Neither product takes a larger file as an asset, so larger ones are never copied."""

SECRET_FILES = (".dev.vars", ".env")
"""Beginnings of the names of files that hold secret values."""

_LEFT_OUT = frozenset({".wrangler", ".turbo", ".parcel-cache", ".nx"})
_LEFT_OUT_BELOW: dict[str, frozenset[str]] = {
    ".next": frozenset({"cache"}),
    "node_modules": frozenset({".cache", ".vite", ".mf"}),
}


class StoppedError(Exception):
    """The copying was told to stop."""


def copy_project(
    root: Path,
    into: Path,
    *,
    journal: bool,
    beside: Sequence[str] = (),
    stop: threading.Event | None = None,
    skipped: list[str] | None = None,
) -> Path:
    """Copy the project at ``root`` below the folder ``into`` and return where the copy stands.

    ``node_modules`` is linked entry by entry, so that tools may write their caches beside the entries.
    ``.git`` is a stand-in with the usual files, caches and local server state are left out.

    Args:
        journal: whether ``.edgewise`` is copied too.
        beside: folders of the workspace outside the project that are copied instead of linked, relative to the project.
        skipped: takes the paths of files and folders that may not be read; they are left out.
        stop: set by another thread to end the copying with :class:`StoppedError`.

    Raises:
        InputError: the disk is full, or another failure of the file system.
    """
    root, into = root.resolve(), into.resolve()
    place = into
    top = workspace = boundary(root)
    for part in root.relative_to(workspace).parts:
        place.mkdir(parents=True, exist_ok=True)
        _link_children(workspace, place, without=frozenset({part, ".git"}))
        workspace, place = workspace / part, place / part
    target = place if place != into else into / root.name
    copier = _Copier(root, target, journal, stop or threading.Event())
    try:
        copier.run()
        for name in beside:
            _copy_beside(top, into if top != root else target, os.path.normpath(root / name), copier)
        if (top / ".git").exists():
            _git_stand_in((target if top == root else into) / ".git")
    except OSError as error:
        raise InputError(
            f"The project cannot be copied: {clean(error.strerror or str(error))}.",
            code="copy-failed",
            where=clean(str(error.filename or root)),
            fix="Make the file readable and see that the disk has room, then try again.",
        ) from None
    if skipped is not None:
        skipped.extend(sorted(copier.skipped))
    return target


def overlay(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Put ``files`` (paths relative to ``folder``) in place; ``None`` takes a file away.

    Raises:
        ValueError: a path leads through a linked folder, and so out of the working copy. Nothing is written there.
    """
    for name, content in files.items():
        path = Path(os.path.normpath(folder / name))
        if path.parent.resolve() != path.parent:
            raise ValueError(f"{name} is not part of the working copy")
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()  # Never write through a link to the user's own file.
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def folders_beside(root: Path, folders: Iterable[str]) -> tuple[str, ...]:
    """Those of ``folders`` (relative to ``root``) that lie outside the project and within its reach, outermost only.

    They are what :func:`copy_project` must copy instead of link, because something is written there.
    """
    outside = sorted({each for each in folders if leaves(each) and reachable(root, each)})
    return tuple(each for each in outside if not any(each.startswith(f"{other}/") for other in outside))


def _copy_beside(top: Path, copied: Path, source: str, copier: _Copier) -> None:
    """Copy the folder ``source`` of the workspace ``top`` to its place in ``copied``, where links stand so far."""
    parts = Path(source).relative_to(top).parts
    place, original = copied, top
    for part in parts:
        place, original = place / part, original / part
        if place.is_symlink():
            place.unlink()
        if place.is_dir() or not original.is_dir():
            continue
        if original == top.joinpath(*parts):
            copier.copy_tree(original, place)
        else:
            place.mkdir()
            _link_children(original, place, without=frozenset())


class _Copier:
    """Copies one project, folder by folder."""

    def __init__(self, root: Path, target: Path, journal: bool, stop: threading.Event) -> None:
        self.root, self.target, self._stop = root, target, stop
        self._left_out_here = frozenset({".git"}) if journal else frozenset({".git", ".edgewise"})
        self.skipped: list[str] = []

    def run(self) -> None:
        """Copy the project."""
        self.copy_tree(self.root, self.target)

    def copy_tree(self, source: Path, target: Path) -> None:
        """Copy everything below ``source``. A stack instead of recursion: trees may be deep."""
        waiting = [(source, target)]
        while waiting:
            if self._stop.is_set():
                raise StoppedError
            source, target = waiting.pop()
            target.mkdir(parents=True, exist_ok=True)
            try:
                entries = list(os.scandir(source))
            except PermissionError:
                self._skip(source)
                continue
            left_out = _LEFT_OUT | _LEFT_OUT_BELOW.get(source.name, frozenset())
            if source == self.root:
                left_out |= self._left_out_here
            for entry in entries:
                if entry.name not in left_out:
                    waiting.extend(self._copy(entry, target / entry.name))

    def _copy(self, entry: os.DirEntry[str], place: Path) -> list[tuple[Path, Path]]:
        """Copy one entry; returns the folder that is still to be copied, if it is one."""
        path = Path(entry.path)
        if entry.is_symlink():
            _copy_link(path, place, self.root, self.target)
        elif entry.is_dir():
            if entry.name != "node_modules":
                return [(path, place)]
            place.mkdir()
            _link_children(path, place, without=_LEFT_OUT_BELOW["node_modules"])
        elif entry.is_file():
            try:
                _copy_file(entry, place)
            except PermissionError:
                self._skip(path)
        return []

    def _skip(self, path: Path) -> None:
        self.skipped.append(os.path.relpath(path, self.root))


def _copy_file(entry: os.DirEntry[str], place: Path) -> None:
    if entry.name.startswith(SECRET_FILES):
        # Secret values stay where they are: the servers read them through a link.
        place.symlink_to(Path(entry.path).resolve())
        return
    if entry.stat().st_size >= LARGE:
        with contextlib.suppress(OSError):
            os.link(entry.path, place)
            return
    if entry.stat().st_size > NOT_AN_ASSET:
        place.symlink_to(Path(entry.path).resolve())
        return
    shutil.copy2(entry.path, place)


def _copy_link(link: Path, place: Path, root: Path, copy_root: Path) -> None:
    """A link to a place inside the project leads to the same place of the copy; any other, to the original."""
    resolved = link.resolve()
    goal = copy_root / resolved.relative_to(root) if resolved.is_relative_to(root) else resolved
    place.symlink_to(goal)


def _link_children(source: Path, target: Path, *, without: frozenset[str]) -> None:
    for child in source.iterdir():
        if child.name not in without and not (target / child.name).exists():
            (target / child.name).symlink_to(child.resolve())


def _git_stand_in(folder: Path) -> None:
    """What would be published by mistake, without copying a history."""
    folder.mkdir(exist_ok=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text("[core]\n\tbare = false\n")
