"""Charts of a resource or of the account: asked for, put on their axis, and marked with what was deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from edgewise.account.analytics.ask import ask
from edgewise.account.analytics.model import Dataset, Step
from edgewise.account.analytics.pictures import Picture
from edgewise.account.analytics.query import Question
from edgewise.account.analytics.series import Series, series_of, silent
from edgewise.account.analytics.window import LATE, Range, Window, fitting, window
from edgewise.account.failures import PermissionGap
from edgewise.account.resources.model import UUID
from edgewise.errors import EdgewiseError
from edgewise.plot import times
from edgewise.plot.model import BINARY_STEPS, STEPS, Chart, Curve, Mark
from edgewise.plot.units import UNITS, count
from edgewise.together import together

if TYPE_CHECKING:
    from edgewise.account.client import Client

CURVE_STYLES = ("first", "second", "third", "muted")
MOST_CURVES = 4
"""Curves that can still be told apart."""


@dataclass(frozen=True)
class Event:
    """Something that happened at a moment, such as a deployment."""

    when: datetime
    text: str


@dataclass(frozen=True)
class Drawn:
    """What came of a picture.

    Attributes:
        chart: ``None`` when there is nothing to draw; ``why`` then says so.
        quiet: whether the answer came and holds nothing for this window.
        static: whether only static assets answer for the resource, whose requests are not counted.
        failure: why there is no answer.
        window: the buckets of its axis.
    """

    picture: Picture
    chart: Chart | None = None
    window: Window | None = None
    why: str = ""
    quiet: bool = False
    static: bool = False
    failure: EdgewiseError | None = None
    problems: tuple[str, ...] = ()


def steps_of(pictures: Sequence[Picture], span: Range) -> tuple[Step, ...]:
    """The steps that a span may be looked at in, shortest first: those of the finest of the datasets."""
    found = {each.seconds: each for picture in pictures for each in fitting(span.length, picture.dataset.steps)}
    finest = tuple(found[seconds] for seconds in sorted(found))
    return tuple(each for each in finest if each in fitting(span.length, finest)) or finest


async def drawn(
    client: Client,
    pictures: Sequence[Picture],
    span: Range,
    step: Step,
    *,
    of: str | None,
    events: Sequence[Event] = (),
    static: bool = False,
) -> tuple[Drawn, ...]:
    """Each picture over a span: one request for each dataset and way to split it.

    Args:
        of: the resource as the analytics name it; ``None`` for all together.
        events: what to mark on the axis.
        static: whether the resource is static assets without code, whose requests are not counted.

    What cannot be read is the ``failure`` of its pictures. Raises nothing but cancellation.
    """
    now = client.now()
    wanted = list(dict.fromkeys((each.dataset, each.split) for each in pictures))

    async def asked(dataset: Dataset, split: str) -> _Answer:
        measures = {
            name for each in pictures if (each.dataset, each.split) == (dataset, split) for name in each.measures
        }
        return await _asked(client, dataset, split, measures, _window(dataset, span, step, now), of)

    answers = await together(asked(*each) for each in wanted)
    by_question = dict(zip(wanted, answers, strict=True))
    charts = (_drawn(each, by_question[each.dataset, each.split], events) for each in pictures)
    return tuple(replace(each, static=static) for each in charts)


@dataclass(frozen=True)
class _Answer:
    window: Window | None
    curves: Mapping[str, Mapping[str, Series]]
    failure: EdgewiseError | None = None
    problems: tuple[str, ...] = ()


def _window(dataset: Dataset, span: Range, step: Step, now: datetime) -> Window | None:
    """The window in the step nearest to the one wanted; ``None`` when the dataset has no such window."""
    if span.length > dataset.retention:
        return None
    coarser = [each for each in dataset.steps if each.seconds >= step.seconds] or [dataset.steps[-1]]
    if span.length < timedelta(seconds=2 * coarser[0].seconds):
        return None
    return window(span.length, coarser[0], now)


async def _asked(
    client: Client, dataset: Dataset, split: str, names: set[str], buckets: Window | None, of: str | None
) -> _Answer:
    if buckets is None:
        return _Answer(None, {})
    measures = tuple(each for each in dataset.measures if each.id in names)
    question = Question(
        dataset,
        measures,
        buckets.start,
        buckets.asked,
        buckets.step,
        () if of is None else (of,),
        (split,) if split else (),
        # What several resources hold is added up, which needs each one's own level.
        together=bool(split) or not any(each.gauge for each in measures) or of is None,
    )
    try:
        found = await ask(client, question)
    except EdgewiseError as error:
        return _Answer(buckets, {}, error)
    groups = [replace(each, of=each.split[0] if split else "") for each in found.groups]
    curves = series_of(groups, measures, buckets)
    if not curves:
        curves = {"": silent(measures, buckets)}
    return _Answer(buckets, curves, problems=found.problems)


def _drawn(picture: Picture, answer: _Answer, events: Sequence[Event]) -> Drawn:
    if answer.failure is not None:
        return Drawn(picture, failure=answer.failure)
    if answer.window is None:
        every = picture.dataset.steps[0].title
        return Drawn(picture, why=f"It is reported in steps of {every}: choose a longer range.")
    curves, unit = _curves(picture, answer.curves)
    gauge = picture.dataset.measure(next(iter(picture.measures))).gauge
    quiet = not any(curve.known if gauge else any(curve.known) for curve in curves)
    chart = _chart(picture, curves, unit, answer.window, events)
    if picture.split and len(answer.curves) > len(curves):
        chart = replace(chart, remark=f"{chart.remark} · {len(answer.curves) - len(curves)} lesser ones not drawn")
    return Drawn(picture, chart, answer.window, quiet=quiet, problems=answer.problems)


def instead(found: Drawn, span: str) -> str | None:
    """What is said in place of a chart: why it cannot be had, or that nothing happened; ``None`` for the chart."""
    if isinstance(found.failure, PermissionGap):
        name = found.failure.permission.name if found.failure.permission else "a permission"
        return f"▲ It needs {name}, which this credential lacks."
    if found.failure is not None:
        return f"✗ {found.failure.message}"
    if found.chart is None:
        return f"○ {found.why}"
    if not found.quiet:
        return None
    if found.static:
        return (
            f"○ No code ran in these {span}: only static assets answer here. "
            "Requests to them are not counted, so nobody can tell from this how many came."
        )
    if found.picture.dataset.measure(next(iter(found.picture.measures))).gauge:
        return f"○ Nothing was reported in these {span}. That is not zero: it is not known."
    late = int(LATE.total_seconds() // 60)
    return f"○ None in these {span}. What happened in the last {late} minutes may not have arrived."


def _curves(picture: Picture, series: Mapping[str, Mapping[str, Series]]) -> tuple[tuple[Curve, ...], str]:
    """The curves and the unit of their numbers."""
    first = next(iter(picture.measures))
    unit = picture.dataset.measure(first).unit
    if not picture.split:
        held = series[""]
        named = [(label, held[measure].values) for measure, label in picture.measures.items()]
    else:
        ranked = sorted(series.items(), key=lambda each: -each[1][first].total)
        named = [(_label(picture, name), held[first].values) for name, held in ranked[:MOST_CURVES]]
    styles = ("bad",) if picture.bad else CURVE_STYLES
    return tuple(Curve(label, values, styles[at % len(styles)]) for at, (label, values) in enumerate(named)), unit


def _label(picture: Picture, name: str) -> str:
    """What a value of the split is called; of a UUID its beginning, as everywhere."""
    return picture.names.get(name) or (name[:8] if UUID.fullmatch(name) else name) or "not named"


def _chart(picture: Picture, curves: tuple[Curve, ...], unit: str, buckets: Window, events: Sequence[Event]) -> Chart:
    seconds = buckets.step.seconds
    return Chart(
        picture.title,
        curves,
        picture.form,
        times.ticks(buckets.start, seconds, buckets.count, 80),
        tuple(_marks(events, buckets)),
        buckets.settled,
        UNITS.get(unit, count),
        lambda place: times.bucket(buckets.at(place), seconds, buckets.count),
        _remark(picture, curves, UNITS.get(unit, count), buckets),
        steps=BINARY_STEPS if unit == "bytes" else STEPS,
        base=1024.0 if unit == "bytes" else 10.0,
        whole=unit in ("count", "bytes"),
    )


def _marks(events: Sequence[Event], buckets: Window) -> list[Mark]:
    span = timedelta(seconds=buckets.step.seconds)
    return [
        Mark((each.when - buckets.start) / span, each.text)
        for each in events
        if buckets.start <= each.when <= buckets.asked
    ]


def _remark(picture: Picture, curves: tuple[Curve, ...], written: Callable[[float], str], buckets: Window) -> str:
    """What stands behind the title: the sum of what is counted, else where the levels stand."""
    gauge = picture.dataset.measure(next(iter(picture.measures))).gauge
    said = []
    for curve in curves:
        final = curve.values[: buckets.settled] if gauge else curve.values
        known = [each for each in final if each is not None]
        if known:
            said.append(f"{curve.label} {written(known[-1] if gauge else sum(known))}".strip())
    parts = [f"{', '.join(said)} {'now' if gauge else 'in all'}"] if said else []
    return " · ".join([*parts, picture.about] if picture.about else parts)
