"""Requests for what is not there: which not-found answer each folder gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from edgewise.migration.parity.derivation.shape import MADE_UP, encode, spread, with_method
from edgewise.migration.parity.model import Request
from edgewise.project.model import PagesProject

FOLDERS = 40
"""At most this many folders are missed in."""


def miss_requests(project: PagesProject) -> Iterator[Request]:
    """Misses in each folder, with and without an extension, and below folders that do not exist."""
    for folder in spread(folders_of(project), FOLDERS):
        base = "/" + encode(folder) + ("/" if folder else "")
        why = f"miss in {base}"
        for name in (MADE_UP, f"{MADE_UP}.html", f"{MADE_UP}.js", f"{MADE_UP}/", f"{MADE_UP}/index", f"{MADE_UP}/a/b"):
            yield Request("GET", base + name, why=why)
    for method in ("HEAD", "OPTIONS", "POST", "DELETE"):
        yield with_method(method, f"/{MADE_UP}", "method on a miss")
    yield Request("GET", f"//{MADE_UP}", why="double slash on a miss")
    yield Request("GET", "/favicon.ico", why="browsers ask for it")
    yield Request("GET", "/robots.txt", why="crawlers ask for it")


ODD = (
    "/%5Cwww.example.com/index/",
    "/%5Cwww.example.com",
    "/%2F%2Fwww.example.com/index",
    "/%zz",
    "/%FF",
    "/%C3",
    "/%",
    "/a%00b",
    "/..%2f..%2fsecret",
    "/%2e%2e/%2e%2e/secret",
    "/./edgewise-made-up",
    "/edgewise-made-up;a=1",
    "/edgewise-made-up:1",
    "/edgewise+made@up",
    "/?",
    "/??",
    "/index",
    "/index/",
    "/index.html/",
    "/index.htm",
    "/index/index",
    "/404/index",
    "/.well-known/edgewise-made-up",
)
"""Addresses that scanners and mistakes bring: each has tripped a redirect or a decoder somewhere."""


def odd_requests() -> Iterator[Request]:
    """The same odd addresses for every project."""
    for target in ODD:
        yield Request("GET", target, why="odd address")


def folders_of(project: PagesProject) -> list[str]:
    """Every folder that holds an asset, ``""`` for the top, parents before children."""
    found = {""}
    for path in project.assets:
        for parent in PurePosixPath(path).parents:
            if str(parent) != ".":
                found.add(parent.as_posix())
    return sorted(found, key=lambda folder: (folder.count("/") + bool(folder), folder))
