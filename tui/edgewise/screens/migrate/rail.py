"""The rail: all stages, where the migration stands, and which stage is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.screens.migrate.stages import LATER, OPEN, Mark, Stage

_SHORT = 2
"""Rows up to which the stages stand on one line."""


class Rail(Widget):
    """Upright where there is room for a second column, else one line."""

    current: reactive[Stage] = reactive(Stage.INSPECT)
    marks: reactive[Mapping[Stage, Mark]] = reactive(dict)

    def render(self) -> RenderResult:
        """The stages, those of the account greyed."""
        return self._line() if self.size.height <= _SHORT else self._column()

    def _column(self) -> Content:
        """Stages below each other on a line that is lit as far as the migration has come."""
        lines: list[Content] = []
        for stage in OPEN:
            mark = self.marks.get(stage, Mark())
            track = Content.styled("│", "$success 60%" if mark.symbol == "✓" else "$text-disabled")
            note = Content.styled(f"  {mark.note}", mark.style if mark.symbol in "▲✗" else "$text-muted")
            lines += [self._cell(stage, gap="  "), track + note, track]
        for index, stage in enumerate(LATER):
            lines += [Content.styled("┊", "$text-disabled")] if index else []
            lines.append(Content.styled(f"·  {stage.caption}", "$text-disabled"))
        return Content("\n").join([*lines, Content.styled("   v opens both", "$text-disabled")])

    def _line(self) -> Content:
        cells = [self._cell(stage, gap=" ") for stage in OPEN]
        cells.append(Content.styled("· Ship, Cut over: v", "$text-disabled"))
        return Content("   ").join(cells)

    def _cell(self, stage: Stage, *, gap: str) -> Content:
        mark = self.marks.get(stage, Mark())
        symbol = Content.styled(mark.symbol, mark.style) + Content(gap)
        if stage is self.current:
            return symbol + Content.styled(stage.caption, "bold $primary")
        return symbol + Content.styled(stage.caption, f"@click=screen.go('{stage.value}')")
