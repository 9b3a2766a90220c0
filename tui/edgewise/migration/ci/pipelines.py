"""Pipelines of other systems: GitLab, CircleCI, Azure, Bitbucket, Travis and their like."""

from __future__ import annotations

from dataclasses import replace

from edgewise.migration.ci.place import CiPlace, CiRewrite, place_of
from edgewise.migration.scripts import Target, rewrite
from edgewise.migration.scripts.target import Pipeline
from edgewise.project import yaml_text
from edgewise.project.commands import pages_calls
from edgewise.project.shell import words
from edgewise.project.yaml_text import Path, YamlValue


def rewrite_pipeline(text: str, target: Target) -> CiRewrite:
    """A pipeline with its deployments made those of the Worker, as far as there is an exact counterpart.

    Raises:
        YamlError: when it does not parse.
    """
    target = replace(target, folder=".", pipeline=Pipeline())
    moving = _lists_that_move(yaml_text.parse(text))
    places: dict[int, CiPlace] = {}

    def one(path: Path, value: YamlValue) -> str | None:
        if not value.text or "pages" not in value.text:
            return None
        found = rewrite(value.text, target)
        if not found.calls:
            return None
        if path[:-1] in moving:
            places[value.start] = CiPlace(value.line, why="another command of the job changes the folder")
            return None
        if place := place_of(value.line, value.text, found.text, found.remarks):
            places.setdefault(value.start, place)
        return found.text

    edit = yaml_text.replace_scalars(text, one)
    if edit.refused:
        places = {start: replace(place, new="", why=f"write it as: {place.new}") for start, place in places.items()}
        return CiRewrite(text, tuple(places[start] for start in sorted(places)))
    return CiRewrite(edit.text, tuple(places[start] for start in sorted(places)))


def plain_text(text: str) -> CiRewrite:
    """A file in a language of its own, such as a Jenkinsfile: the calls are only listed."""
    found: list[CiPlace] = []
    for number, line in enumerate(text.splitlines(), 1):
        if any(call.verb == "deploy" for call in pages_calls(line)):
            found.append(CiPlace(number, why="the file is not one that edgewise changes"))
    return CiRewrite(text, tuple(found))


def _lists_that_move(documents: list[YamlValue]) -> set[Path]:
    """Paths of the sequences in which a command of its own changes the folder for those after it."""
    found: set[Path] = set()
    for path, value in yaml_text.scalars(documents):
        text = value.text or ""
        if "pages" not in text and any(simple and simple[0].text in ("cd", "pushd") for simple in words(text)):
            found.add(path[:-1])
    return found
