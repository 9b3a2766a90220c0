"""The views that show logs: what runs now, and what a build said."""

from __future__ import annotations

from edgewise.account.resources.model import View

TAIL = View("tail", "Live log", "l", "Watch what it does, as it happens: requests, what was logged, exceptions.")
BUILD = View("build", "Build log", "l", "Read what the build said, stage by stage, and follow it while it runs.")
