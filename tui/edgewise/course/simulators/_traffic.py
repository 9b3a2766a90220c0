"""Traffic over a day, minute by minute, and what four ways to pay for computing make of it.

Everything is plain arithmetic on what the reader sets. Requests that find no room in their minute are
dropped: nothing waits in line. A month has 730 hours, as in the price lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi

from edgewise.account.plans import BY_ID, CPU_PER_REQUEST_FREE, MILLION

MINUTES = 1_440
HOURS = 730.0
DAYS = HOURS / 24
SECONDS = 60

FULL_CPU_MB = 1_769
"""Megabytes with which a Lambda function has one whole vCPU [LMEM]."""

LAMBDA_FREE_REQUESTS, LAMBDA_FREE_GBS = 1_000_000.0, 400_000.0
"""What Lambda gives away each month [LAMP]."""

COOLDOWN = 5
"""Minutes that a container stays after it was last needed: Application Auto Scaling's 300 s [ECSC]."""

SPIKES = (480, 630, 735, 900, 1_110, 1_260)
"""Minutes of the day at which a spike begins."""


def _steady(_: int) -> float:
    return 0.0


def _daily(minute: int) -> float:
    """Least at four in the morning, most at four in the afternoon."""
    return (1 - cos(2 * pi * (minute - 240) / MINUTES)) / 2


def _spiky(minute: int) -> float:
    """Six times a day: up within two minutes, down within eighteen more."""
    return max(_triangle(minute - begin, 2, 18) for begin in SPIKES)


def _viral(minute: int) -> float:
    """Once: from nothing within half an hour at eleven, then half of it every two hours."""
    since = minute - 660
    return 0.0 if since < 0 else since / 30 if since < 30 else 0.5 ** ((since - 30) / 120)


def _office(minute: int) -> float:
    """From nine to ten, and not at all besides."""
    return 1.0 if 540 <= minute < 600 else 0.0


def _triangle(since: int, up: int, down: int) -> float:
    if since < 0 or since >= up + down:
        return 0.0
    return (since + 1) / up if since < up else 1 - (since - up) / down


PATTERNS: dict[str, Callable[[int], float]] = {
    "steady": _steady,
    "daily": _daily,
    "spiky": _spiky,
    "viral": _viral,
    "idle": _office,
}


@dataclass(frozen=True)
class Day:
    """A kind of day: requests a second for each of its 1,440 minutes, and how often a month has it."""

    rates: tuple[float, ...]
    times: float

    @property
    def requests(self) -> float:
        """Requests in a month on days like this."""
        return sum(self.rates) * SECONDS * self.times


@lru_cache(maxsize=64)
def _shape(pattern: str, peak: float) -> tuple[Day, ...]:
    """The days of a month in which one request comes in all."""
    bump = PATTERNS[pattern]
    if pattern == "idle":
        special = tuple(bump(minute) for minute in range(MINUTES))
    else:
        special = tuple(1 + (peak - 1) * bump(minute) for minute in range(MINUTES))
    once = pattern == "viral"
    days = (Day(special, 1.0), Day((1.0,) * MINUTES, DAYS - 1)) if once else (Day(special, DAYS),)
    total = sum(day.requests for day in days)
    return tuple(Day(tuple(rate / total for rate in day.rates), day.times) for day in days)


def month(pattern: str, requests: float, peak: float) -> tuple[Day, ...]:
    """The days of a month with ``requests`` in all; the first is the one to look at.

    ``peak`` is the busiest minute over the quietest; the pattern ``idle`` has no use for it.
    """
    return tuple(Day(tuple(rate * requests for rate in day.rates), day.times) for day in _shape(pattern, peak))


@dataclass(frozen=True)
class Bill:
    """What one way of paying made of a month.

    Attributes:
        dollars: for the month.
        dropped: requests that found no room.
        unused: the part of what is billed that did nothing, 0 to 1.
        capacity: requests a second that there was room for, for each minute of the day to look at.
    """

    dollars: float
    dropped: float
    unused: float
    capacity: tuple[float, ...]


def _fixed(days: Sequence[Day], room: float) -> tuple[float, float]:
    """Served and dropped requests where there is always room for ``room`` a second."""
    served = sum(sum(min(rate, room) for rate in day.rates) * SECONDS * day.times for day in days)
    return served, max(0.0, sum(day.requests for day in days) - served)


def machines(days: Sequence[Day], count: float, vcpus: float, hour: float, cpu_ms: float) -> Bill:
    """Reserved machines: there all month, whether called or not. ``hour`` is the price of one for an hour."""
    room = count * vcpus * 1_000 / cpu_ms
    served, dropped = _fixed(days, room)
    whole = room * HOURS * 3_600
    return Bill(count * hour * HOURS, _little(dropped), max(0.0, 1 - served / whole), (room,) * MINUTES)


