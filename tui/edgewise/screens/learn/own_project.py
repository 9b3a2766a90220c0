"""Simulations that can begin with the project in the reader's folder."""

from __future__ import annotations

import re
from pathlib import Path

from edgewise.course.simulators import Value
from edgewise.errors import EdgewiseError
from edgewise.text import clean


def own_values(simulation_id: str, root: Path) -> tuple[dict[str, Value], str]:
    """What the project in ``root`` sets in a simulation, and a sentence that says what was read and what was not.

    Nothing is set where there is no such project. Reads files only.
    """
    name = clean(root.name or str(root), 40)
    try:
        found = _which_road(root) if simulation_id == "which-road" else None
    except (EdgewiseError, OSError):
        found = None
    if found is None:
        return {}, f"There is no Next.js project in {name}. Open one in Migrate, and come back."
    values, said = found
    return values, f"Read from {name}: {said}."


def _which_road(root: Path) -> tuple[dict[str, Value], str] | None:
    """Version, runtimes, middleware and what is kept, as the migration reads them."""
    from edgewise.migration.frameworks.nextjs.routes import Feature, read_uses
    from edgewise.migration.frameworks.nextjs.triage import Way, way_of
    from edgewise.project import discover

    project = discover(root)
    if project.framework is None or project.framework.id != "next":
        return None
    way, uses = way_of(project), {use.feature for use in read_uses(root)}
    server, on_pages = way is not Way.STATIC, way is Way.ON_PAGES
    middleware = "node" if Feature.NODE_MIDDLEWARE in uses else "edge" if Feature.MIDDLEWARE in uses else "none"
    values: dict[str, Value] = {
        "server": _yes(server),
        "edge": _yes(Feature.EDGE in uses),
        "node": _yes(server and not on_pages),
        "middleware": middleware if server else "none",
        "kept": _yes(server and Feature.REVALIDATION in uses),
        "images": _yes(Feature.IMAGES in uses),
        "on_pages": _yes(on_pages),
    }
    version = project.framework.version or ""
    major = re.match(r"\D*(\d+)", version)
    if major and 13 <= int(major.group(1)) <= 17:
        values["major"] = float(major.group(1))
    return values, f"Next.js {clean(version, 20)}, {way}. Not read: whether a beta will do, and what Pages lacks"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
