"""The resources of both sides together: filled alike, and looked at around the requests that write."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from edgewise.errors import ToolchainError
from edgewise.migration.parity.model import StateDifference
from edgewise.migration.parity.state.changes import compare_changes
from edgewise.migration.parity.state.explorer import Explorer
from edgewise.migration.parity.state.filling import Content, Filled, fill
from edgewise.migration.parity.state.snapshot import Snapshot, snapshot
from edgewise.runtime.devserver import DevServer
from edgewise.together import together

Pair = tuple[Snapshot, Snapshot]


@dataclass
class Ledger:
    """What the two local sides hold. With one side elsewhere only that one is filled, and nothing is compared.

    Attributes:
        content: what both sides are to hold.
        differences: what the requests that write did to one side only.
        warnings: sentences about what could not be stored or looked at.
    """

    content: Content
    stack: AsyncExitStack
    sides: dict[str, Filled] = field(default_factory=dict)
    differences: tuple[StateDifference, ...] = ()
    warnings: list[str] = field(default_factory=list)
    _before: Pair | None = None

    async def fill(self, name: str, server: DevServer, document: Mapping[str, Any]) -> None:
        """Fill the resources of one side, as soon as its server listens."""
        explorer = await self.stack.enter_async_context(Explorer(name, server.url))
        try:
            self.sides[name] = await fill(explorer, document, self.content)
        except ToolchainError as error:
            self.warnings.append(error.message)

    async def check_alike(self) -> None:
        """Warn when the sides do not begin with the same content."""
        problems = [each for side in self.sides.values() for each in side.problems]
        self.warnings.extend(dict.fromkeys(problems))
        pair = await self._look()
        if pair is None:
            return
        for place in sorted({*pair[0].entries, *pair[1].entries}):
            if pair[0].entries.get(place) != pair[1].entries.get(place):
                kind, binding, table = place
                where = f"{kind} {binding}{f', table {table}' if table else ''}"
                self.warnings.append(f"{where} does not hold the same on both sides at the start.")

    async def before_writing(self) -> None:
        """Look at what both sides hold before the first request that writes."""
        self._before = await self._look()

    async def after_writing(self) -> None:
        """Compare what the requests that write have done."""
        before, after = self._before, await self._look()
        if before is None or after is None:
            return
        self.differences = compare_changes((before[0], after[0]), (before[1], after[1]))

    async def _look(self) -> Pair | None:
        if len(self.sides) != 2 or not any(self._held()):
            return None
        try:
            old, new = await together(snapshot(each.explorer, each.resources) for each in self.sides.values())
        except ToolchainError as error:
            self.warnings.append(f"What the requests stored was not compared. {error.message}")
            return None
        pair = (old, new) if next(iter(self.sides)) == OLD else (new, old)
        for place in sorted(old.partial | new.partial):
            self.warnings.append(f"{place[0]} {place[1]} holds too much to be compared whole.")
        return pair

    def _held(self) -> list[object]:
        return [
            held for side in self.sides.values() for held in (side.resources.kv, side.resources.d1, side.resources.r2)
        ]

    def seeded(self) -> str:
        """What was stored where, in one line; empty when nothing was."""
        seed, migrations = self.content.seed, self.content.migrations
        parts = [f"{kind.upper()} {binding}" for kind, binding in seed.bindings()]
        parts += [f"the schema of D1 {binding}" for binding in migrations]
        return f"Both sides began with the same {', '.join(parts)}." if parts and len(self.sides) == 2 else ""


OLD = "old side"
"""The name under which the old side is filled."""
