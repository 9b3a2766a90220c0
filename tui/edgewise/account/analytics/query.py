"""From a declared dataset to the text of a query.

One dataset a request: one bad field empties the whole answer. Values are written into the query,
because repositories and documentation disagree on the types that variables have.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from edgewise.account.analytics.model import LIMIT, Dataset, Measure, Step


@dataclass(frozen=True)
class Question:
    """What is asked of a dataset.

    Attributes:
        start, end: the window, both ends included.
        step: the buckets to group by; ``None`` for the whole window.
        of: names of resources, as ``dataset.by`` has them; empty for all.
        split: further dimensions to group by.
        together: whether all resources are taken together rather than told apart.
    """

    dataset: Dataset
    measures: tuple[Measure, ...]
    start: datetime
    end: datetime
    step: Step | None = None
    of: tuple[str, ...] = ()
    split: tuple[str, ...] = field(default=())
    together: bool = False

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What the answer's groups are told apart by."""
        time = (self.step.dimension,) if self.step else ()
        return (*time, *(() if self.together else (self.dataset.by,)), *self.split)


def query(question: Question, account: str) -> str:
    """The query, for the account with that id."""
    dataset = question.dataset
    arguments = [f"limit: {LIMIT}", f"filter: {{{', '.join(_filters(question))}}}"]
    if question.step:
        arguments.append(f"orderBy: [{question.step.dimension}_ASC]")
    wanted = " ".join([*_blocks(question.measures), *_dimensions(question.dimensions)])
    node = f"{dataset.node}({', '.join(arguments)}) {{ {wanted} }}"
    return f"query {{ viewer {{ accounts(filter: {{accountTag: {literal(account)}}}) {{ {node} }} }} }}"


def literal(value: str | Sequence[str]) -> str:
    """A string, or a list of them, as GraphQL writes it. JSON's escapes are GraphQL's."""
    return json.dumps(value if isinstance(value, str) else list(value))


def _filters(question: Question) -> Iterable[str]:
    time = question.dataset.time
    yield f"{time}_geq: {literal(_moment(question.start, time))}"
    yield f"{time}_leq: {literal(_moment(question.end, time))}"
    if len(question.of) == 1:
        yield f"{question.dataset.by}: {literal(question.of[0])}"
    elif question.of:
        yield f"{question.dataset.by}_in: {literal(question.of)}"


def _moment(moment: datetime, time: str) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d}" if time == "date" else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _blocks(measures: Sequence[Measure]) -> Iterable[str]:
    blocks: dict[str, list[str]] = {}
    for each in measures:
        blocks.setdefault(each.block, []).append(each.field)
    for block, names in blocks.items():
        fields = " ".join(dict.fromkeys(names))
        yield f"{block} {{ {fields} }}" if block else fields


def _dimensions(names: Sequence[str]) -> Iterable[str]:
    if names:
        yield f"dimensions {{ {' '.join(names)} }}"
