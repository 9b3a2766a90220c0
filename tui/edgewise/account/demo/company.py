"""The demo account: Northgate Coffee, a small company that roasts coffee and sells it.

What it has is written down in ``assets/demo-account/*.json``, tersely; the parts make of it what the
API would say, field by field. Time passes: ages grow, a build that runs now is done in a minute, and
the queue that nobody reads gets longer. What is changed stays changed as long as the company lives.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from edgewise.account.demo.faults import NONE, Faults
from edgewise.account.demo.times import resolve
from edgewise.store import content

BRANCHES = ("academy",)
"""Folders of the other accounts."""

_STORES = ("kv", "d1", "r2", "durable_objects", "hyperdrive", "vectorize")
NOTHING: Mapping[str, Any] = {
    "builds": {},
    "pages-deployments": {},
    "pages-earlier": {},
    "pages-projects": [],
    "queues": [],
    "storage": {**{store: [] for store in _STORES}, "r2_settings": {}},
    "traffic": {},
    "workers": [],
    "workflows": [],
    "zones": [],
}
"""What a company has of which its files do not tell."""

Document = dict[str, Any]
Part = TypeVar("Part")


class Company:
    """The account and everything in it.

    Args:
        clock: says what time it is. The first answer is the moment that all ages count from.
        faults: the troubles that its API has.
        branch: the folder of another account that the same user sees; empty for the company's own.
        anchor: the moment that ages count from, where it is given.
        fixtures: a folder with the files of another company that takes the place of this one.
        strict: whether a mistake in those files is raised, or answered as the API's own failure.

    Raises:
        OSError, ValueError, KeyError, TypeError: what is in ``fixtures`` is no company.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        faults: Faults = NONE,
        *,
        branch: str = "",
        anchor: datetime | None = None,
        fixtures: Path | None = None,
        strict: bool = True,
    ) -> None:
        self.clock = clock
        self.faults = faults
        """The troubles that there are now; :meth:`suffer` changes them."""
        self.serving: int | None = None
        """The port at which the account's hosts are answered for, if they are."""
        self.session = secrets.token_hex(4)
        """Tells this account from every other demo account: what was done in one of them was not done in another."""
        self.branch = branch
        self.fixtures = fixtures
        self.strict = strict
        self.anchor = anchor or clock()
        self.suffers_since = self.anchor
        """The moment since which it has these faults."""
        identity = self.read("account")
        self.account: Document = identity["account"]
        self.user: Document = identity["user"]
        self.subdomain: str = identity["subdomain"]
        self._parts: dict[Callable[[Company], Any], Any] = {}

    @cached_property
    def others(self) -> tuple[Company, ...]:
        """The other accounts that the user sees: small ones, to see how little an account may hold."""
        if self.branch or self.fixtures:
            return ()
        return tuple(Company(self.clock, self.faults, branch=each, anchor=self.anchor) for each in BRANCHES)

    def suffer(self, faults: Faults) -> None:
        """Have these troubles from now on, and no others. What is counted for them begins anew."""
        self.faults, self.suffers_since = faults, self.clock()
        for each in self.others:
            each.suffer(faults)

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

        A company of ``fixtures`` has nothing that they do not tell of. A branch has files of its own for what it has;
        the rest, such as the catalogue of AI models, is the company's.
        """
        file = content("assets", "demo-account", f"{name}.json")
        own = (self.fixtures or file.parent / self.branch) / file.name
        if self.fixtures and name in NOTHING and not own.is_file():
            return deepcopy(NOTHING[name])
        document = json.loads((own if own.is_file() else file).read_text(encoding="utf-8"))
        return resolve(document, self.anchor)
