"""An answer of the analytics API as groups, read without trusting any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.analytics.model import LIMIT
from edgewise.account.analytics.query import Question
from edgewise.account.failures import bad_answer
from edgewise.account.resources.values import at, moment, number, text


@dataclass(frozen=True)
class Group:
    """One group.

    Attributes:
        when: the beginning of its bucket; ``None`` when it was not asked by time.
        of: the resource it belongs to, as the API names it, not cleaned; ``""`` when all are together.
        split: values of the further dimensions, cleaned; ``""`` where there is none.
        values: by measure id. A value that is missing or no number is not in it.
    """

    when: datetime | None
    of: str
    split: tuple[str, ...]
    values: Mapping[str, float]


@dataclass(frozen=True)
class Groups:
    """What came back.

    Attributes:
        problems: sentences about what is missing or odd.
        cut: whether there may be more groups than came, so that no sum of them is one.
    """

    groups: tuple[Group, ...]
    problems: tuple[str, ...] = ()
    cut: bool = False


def groups(data: Mapping[str, Any], question: Question, where: str = "/graphql") -> Groups:
    """The groups in the ``data`` of an answer.

    Raises:
        NetworkError: ``bad-answer`` when it does not hold what was asked for.
    """
    node = question.dataset.node
    accounts = at(data, "viewer.accounts")
    if not isinstance(accounts, list) or not accounts:
        raise bad_answer(where, "names no account")
    found = accounts[0].get(node) if isinstance(accounts[0], Mapping) else None
    if not isinstance(found, list):
        raise bad_answer(where, f"has no {node}")
    read = [_group(each, question) for each in found]
    kept = tuple(each for each in read if each is not None)
    problems = []
    if len(kept) < len(read):
        problems.append(f"{len(read) - len(kept):,} groups of {node} could not be read and are left out.")
    if len(found) >= LIMIT:
        problems.append(f"The API sends {LIMIT:,} groups at most; there may be more than these.")
    return Groups(kept, tuple(problems), len(found) >= LIMIT)


def _group(document: Any, question: Question) -> Group | None:
    """A group; ``None`` when it cannot be told what it belongs to, or it holds no number at all."""
    if not isinstance(document, Mapping):
        return None
    dimensions = document.get("dimensions")
    names = dimensions if isinstance(dimensions, Mapping) else {}
    when = moment(names.get(question.step.dimension)) if question.step else None
    if question.step and when is None:
        return None
    of = "" if question.together else _name(names.get(question.dataset.by))
    values: dict[str, float] = {}
    for each in question.measures:
        found = number(at(document, each.path))
        # A count below zero is no count. Nothing that is asked for can be negative.
        if found is not None and found >= 0:
            values[each.id] = float(found)
    if of is None or not values:
        return None
    return Group(when, of, tuple(text(names.get(each)) or "" for each in question.split), values)


def _name(value: Any) -> str | None:
    """A resource's name exactly as it came, because rows are found by it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None
