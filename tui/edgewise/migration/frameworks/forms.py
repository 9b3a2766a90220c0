"""A framework's own form for Workers: when it is offered, and the project as it is after the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from edgewise.migration.choices import Choices
from edgewise.migration.frameworks import nitro
from edgewise.migration.frameworks.keeping import Kept
from edgewise.migration.frameworks.nextjs import open_next
from edgewise.migration.frameworks.nextjs.routes import read_uses
from edgewise.migration.frameworks.nextjs.triage import Way, way_of
from edgewise.migration.frameworks.table import row_of
from edgewise.migration.rule_edits import newline_of
from edgewise.migration.settings import WorkerSettings
from edgewise.project.model import Origin, PagesProject, Place, Value

NEXT_WORKER, NEXT_ASSETS = ".open-next/worker.js", ".open-next/assets"
NEXT_BUILD = "npx opennextjs-cloudflare build"
NEXT_CACHE = "npx opennextjs-cloudflare populateCache local"
"""Lays the pages that are built beforehand where the Worker finds them on this computer."""


def offers_workers(project: PagesProject) -> bool:
    """Whether edgewise can take the project to its framework's form for Workers."""
    row = row_of(project.framework)
    if row is None or not row.rewritten or project.advanced_worker is None:
        return False
    return row.framework != "next" or way_of(project) is Way.ON_PAGES


def to_open_next(project: PagesProject, choices: Choices) -> bool:
    """Whether a Next.js project takes OpenNext for its adapter."""
    framework = project.framework
    return choices.adapter == "workers" and framework is not None and framework.id == "next" and offers_workers(project)


def adapter_edits(project: PagesProject) -> Kept:
    """What changes a preset to its form for Workers. Next.js has steps of its own."""
    if project.framework is None or project.framework.id not in nitro.HOMES:
        return Kept()
    edits, problem, place = nitro.to_workers(project)
    return Kept(edits, problem, None if place is None else Place(place))


def formed(project: PagesProject, choices: Choices) -> tuple[PagesProject, Choices]:
    """The project as it will be built, and the choices that then hold.

    With the framework's form for Workers, its files and its code lie elsewhere. OpenNext serves files by itself, so
    that no module of ours stands before it.
    """
    if choices.adapter != "workers" or not offers_workers(project) or project.framework is None:
        return project, choices
    if project.framework.id == "next":
        built = Value(NEXT_BUILD, Origin.FRAMEWORK)
        return _at(project, NEXT_ASSETS, NEXT_WORKER, built), replace(choices, mode="idiomatic")
    return _at(project, nitro.PUBLIC, nitro.SERVER, project.build_command), choices


def completed_settings(settings: WorkerSettings, project: PagesProject, choices: Choices) -> WorkerSettings:
    """The settings with what a framework's form for Workers has its own way of.

    OpenNext wants files to be served before it, and answers for every path that has none.
    """
    if not to_open_next(project, choices):
        return settings
    return replace(
        settings,
        first=None,
        not_found="none",
        empty_page=False,
        about="Next.js, as OpenNext builds it.",
        misses="OpenNext answers for every path without a file.",
    )


def completed_document(document: Mapping[str, Any], project: PagesProject, choices: Choices) -> dict[str, Any]:
    """The wrangler file with what a framework's form for Workers needs beside its entry and files."""
    if not to_open_next(project, choices):
        return dict(document)
    return open_next.document(document, open_next.revalidates(read_uses(project.root)))


OVERRULED = frozenset(
    {
        "functions-before-assets",
        "auth-middleware",
        "not-found-page",
        "spa-fallback",
        "empty-404-page",
        "worker-first-cost",
    }
)
"""Findings about settings that OpenNext has its own way of."""


def overruled(project: PagesProject, choices: Choices) -> frozenset[str]:
    """Ids of findings that do not hold in the framework's form for Workers."""
    return OVERRULED if to_open_next(project, choices) else frozenset()


def completed_rules(text: str, project: PagesProject, choices: Choices) -> str:
    """``_headers`` with the rules that the adapter for Pages added with each build, and OpenNext does not."""
    if not to_open_next(project, choices) or f"\n{open_next.STATIC}" in f"\n{text}":
        return text
    end = newline_of(text)
    gap = "" if not text else end if text.endswith("\n") else end * 2
    return f"{text}{gap}{open_next.STATIC}{end}  {open_next.IMMUTABLE}{end}"


def commands_before(project: PagesProject, choices: Choices) -> tuple[str, ...]:
    """What must be run after applying and before the Worker can start; empty when its code is there already."""
    built, _ = formed(project, choices)
    if built is project or built.build_command is None:
        return ()
    if to_open_next(project, choices):
        manager = project.package_manager or "npm"
        return (f"{manager} install", NEXT_BUILD, NEXT_CACHE)
    return (built.build_command.value,)


def _at(project: PagesProject, output: str, worker: str, build: Value[str] | None) -> PagesProject:
    return replace(
        project,
        output=Value(output, Origin.FRAMEWORK),
        advanced_worker=worker,
        build_command=build,
        build_product=True,
    )