def containers(
    days: Sequence[Day],
    least: float,
    most: float,
    vcpus: float,
    aim: float,
    delay: float,
    hour: float,
    cpu_ms: float,
) -> Bill:
    """Containers that follow the load: enough that each is busy for ``aim`` of its time, ``delay`` minutes late.

    ``hour`` is the price of one for an hour. One that is not needed stays for ``COOLDOWN`` minutes.
    """
    each = vcpus * 1_000 / cpu_ms
    late = ceil(delay)
    served = whole = running = 0.0
    seen: tuple[float, ...] = ()
    for day in days:
        wanted = [max(least, min(most, float(ceil(rate / each / aim - 1e-9)))) for rate in day.rates]
        span = COOLDOWN + 1
        before = wanted[MINUTES - late - span + 1 :] + wanted
        counts = [max(before[minute : minute + span]) for minute in range(MINUTES)]
        room = [count * each for count in counts]
        served += sum(map(min, day.rates, room)) * SECONDS * day.times
        whole += sum(room) * SECONDS * day.times
        running += sum(counts) / MINUTES * 24 * day.times
        seen = seen or tuple(room)
    dropped = sum(day.requests for day in days) - served
    return Bill(running * hour, _little(dropped), max(0.0, 1 - served / whole), seen)


def billed_ms(memory: float, cpu_ms: float, wait_ms: float) -> int:
    """Milliseconds on Lambda's meter for one request: all of them, waiting included, rounded up.

    CPU comes in proportion to memory, so that less memory computes for longer [LMEM].
    """
    return max(1, ceil(_wall_ms(memory, cpu_ms, wait_ms) - 1e-9))


def _wall_ms(memory: float, cpu_ms: float, wait_ms: float) -> float:
    return wait_ms + cpu_ms * FULL_CPU_MB / min(memory, FULL_CPU_MB)


def functions(
    days: Sequence[Day],
    memory: float,
    at_once: float,
    given: bool,
    per_million: float,
    per_gbs: float,
    cpu_ms: float,
    wait_ms: float,
) -> Bill:
    """Lambda: requests, and memory times duration. ``at_once`` run at the same time at most; ``given``: free part."""
    lasting = _wall_ms(memory, cpu_ms, wait_ms)
    room = at_once / (lasting / 1_000)
    served, dropped = _fixed(days, room)
    gbs = served * billed_ms(memory, cpu_ms, wait_ms) / 1_000 * memory / 1_024
    free_requests, free_gbs = (LAMBDA_FREE_REQUESTS, LAMBDA_FREE_GBS) if given else (0.0, 0.0)
    dollars = max(0.0, served - free_requests) / MILLION * per_million + max(0.0, gbs - free_gbs) * per_gbs
    capacity = tuple(min(rate, room) for rate in days[0].rates)
    return Bill(dollars, _little(dropped), wait_ms / lasting if served else 0.0, capacity)


def workers(days: Sequence[Day], paid: bool, base: float, per_million: float, per_cpu: float, cpu_ms: float) -> Bill:
    """Workers: the plan, and requests and CPU time above what it includes. The free plan stops at a number a day."""
    requests, cpu = BY_ID["workers-requests"], BY_ID["workers-cpu"]
    total = sum(day.requests for day in days)
    if paid:
        beyond = max(0.0, total - requests.included) / MILLION
        computed = max(0.0, total * cpu_ms - cpu.included) / MILLION
        return Bill(base + beyond * per_million + computed * per_cpu, 0.0, 0.0, days[0].rates)
    if cpu_ms * 1_000 > CPU_PER_REQUEST_FREE:
        return Bill(0.0, total, 0.0, (0.0,) * MINUTES)
    allowed = requests.free or 0.0
    dropped = sum(max(0.0, day.requests / day.times - allowed) * day.times for day in days)
    return Bill(0.0, _little(dropped), 0.0, _until(days[0].rates, allowed))


def _until(rates: Sequence[float], allowed: float) -> tuple[float, ...]:
    """What is served of a day when it ends after ``allowed`` requests."""
    capacity, left = [], allowed
    for rate in rates:
        taken = min(rate * SECONDS, left)
        capacity.append(taken / SECONDS)
        left -= taken
    return tuple(capacity)


def _little(requests: float) -> float:
    """A sum of many floats that ought to be zero, as zero."""
    return requests if requests >= 0.5 else 0.0
