"""The demo account: Northgate Coffee, a small company that roasts coffee and sells it.

What it has is written down in ``assets/demo-account/*.json``, tersely; the parts make of it what the
API would say, field by field. Time passes: ages grow, a build that runs now is done in a minute, and
the queue that nobody reads gets longer. What is changed stays changed as long as the company lives.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from edgewise.account.demo.faults import NONE, Faults
from edgewise.account.demo.times import resolve
from edgewise.store import content

BRANCHES = ("academy",)
"""Folders of the other accounts."""

Document = dict[str, Any]
Part = TypeVar("Part")


class Company:
    """The account and everything in it.

    Args:
        clock: says what time it is. The first answer is the moment that all ages count from.
        faults: the troubles that its API has.
        branch: the folder of another account that the same user sees; empty for the company's own.
        anchor: the moment that ages count from, where it is given.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        faults: Faults = NONE,
        *,
        branch: str = "",
        anchor: datetime | None = None,
    ) -> None:
        self.clock = clock
        self.faults = faults
        self.branch = branch
        self.anchor = anchor or clock()
        identity = self.read("account")
        self.account: Document = identity["account"]
        self.user: Document = identity["user"]
        self.subdomain: str = identity["subdomain"]
        self._parts: dict[Callable[[Company], Any], Any] = {}

    @cached_property
    def others(self) -> tuple[Company, ...]:
        """The other accounts that the user sees: small ones, to see how little an account may hold."""
        if self.branch:
            return ()
        return tuple(Company(self.clock, self.faults, branch=each, anchor=self.anchor) for each in BRANCHES)

    def account_by_id(self, identity: str) -> Company | None:
        """The company's own account, or another that its user sees; ``None`` for any else."""
        return next((each for each in (self, *self.others) if each.account["id"] == identity), None)

    def part(self, make: Callable[[Company], Part]) -> Part:
        """The part of the company that ``make`` builds, such as ``Pages``: built at its first use and kept."""
        if make not in self._parts:
            self._parts[make] = make(self)
        return cast("Part", self._parts[make])

    def read(self, name: str) -> Any:
        """What is written down about ``name``, a new copy, with its times counted from the anchor.

        A branch has files of its own for what it has; the rest, such as the catalogue of AI models, is the company's.
        """
        file = content("assets", "demo-account", f"{name}.json")
        own = file.parent / self.branch / file.name
        document = json.loads((own if self.branch and own.is_file() else file).read_text(encoding="utf-8"))
        return resolve(document, self.anchor)
