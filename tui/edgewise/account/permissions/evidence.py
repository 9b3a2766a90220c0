"""How it is known that a credential may do something: by its own word, by wrangler's login, by what was answered.

What the API answered counts for more than what a token claims, and a claim counts for more than
nothing. Where nothing is known it is unknown, and never shown as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from edgewise.account.permissions.table import Ability
from edgewise.account.seen import Sighting

HAS, LACKS, UNKNOWN = "has", "lacks", "unknown"


@dataclass(frozen=True)
class Claim:
    """What a credential says of itself about one permission.

    Attributes:
        state: ``has``, ``lacks`` or ``unknown``.
        how: ``policies`` (the token's) or ``login`` (wrangler's scopes).
        words: a sentence's part that says why, such as ``by the login's scope pages:write``.
    """

    state: str
    how: str
    words: str


@dataclass(frozen=True)
class Holding:
    """Whether a permission is there.

    Attributes:
        state: ``has``, ``lacks`` or ``unknown``.
        how: ``policies``, ``login``, ``answer`` (the API answered, or refused), or ``nothing``.
        words: how it is known, or why it is not, in words.
        at: when it was last shown; ``None`` where nothing is known.
    """

    ability: Ability
    state: str
    how: str
    words: str
    at: datetime | None = None


Claims = Mapping[str, Claim]
"""By the permission's API name."""


def judge(
    abilities: Iterable[Ability], claims: Claims, sightings: Mapping[str, Sighting], claimed: datetime | None
) -> tuple[Holding, ...]:
    """Each ability with what is known of it.

    Args:
        claims: by name; what the credential says nothing about may be missing.
        sightings: what the API's answers have shown, by name.
        claimed: when the claims were read.
    """
    return tuple(_judged(each, claims.get(each.name), sightings, claimed) for each in abilities)


def _judged(
    ability: Ability, claim: Claim | None, sightings: Mapping[str, Sighting], claimed: datetime | None
) -> Holding:
    sighting = _sighting(ability, sightings)
    if sighting is None:
        if claim is None:
            return Holding(ability, UNKNOWN, "nothing", _why_unknown(ability))
        return Holding(ability, claim.state, claim.how if claim.state != UNKNOWN else "nothing", claim.words, claimed)
    seen = HAS if sighting.has else LACKS
    if claim is not None and claim.state == seen:
        return Holding(ability, seen, claim.how, claim.words, sighting.at)
    words = "the API answered" if sighting.has else "the API refused"
    if claim is not None and claim.state != UNKNOWN:
        words += f", although {claim.words}"
    return Holding(ability, seen, "answer", words, sighting.at)


def _sighting(ability: Ability, sightings: Mapping[str, Sighting]) -> Sighting | None:
    """What was seen of this permission. To be allowed to change something is to be allowed to read it."""
    own = sightings.get(ability.name)
    if own is not None or ability.writes:
        return own
    stronger = sightings.get(f"{ability.name.removesuffix('Read')}Write")
    return stronger if stronger is not None and stronger.has else None


def _why_unknown(ability: Ability) -> str:
    if ability.writes:
        return "unknown until it is used: only a change would show it"
    return "not asked yet" if ability.probes else "unknown until it is used"
