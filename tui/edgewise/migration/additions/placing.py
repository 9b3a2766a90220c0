"""A path for the states of jobs that the site does not use, and what has to run the Worker there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edgewise.errors import Refused
from edgewise.migration.additions.changes import Change
from edgewise.migration.additions.situation import Situation
from edgewise.project.folder import read_text
from edgewise.text import clean

WORDS = ("job-status", "queue-status", "status-of-jobs")
"""The first part of the path: the first of these that stands nowhere in the site."""
_RULES = ("_redirects", "_routes.json", "_worker.js")
_ROUTES = ("app", "pages", "src/app", "src/pages", "src/routes", "server/routes")
"""Folders in which frameworks find pages and routes by their names. A build need not leave a file for each."""
_SETTINGS = ("next.config.js", "next.config.mjs", "next.config.ts", "nuxt.config.ts", "nuxt.config.js")
"""Files in which frameworks keep rewrites and redirects."""


def status_path(here: Situation) -> str:
    """The path below which states are told, such as ``/job-status/``.

    Raises:
        Refused: ``status-path``, when the site uses all of them.
    """
    taken = list(_used(here))
    kept_off = [rule[1:] for rule in taken if rule.startswith("!")]
    for word in WORDS:
        if not any(word in each for each in taken) and not any(covers(rule, f"/{word}/") for rule in kept_off):
            return f"/{word}/"
    raise Refused(
        "The site uses every path under which the states of jobs could be told.",
        code="status-path",
        where=clean(str(here.root)),
        fix="Leave --status out, and tell the states in a way of your own.",
    )


def runs_first(here: Situation, prefix: str, *, without_entry: bool) -> list[Change]:
    """What makes the paths below ``prefix`` run the Worker.

    Args:
        without_entry: whether the Worker had no code before. A list keeps paths without a file away from the code.
    """
    assets = here.document.get("assets")
    first = assets.get("run_worker_first") if isinstance(assets, dict) else True
    if isinstance(first, list):
        covered = any(covers(rule, prefix) for rule in first)
        return [] if covered else [Change(("assets", "run_worker_first"), f"{prefix}*", append=True)]
    if not first and without_entry:
        return [Change(("assets", "run_worker_first"), [f"{prefix}*"])]
    return []  # all paths run it, or all without a file do


def covers(rule: Any, prefix: str) -> bool:
    """Whether a rule holds for every path below ``prefix``: wrangler refuses one that another makes redundant."""
    return isinstance(rule, str) and rule.endswith("*") and f"{prefix}x".startswith(rule[:-1])


def _used(here: Situation) -> Iterator[str]:
    """Names and texts in which a path of the site would stand."""
    assets = here.document.get("assets")
    folder = assets.get("directory") if isinstance(assets, dict) else None
    output = os.path.normpath(str(folder or "."))
    for place in {output, "functions", "public"}:
        yield from _names(here.root / place)
        for name in _RULES:
            yield read_text(here.root, f"{place}/{name}") or ""
    for place in _ROUTES:
        for _, folders, files in os.walk(here.root / place):
            yield from (*folders, *files)
    for name in _SETTINGS:
        yield read_text(here.root, name) or ""
    first = assets.get("run_worker_first") if isinstance(assets, dict) else None
    yield from (str(rule) for rule in first if str(rule).startswith("!")) if isinstance(first, list) else ()


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 (names, not paths)
    except OSError:
        return []
