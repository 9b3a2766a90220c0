"""What can be done now on the Migrate screen: one place for every rule."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import AFTERWARDS, WAY, Stage


@dataclass(frozen=True)
class State:
    """Everything that decides which commands make sense.

    Attributes:
        looking: whether the folder, or the account, is being read.
        writing: whether files are being written.
        proving: whether a proof runs.
        acting: whether something is done in the account, or an addition is tried or made.
        possible: whether nothing outside the plan, such as an unfinished merge, stands against applying it.
    """

    stage: Stage
    look: Look | None = None
    report: ParityReport | None = None
    looking: bool = False
    writing: bool = False
    proving: bool = False
    acting: bool = False
    possible: bool = True

    @property
    def known(self) -> bool:
        """Whether there is a project."""
        return self.look is not None and self.look.known

    def can_open(self, stage: Stage) -> bool:
        """Whether a stage has anything to show."""
        if stage in (Stage.INSPECT, Stage.HISTORY):
            return True
        return self.known and self.look is not None and self.look.error is None

    def allows(self, action: str) -> bool:
        """Whether an action of the screen makes sense now; any other is allowed."""
        idle = not self.writing and not self.proving and not self.acting
        afterwards = self.stage in AFTERWARDS
        staged = self.stage is not Stage.HISTORY
        rules = {
            "next": self.known and staged and self.stage is not WAY[-1],
            "back": staged and self.stage is not Stage.INSPECT,
            "apply": idle and not self.looking and self._can_apply(),
            "prove": idle and self.known and self.stage is Stage.PROVE and self._can_prove(),
            "against": idle and self.known and self.stage is Stage.PROVE,
            "stop": self.proving or self.writing or (self.looking and self.look is not None),
            "undo": bool(idle and not afterwards and self.look and self.look.status is not None),
            "keep_mine": bool(idle and self._conflicts()),
            "report": self.report is not None and self.stage is Stage.PROVE,
            "output": idle and self.look is not None and self.look.status is None and self.stage is Stage.INSPECT,
            "account": idle and not self.looking and self.look is not None and self.look.project is not None,
            "open": idle,
            "again": idle,
            "history": not self.writing and self.stage is not Stage.HISTORY,
            "command": self.known,
        }
        return rules.get(action, True)

    def _conflicts(self) -> bool:
        """Whether an undo met edits that it could not settle."""
        record = self.look.record if self.look is not None else None
        return record is not None and record.undoing and bool(record.conflicts)

    def _can_prove(self) -> bool:
        return self.look is not None and (self.look.migrated or self.look.plan is not None)

    def _can_apply(self) -> bool:
        look = self.look
        if look is None or not look.writable:
            return False
        if look.status == "interrupted":
            undoing = look.record is not None and look.record.undoing
            return self.stage is Stage.APPLY and not undoing
        return look.ready and self.possible and self.stage in (Stage.PLAN, Stage.APPLY)
