"""Whether the JSON documents of both sides are the same, but for what changes on both from answer to answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from edgewise.migration.parity.moments import both_now

Answers = Sequence[Any]
"""The same part of several answers of one side; the first is the one that is compared."""


def same_json(olds: Answers, news: Answers) -> bool:
    """Compare the first documents of both sides; the others show what is not stable.

    Lists whose order changes on both sides are compared as sets; entries that come and go on both sides are
    left out.
    """
    old, new = olds[0], news[0]
    if _equal(old, new):
        return True
    if all(isinstance(each, dict) for each in (*olds, *news)):
        return _same_objects(olds, news)
    if all(isinstance(each, list) for each in (*olds, *news)):
        return _same_lists(olds, news)
    if _moving(olds) and _moving(news):
        return _kinds(olds) == _kinds(news)
    return both_now(old, new)


def _same_objects(olds: Answers, news: Answers) -> bool:
    for key in {key for each in (*olds, *news) for key in each}:
        there = [[key in each for each in side] for side in (olds, news)]
        if all(map(all, there)):
            if not same_json([each[key] for each in olds], [each[key] for each in news]):
                return False
        elif not all(any(side) and not all(side) for side in there):
            return False
    return True


def _same_lists(olds: Answers, news: Answers) -> bool:
    old, new = [_members(each) for each in olds], [_members(each) for each in news]
    if _shuffled(olds, old) and _shuffled(news, new):
        return old[0] == new[0]
    if len({len(each) for each in (*olds, *news)}) == 1:
        columns = zip(zip(*olds, strict=True), zip(*news, strict=True), strict=True)
        if all(same_json(*pair) for pair in columns):
            return True
    if not (_moving(olds) and _moving(news)):
        return False
    # What all answers of a side have in common must be in those of the other.
    return old[0] == new[0] or _common(old) == _common(new)


def _shuffled(values: Answers, members: Sequence[Counter[str]]) -> bool:
    """Whether all answers have the same members, in different orders."""
    return _moving(values) and all(each == members[0] for each in members)


def _members(values: list[Any]) -> Counter[str]:
    return Counter(json.dumps(each, sort_keys=True) for each in values)


def _common(members: Sequence[Counter[str]]) -> Counter[str]:
    common = members[0]
    for each in members[1:]:
        common &= each
    return common


def _moving(values: Answers) -> bool:
    return any(not _equal(each, values[0]) for each in values[1:])


def _kinds(values: Answers) -> set[str]:
    return {
        "number" if isinstance(each, int | float) and not isinstance(each, bool) else type(each).__name__
        for each in values
    }


def _equal(one: Any, other: Any) -> bool:
    """Equality that tells ``1`` from ``true`` and ``1.0``."""
    return type(one) is type(other) and bool(one == other) and json.dumps(one) == json.dumps(other)
