"""The demo account: Northgate Coffee, a small company that roasts coffee and sells it.

What it has is written down in ``assets/demo-account/*.json``, tersely; the parts make of it what the
API would say, field by field. Time passes: ages grow, a build that runs now is done in a minute, and
the queue that nobody reads gets longer. What is changed stays changed as long as the company lives.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from edgewise.account.demo.faults import NONE, Faults
from edgewise.account.demo.times import resolve
from edgewise.store import content

Document = dict[str, Any]
Part = TypeVar("Part")


class Company:
    """The account and everything in it.

    Args:
        clock: says what time it is. The first answer is the moment that all ages count from.
        faults: the troubles that its API has.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), faults: Faults = NONE) -> None:
        self.clock = clock
        self.faults = faults
        self.anchor = clock()
        identity = self.read("account")
        self.account: Document = identity["account"]
        self.user: Document = identity["user"]
        self.subdomain: str = identity["subdomain"]
        self._parts: dict[Callable[[Company], Any], Any] = {}

    def part(self, make: Callable[[Company], Part]) -> Part:
        """The part of the company that ``make`` builds, such as ``Pages``: built at its first use and kept."""
        if make not in self._parts:
            self._parts[make] = make(self)
        return cast("Part", self._parts[make])

    def read(self, name: str) -> Any:
        """What is written down about ``name``, a new copy, with its times counted from the anchor."""
        document = json.loads(content("assets", "demo-account", f"{name}.json").read_text(encoding="utf-8"))
        return resolve(document, self.anchor)
