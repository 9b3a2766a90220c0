"""What no file shows and everybody who moves must know, where it can matter for the project at all."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.project.ignored import in_repository
from edgewise.project.model import PagesProject


def check_platform(project: PagesProject) -> Iterator[Finding]:
    """Domains, analytics and previews."""
    if project.output is None:
        return
    pages = any(name.endswith((".html", ".htm")) for name in project.assets)
    yield finding("custom-domains")
    if pages:
        yield finding("web-analytics")
        yield finding("preview-noindex")
    if project.build_product and any(name.endswith((".js", ".mjs", ".css")) for name in project.assets):
        yield finding("old-assets")
    if _draws_images(project):
        yield finding("image-guard")
    if in_repository(project.root):
        yield finding("branch-previews")


def _draws_images(project: PagesProject) -> bool:
    """Whether the code answers the addresses at which frameworks resize images."""
    if any(route.route.startswith(("/_next/image", "/_image")) for route in project.functions):
        return True
    framework = project.framework
    return project.advanced_worker is not None and framework is not None and framework.id in ("next", "astro")
