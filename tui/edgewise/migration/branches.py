"""Which branch is production's, as far as files tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from edgewise.errors import InputError
from edgewise.migration.scripts.target import PRODUCTION_BRANCHES
from edgewise.project.boundary import boundary
from edgewise.project.ci import ci_files
from edgewise.project.commands import pages_calls
from edgewise.project.folder import read_text
from edgewise.project.model import Origin, PagesProject, Value
from edgewise.project.terraform import pages_resources

DEFAULT = "main"
_IN_WORKFLOWS = re.compile(r"(?:--branch(?:=|\s+)|^\s+branch:\s*)[\"']?([\w./-]+)[\"']?", re.MULTILINE)


def production_branch(project: PagesProject) -> Value[str]:
    """The branch that goes live on Pages, which only the dashboard knows for certain.

    Terraform says it. Else a branch with a usual name that scripts or workflows deploy to is taken (of several,
    ``production``), then the repository's default branch, which Pages proposes when a project is made, then ``main``.
    """
    for resource in pages_resources(boundary(project.root)):
        named_so = resource.values.get("name") in (None, project.name.value)
        if named_so and (said := resource.values.get("production_branch")):
            return Value(said, Origin.TERRAFORM)
    for origin, named in ((Origin.SCRIPT, set(_in_scripts(project))), (Origin.CI, set(_in_workflows(project)))):
        usual = named & PRODUCTION_BRANCHES
        if usual:
            return Value("production" if "production" in usual else min(usual), origin)
    git = boundary(project.root) / ".git"
    branch = _head(git / "refs/remotes/origin/HEAD", "refs/remotes/origin/")
    if branch is None:
        here = _head(git / "HEAD", "refs/heads/")
        branch = here if here in PRODUCTION_BRANCHES else None
    return Value(branch or DEFAULT, Origin.INFERRED)


def _in_scripts(project: PagesProject) -> Iterator[str]:
    for script in project.scripts.values():
        for call in pages_calls(script, verbs=("deploy",)):
            yield from call.values("branch")


def _in_workflows(project: PagesProject) -> Iterator[str]:
    top = boundary(project.root)
    for name in ci_files(top):
        try:
            text = read_text(top, name) or ""
        except InputError:
            continue
        if "pages" in text:
            yield from _IN_WORKFLOWS.findall(text)


def _head(path: Path, prefix: str) -> str | None:
    """The branch that a symbolic reference of git names."""
    try:
        text = path.read_text("utf-8", "replace").strip()
    except OSError:
        return None
    found = re.fullmatch(rf"ref: {re.escape(prefix)}([\w./-]+)", text)
    return found.group(1) if found else None
