"""The source files of a Next.js project, and the route that each one answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from edgewise.project.code import EXTENSIONS, Module, readable
from edgewise.project.folder import read_bytes

CONFIGS = tuple(f"next.config{extension}" for extension in (".js", ".mjs", ".ts", ".cjs", ".mts"))
"""Names of the configuration, the one that Next.js takes first."""
MOST = 20_000
"""Files looked at, at most."""

_SKIPPED = frozenset({"node_modules", "public", "out", "dist", "build", "coverage", "functions"})
_APP_FILES = frozenset({"page", "route", "layout", "template", "default", "loading", "error", "not-found"})
_MIDDLEWARE = re.compile(r"(?:src/)?(?:middleware|proxy)\.(?:jsx?|tsx?|mjs)")
_TELLING = re.compile(
    rb"next-on-pages|runtime|revalidat|unstable_cache|next/og|next/image|getRequestContext|getCloudflareContext"
)
"""A file without any of these has nothing in it that matters here, so it need not be parsed."""


def config_module(root: Path) -> Module | None:
    """The Next.js configuration; ``None`` when there is none, or when it is not UTF-8."""
    for name in CONFIGS:
        text = readable(read_bytes(root, name))
        if text is not None:
            return Module(name, text)
    return None


def telling_modules(root: Path) -> Iterator[Module]:
    """Source files that may use something that depends on where Next.js runs, sorted by path."""
    for name in _source_names(root):
        data = read_bytes(root, name)
        if data is not None and (is_middleware(name) or _TELLING.search(data)):
            text = readable(data)
            if text is not None:
                yield Module(name, text)


def _source_names(root: Path) -> Iterator[str]:
    seen = 0
    for place, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if each not in _SKIPPED and not each.startswith("."))
        for file in sorted(files):
            path = Path(place) / file
            if path.suffix not in EXTENSIONS or file in CONFIGS or file.endswith(".d.ts"):
                continue
            seen += 1
            if seen > MOST:
                return
            yield path.relative_to(root).as_posix()


def route_of(name: str) -> str | None:
    """The route that a source file answers, such as ``/api/hello``; ``None`` for any other module.

    Args:
        name: relative to the project root.
    """
    path = PurePosixPath(name)
    parts = path.parts[1:] if path.parts[0] == "src" else path.parts
    if len(parts) < 2:
        return None
    if parts[0] == "app" and path.stem in _APP_FILES:
        kept = [each for each in parts[1:-1] if not each.startswith(("(", "@"))]
        return "/" + "/".join(kept)
    if parts[0] == "pages" and not path.stem.startswith("_"):
        stem = [*parts[1:-1], *(() if path.stem == "index" else (path.stem,))]
        return "/" + "/".join(stem)
    return None


def is_middleware(name: str) -> bool:
    """Whether the file is the project's middleware (``proxy`` since Next.js 16)."""
    return _MIDDLEWARE.fullmatch(name) is not None
