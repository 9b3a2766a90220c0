"""The facts about code that matter for a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from edgewise.project.model import Place


class Feature(StrEnum):
    """Something that code does, as a reader would write it."""

    WAIT_UNTIL = "waitUntil"
    PASS_THROUGH = "passThroughOnException"
    NEXT_REQUEST = "next(request)"
    ASSETS = "env.ASSETS"
    CACHE_API = "caches.default"
    REQUEST_CF = "request.cf"
    HTML_REWRITER = "HTMLRewriter"
    PAGES_VARIABLE = "CF_PAGES"
    PAGES_HOST = "pages.dev"


@dataclass(frozen=True)
class Guard:
    """A middleware that keeps people out.

    Attributes:
        handler: ``file:export`` as in the route table.
        place: where it refuses.
        reason: what it does, as a part of a sentence.
    """

    handler: str
    place: Place
    reason: str


@dataclass(frozen=True)
class Usage:
    """What the code uses, each with the place it is used at first.

    Attributes:
        bindings: names read from ``env``, without those that Pages itself sets.
        features: every place of each feature, in the order of reading.
        packages: npm packages that are imported.
        missing: those of them that are not installed.
        unresolved: imports of files that are not there.
        builtins: modules of Node that are imported.
        files: imported files that are no code, by their path.
        runtime: modules of the runtime that are imported, such as ``cloudflare:workers``.
        assets_imports: imports through ``assets:``, by what they name.
        guards: middleware that keeps people out.
        modules: how many modules were read.
        pages_variables: the variables of Pages that are named (``CF_PAGES`` and the like).
        read: the modules that were read, relative to the project.
    """

    bindings: Mapping[str, Place] = field(default_factory=dict)
    features: Mapping[Feature, tuple[Place, ...]] = field(default_factory=dict)
    packages: Mapping[str, Place] = field(default_factory=dict)
    missing: Mapping[str, Place] = field(default_factory=dict)
    unresolved: Mapping[str, Place] = field(default_factory=dict)
    builtins: Mapping[str, Place] = field(default_factory=dict)
    files: Mapping[str, Place] = field(default_factory=dict)
    runtime: Mapping[str, Place] = field(default_factory=dict)
    assets_imports: Mapping[str, Place] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    modules: int = 0
    pages_variables: Mapping[str, Place] = field(default_factory=dict)
    read: frozenset[str] = frozenset()

    def first(self, feature: Feature) -> Place | None:
        """Where the feature is used first, or ``None``."""
        return next(iter(self.features.get(feature, ())), None)
