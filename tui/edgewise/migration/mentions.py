"""Words that matter wherever they stand in a project's sources: ``CF_PAGES*`` and ``*.pages.dev``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from edgewise.project.model import PagesProject, Place

MAX_FILES = 3000
"""Files that are looked into at most, of the project's own sources."""
MAX_ASSETS = 500
"""Files that are looked into at most, of those that are published."""
MAX_BYTES = 512 * 1024
"""What is looked into of each file, from its beginning."""
_SKIPPED = frozenset(
    {"node_modules", "dist", "build", "vendor", "coverage", "__pycache__", "target", "bower_components"}
)
_KINDS = frozenset(
    {
        ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx", ".vue", ".svelte", ".astro", ".sh", ".yml", ".yaml",
        ".html", ".json", ".jsonc", ".toml",
    }
)  # fmt: skip
_WORDS = re.compile(rb"\bCF_PAGES(?:_[A-Z_]+)?\b|[a-z0-9][a-z0-9.-]*\.pages\.dev\b")
_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml"})


@dataclass(frozen=True)
class Mention:
    """One word found, and where."""

    word: str
    place: Place

    @property
    def variable(self) -> bool:
        """Whether it is a ``CF_PAGES`` variable; else it is an address."""
        return self.word.startswith("CF_PAGES")


def find_mentions(project: PagesProject) -> list[Mention]:
    """The first use of each word in each file, from the top of the tree down. Build products are not looked into."""
    found: list[Mention] = []
    root = str(project.root)
    for name in _chosen(project):
        try:
            with open(f"{root}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 (thousands of them)
                data = file.read(MAX_BYTES)
        except OSError:
            continue
        seen: set[bytes] = set()
        for match in _WORDS.finditer(data):
            if match.group() not in seen:
                seen.add(match.group())
                line = data.count(b"\n", 0, match.start()) + 1
                found.append(Mention(match.group().decode(), Place(name, line)))
    return found


def _chosen(project: PagesProject) -> list[str]:
    """The files to look into: a site's pages are many and alike, so only the first of them."""
    output = project.output.value if project.output else "."
    sources = islice(_sources(project, output), MAX_FILES)
    if output == "." or project.build_product:
        return list(sources)
    published = (f"{output}/{name}" for name in project.assets if _wanted(name.rpartition("/")[2]))
    return sorted((*sources, *islice(published, MAX_ASSETS)), key=lambda name: (name.count("/"), name))


def _sources(project: PagesProject, output: str) -> Iterator[str]:
    """Files that are not published, unless the root itself is."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop(0)
        try:
            entries = sorted(os.scandir(project.root / prefix), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                hidden = entry.name.startswith(".") and entry.name not in (".github", ".circleci")
                if not hidden and entry.name not in _SKIPPED and name != output:
                    waiting.append(name + "/")
            elif entry.is_file(follow_symlinks=False) and _wanted(entry.name):
                yield name


def _wanted(name: str) -> bool:
    return name[max(name.rfind("."), 0) :] in _KINDS and name not in _LOCKS
