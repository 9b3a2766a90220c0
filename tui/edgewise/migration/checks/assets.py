"""The files that are served: limits, unknown paths, and what must stay private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.ignore_files import hidden, hidden_assets
from edgewise.migration.model import Finding
from edgewise.migration.placing import in_output
from edgewise.migration.settings import (
    TooManyRulesError,
    nested_404_only,
    not_found_handling,
    worker_settings,
)
from edgewise.project.model import PagesProject, Place
from edgewise.text import clean

MAX_FILES = 100_000
FREE_FILES = 20_000


def check_assets(project: PagesProject) -> Iterator[Finding]:
    """Sizes, links and private files."""
    output = project.output.value if project.output else "."
    for name in project.assets_large:
        yield finding("file-too-large", Place(f"{output}/{clean(name)}"))
    if len(project.assets) > MAX_FILES:
        yield finding("too-many-files", Place(output), f"{len(project.assets):,}")
    if project.assets_outside:
        yield finding("linked-assets", Place(f"{output}/{clean(project.assets_outside[0])}"))
    if project.assets_complete:
        hidden = hidden_assets(project)
        yield finding("private-files", Place(output), clean(", ".join(hidden[:6]), 120))


def check_not_found(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """What answers unknown paths."""
    if not project.assets:
        return
    if nested_404_only(project) and not choices.faithful:
        first = next(name for name in project.assets if name.endswith("/404.html"))
        yield finding("nested-404-only", Place(clean(first)))
        return
    handling = not_found_handling(project)
    output = project.output.value if project.output else "."
    if handling == "404-page":
        yield finding("not-found-page", Place(f"{output}/404.html"))
    elif handling == "single-page-application":
        yield finding("spa-fallback", Place(f"{output}/index.html"))


KNOWN = frozenset(
    """
    html htm css js mjs json txt xml svg png jpg jpeg gif webp avif ico woff woff2 ttf otf eot pdf map wasm mp4 webm mp3
    ogg wav zip gz md csv webmanifest yaml yml toml ics rss atom
    """.split()  # noqa: SIM905
)
"""Extensions whose type both products know."""


ALWAYS = (
    "index-canonical",
    "encoded-path-redirect",
    "double-slash",
    "etag-value",
    "not-modified-headers",
    "nosniff-without-body",
    "method-on-asset",
)
"""Declared differences of every project that has files."""


def check_differences(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """The declared differences that this project's files, or the lack of them, bring about."""
    if not project.answers:
        return
    if choices.faithful:
        yield finding("etag-value")
        if project.redirects:
            yield finding("spelling-follows-rules", Place(in_output(project, "_redirects"), project.redirects[0].line))
        return
    suffixes = {_extension(name) for name in project.assets}
    strange = suffixes - KNOWN
    if suffixes & {"html", "htm"}:
        yield finding("canonical-redirect-status")
    if any(rule.status != 200 for rule in project.redirects) or "html" in suffixes:
        yield finding("redirect-body")
    yield from map(finding, ALWAYS)
    yield from _misses(project, choices)
    if suffixes & {"js", "mjs"}:
        yield finding("javascript-content-type")
    if strange:
        unknown = (name for name in project.assets if _extension(name) in strange and not hidden(project, name))
        yield from (finding("unknown-content-type", Place(clean(name))) for name in islice(unknown, 1))


def _misses(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """How answers to paths that are not there differ."""
    handling = not_found_handling(project)
    with suppress(TooManyRulesError, ValueError):
        handling = worker_settings(project, choices).not_found
    if handling != "single-page-application":
        yield finding("not-found-cache-control" if handling == "404-page" else "empty-not-found")


def _extension(name: str) -> str:
    """What follows the last dot of a file's name, in lower case. ``PurePosixPath.suffix`` takes too long for sites."""
    stem, dot, extension = name[name.rfind("/") + 1 :].rpartition(".")
    return extension.lower() if dot and stem else ""
