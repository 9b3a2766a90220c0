"""What it means that a Worker runs: on which paths, how often, and with which entry."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.checks.code import check_guards
from edgewise.migration.choices import Choices
from edgewise.migration.model import Finding
from edgewise.migration.placing import in_output
from edgewise.migration.settings import Code, TooManyRulesError, WorkerSettings, narrow, worker_settings
from edgewise.migration.usage import Usage
from edgewise.project.model import PagesProject, Place


def check_worker(project: PagesProject, usage: Usage, choices: Choices) -> Iterator[Finding]:
    """The Worker first or the files first, and what that costs."""
    if project.output is None or (project.functions_dir and project.routes_problems):
        return
    try:
        settings = worker_settings(project, choices)
    except TooManyRulesError:
        yield finding("routes-too-many", Place(in_output(project, "_routes.json")))
        return
    if settings.faithful:
        yield finding("faithful-entry", Place(settings.entry or ""))
    if settings.first is None:
        return
    if settings.code is not Code.NONE:
        yield finding("functions-before-assets", None, _paths(settings))
    if not narrow(settings):
        yield finding("every-request-counts" if _cost_is_new(settings) else "worker-first-cost")
    yield finding("free-plan-fails-closed")
    if settings.empty_page:
        yield finding("empty-404-page")
    yield from check_guards(project, usage, settings.first)


def _cost_is_new(settings: WorkerSettings) -> bool:
    """Whether paths run the Worker that ran no code on Pages."""
    everywhere = settings.routes.include == ("/*",) and not settings.routes.exclude
    return settings.faithful and (settings.code is Code.NONE or not everywhere)


def _paths(settings: WorkerSettings) -> str:
    include = settings.routes.include
    if include == ("/*",):
        return "all paths"
    return ", ".join(include[:4]) + (" …" if len(include) > 4 else "")
