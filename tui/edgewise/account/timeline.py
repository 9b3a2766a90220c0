"""What an instance of a Workflow did and when: its steps as stretches of time.

Made of the document that the API has for an instance: steps of type ``step``, ``sleep``,
``waitForEvent`` and ``termination``. Types that are not known are kept, with the name that the API
gives them. Nothing here fails on a document of another shape; what is missing is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.resources.values import at, mappings, moment, number, text

LONGEST = timedelta(days=3650)

_UNITS = {
    "ms": 0.001, "millisecond": 0.001, "s": 1, "second": 1, "m": 60, "minute": 60, "h": 3600, "hour": 3600,
    "d": 86400, "day": 86400, "w": 604800, "week": 604800, "month": 2592000, "y": 31536000, "year": 31536000,
}  # fmt: skip
_LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]+)")


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in which a step did one thing.

    Attributes:
        kind: ``attempt``, ``pause`` (before the next attempt), ``sleep``, ``wait``, or ``other``.
        end: ``None`` while it goes on; for a pause, a sleep or a wait that goes on, when it will end is in ``until``.
        good: whether it went well; ``None`` while that is open.
        error: what it said when it failed, cleaned.
    """

    kind: str
    start: datetime
    end: datetime | None
    good: bool | None = None
    error: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        type: the API's word, cleaned.
        stretches: in order of time; empty when the document gives no times.
        state: ``done``, ``failed``, ``running``, ``pausing`` (a failed attempt will be repeated), ``sleeping``,
            ``waiting``, ``terminated`` or ``unknown``.
        limit: attempts that are allowed in all; ``None`` when not said.
        sign, word, tone: its state in words, as table cells have them.
        output: what it returned, any JSON; ``None`` when nothing.
        config: retries and timeout in words.
    """

    name: str
    type: str
    stretches: tuple[Stretch, ...]
    state: str
    sign: str
    word: str
    tone: str
    limit: int | None = None
    output: Any = None
    error: str = ""
    config: str = ""

    @property
    def attempts(self) -> tuple[Stretch, ...]:
        """The attempts among the stretches."""
        return tuple(each for each in self.stretches if each.kind == "attempt")


@dataclass(frozen=True)
class Timeline:
    """An instance.

    Attributes:
        status: the API's word, cleaned; empty when it says none.
        start, end: from when to when; ``start`` is ``None`` when it has not begun, ``end`` while it goes on.
        trigger: what started it.
        error: what it failed with.
    """

    steps: tuple[Step, ...]
    status: str
    queued: datetime | None
    start: datetime | None
    end: datetime | None
    trigger: str
    error: str
    params: Any = None
    output: Any = None

    @property
    def over(self) -> bool:
        """Whether it will not change any more."""
        return self.status in ("complete", "errored", "terminated") or self.end is not None


def instance_timeline(document: Any, now: datetime) -> Timeline:
    """The time line of an instance's document, as it stands at ``now``."""
    over = text(at(document, "status")) in ("complete", "errored", "terminated")
    return Timeline(
        steps=tuple(_step(each, now, over) for each in mappings(at(document, "steps"))),
        status=text(at(document, "status")) or "",
        queued=moment(at(document, "queued")),
        start=moment(at(document, "start")),
        end=moment(at(document, "end")),
        trigger=text(at(document, "trigger.source")) or "",
        error=_error(at(document, "error")),
        params=at(document, "params"),
        output=at(document, "output"),
    )


def _step(step: Mapping[str, Any], now: datetime, over: bool) -> Step:
    kind = text(step.get("type")) or "unknown"
    if kind == "step":
        return _work(step, now, over)
    if kind in ("sleep", "waitForEvent"):
        return _rest(step, kind, now, over)
    name = text(step.get("name")) or ("Terminated" if kind == "termination" else "?")
    if kind == "termination":
        source = text(at(step, "trigger.source"))
        return Step(name, kind, (), "terminated", "○", f"by {source}" if source else "terminated", "muted")
    start, end = moment(step.get("start")), moment(step.get("end"))
    stretches = (Stretch("other", start, end),) if start else ()
    return Step(name, kind, stretches, "unknown", "○", kind, "muted", error=_error(step.get("error")))


def _work(step: Mapping[str, Any], now: datetime, over: bool) -> Step:
    """A step that runs code, attempt by attempt, with the pauses between."""
    attempts = [each for each in mappings(step.get("attempts")) if moment(each.get("start"))]
    delay = length(at(step, "config.retries.delay"))
    stretches: list[Stretch] = []
    for attempt in attempts:
        start, end = moment(attempt.get("start")), moment(attempt.get("end"))
        assert start is not None
        if stretches and stretches[-1].end and start > stretches[-1].end:
            stretches.append(Stretch("pause", stretches[-1].end, start))
        good = attempt.get("success") if isinstance(attempt.get("success"), bool) else None
        stretches.append(Stretch("attempt", start, end, good, _error(attempt.get("error"))))
    start = moment(step.get("start"))
    if not stretches and start is not None:
        good = step.get("success") if isinstance(step.get("success"), bool) else None
        stretches.append(Stretch("attempt", start, moment(step.get("end")), good))
    limit = number(at(step, "config.retries.limit"))
    most = int(limit) + 1 if limit is not None and 0 <= limit < 1e6 else None
    last = stretches[-1] if stretches else None
    error = next((each.error for each in reversed(stretches) if each.error), "")
    if step.get("success") is None and last is not None and last.good is False and last.end and not over:
        pause = _backoff(delay, text(at(step, "config.retries.backoff")) or "", len(attempts))
        until = last.end + min(pause, LONGEST) if pause is not None else None
        stretches.append(Stretch("pause", last.end, None, until=until))
    state, sign, word, tone = _outcome(step.get("success"), stretches, len(attempts), most, now, over)
    return Step(
        text(step.get("name")) or "?", "step", tuple(stretches), state, sign, word, tone, most, step.get("output"),
        error, _config(step),
    )  # fmt: skip


