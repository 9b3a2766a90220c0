"""This month so far, allowance by allowance: one request a dataset, whose days say what today is, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from edgewise.account.analytics.answer import Group, Groups
from edgewise.account.analytics.ask import ask
from edgewise.account.analytics.datasets import WORKERS
from edgewise.account.analytics.meters import METERS, Meter
from edgewise.account.analytics.model import DAY
from edgewise.account.analytics.query import Question
from edgewise.account.analytics.window import Window, month_so_far
from edgewise.account.plans import ALLOWANCES, Allowance
from edgewise.errors import EdgewiseError, NetworkError
from edgewise.together import together

if TYPE_CHECKING:
    from edgewise.account.client import Client


SLOW = WORKERS.measure("cpu_p99")
"""Asked along with what is counted, because the free plan stops a request that takes too long."""


@dataclass(frozen=True)
class Used:
    """How much of an allowance is used.

    Attributes:
        days: one number for each day of the month so far, in the allowance's unit, today last. For what
            is stored: how much was held that day; ``None`` for a day of which nothing is known.
        failure: why nothing is known. ``days`` is empty then.
    """

    allowance: Allowance
    days: tuple[float | None, ...] = ()
    failure: EdgewiseError | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return any(each is not None for each in self.days)

    @property
    def today(self) -> float | None:
        """Today's amount; for what is stored, the newest one."""
        if self.allowance.stored:
            return next((each for each in reversed(self.days) if each is not None), None)
        return self.days[-1] if self.days else None

    @property
    def month(self) -> float | None:
        """The sum of the month so far, of what is counted."""
        return sum(each or 0.0 for each in self.days) if self.known else None


@dataclass(frozen=True)
class Month:
    """All that is known of an account's use this month.

    Attributes:
        start, now: from the first of the month, UTC.
        problems: sentences about what is missing or odd.
        slow: microseconds of CPU that 99 % of today's requests to Workers stayed under; ``None`` when
            nothing was reported today.
    """

    start: datetime
    now: datetime
    used: tuple[Used, ...]
    problems: tuple[str, ...] = ()
    slow: float | None = None

    @property
    def days(self) -> int:
        """Days of this month, from first to last."""
        first = self.start
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return (following - first).days

    @property
    def elapsed(self) -> float:
        """Days that are over, with a fraction for today."""
        return (self.now - self.start).total_seconds() / 86400

    @property
    def failure(self) -> EdgewiseError | None:
        """Why nothing at all is known; ``None`` when something is."""
        failures = [each.failure for each in self.used if each.failure is not None]
        return failures[0] if len(failures) == len(self.used) and failures else None

    def of(self, allowance: str) -> Used:
        """One allowance by its id.

        Raises:
            KeyError: when there is none.
        """
        return {each.allowance.id: each for each in self.used}[allowance]


async def month(client: Client) -> Month:
    """What the account has used this month, from the analytics: a request for each dataset, at once.

    What cannot be read is the ``failure`` of its allowances. Raises nothing but cancellation.
    """
    start, now = month_so_far(client.now())
    window = Window(start, DAY, (now - start).days + 1, now)
    wanted = list(dict.fromkeys(each.dataset.node for each in METERS))
    meters = {node: [each for each in METERS if each.dataset.node == node] for node in wanted}
    answers = await together(_answer(client, _question(found, window)) for found in meters.values())
    by_node = dict(zip(wanted, answers, strict=True))
    problems = [problem for found in answers if isinstance(found, Groups) for problem in found.problems]
    problems += [problem for found in by_node.items() for problem in _strange(meters[found[0]], found[1])]
    used = tuple(_used(each, by_node, window) for each in ALLOWANCES)
    return Month(start, now, used, tuple(dict.fromkeys(problems)), _slow(by_node[WORKERS.node], window))


def _question(meters: Sequence[Meter], window: Window) -> Question:
    dataset = meters[0].dataset
    measures = tuple(dict.fromkeys(dataset.measure(each.measure) for each in meters))
    if dataset is WORKERS:
        return Question(dataset, (*measures, SLOW), window.start, window.asked, DAY, together=True)
    split = tuple(dict.fromkeys(each.split for each in meters if each.split))
    # What several resources hold is added up, which needs each one's own level.
    whole = not any(each.gauge for each in measures)
    return Question(dataset, measures, window.start, window.asked, DAY, split=split, together=whole)


async def _answer(client: Client, question: Question) -> Groups | EdgewiseError:
    try:
        found = await ask(client, question)
    except EdgewiseError as error:
        return error
    if found.cut:
        return NetworkError(
            f"There is more in {question.dataset.node} than the API sends at once, so its sum is not known.",
            code="too-many-groups",
            fix="The dashboard has the sum.",
        )
    return found


def _used(allowance: Allowance, answers: Mapping[str, Groups | EdgewiseError], window: Window) -> Used:
    """An allowance, from all of its meters. One that cannot be read leaves the whole unknown."""
    total: list[float | None] = [None if allowance.stored else 0.0] * window.count
    for meter in METERS:
        if meter.allowance != allowance.id:
            continue
        answer = answers[meter.dataset.node]
        if isinstance(answer, EdgewiseError):
            return Used(allowance, failure=answer)
        for index, value in _by_day(answer.groups, meter, window).items():
            total[index] = (total[index] or 0.0) + value
    return Used(allowance, tuple(total))


def _slow(answer: Groups | EdgewiseError, window: Window) -> float | None:
    if isinstance(answer, EdgewiseError):
        return None
    today = [each for each in answer.groups if each.when is not None and window.index(each.when) == window.count - 1]
    return max((each.values[SLOW.id] for each in today if SLOW.id in each.values), default=None)


def _by_day(groups: Iterable[Group], meter: Meter, window: Window) -> dict[int, float]:
    days: dict[int, float] = defaultdict(float)
    for group in groups:
        index = window.index(group.when) if group.when is not None else None
        counts = not meter.only or bool(meter.only.intersection(group.split))
        if index is not None and counts and meter.measure in group.values:
            days[index] += group.values[meter.measure] * meter.factor
    return days


def _strange(meters: Sequence[Meter], answer: Groups | EdgewiseError) -> list[str]:
    """A sentence about operations that no meter knows what to do with."""
    known = meters[0].known
    if not known or isinstance(answer, EdgewiseError):
        return []
    odd = sorted({name for group in answer.groups for name in group.split if name and name not in known})
    product = meters[0].dataset.title
    return [f"{product}: {', '.join(odd[:3])} is of no class that edgewise knows, and not counted."] if odd else []
