"""How much one resource is used."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from edgewise.account.analytics.deployments import deployments
from edgewise.account.analytics.drawn import Drawn, Event
from edgewise.account.analytics.pictures import PICTURES
from edgewise.account.failures import PermissionGap
from edgewise.account.resources.called import NAMES
from edgewise.account.resources.usage import only_assets
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.states import StateView
from edgewise.screens.account.usage.base import UsageBase
from edgewise.screens.account.usage.charts import Charts
from edgewise.screens.account.views import Looking
from edgewise.text import clean


class UsageScreen(UsageBase):
    """Charts of a Worker, a Pages project, a queue, a database, a namespace, a bucket, or a Workflow."""

    CRUMB = "Usage"

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking, PICTURES[looking.kind.id])
        self._refused: PermissionGap | None = None

    def compose_body(self) -> ComposeResult:
        """The charts, and a place to say why there are none."""
        with Vertical(id="usage"):
            yield Static(id="span")
            yield Charts(self.pictures, id="panel")
            yield StateView(id="state")

    def whose(self) -> tuple[str, ...]:
        """The kind and the row."""
        row = self.looking.row
        return (*self.looking.title, *([clean(self.looking.kind.row_name(row), 40)] if row is not None else []))

    @property
    def of(self) -> str:
        """The row as the analytics name it."""
        row = self.looking.row
        return (NAMES[self.looking.kind.id](row) if row is not None else None) or ""

    @property
    def static(self) -> bool:
        """Whether the row is a Worker of static assets without code."""
        return self.looking.row is not None and only_assets(self.looking.row)

    async def events(self) -> tuple[tuple[Event, ...], EdgewiseError | None]:
        """The deployments."""
        row = self.looking.row
        return await deployments(self.looking.client, self.looking.kind, row) if row is not None else ((), None)

    def answered(self, found: Sequence[Drawn]) -> None:
        """When a permission is missing for all of it, say so once."""
        gaps = [each.failure for each in found if isinstance(each.failure, PermissionGap)]
        self._refused = gaps[0] if len(gaps) == len(found) else None
        state = self.query_one(StateView)
        state.display = self._refused is not None
        self.query_one(Charts).display = self._refused is None
        if self._refused is not None:
            state.show(*states.failed(self._refused, demo_offered=False))

    def hint(self) -> str:
        """What to do next."""
        if self._refused is not None:
            return "Give the token the permission that is named below, then press r. Escape goes back."
        return super().hint()
