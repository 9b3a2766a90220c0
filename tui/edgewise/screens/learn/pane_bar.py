"""The panes of a lab, by number; shown where there is room for one at a time."""

from __future__ import annotations

from textual.content import Content

from edgewise.widgets.flow import Flow

PANES = ("task", "code", "checks", "log", "state")


class PaneBar(Flow):
    """One line: the panes, the open one marked. They can be clicked."""

    DEFAULT_CSS = """
    PaneBar {
        link-style: none; link-color: $foreground; link-background: $background;
        link-style-hover: none; link-color-hover: $primary; link-background-hover: $background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._open = PANES[0]

    def show(self, pane: str) -> None:
        """Mark this pane as the open one."""
        self._open = pane
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """One line."""
        cells = []
        for number, pane in enumerate(PANES, 1):
            here = pane == self._open
            key = Content.styled(f"{number} ", "bold $primary")
            style = "bold $primary underline" if here else f"@click=screen.pane('{pane}')"
            cells.append(key + Content.styled(pane.capitalize(), style))
        return [Content("    ").join(cells)]
