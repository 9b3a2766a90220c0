"""Words that matter wherever they stand in a project's files.

``CF_PAGES*`` variables, ``*.pages.dev`` addresses, port 8788, calls of ``wrangler pages``, deploy hooks, and
descriptions of the Pages project for Terraform or Pulumi.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
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
_HIDDEN = frozenset({".github", ".circleci", ".gitlab", ".vitepress", ".storybook", ".devcontainer", ".vscode"})
"""Folders that are looked into although their names begin with a dot."""
_KINDS = frozenset(
    {
        ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro", ".sh", ".yml",
        ".yaml", ".html", ".json", ".jsonc", ".toml", ".md", ".mdx", ".tf", ".py", ".rb", ".go", ".php", ".xml",
        ".ps1", ".bat", ".cmd", ".fish", ".bash", ".zsh",
    }
)  # fmt: skip
_RULES = ("_headers", "_redirects")
_NAMES = frozenset({"Makefile", "makefile", "GNUmakefile", "Dockerfile", "justfile", "Justfile", "Procfile", *_RULES})
_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml"})


class Kind(StrEnum):
    """What a mention is about."""

    VARIABLE = "variable"
    ADDRESS = "address"
    PORT = "port"
    COMMAND = "command"
    HOOK = "hook"
    INFRASTRUCTURE = "infrastructure"


_PATTERNS: tuple[tuple[Kind, bytes, re.Pattern[bytes]], ...] = (
    (Kind.VARIABLE, b"CF_PAGES", re.compile(rb"\bCF_PAGES(?:_[A-Z_]+)?\b")),
    (Kind.ADDRESS, b"pages", re.compile(rb"(?<![a-z0-9.*-])[a-z0-9.*-]{0,200}\.pages\\{0,2}\.dev\b")),
    (Kind.PORT, b"8788", re.compile(rb"(?:[a-z\d\]]:|(?i:port|expose)\W{0,6})8788\b")),
    (
        Kind.COMMAND,
        b"wrangler",
        re.compile(
            rb"wrangler[\w@.^~-]{0,20}[\"',\s]{1,8}pages[\"',\s]{1,8}"
            rb"(?:dev|deploy|publish|project|deployment|secret|download)\b"
        ),
    ),
    (Kind.HOOK, b"deploy_hooks/", re.compile(rb"pages/webhooks/deploy_hooks/")),
    (Kind.INFRASTRUCTURE, b"cloudflare_pages_", re.compile(rb"\"cloudflare_pages_(?:project|domain)\"")),
    (Kind.INFRASTRUCTURE, b"cloudflare.Pages", re.compile(rb"\bcloudflare\.Pages(?:Project|Domain)\(")),
)
"""What is looked for: a sign that is quick to find, then the whole pattern."""


_GUARD = re.compile(
    rb"origin|cors|allow|\bdomain\b|redirect_?ur[il]|callback|oauth|csp|frame-ancestors|content-security|referer|whitelist|trusted"
    rb"|endsWith|includes\(|\.test\(",
    re.IGNORECASE,
)
"""Words that stand beside an address when it decides who is let in."""


@dataclass(frozen=True)
class Mention:
    """One word found, and where. For all but variables and addresses, ``word`` only says what it is.

    Attributes:
        guards: whether the line of an address looks as if it decided who is let in.
    """

    kind: Kind
    word: str
    place: Place
    guards: bool = False


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
        found += mentions_in(data, name)
    return found


def mentions_in(data: bytes, name: str) -> Iterator[Mention]:
    """The first use of each word in the bytes of the file ``name``, in the order of the file."""
    matches: list[tuple[int, Kind, bytes]] = []
    for kind, sign, pattern in _PATTERNS:
        if sign in data:
            matches += ((match.start(), kind, match.group()) for match in pattern.finditer(data))
    seen: set[bytes | Kind] = set()
    for start, kind, written in sorted(matches):
        key = written if kind in (Kind.VARIABLE, Kind.ADDRESS) else kind
        if key not in seen:
            seen.add(key)
            place = Place(name, data.count(b"\n", 0, start) + 1)
            guards = kind is Kind.ADDRESS and _decides(data, start)
            yield Mention(kind, written.decode("utf-8", "replace"), place, guards)


def _decides(data: bytes, at: int) -> bool:
    """Whether the line at an offset speaks of origins, redirects and the like. Of long lines, what is near."""
    start = max(data.rfind(b"\n", 0, at) + 1, at - 120)
    end = data.find(b"\n", at)
    return _GUARD.search(data, start, min(len(data) if end < 0 else end, at + 160)) is not None


def host_of(address: str) -> tuple[str, str]:
    """An address on pages.dev as what stands before the project's name, and that name; both may be empty."""
    before = address.replace("\\", "").removesuffix(".pages.dev")
    alias, _, name = before.rpartition(".")
    return alias.strip("*."), "" if "*" in name else name


def _chosen(project: PagesProject) -> list[str]:
    """The files to look into: a site's pages are many and alike, so only the first of them."""
    output = project.output.value if project.output else "."
    sources = islice(_sources(project, output), MAX_FILES)
    if output == "." or project.build_product:
        return list(sources)
    assets = (name for name in project.assets if _wanted(name.rpartition("/")[2]))
    published = (f"{output}/{name}" for name in (*_RULES, *assets))
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
                hidden = entry.name.startswith(".") and entry.name not in _HIDDEN
                if not hidden and entry.name not in _SKIPPED and name != output:
                    waiting.append(name + "/")
            elif entry.is_file(follow_symlinks=False) and _wanted(entry.name):
                yield name


def _wanted(name: str) -> bool:
    return (name[max(name.rfind("."), 0) :] in _KINDS or name in _NAMES) and name not in _LOCKS
