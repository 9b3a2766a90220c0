"""The resources that a user keeps at hand, by account: names and keys, nothing of what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.text import clean, clean_lines

MOST = 200
"""Favourites of one account that are kept."""

LONGEST_KEY, LONGEST_NAME = 400, 80


@dataclass(frozen=True)
class Favourite:
    """One resource.

    Attributes:
        kind: id of its kind.
        key: the row's key, without control characters.
        name: how it was called when it was kept.
    """

    kind: str
    key: str
    name: str


Favourites = Mapping[str, tuple[Favourite, ...]]
"""By account id, in the order in which they were kept."""


def favourite(kind: str, key: str, name: str) -> Favourite:
    """A favourite of texts that may be anything; what a file cannot hold is taken out."""
    return Favourite(clean(kind, 60), clean_lines(key)[:LONGEST_KEY], clean(name, LONGEST_NAME))


def toggled(all_of_them: Favourites, account: str, one: Favourite) -> tuple[Favourites, bool]:
    """All favourites with this one kept, or with it gone when it was kept; and whether it is kept now.

    The oldest give way when there are too many.
    """
    account = clean(account, 80)
    before = all_of_them.get(account, ())
    without = tuple(each for each in before if (each.kind, each.key) != (one.kind, one.key))
    kept = len(without) == len(before)
    after = (*without, one)[-MOST:] if kept else without
    others = {identity: found for identity, found in all_of_them.items() if identity != account}
    return ({**others, account: after} if after else others), kept


def parse(document: Any) -> Favourites | None:
    """The favourites of a settings file; ``None`` when they are not as they should be. Single odd ones are left out."""
    if not isinstance(document, dict) or not all(isinstance(each, list) for each in document.values()):
        return None
    return {
        clean(account, 80): tuple(found for each in listed[:MOST] if (found := _one(each)))
        for account, listed in document.items()
    }


def _one(document: Any) -> Favourite | None:
    if not isinstance(document, dict):
        return None
    kind, key, name = (document.get(field) for field in ("kind", "key", "name"))
    if not (isinstance(kind, str) and isinstance(key, str) and key):
        return None
    return favourite(kind, key, name if isinstance(name, str) and name else key)


def document_of(all_of_them: Favourites) -> dict[str, list[dict[str, str]]]:
    """The favourites as a settings file holds them."""
    return {
        account: [{"kind": each.kind, "key": each.key, "name": each.name} for each in listed]
        for account, listed in all_of_them.items()
    }