def _outcome(
    success: Any, stretches: list[Stretch], count: int, most: int | None, now: datetime, over: bool
) -> tuple[str, str, str, str]:
    """State, sign, words and tone of a step that runs code."""
    last = stretches[-1] if stretches else None
    tries = f" at attempt {count}" if count > 1 else ""
    if success is True:
        took = f" in {duration(_total(stretches, now))}" if stretches else ""
        return "done", "✓", f"done{tries}{took}", "good"
    if success is False:
        after = f" after {count} attempts" if count > 1 else ""
        return "failed", "✗", f"failed{after}", "bad"
    if over:
        return "unknown", "○", "not finished", "muted"
    if last is not None and last.kind == "pause":
        when = f"again in {duration(max(timedelta(0), last.until - now))}" if last.until else "again later"
        return "pausing", "▲", f"attempt {count}{_of(most)} failed, {when}", "warning"
    if last is None:
        return "unknown", "○", "not begun", "muted"
    number_of = f"attempt {count}{_of(most)}, " if count > 1 else ""
    return "running", "▶", f"{number_of}running for {duration(now - last.start)}", "busy"


def _of(most: int | None) -> str:
    return f" of {most}" if most is not None else ""


def _rest(step: Mapping[str, Any], kind: str, now: datetime, over: bool) -> Step:
    """A sleep, or a wait for an event."""
    start, end, finished = moment(step.get("start")), moment(step.get("end")), step.get("finished")
    error = _error(step.get("error"))
    name = text(step.get("name")) or "?"
    sort, going = ("sleep", "sleeping") if kind == "sleep" else ("wait", "waiting")
    past = "slept" if kind == "sleep" else "came after"
    if finished is True or error:
        stretches = (Stretch(sort, start, end, not error, error),) if start else ()
        took = duration(end - start) if start and end else ""
        if error:
            word = f"failed after {took}" if took else "failed"
            return Step(name, kind, stretches, "failed", "✗", word, "bad", error=error)
        word = f"{past} {took}" if took else "done"
        return Step(name, kind, stretches, "done", "✓", word, "good", output=step.get("output"))
    if over:
        stretches = (Stretch(sort, start, end),) if start else ()
        return Step(name, kind, stretches, "unknown", "○", "not finished", "muted")
    stretches = (Stretch(sort, start, None, until=end),) if start else ()
    left = f", {duration(end - now)} left" if end and end > now else ""
    so_far = f" for {duration(now - start)}" if start and not left else ""
    return Step(name, kind, stretches, going, "▶", f"{going}{so_far}{left}", "busy")


def _total(stretches: list[Stretch], now: datetime) -> timedelta:
    return (stretches[-1].end or now) - stretches[0].start


def _backoff(delay: timedelta | None, backoff: str, failures: int) -> timedelta | None:
    """The pause after so many failures. Cloudflare doubles it each time unless told otherwise."""
    if delay is None:
        return None
    if backoff == "constant":
        return delay
    if backoff == "linear":
        return min(LONGEST, delay * max(1, min(failures, 100_000)))
    return min(LONGEST, delay * (1 << min(max(0, failures - 1), 30)))


def length(value: Any) -> timedelta | None:
    """A duration as Workflows write them: milliseconds, or words such as ``10 seconds``."""
    if isinstance(value, str) and not value.strip().lstrip("-").replace(".", "", 1).isdigit():
        found = _LENGTH.fullmatch(value.strip().lower()[:40])
        unit = _UNITS.get(found[2], _UNITS.get(found[2].removesuffix("s"))) if found else None
        seconds = float(found[1]) * unit if found and unit is not None else None
    else:
        given = number(value)
        seconds = float(given) / 1000 if given is not None else None
    if seconds is None or not 0 <= seconds <= LONGEST.total_seconds():
        return None
    return timedelta(seconds=seconds)


def duration(span: timedelta) -> str:
    """A duration with as much detail as one looks for on a time line: ``420 ms``, ``2.1 s``, ``3 min 20 s``."""
    seconds = max(0.0, span.total_seconds())
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    whole = round(seconds)
    for size, unit, below, small in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // below
            return f"{whole // size} {unit}" + (f" {rest} {small}" if rest else "")
    return f"{whole} s"


def _error(value: Any) -> str:
    """An error's name and message in one line."""
    if isinstance(value, str):
        return text(value) or ""
    return ": ".join(filter(None, (text(at(value, "name")), text(at(value, "message")))))


def _config(step: Mapping[str, Any]) -> str:
    words = []
    limit, delay = number(at(step, "config.retries.limit")), at(step, "config.retries.delay")
    if limit is not None:
        pause, backoff = length(delay), text(at(step, "config.retries.backoff"))
        shown = duration(pause) if pause is not None else text(delay)
        growing = f", {backoff}" if backoff else ""
        words.append(f"up to {limit:g} retries" + (f", first after {shown}{growing}" if shown else ""))
    timeout = at(step, "config.timeout")
    most = length(timeout)
    if most is not None or text(timeout):
        words.append(f"at most {duration(most) if most is not None else text(timeout)} each")
    return "; ".join(words)


def shown(value: Any, longest: int = 4000) -> str:
    """Any JSON as text on one line, cut."""
    if value is None:
        return ""
    return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:longest]) or ""
