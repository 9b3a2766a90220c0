"""Changes to an account: as a request to look at first, as something asked for, and as a list of what was asked."""

from __future__ import annotations

from edgewise.account.changes.log import Changes, Entry
from edgewise.account.changes.making import Outcome, make
from edgewise.account.changes.request import Change, change_of

__all__ = ["Change", "Changes", "Entry", "Outcome", "change_of", "make"]
