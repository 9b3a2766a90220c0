"""The rail: all stages, where the migration stands, and which stage is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.screens.migrate.stages import LATER, OPEN, Mark, Stage


class Rail(Widget):
    """Upright where there is room for a second column, else one line."""

    current: reactive[Stage] = reactive(Stage.INSPECT)
    marks: reactive[Mapping[Stage, Mark]] = reactive(dict)

    def render(self) -> RenderResult:
        """The stages, those of the account greyed."""
        return self._line() if self.size.height <= 2 else self._column()

    def _column(self) -> Content:
        """Stages below each other on a line that is lit as far as the migration has come."""
        lines: list[Content] = []
        for stage in OPEN:
            mark = self.marks.get(stage, Mark())
            track = Content.styled("│", "$success 60%" if mark.symbol == "✓" else "$text-disabled")
            lines.append(self._cell(stage))
            lines.append(track + Content.styled(f"  {mark.note}", "$text-muted"))
            lines.append(track)
        for index, stage in enumerate(LATER):
            if index:
                lines.append(Content.styled("┊", "$text-disabled"))
            lines.append(Content.styled(f"·  {stage.caption}   later", "$text-disabled"))
        return Content("\n").join(lines)

    def _line(self) -> Content:
        cells = [self._cell(stage) for stage in OPEN]
        cells.append(Content.styled("· Ship, Cut over: later", "$text-disabled"))
        return Content("   ").join(cells)

    def _cell(self, stage: Stage) -> Content:
        mark = self.marks.get(stage, Mark())
        here = stage is self.current
        tall = self.size.height > 2
        symbol = Content.styled(mark.symbol, mark.style) + Content("  " if tall else " ")
        click = f"@click=screen.go('{stage.value}')"
        if not here:
            return symbol + Content.styled(stage.caption, click)
        return symbol + Content.styled(f"{stage.caption} ◀" if tall else stage.caption, "bold $primary")
