"""Whether what is served is what the sources say, and stays so while it is asked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from edgewise.project.model import PagesProject
from edgewise.text import clean

SLACK = 2.0
"""Seconds by which a source must be newer than the build: some file systems round that much."""

_NO_SOURCES = frozenset({"node_modules", "functions", "test", "tests", "e2e", "__tests__", "coverage", "docs-internal"})
_NO_SOURCE_NAMES = (
    "wrangler.toml",
    "wrangler.json",
    "wrangler.jsonc",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "bun.lockb",
    "LICENSE",
    "LICENCE",
    "Makefile",
    "Dockerfile",
)
_MOST = 50_000


def stale_build(project: PagesProject, root: Path, ours: Collection[str] = ()) -> tuple[str, ...]:
    """A warning when a source is newer than everything that the build wrote.

    Args:
        root: the user's own folder, with its own file times.
        ours: paths that a migration changed, relative to ``root``: they are new for that reason.
    """
    if project.output is None or not project.build_product:
        return ()
    output = os.path.normpath(project.output.value)
    if output == "." or output.startswith(".."):
        return ()
    built = max(_times(root / output, root, ours, skip=frozenset()), default=None)
    if built is None:
        return ()
    newest = max(_times(root, root, ours, skip=frozenset({output})), default=None)
    if newest is None or newest[0] <= built[0] + SLACK:
        return ()
    fix = f" Run {clean(project.build_command.value, 80)} and prove again." if project.build_command else ""
    return (
        f"{clean(newest[1])} was changed at {_clock(newest[0])}, after the newest file in {clean(output)} "
        f"({_clock(built[0])}): both sides may serve a stale build.{fix}",
    )


def _clock(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _times(folder: Path, root: Path, ours: Collection[str], *, skip: Collection[str]) -> Iterator[tuple[float, str]]:
    """Modification time and path of each file that may be a source, or of each file when nothing is skipped."""
    for count, (path, entry) in enumerate(_files(folder, root, skip)):
        if count >= _MOST:
            return
        name = path.rpartition("/")[2]
        if path in ours or (skip and (name in _NO_SOURCE_NAMES or ("/" not in path and name.endswith(".md")))):
            continue
        yield entry.stat(follow_symlinks=False).st_mtime, path


def _files(folder: Path, root: Path, skip: Collection[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    waiting = [folder]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            path = Path(entry.path).relative_to(root).as_posix()
            if entry.is_dir(follow_symlinks=False):
                sources = not skip or (entry.name not in _NO_SOURCES and not entry.name.startswith("."))
                if sources and path not in skip:
                    waiting.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False) and not (skip and entry.name.startswith(".")):
                yield path, entry


Marks = Mapping[str, tuple[int, int]]
"""Path to size and modification time in nanoseconds."""


def marks(root: Path) -> Marks:
    """What tells whether a file of the project has changed. Packages, history and local state are left out."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [root]
    while waiting and len(found) < _MOST:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in ("node_modules", ".git", ".wrangler", ".edgewise", ".turbo", ".cache"):
                    waiting.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found[Path(entry.path).relative_to(root).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found


def changed_meanwhile(before: Marks, after: Marks) -> tuple[str, ...]:
    """A warning about files that changed while the proof ran."""
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if not changed:
        return ()
    number = f"{len(changed)} {'file' if len(changed) == 1 else 'files'} of the project"
    return (
        f"{number} changed while the proof ran, such as {clean(changed[0])}: it tells of what was there when it began.",
    )
