"""What is said about a project's way to Workers, and what it is said from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.account.resources.values import at, text, texts

BLOCKS, DECIDE, MOVES = "blocks", "decide", "moves"

SETTINGS_ONLY = "These are the settings only: edgewise assess reads the code."


@dataclass(frozen=True)
class Point:
    """One thing that a move meets.

    Attributes:
        id: stable kebab-case.
        grade: ``blocks``; ``decide`` for what needs a decision, or a hand; ``moves`` for what goes by itself.
        title: a few words.
        why: what it is about, and what there is to do.
    """

    id: str
    grade: str
    title: str
    why: str


@dataclass(frozen=True)
class Readiness:
    """All points of a project, the gravest first."""

    points: tuple[Point, ...]

    def of(self, grade: str) -> tuple[Point, ...]:
        """The points of a grade."""
        return tuple(each for each in self.points if each.grade == grade)

    @property
    def verdict(self) -> str:
        """The gravest grade there is."""
        return next((grade for grade in (BLOCKS, DECIDE) if self.of(grade)), MOVES)


@dataclass(frozen=True)
class PagesSettings:
    """What the checks look at.

    Attributes:
        zones: names of the account's zones; ``None`` when they could not be read.
    """

    document: Mapping[str, Any]
    zones: Collection[str] | None

    @property
    def production(self) -> Any:
        return at(self.document, "deployment_configs.production")

    @property
    def preview(self) -> Any:
        return at(self.document, "deployment_configs.preview")

    @property
    def functions(self) -> bool | None:
        """Whether it runs code; ``None`` when the document does not say."""
        for place in ("uses_functions", "latest_deployment.uses_functions"):
            if isinstance(found := at(self.document, place), bool):
                return found
        return None

    @property
    def own_domains(self) -> list[str]:
        return [each for each in texts(at(self.document, "domains")) if not each.endswith(".pages.dev")]

    def at(self, path: str) -> str | None:
        return text(at(self.document, path))
