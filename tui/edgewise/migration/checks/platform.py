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
    if in_repository(project.root):
        yield finding("branch-previews")
