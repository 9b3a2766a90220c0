"""The variables and their counterparts."""

from __future__ import annotations

import re

COUNTERPARTS = {
    "CF_PAGES": "WORKERS_CI",
    "CF_PAGES_BRANCH": "WORKERS_CI_BRANCH",
    "CF_PAGES_COMMIT_SHA": "WORKERS_CI_COMMIT_SHA",
}
"""What Workers Builds sets in place of what Pages sets. ``CF_PAGES_URL`` has no counterpart."""
NAMES = (*COUNTERPARTS, "CF_PAGES_URL")


def counterpart(name: str, text: str) -> str | None:
    """What is read in place of ``name`` in a file; ``None`` when there is nothing, or ``text`` does so already."""
    new = COUNTERPARTS.get(name)
    return None if new is None or re.search(rf"\b{new}\b", text) else new
