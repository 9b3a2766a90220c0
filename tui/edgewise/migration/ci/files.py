"""The workflows of a project's repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edgewise.errors import InputError
from edgewise.migration.ci.github import rewrite_workflow
from edgewise.migration.ci.pipelines import plain_text, rewrite_pipeline
from edgewise.migration.ci.place import CiPlace, CiRewrite
from edgewise.migration.ci.script_runs import runs_of
from edgewise.migration.scripts import Target
from edgewise.project.boundary import boundary, read_reachable
from edgewise.project.ci import ci_files
from edgewise.project.model import PagesProject
from edgewise.project.yaml_text import YamlError

_LITERAL = re.compile(
    r"^[^#\n]*(?:token|secret|password|api_?key|email)\w*[\"']?\s*[:=]\s*[\"']?(?!\$)[\w+/@.-]{16,}[\"']?\s*(?:#|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""A credential that is written out. Its file is not edited, so that it gets into no diff and no journal."""
_FORGES = (".github/", ".gitea/", ".forgejo/")


@dataclass(frozen=True)
class CiFile:
    """A workflow that has to do with this project's deployment.

    Attributes:
        path: relative to the project; it may begin with ``../``.
        name: relative to the repository.
        before: its bytes.
        after: its bytes with everything changed that has an exact counterpart.
        places: what was found in it.
    """

    path: str
    name: str
    before: bytes
    after: bytes
    places: tuple[CiPlace, ...] = ()


def workflow_files(project: PagesProject, target: Target) -> list[CiFile]:
    """Every workflow of the repository that deploys this project to Pages, or runs a script that does."""
    top = boundary(project.root)
    here = project.root.relative_to(top).as_posix()
    return [
        file
        for name in ci_files(top)
        for file in _file(project, os.path.relpath(name, here).replace(os.sep, "/"), name, target)
    ]


def _file(project: PagesProject, path: str, name: str, target: Target) -> Iterator[CiFile]:
    try:
        before = read_reachable(project.root, path)
    except InputError:
        return
    if before is None:
        return
    text = before.decode("utf-8", "surrogateescape")
    target = replace(target, folder=".")
    runs = tuple(runs_of(project, text, target)) if name.endswith((".yml", ".yaml")) else ()
    found = CiRewrite(text)
    if "pages" in text:
        found = _rewritten(name, text, target)
    if found.text != text and _LITERAL.search(text):
        why = "the file holds what looks like a secret: take that out first"
        found = CiRewrite(text, tuple(replace(place, new="", why=why) for place in found.places))
    if found.places or runs:
        places = tuple(sorted((*found.places, *runs), key=lambda place: place.line))
        yield CiFile(path, name, before, found.text.encode("utf-8", "surrogateescape"), places)


def _rewritten(name: str, text: str, target: Target) -> CiRewrite:
    if not name.endswith((".yml", ".yaml")):
        return plain_text(text)
    try:
        return rewrite_workflow(text, target) if name.startswith(_FORGES) else rewrite_pipeline(text, target)
    except YamlError:
        listed = plain_text(text)
        if not listed.places and "cloudflare/pages-action" in text:
            line = text.count("\n", 0, text.index("cloudflare/pages-action")) + 1
            return CiRewrite(text, (CiPlace(line, why="the file does not parse"),))
        return listed
