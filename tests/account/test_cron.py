"""Cron expressions as Cloudflare reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edgewise.account.cron import parse
from edgewise.account.resources.cron_words import cron_cell, describe

SATURDAY = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


def following(expression: str, after: datetime = SATURDAY) -> str:
    found = parse(expression)
    assert found is not None, expression
    when = found.next(after)
    return when.strftime("%Y-%m-%d %H:%M") if when else "never"


@pytest.mark.parametrize(
    ("expression", "when"),
    [
        ("* * * * *", "2026-03-14 09:27"),
        ("*/30 * * * *", "2026-03-14 09:30"),
        ("26 9 * * *", "2026-03-15 09:26"),  # the minute that has begun does not come again
        ("15 2 * * *", "2026-03-15 02:15"),
        ("0 17 * * 1", "2026-03-15 17:00"),  # 1 is Sunday, not Monday
        ("0 17 * * sun", "2026-03-15 17:00"),
        ("0 6 * * 2-6", "2026-03-16 06:00"),
        ("0 6 * * MON-FRI", "2026-03-16 06:00"),
        ("0 6 * * 7", "2026-03-21 06:00"),  # today's six o'clock is over
        ("0 15 1 * *", "2026-04-01 15:00"),
        ("59 23 LW * *", "2026-03-31 23:59"),
        ("0 0 L-2 * *", "2026-03-29 00:00"),
        ("0 0 15W * *", "2026-03-16 00:00"),  # the 15th is a Sunday
        ("0 0 1W 8 *", "2026-08-03 00:00"),  # the 1st is a Saturday, and the month is not left
        ("0 0 31W 1 *", "2027-01-29 00:00"),  # the 31st is a Sunday at the month's end
        ("0 18 * * 6L", "2026-03-27 18:00"),
        ("0 18 * * TUE#2", "2026-04-14 18:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 0 31 11 *", "never"),
        ("0 0 13 * 6", "2026-03-20 00:00"),  # the 13th or a Friday, whichever comes first
        ("0 22-2 * * *", "2026-03-14 22:00"),
        ("5/20 * * * *", "2026-03-14 09:45"),
        ("0 0 1 DEC-FEB *", "2026-12-01 00:00"),
    ],
)
def test_the_next_run(expression: str, when: str) -> None:
    assert following(expression) == when


def test_a_weekday_beside_a_day_that_steps_is_enough_by_itself() -> None:
    """``*/1`` is a list of days, not a star: the other field then adds to it."""
    found = parse("0 0 */1 * 2")
    assert found is not None and found.on(date(2026, 3, 14))


@pytest.mark.parametrize(
    "expression",
    [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 0",
        "* * * * 8", "* * ? * *", "@daily", "a b c d e", "*/0 * * * *", "1-2-3 * * * *", "* * LWW * *", "* * * * XYZ#1",
        "* * L-31 * *", "1,,2 * * * *", "٣ * * * *", "1 " * 300,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_guessed(expression: str) -> None:
    assert parse(expression) is None
    assert "unknown" in cron_cell(expression, SATURDAY).text


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("7 * * * *", "every hour at minute 7"),
        ("15 2 * * *", "every day at 02:15 UTC"),
        ("0 6,18 * * 2-6", "at 06:00 and 18:00 UTC on Monday to Friday"),
        ("30 17 L * *", "at 17:30 UTC on the last day of the month"),
        ("0 0 15W * FRI#1", "at 00:00 UTC on the working day nearest to day 15 or on the first Friday of the month"),
        ("*/10 9-17 * * *", "54 times a day"),
        ("0 12 L-3W JUN *", "at 12:00 UTC 3 days before the month's last day, moved to a working day in Jun"),
        ("0 0 * * 1L", "at 00:00 UTC on the last Sunday of the month"),
    ],
)
def test_in_words(expression: str, words: str) -> None:
    assert describe(expression) == words
    assert cron_cell(expression, SATURDAY).text.startswith(f"{words} · next in ")


def test_a_day_that_never_comes_is_said() -> None:
    assert cron_cell("0 0 31 11 *", SATURDAY).text == "✗ never: there is no such day"


fields = st.text("0123456789*,-/LW#SUNMOFRI? ", min_size=1, max_size=9)


@given(st.one_of(st.text(max_size=60), st.tuples(fields, fields, fields, fields, fields).map(" ".join)))
@example("* * 31W 2 *")
@example("59 23 31 12 7#5")
def test_anything_can_be_read(expression: str) -> None:
    cell = cron_cell(expression, SATURDAY)
    assert cell.text and "\n" not in cell.text
    found = parse(expression)
    when = found.next(SATURDAY) if found else None
    if found and when:
        assert when > SATURDAY and when.minute in found.minutes and when.hour in found.hours and found.on(when.date())
        quiet = SATURDAY.date() + timedelta(days=1)
        while quiet < when.date():
            assert not found.on(quiet)
            quiet += timedelta(days=1)
