"""Which way is open to a Next.js project, and what it would take to move it to OpenNext."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from edgewise.migration.frameworks.nextjs.rewriting import rewrite_config, rewrite_module
from edgewise.migration.frameworks.nextjs.routes import NEXT_ON_PAGES, Feature, Use, read_uses
from edgewise.migration.frameworks.nextjs.sources import CONFIGS, config_module, telling_modules
from edgewise.migration.model import FileEdit
from edgewise.project.code import Module, string_value
from edgewise.project.folder import read_bytes
from edgewise.project.model import PagesProject, Place
from edgewise.project.shell import words

OPEN_NEXT = "@opennextjs/cloudflare"
STATIC_OUTPUT = ".vercel/output/static"
"""Where next-on-pages builds to."""
RELEASES = {15: (15, 5, 29), 16: (16, 4, 5)}
"""The oldest release of each major version that OpenNext supports (its peer dependencies, 1.20.17)."""


class Way(StrEnum):
    """How a Next.js project gets onto Cloudflare today."""

    STATIC = "static export"
    ON_PAGES = "next-on-pages"
    OPEN_NEXT = "OpenNext"
    VINEXT = "vinext"
    SERVER = "no adapter"


def way_of(project: PagesProject) -> Way:
    """How the project is built for Cloudflare."""
    packages = project.dependencies
    built = project.output is not None and project.output.value == STATIC_OUTPUT
    adapted = NEXT_ON_PAGES in packages or built
    # A _worker.js beside a static export is the user's own: nothing of Next.js runs on the server.
    if (exports_statically(project.root) or _exported(project)) and not (adapted and project.advanced_worker):
        return Way.STATIC
    if adapted:
        return Way.ON_PAGES
    if OPEN_NEXT in packages:
        return Way.OPEN_NEXT
    return Way.VINEXT if "vinext" in packages else Way.SERVER


def exports_statically(root: Path) -> bool:
    """Whether the configuration says ``output: "export"``, if only for production."""
    module = config_module(root)
    if module is None:
        return False
    for node in module.tree.find_all(kind="pair"):
        key, value = node.field("key"), node.field("value")
        if key is None or value is None or key.text().strip("\"'") != "output":
            continue
        parts = [value]
        if value.kind() == "ternary_expression":
            parts = [part for name in ("consequence", "alternative") if (part := value.field(name)) is not None]
        if any(string_value(part) == "export" for part in parts):
            return True
    for node in module.tree.find_all(kind="assignment_expression"):
        left, right = node.field("left"), node.field("right")
        if left is not None and left.text().endswith(".output") and string_value(right) == "export":
            return True
    return False


def _exported(project: PagesProject) -> bool:
    """Whether a script runs `next export`, as before Next.js 14, or the output holds an export with its pages."""
    for script in project.scripts.values():
        for simple in words(script):
            texts = [word.text for word in simple]
            if ("next", "export") in itertools.pairwise(texts):
                return True
    pages = any(name.endswith(".html") and not name.startswith("_next/") for name in project.assets)
    return pages and any(name.startswith("_next/static/") for name in project.assets)


@dataclass(frozen=True)
class Rewrites:
    """The sources as OpenNext needs them.

    Attributes:
        edits: the files that change.
        left: files that use next-on-pages and cannot be rewritten safely.
        uses: everything that was found, see :func:`read_uses`.
    """

    edits: tuple[FileEdit, ...]
    left: tuple[Place, ...]
    uses: tuple[Use, ...]


def rewrites(project: PagesProject) -> Rewrites:
    """Read and rewrite every source file that depends on the adapter."""
    edits: list[FileEdit] = []
    left: list[Place] = []
    for module in telling_modules(project.root):
        after = rewrite_module(module)
        _take(project.root, module, after, edits, left)
    config = config_module(project.root)
    if config is not None:
        _take(project.root, config, rewrite_config(config), edits, left)
    return Rewrites(tuple(edits), tuple(left), read_uses(project.root))


def _take(root: Path, module: Module, after: str | None, edits: list[FileEdit], left: list[Place]) -> None:
    text = module.text if after is None else after
    if after is not None and after != module.text:
        edits.append(FileEdit(module.name, read_bytes(root, module.name), after.encode()))
    if line := _still_there(Module(module.name, text)):
        left.append(Place(module.name, line))


def _still_there(module: Module) -> int | None:
    """The line on which the file still names next-on-pages in a string, as imports do."""
    for kind in ("string", "template_string"):
        for node in module.tree.find_all(kind=kind):
            if node.text()[1:].startswith(NEXT_ON_PAGES):
                return node.range().start.line + 1
    return None


def raised_version(project: PagesProject) -> str | None:
    """The range to which the version of Next.js in ``package.json`` must be raised; ``None`` when it is new enough."""
    wanted = project.dependencies.get("next", "")
    found = _numbers(project.framework.version if project.framework and project.framework.version else wanted)
    if not found or found[0] not in RELEASES:
        return None
    oldest = RELEASES[found[0]]
    return f"^{'.'.join(map(str, oldest))}" if found < oldest else None


def supported(project: PagesProject) -> bool:
    """Whether OpenNext supports the major version; ``True`` when the version is not known."""
    version = project.framework.version if project.framework else None
    found = _numbers(version or "")
    return not found or found[0] in RELEASES


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\D*(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    return tuple(int(part or 0) for part in match.groups()) if match else ()


def route_notes(uses: tuple[Use, ...]) -> Iterator[tuple[Place, str]]:
    """One line for each file: its place, and its route with what it uses there."""
    files: dict[str, list[Use]] = {}
    for use in uses:
        if use.place.file not in CONFIGS and use.feature is not Feature.NEW_CONTEXT:
            files.setdefault(use.place.file, []).append(use)
    for found in files.values():
        features = ", ".join(dict.fromkeys(str(use.feature) for use in found))
        where = found[0].route or found[0].place.file
        yield found[0].place, f"{where}: {features}"
