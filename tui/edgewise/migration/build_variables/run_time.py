"""The variables as running code reads them from its environment."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from edgewise.migration.branches import production_branch
from edgewise.migration.build_variables.names import NAMES
from edgewise.migration.usage import Usage
from edgewise.project.model import PagesProject, Place

UNKNOWN_COMMIT = "0" * 40
"""What wrangler says when there is no commit."""


def run_time_variables(usage: Usage) -> Mapping[str, Place]:
    """The variables that the Worker's code reads, each with the first place."""
    return {name: usage.pages_variables[name] for name in NAMES if name in usage.pages_variables}


def pages_variables(project: PagesProject, used: Collection[str]) -> dict[str, str]:
    """Values for those of the variables that are ``used``, as constant as a wrangler file needs them.

    On Pages, the commit and the address change with each deployment; see the findings ``cf-pages-commit`` and
    ``cf-pages-url``.
    """
    values = {
        "CF_PAGES": "1",
        "CF_PAGES_BRANCH": production_branch(project).value,
        "CF_PAGES_COMMIT_SHA": UNKNOWN_COMMIT,
        "CF_PAGES_URL": f"https://{project.name.value}.pages.dev",
    }
    return {name: value for name, value in values.items() if name in used}
