"""Requests to the project's own ``pages.dev`` host; all others go to a neutral one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.migration.parity.derivation.routes import shapes
from edgewise.migration.parity.derivation.shape import MADE_UP
from edgewise.migration.parity.model import Request
from edgewise.project.model import PagesProject

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,57}")
"""What Pages takes as a project's name."""


def host_requests(project: PagesProject) -> Iterator[Request]:
    """The start page, a miss and the first Function, asked for by the production ``pages.dev`` name."""
    if not _NAME.fullmatch(project.name.value):
        return
    headers = (("host", f"{project.name.value}.pages.dev"),)
    targets = ["/", f"/{MADE_UP}"]
    targets.extend(shapes(project.functions[0].route)[:1] if project.functions else ())
    for target in targets:
        yield Request("GET", target, headers, why="the project's pages.dev host")
