"""Whether what is asked for can be written into a wrangler file and into code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edgewise.errors import InputError
from edgewise.migration.additions.model import CONSUMER, CRON, LOGS, NO_QUEUE, WORKFLOW, Wanted
from edgewise.text import clean

_QUEUE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.IGNORECASE)
_WORKFLOW = re.compile(r"[a-z][a-z0-9-]{0,62}[a-z0-9]", re.IGNORECASE)
"""Cloudflare allows a few more; these also make the name of a class and of a file."""


@dataclass(frozen=True)
class _Field:
    """One of the five fields of a cron expression."""

    name: str
    lowest: int
    highest: int
    words: tuple[str, ...] = ()
    more: str = r"(?!)"


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31, more=r"L|LW|\d{1,2}W|W"),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 1, 7, _DAYS, more=r"L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5])"),
)


def check_wanted(wanted: Wanted) -> None:
    """Make sure that the values of ``wanted`` make sense.

    Raises:
        InputError: ``queue-name``, ``workflow-name``, ``cron-syntax`` or ``number-range``.
    """
    if wanted.kind == CONSUMER or (wanted.kind == WORKFLOW and wanted.queue):
        _check_queue(wanted.queue, "--queue")
    if wanted.kind == CONSUMER:
        if wanted.dead_letter not in ("", NO_QUEUE):
            _check_queue(wanted.dead_letter, "--dead-letter")
        if wanted.dead_letters == wanted.queue:
            raise InputError(
                "A queue cannot be the dead-letter queue of itself.",
                code="queue-name",
                where="--dead-letter",
                fix="Name another queue.",
            )
        _check_number(wanted.retries, 0, 100, "--retries")
        _check_number(wanted.batch, 1, 100, "--batch")
    if wanted.kind == WORKFLOW and not _WORKFLOW.fullmatch(wanted.name):
        raise InputError(
            f"{clean(wanted.name, 80)} cannot be the name of a Workflow.",
            code="workflow-name",
            where="NAME",
            fix="Begin with a letter, and use 2 to 64 letters, digits and hyphens, such as build-report.",
        )
    if wanted.kind == CRON:
        check_cron(wanted.cron)
    if wanted.kind == LOGS:
        _check_number(wanted.sampling, 0, 1, "--sampling")


def check_cron(expression: str) -> None:
    """Make sure that ``expression`` is one that Cloudflare can take: five fields, 1 to 7 from Sunday to Saturday.

    Raises:
        InputError: ``cron-syntax``.
    """
    parts = expression.split()
    wrong = "" if len(parts) == len(_FIELDS) else f"{len(parts)} fields instead of five"
    for field, part in zip(_FIELDS, parts, strict=False):
        if not wrong and not all(_fits(field, each) for each in part.upper().split(",")):
            wrong = f"{clean(part, 40)} is no {field.name}"
    if wrong or expression != " ".join(parts):
        raise InputError(
            f'"{clean(expression, 60)}" is not a cron expression: {wrong or "write one blank between two fields"}.',
            code="cron-syntax",
            where="CRON",
            fix='Write minute, hour, day, month and weekday, such as "0 6 * * *" for 06:00 UTC each day.',
        )


def _fits(field: _Field, text: str) -> bool:
    if re.fullmatch(field.more, text):
        return True
    range_, slash, step = text.partition("/")
    if slash and not (step.isascii() and step.isdigit() and 1 <= int(step[:4]) <= field.highest):
        return False
    if range_ == "*":
        return True
    first, dash, last = range_.partition("-")
    low, high = _number(field, first), _number(field, last if dash else first)
    return low is not None and high is not None and low <= high


def _number(field: _Field, text: str) -> int | None:
    if text in field.words:
        return field.words.index(text) + 1
    number = int(text) if re.fullmatch(r"[0-9]{1,2}", text) else -1
    return number if field.lowest <= number <= field.highest else None


def _check_queue(name: str, where: str) -> None:
    if not _QUEUE.fullmatch(name):
        raise InputError(
            f"{clean(name, 80) or 'Nothing'} cannot be the name of a queue.",
            code="queue-name",
            where=where,
            fix="Use 1 to 63 letters, digits, hyphens and underscores, such as report-jobs.",
        )


def _check_number(value: float, low: int, high: int, where: str) -> None:
    if not low <= value <= high:
        raise InputError(
            f"{value:g} is not between {low} and {high}.",
            code="number-range",
            where=where,
            fix=f"Give a number from {low} to {high}.",
        )
