"""The rail: all stages, where the migration stands, and which stage is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.screens.migrate.stages import ACCOUNT, WAY, Mark, Stage

_SHORT = 2
"""Rows up to which the stages stand on one line."""


class Rail(Widget):
    """Upright where there is room for a second column, else one line."""

    current: reactive[Stage] = reactive(Stage.INSPECT)
    marks: reactive[Mapping[Stage, Mark]] = reactive(dict)

    def render(self) -> RenderResult:
        """The stages, each with its mark."""
        return self._line() if self.size.height <= _SHORT else self._column()

    def _column(self) -> Content:
        """Stages below each other on a line that is lit as far as the migration has come, dotted in the account."""
        # Where there is room, a piece of the line stands between two stages.
        loose = self.size.height >= 3 * len(WAY) - 1
        lines: list[Content] = []
        for stage in WAY:
            mark = self.marks.get(stage, Mark())
            line = " " if stage is WAY[-1] else "┊" if stage in ACCOUNT else "│"
            track = Content.styled(line, "$success 60%" if mark.symbol == "✓" else "$text-disabled")
            note = Content.styled(f"  {mark.note}", mark.style if mark.symbol in "▲✗" else "$text-muted")
            lines += [self._cell(stage, gap="  "), track + note, *([track] if loose else [])]
        return Content("\n").join(lines)

    def _line(self) -> Content:
        """Stages beside each other, closer where the screen is narrow."""
        lines = [Content("  ").join(self._cell(stage, gap=gap) for stage in WAY) for gap in (" ", "")]
        return next((line for line in lines if line.cell_length <= self.content_size.width), lines[-1])

    def _cell(self, stage: Stage, *, gap: str) -> Content:
        mark = self.marks.get(stage, Mark())
        symbol = Content.styled(mark.symbol, mark.style) + Content(gap)
        if stage is self.current:
            return symbol + Content.styled(stage.caption, "bold $primary")
        return symbol + Content.styled(stage.caption, f"@click=screen.go('{stage.value}')")
