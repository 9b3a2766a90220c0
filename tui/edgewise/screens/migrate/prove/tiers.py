"""How many of the answers are alike, on each of the four tiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from edgewise.migration.parity.model import Exchange

NAMES = {1: "works", 2: "status", 3: "headers", 4: "bytes"}
"""The tiers in a word each; a tier asks for what the ones before it ask, too."""

_SIGNS = {"equal": ("✓", "$text-success"), "declared": ("≈", "$text-warning"), "undeclared": ("✗", "$text-error")}


@dataclass(frozen=True)
class Score:
    """One tier.

    Attributes:
        alike: exchanges without a difference of this tier or one before it, of ``total``.
        verdict: ``equal`` when all are, ``declared`` when a finding explains each difference, else ``undeclared``.
    """

    tier: int
    alike: int
    total: int
    verdict: str

    @property
    def percent(self) -> str:
        """The share, cut and never rounded up: only all of them are 100 %."""
        if self.alike == self.total:
            return "100%"
        return f"{int(1000 * self.alike / self.total) / 10:.1f}%"


def scores(exchanges: Sequence[Exchange]) -> tuple[Score, ...]:
    """The four tiers; nothing without exchanges."""
    return tuple(_score(tier, exchanges) for tier in NAMES) if exchanges else ()


def _score(tier: int, exchanges: Sequence[Exchange]) -> Score:
    broken = [exchange for exchange in exchanges if not exchange.equal_on(tier)]
    alike = len(exchanges) - len(broken)
    undeclared = any(each.tier <= tier for exchange in broken for each in exchange.undeclared)
    verdict = "equal" if alike == len(exchanges) else "undeclared" if undeclared else "declared"
    return Score(tier, alike, len(exchanges), verdict)


def tier_line(found: Sequence[Score], width: int) -> Content:
    """All tiers on a line; without their names where there is no room for those."""
    for names in (True, False):
        cells = [_cell(score, names=names) for score in found]
        line = Content("   ").join(cells)
        if line.cell_length <= width:
            return line
    return line


def _cell(score: Score, *, names: bool) -> Content:
    sign, style = _SIGNS[score.verdict]
    text = Content.styled(f"{sign} ", f"bold {style}") + Content.styled(f"T{score.tier} ", "$text-muted")
    text += Content.styled(f"{NAMES[score.tier]} ", "$text-muted") if names else Content("")
    return text + Content.styled(score.percent, "" if score.verdict == "equal" else style)
