"""Words that matter wherever they stand in a project's sources: ``CF_PAGES*`` and ``*.pages.dev``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from edgewise.project.model import PagesProject, Place

MAX_FILES = 3000
MAX_BYTES = 512 * 1024
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
    """The first use of each word in each file, in the order of the paths. Build products are not looked into."""
    found: list[Mention] = []
    for count, name in enumerate(_sources(project)):
        if count >= MAX_FILES:
            break
        try:
            data = (project.root / name).read_bytes()
        except OSError:
            continue
        seen: set[bytes] = set()
        for match in _WORDS.finditer(data):
            if match.group() not in seen:
                seen.add(match.group())
                line = data.count(b"\n", 0, match.start()) + 1
                found.append(Mention(match.group().decode(), Place(name, line)))
    return found


def _sources(project: PagesProject) -> Iterator[str]:
    product = project.output.value if project.output and project.build_product else None
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
                if not hidden and entry.name not in _SKIPPED and name != product:
                    waiting.append(name + "/")
            elif entry.is_file(follow_symlinks=False) and _wanted(entry):
                yield name


def _wanted(entry: os.DirEntry[str]) -> bool:
    suffix = os.path.splitext(entry.name)[1]  # noqa: PTH122
    try:
        return suffix in _KINDS and entry.name not in _LOCKS and entry.stat().st_size <= MAX_BYTES
    except OSError:
        return False
