"""Names that have no DNS record now, since a way back died between its two requests.

Cloudflare's API takes the Worker's domain away with its record in one request, and Pages' record is written by another.
No request does both. So a process that dies between them leaves a name that answers nobody until somebody goes on, and
whoever comes next is told before anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edgewise.migration.operations.account import Account
from edgewise.migration.operations.journal import DOMAIN, Run
from edgewise.migration.operations.model import Operation, Request
from edgewise.text import clean

_LEADING = ("A", "AAAA", "CNAME")


@dataclass(frozen=True)
class Recordless:
    """A host that nobody can find.

    Attributes:
        request: what puts its record back.
    """

    host: str
    request: Request

    @property
    def text(self) -> str:
        """One sentence."""
        return (
            f"{clean(self.host, 120)} has no DNS record now, so it answers nobody: its way back was cut off. "
            f"Run `edgewise rollback --yes` to put it back."
        )


async def recordless(account: Account, runs: Sequence[Run]) -> tuple[Recordless, ...]:
    """The hosts of these runs that have no DNS record now. Only reads.

    Raises:
        AuthError, NetworkError: the account cannot be read.
    """
    found: dict[str, Recordless] = {}
    for run in runs:
        for index in run.to_take_back:
            operation = run.operations[index]
            if operation.id == DOMAIN and operation.undo and await _is_cut_off(account, operation):
                found[operation.host] = Recordless(operation.host, operation.undo[-1])
    return tuple(found.values())


async def _is_cut_off(account: Account, operation: Operation) -> bool:
    """Whether the Worker has the domain no more, and no record leads anywhere."""
    away, record = operation.undo[0].row, operation.undo[-1].row
    if away is None or record is None or (await account.look(away)).standing != "after":
        return False
    names = (replace(record, match={"name": operation.host, "type": kind}, before=None, after={}) for kind in _LEADING)
    return all([(await account.look(each)).standing == "before" for each in names])
