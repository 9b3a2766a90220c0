"""The files that Pages would serve from an output directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT_ONLY = frozenset({"_worker.js", "_redirects", "_headers", "_routes.json", "functions", ".wrangler"})
"""Names that Pages never uploads from the top of the output directory (wrangler's own list)."""
ANYWHERE = frozenset({".DS_Store", "node_modules", ".git"})
"""Names that Pages uploads from nowhere."""
OURS = frozenset({".edgewise", ".assetsignore"})
"""Names at the top that a migration writes: no assets of the Pages project."""
_AT_TOP = ANYWHERE | ROOT_ONLY | OURS
MAX_BYTES = 25 * 1024 * 1024
"""The largest file that either product takes."""
POINTER = b"version https://git-lfs.github.com/spec/"
"""How the small text begins that Git LFS leaves in place of a file."""
_POINTER_SIZES = range(100, 1024)
"""Bytes. The specification of Git LFS keeps pointers below 1,024; real ones have some 130."""
_TEXT = (".html", ".htm", ".css", ".js", ".mjs", ".json", ".txt", ".xml", ".svg", ".md", ".map", ".ts")
"""Files that hardly anybody keeps in Git LFS: not opened to find out, as a site has thousands."""


@dataclass(frozen=True)
class Listing:
    """The files below an output directory.

    Attributes:
        files: relative paths with forward slashes, sorted by their bytes.
        large: those over :data:`MAX_BYTES`.
        outside: symbolic links that lead out of the project, not followed.
        pointers: those that are no files but what Git LFS left in their place.
    """

    files: tuple[str, ...]
    large: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()


def list_assets(root: Path, output: Path) -> Listing:
    """Walk ``output``. Links are followed only when they stay inside ``root``, and never in a circle."""
    walk = _Walk(os.path.realpath(root))
    walk.all(str(output))
    order = str.encode if all(name.isascii() for name in walk.files) else _bytes
    found = (walk.large, walk.outside, walk.pointers)
    return Listing(tuple(sorted(walk.files, key=order)), *(tuple(sorted(each)) for each in found))


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


class _Walk:
    """One walk over a folder tree."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: list[str] = []
        self.large: list[str] = []
        self.outside: list[str] = []
        self.pointers: list[str] = []
        self.waiting: list[tuple[str, str, frozenset[str]]] = []

    def all(self, output: str) -> None:
        """Walk everything. A list of folders instead of recursion, for trees deeper than Python's stack."""
        self.waiting.append((output, "", frozenset({os.path.realpath(output)})))
        while self.waiting:
            self.folder(*self.waiting.pop())

    def folder(self, path: str, prefix: str, seen: frozenset[str]) -> None:
        try:
            entries = os.scandir(path)
        except OSError:
            return
        left_out = ANYWHERE if prefix else _AT_TOP
        with entries:
            for entry in entries:
                name = entry.name
                if name in left_out:
                    continue
                if entry.is_file(follow_symlinks=False):  # first, as nearly all are
                    self._file(entry, prefix + name)
                elif entry.is_symlink():
                    self._link(entry, prefix, seen)
                elif entry.is_dir(follow_symlinks=False):
                    self.waiting.append((entry.path, f"{prefix}{name}/", seen))

    def _link(self, entry: os.DirEntry[str], prefix: str, seen: frozenset[str]) -> None:
        real = os.path.realpath(entry.path)
        if real != self.root and not real.startswith(self.root + os.sep):
            self.outside.append(prefix + entry.name)
        elif Path(real).is_dir():
            if real not in seen:
                self.waiting.append((entry.path, f"{prefix}{entry.name}/", seen | {real}))
        elif Path(real).is_file():
            self._file(entry, prefix + entry.name)

    def _file(self, entry: os.DirEntry[str], name: str) -> None:
        try:
            size = entry.stat().st_size
        except OSError:
            return
        if size > MAX_BYTES:
            self.large.append(name)
        elif size in _POINTER_SIZES and not name.endswith(_TEXT) and _is_pointer(entry.path):
            self.pointers.append(name)
        self.files.append(name)


def _is_pointer(path: str) -> bool:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (one for each small picture of a site)
            return file.read(len(POINTER)) == POINTER
    except OSError:
        return False
