"""Next.js: which way is open, and what each route needs for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edgewise.migration.catalogue import finding
from edgewise.migration.checks.frameworks import as_built, named
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.nextjs.routes import Feature, Use, read_uses
from edgewise.migration.frameworks.nextjs.triage import (
    Way,
    raised_version,
    rewrites,
    route_notes,
    supported,
    way_of,
)
from edgewise.migration.model import Finding
from edgewise.project.model import PagesProject, Place
from edgewise.text import clean

_OF_FEATURE: Mapping[Feature, str] = {
    Feature.EDGE: "nextjs-edge-runtime",
    Feature.CONTEXT: "nextjs-request-context",
    Feature.OPTIONAL_CONTEXT: "nextjs-request-context",
    Feature.DEV_PLATFORM: "nextjs-dev-platform",
    Feature.NODE_MIDDLEWARE: "nextjs-node-middleware",
    Feature.MIDDLEWARE: "nextjs-middleware",
    Feature.IMAGES: "nextjs-images",
    Feature.REVALIDATION: "nextjs-revalidation",
    Feature.IMAGE_RESPONSE: "nextjs-og",
}
_ONCE = frozenset({Feature.IMAGES, Feature.REVALIDATION, Feature.IMAGE_RESPONSE})
"""Told once a project, not once a route."""


def check_nextjs(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """The triage, and a report by route."""
    framework = project.framework
    assert framework is not None
    way = way_of(project)
    place = Place("package.json")
    if way is Way.STATIC:
        if project.advanced_worker:
            yield finding("advanced-mode", Place(project.advanced_worker))
        return
    if way in (Way.OPEN_NEXT, Way.VINEXT):
        yield finding("framework-builds-worker", place, f"{named(framework)}, {way}")
    elif way is Way.SERVER or (project.advanced_worker is None and project.assets_complete):
        yield finding("nextjs-server", place, named(framework))
    elif choices.adapter == "workers":
        yield from _open_next(project)
    elif project.advanced_worker is not None:
        yield from as_built(project, framework)
        yield finding("nextjs-ways", place, named(framework))
        for where, text in route_notes(read_uses(project.root)):
            yield finding("nextjs-route", where, clean(text, 160))


def _open_next(project: PagesProject) -> Iterator[Finding]:
    assert project.framework is not None
    place = Place("package.json")
    if not supported(project):
        yield finding("nextjs-too-old", place, named(project.framework))
        return
    yield finding("nextjs-open-next", place, named(project.framework))
    if raised := raised_version(project):
        yield finding("nextjs-upgrade", place, f"next {raised}")
    found = rewrites(project)
    left = {each.file for each in found.left}
    yield from (finding("nextjs-by-hand", each) for each in found.left)
    told: set[str] = set()
    for use in found.uses:
        identity = _OF_FEATURE.get(use.feature)
        if identity is None or (use.place.file in left and identity != "nextjs-node-middleware"):
            continue
        if use.feature in _ONCE and identity in told:
            continue
        told.add(identity)
        yield finding(identity, use.place, _detail(use))
    yield finding("framework-rebuilt")
    yield finding("nextjs-answers")


def _detail(use: Use) -> str:
    return clean(use.route or use.place.file, 100)
