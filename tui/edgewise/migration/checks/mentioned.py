"""Variables of Pages and addresses on pages.dev, wherever they stand."""

from __future__ import annotations

import os
from collections.abc import Iterator

from edgewise.migration.build_variables import run_time_variables
from edgewise.migration.catalogue import finding
from edgewise.migration.mentions import Kind, Mention, host_of
from edgewise.migration.model import Finding
from edgewise.migration.surroundings import Surroundings
from edgewise.migration.usage import Feature, Usage
from edgewise.project.boundary import boundary
from edgewise.project.model import Origin, PagesProject, Place
from edgewise.project.terraform import pages_resources
from edgewise.text import clean


def check_mentioned(around: Surroundings, usage: Usage) -> Iterator[Finding]:
    """What reads variables that will be gone, and what names addresses that will be gone."""
    yield from _run_time(usage)
    yield from _build(around, usage)
    yield from _addresses(around, usage)
    for mention in around.of_kind(Kind.HOOK):
        yield finding("deploy-hooks", mention.place)
    yield from _infrastructure(around)


def _infrastructure(around: Surroundings) -> Iterator[Finding]:
    """Descriptions of the Pages project: in its own folder, and for Terraform anywhere in the repository."""
    places = [mention.place for mention in around.of_kind(Kind.INFRASTRUCTURE)]
    top = boundary(around.project.root)
    if top != around.project.root:
        here = around.project.root.relative_to(top).as_posix()
        for resource in pages_resources(top):
            name = resource.values.get("name")
            if name is None or around.project.name.value == name or around.project.name.origin is Origin.INFERRED:
                places.append(
                    Place(os.path.relpath(resource.file, here).replace(os.sep, "/"), resource.place("name").line)
                )
    for place in dict.fromkeys(places):
        yield finding("terraform-pages", place)


def _run_time(usage: Usage) -> Iterator[Finding]:
    used = run_time_variables(usage)
    if used:
        yield finding("cf-pages-run-time", next(iter(used.values())), ", ".join(used))
    for name, identity in (("CF_PAGES_COMMIT_SHA", "cf-pages-commit"), ("CF_PAGES_URL", "cf-pages-url")):
        if name in used:
            yield finding(identity, used[name])


def _build(around: Surroundings, usage: Usage) -> Iterator[Finding]:
    folder = f"{around.project.functions_dir}/" if around.project.functions_dir else None
    files = [
        file
        for file in around.variables
        if file.path not in usage.read and not (folder and file.path.startswith(folder))
    ]
    changed = [file for file in files if file.before != file.after]
    if changed:
        paths = ", ".join(file.path for file in changed)
        yield finding("cf-pages-build", changed[0].mentions[0].place, clean(paths, 200))
    for file in files:
        for mention in file.mentions:
            if file.left(mention):
                yield finding("cf-pages-variables", mention.place, mention.word)


def _addresses(around: Surroundings, usage: Usage) -> Iterator[Finding]:
    others: list[Mention] = []
    in_code = usage.features.get(Feature.PAGES_HOST, ())
    told: set[Place] = set()
    for mention in around.of_kind(Kind.ADDRESS):
        alias, name = host_of(mention.word)
        if mention.place.file in usage.read and (mention.place not in in_code or not mention.guards):
            continue
        if mention.guards:
            told.add(mention.place)
            yield finding("pages-dev-origin", mention.place, clean(mention.word, 80))
        elif not _ours(around.project, name):
            others.append(mention)
        elif alias:
            yield finding("pages-dev-alias", mention.place, clean(mention.word, 80))
        else:
            yield finding("pages-dev-links", mention.place, clean(mention.word, 80))
    for place in in_code:
        if place not in told:
            yield finding("pages-dev-code", place)
    if others:
        words = ", ".join(dict.fromkeys(mention.word for mention in others))
        yield finding("pages-dev-others", others[0].place, clean(words, 160))


def _ours(project: PagesProject, name: str) -> bool:
    """Whether ``name`` may be this project's. Pages adds a hyphen and three characters to names that are taken."""
    own = project.name.value
    if project.name.origin is Origin.INFERRED or not name or name == own:
        return True
    return name.startswith(f"{own}-") and len(name) == len(own) + 4
