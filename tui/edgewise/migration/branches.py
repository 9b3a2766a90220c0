"""Which branch is production's, as far as files tell."""

from __future__ import annotations

import re
from pathlib import Path

from edgewise.migration.scripts.target import PRODUCTION_BRANCHES
from edgewise.project.boundary import boundary
from edgewise.project.model import Origin, PagesProject, Value

DEFAULT = "main"


def production_branch(project: PagesProject) -> Value[str]:
    """The branch that goes live on Pages. Its origin is ``inferred`` when git does not say and ``main`` is assumed.

    Pages keeps it in the dashboard. The default branch of the repository is what Pages proposes when a project is
    made, and what most leave it at.
    """
    git = boundary(project.root) / ".git"
    named = _head(git / "refs/remotes/origin/HEAD", "refs/remotes/origin/")
    if named is None:
        here = _head(git / "HEAD", "refs/heads/")
        named = here if here in PRODUCTION_BRANCHES else None
    return Value(named or DEFAULT, Origin.INFERRED)


def _head(path: Path, prefix: str) -> str | None:
    """The branch that a symbolic reference of git names."""
    try:
        text = path.read_text("utf-8", "replace").strip()
    except OSError:
        return None
    found = re.fullmatch(rf"ref: {re.escape(prefix)}([\w./-]+)", text)
    return found.group(1) if found else None
