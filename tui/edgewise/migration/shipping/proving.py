"""The proof of what was uploaded: the live site on one side, the new version on the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.migration.cutover.reach import Reach
from edgewise.migration.operations.carrying import BadAnswers
from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation
from edgewise.migration.parity.events import Listener, silent
from edgewise.migration.parity.model import ParityReport
from edgewise.migration.parity.run import verify
from edgewise.migration.parity.wording import verdict
from edgewise.migration.shipping.versions import deployed, host_of, versions
from edgewise.runtime.toolchain import Toolchain
from edgewise.text import clean


@dataclass(frozen=True)
class Proving:
    """Proves for one run. Call it with an operation of the kind ``prove``.

    Attributes:
        report: called with the report, passed or not.
    """

    root: Path
    client: Client
    toolchain: Toolchain
    worker: str
    reach: Reach
    on_event: Listener = silent
    report: Callable[[ParityReport], None] = lambda _report: None

    async def __call__(self, operation: Operation) -> Mapping[str, Any]:
        """Compare the live site with the version.

        Raises:
            BadAnswers: ``not-proved``.
            Refused: ``no-address``, or as a proof refuses.
            ToolchainError, NetworkError, InputError: as a proof raises them.
        """
        version = await self._version(str(operation.details["tag"]))
        old, new = str(operation.details["host"]), await host_of(self.client, self.worker, version)
        found = await verify(
            self.root,
            toolchain=self.toolchain,
            against=self.reach.url(old),
            new=self.reach.url(new),
            on_event=self.on_event,
        )
        self.report(found)
        if not found.proved:
            first = next((each for each in found.exchanges if each.undeclared), None)
            shown = f" First: {clean(first.request.label(), 100)}, {_what(first.undeclared[0])}." if first else ""
            raise BadAnswers(
                f"{clean(verdict(found), 200)}{shown}",
                code="not-proved",
                where=clean(new, 120),
                fix=f"See all of it: edgewise verify --against {self.reach.url(old)} --new {self.reach.url(new)}",
            )
        return {
            "version": version,
            "requests": len(found.exchanges),
            "equal": found.equal,
            "declared": found.declared,
            "text": f"{len(found.exchanges)} requests: {found.equal} equal, {found.declared} as declared",
        }

    async def _version(self, tag: str) -> str:
        """What is proved: the version with the tag, or where secrets came after it, the one that is deployed alone."""
        known = await versions(self.client, self.worker)
        tagged = next((each for each in known if each.tag == tag), None)
        if tagged is None:
            raise BadAnswers(
                "The version that was uploaded is not in the account any more.",
                code="not-proved",
                where=self.worker,
                fix="Run `edgewise ship` again.",
            )
        shares = await deployed(self.client, self.worker)
        later = [each for each in known if each.number > tagged.number and shares == {each.id: 100.0}]
        return later[0].id if later else tagged.id


def _what(difference: Any) -> str:
    return f"{clean(difference.what, 40)} {clean(difference.old, 60)} → {clean(difference.new, 60)}"


def proved(runs: tuple[Run, ...], worker: str) -> Mapping[str, str]:
    """The versions of a Worker that were proved, with the sentence that says so, by their ids."""
    found: dict[str, str] = {}
    for run in runs:
        for number, operation in enumerate(run.operations):
            learned = run.learned.get(number, {})
            if run.about.worker == worker and operation.kind == "prove" and number in run.done and "version" in learned:
                found[str(learned["version"])] = clean(str(learned.get("text", "")), 200)
    return found
