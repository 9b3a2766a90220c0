"""Requests for files that must not be published: the project's own and what a migration adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edgewise.migration.parity.derivation.shape import encode
from edgewise.migration.parity.model import Request
from edgewise.project.model import PagesProject

PLACES = (
    "_worker.js",
    "_worker.js/index.js",
    "_worker.bundle",
    "_routes.json",
    "_headers",
    "_redirects",
    ".assetsignore",
    ".dev.vars",
    ".env",
    ".git/HEAD",
    ".git/config",
    ".gitignore",
    ".wrangler/state",
    ".edgewise/journal.jsonl",
    "node_modules/.package-lock.json",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "wrangler.toml",
    "wrangler.json",
    "wrangler.jsonc",
)
"""Paths below the output directory where private things lie when it is the project folder itself."""


def hidden_requests(project: PagesProject) -> Iterator[Request]:
    """GETs for the usual private places and for the source of each Function."""
    for place in PLACES:
        yield Request("GET", f"/{place}", why="private file")
    modules = (module for route in project.functions for module in (*route.modules, *route.middlewares))
    sources = {module.partition(":")[0] for module in modules}
    folder = project.functions_dir or "functions"
    for source in sorted(sources)[:20]:
        path = source if source.startswith(f"{folder}/") else f"{folder}/{source}"
        yield Request("GET", "/" + encode(path), why="source of a function")


def published_requests(project: PagesProject, paths: Iterable[str]) -> Iterator[Request]:
    """GETs for files that lie in the new assets folder and were not among the old assets."""
    known = set(project.assets)
    for path in sorted(set(paths) - known)[:200]:
        yield Request("GET", "/" + encode(path), why="file that only the new side has")
