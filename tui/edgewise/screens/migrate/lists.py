"""An option list whose rows keep their colours, except where the cursor's own colour would swallow them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class RowList(OptionList):
    """Rows of one line each. The row under the cursor is drawn without colours of its own."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._contents: list[Content] = []
        self._plain: int | None = None

    def fill(self, rows: Sequence[tuple[Content, bool]]) -> None:
        """Replace all rows: each with whether the cursor can go there."""
        self._plain = None
        self._contents = [content for content, _ in rows]
        self.clear_options()
        self.add_options(Option(content, disabled=not enabled) for content, enabled in rows)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Draw the row under the cursor plainly, and the one before in colour again."""
        if self._plain is not None and self._plain < len(self._contents):
            self.replace_option_prompt_at_index(self._plain, self._contents[self._plain])
        self._plain = None
        if highlighted is not None and highlighted < len(self._contents):
            self.replace_option_prompt_at_index(highlighted, Content(self._contents[highlighted].plain))
            self._plain = highlighted
        super().watch_highlighted(highlighted)
