"""Frameworks that run code on Pages, and the ways that are open to them."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import adapter_edits, offers_workers
from edgewise.migration.frameworks.keeping import kept_build
from edgewise.migration.frameworks.table import ROWS, Emits, workers_only
from edgewise.migration.model import Finding
from edgewise.project.model import Framework, PagesProject, Place
from edgewise.text import clean


def check_framework(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """How the framework's build is moved."""
    framework = project.framework
    if framework is None or framework.id not in ROWS or own_worker(project):
        if project.advanced_worker:
            yield finding("advanced-mode", Place(project.advanced_worker))
        return
    if framework.id == "next":
        from edgewise.migration.checks.nextjs import check_nextjs

        yield from check_nextjs(project, choices)
    elif workers_only(framework) and not project.advanced_worker:
        if framework.adapter:
            yield finding("framework-builds-worker", Place("package.json"), named(framework))
    elif project.advanced_worker is None:
        yield from _without_worker(project, framework)
    elif choices.adapter == "workers" and offers_workers(project):
        yield from _to_workers(project, framework)
    else:
        yield from as_built(project, framework)
        yield from _other_way(project, framework)


def own_worker(project: PagesProject) -> bool:
    """Whether the ``_worker.js`` is the user's own, which the build only copies."""
    source = project.static_source
    return source is not None and (project.root / source / "_worker.js").exists()


def _without_worker(project: PagesProject, framework: Framework) -> Iterator[Finding]:
    if project.functions:
        if ROWS[framework.id].emits is Emits.FUNCTION:
            yield finding("framework-server-build", Place(project.functions_dir or "functions"), named(framework))
    elif framework.adapter is not None and project.assets:
        yield finding("framework-no-code", project.output.place if project.output else None, named(framework))


def as_built(project: PagesProject, framework: Framework) -> Iterator[Finding]:
    """The build's output is moved as it is."""
    assert project.advanced_worker is not None
    yield finding("framework-as-built", Place(project.advanced_worker), named(framework))
    kept = kept_build(project)
    if kept.problem is not None:
        yield finding("framework-build-open", kept.place, kept.problem)
    elif kept.edits:
        yield finding("framework-build-kept", kept.place, named(framework))


def _to_workers(project: PagesProject, framework: Framework) -> Iterator[Finding]:
    kept = adapter_edits(project)
    if kept.problem is not None:
        yield finding("framework-adapter-open", kept.place, kept.problem)
    elif kept.edits:
        yield finding("framework-adapter", kept.place, named(framework))
    yield finding("framework-rebuilt")


def _other_way(project: PagesProject, framework: Framework) -> Iterator[Finding]:
    row = ROWS[framework.id]
    if offers_workers(project):
        yield finding("framework-workers-form", Place("package.json"), row.form)
    elif row.form:
        commands = f" ({', then '.join(row.commands)})" if row.commands else ""
        yield finding("framework-workers-by-hand", Place("package.json"), f"{row.form}{commands}")


def named(framework: Framework) -> str:
    """The framework and its adapter, with versions."""
    own = f"{framework.title} {framework.version or ''}".strip()
    if framework.adapter is None:
        return clean(own, 120)
    return clean(f"{own} with {framework.adapter} {framework.adapter_version or ''}".strip(), 120)
