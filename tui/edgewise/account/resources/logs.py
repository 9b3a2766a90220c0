"""The views that show logs: what runs now, and what a build said."""

from __future__ import annotations

from dataclasses import replace

from edgewise.account.resources.model import View
from edgewise.account.tail.target import PAGES_TAIL as PAGES_TAIL_NEEDS
from edgewise.account.tail.target import TAIL_READ

TAIL = View(
    "tail",
    "Live log",
    "l",
    "Watch what it does, as it happens: requests, what was logged, exceptions.",
    permission=TAIL_READ,
)
PAGES_TAIL = replace(TAIL, permission=PAGES_TAIL_NEEDS)
BUILD = View("build", "Build log", "l", "Read what the build said, stage by stage, and follow it while it runs.")
