"""Variables of Pages and addresses on pages.dev, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.mentions import Kind, Mention, host_of
from edgewise.migration.model import Finding
from edgewise.migration.surroundings import Surroundings
from edgewise.project.model import Origin, PagesProject
from edgewise.text import clean


def check_mentioned(around: Surroundings) -> Iterator[Finding]:
    """What reads variables that will be gone, and what names addresses that will be gone."""
    for mention in around.of_kind(Kind.VARIABLE):
        yield finding("cf-pages-variables", mention.place, mention.word)
    yield from _addresses(around)
    for mention in around.of_kind(Kind.HOOK):
        yield finding("deploy-hooks", mention.place)


def _addresses(around: Surroundings) -> Iterator[Finding]:
    others: list[Mention] = []
    for mention in around.of_kind(Kind.ADDRESS):
        alias, name = host_of(mention.word)
        if mention.guards:
            yield finding("pages-dev-origin", mention.place, clean(mention.word, 80))
        elif not _ours(around.project, name):
            others.append(mention)
        elif alias:
            yield finding("pages-dev-alias", mention.place, clean(mention.word, 80))
        else:
            yield finding("pages-dev-links", mention.place, clean(mention.word, 80))
    if others:
        words = ", ".join(dict.fromkeys(mention.word for mention in others))
        yield finding("pages-dev-others", others[0].place, clean(words, 160))


def _ours(project: PagesProject, name: str) -> bool:
    """Whether ``name`` may be this project's. Pages adds a hyphen and three characters to names that are taken."""
    own = project.name.value
    if project.name.origin is Origin.INFERRED or not name or name == own:
        return True
    return name.startswith(f"{own}-") and len(name) == len(own) + 4
