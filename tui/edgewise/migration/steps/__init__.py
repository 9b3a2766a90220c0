"""The steps of a plan, one function each: given the planning, it returns a step, or ``None`` when nothing is to do.

A new kind of change is a new function in a module here and a row in :data:`STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable

from edgewise.migration.model import Step
from edgewise.migration.steps.assets import empty_page, headers, private_files, redirects
from edgewise.migration.steps.ci import workflows
from edgewise.migration.steps.commands import build_variables, command_files, readme, scripts
from edgewise.migration.steps.frameworks import adapter, build_kept, next_files, next_sources
from edgewise.migration.steps.ignored import gitignore, tools
from edgewise.migration.steps.planning import Planning
from edgewise.migration.steps.reading import redirection
from edgewise.migration.steps.worker import config, entry

__all__ = ["STEPS", "Planning", "private_files"]

STEPS: tuple[Callable[[Planning], Step | None], ...] = (
    build_kept,
    adapter,
    next_sources,
    next_files,
    entry,
    config,
    empty_page,
    headers,
    redirects,
    scripts,
    command_files,
    build_variables,
    readme,
    workflows,
    gitignore,
    redirection,
    tools,
)
"""In the order in which they are applied; :func:`private_files` comes after them, since it names what they write."""
