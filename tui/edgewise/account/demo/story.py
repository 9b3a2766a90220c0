"""What happens in the company day by day: how busy each script is, and the deployment that went wrong.

One place, so that live logs, analytics and insights tell the same story.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from edgewise.account.demo.times import age

RATES = {
    "order-intake": 42.0,
    "order-worker": 9.0,
    "pricing": 96.0,
    "mailer": 4.0,
    "photo-resizer": 6.0,
    # Every night, and from Monday to Friday in the morning, too; on the last day of a month once more.
    "nightly-stock": (1 + 5 / 7 + 12 / 365) / 1440,
    "cup-counter": 18.0,
    "old-redirects": 2.5,
    "pages-worker--4402918-production": 130.0,
    "pages-worker--5814027-production": 5.0,
    "pages-worker--5233690-production": 7.0,
    "pages-worker--4785106-production": 16.0,
}
"""Script -> runs a minute, averaged over a day. A script that is not here never runs."""

ERRORS = {"mailer": 0.012, "photo-resizer": 0.008}
"""Script -> the share of its runs that ends with an exception, where it is another than ``ERROR_SHARE``."""

ERROR_SHARE = 0.002


@dataclass(frozen=True)
class Spike:
    """A deployment after which a script fails more often than before.

    Attributes:
        since: how long before the company's anchor it was deployed, as in the files.
        traffic: the share of requests that the new version gets.
        failing: the share of those that fail.
    """

    script: str
    since: str
    traffic: float
    failing: float
    name: str
    message: str


SPIKE = Spike(
    "pricing", "3h20m", 0.1, 0.6, "RangeError", "toFixed() digits argument must be between 0 and 100, got -1 for JPY"
)
"""Ten per cent of the requests for a price go to a version that cannot round a currency without cents."""


def activity(moment: datetime) -> float:
    """How busy an hour is: 1 on average, 1.75 in the morning of a European shop, 0.25 at night."""
    at = moment.astimezone(UTC)
    return 1 + 0.75 * math.sin((at.hour + at.minute / 60 - 4) / 24 * 2 * math.pi)


def rate(script: str, moment: datetime) -> float:
    """Runs a minute at a moment."""
    return RATES.get(script, 0.0) * activity(moment)


def spiking(script: str, moment: datetime, anchor: datetime) -> bool:
    """Whether the deployment that went wrong is in force."""
    return script == SPIKE.script and moment >= anchor - age(SPIKE.since)


def error_share(script: str, moment: datetime, anchor: datetime) -> float:
    """The share of runs that ends with an exception at a moment."""
    usual = ERRORS.get(script, ERROR_SHARE)
    return usual + SPIKE.traffic * SPIKE.failing if spiking(script, moment, anchor) else usual
