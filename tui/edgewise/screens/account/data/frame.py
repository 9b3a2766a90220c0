"""What the screens that look into stored data share: where I am, whose account it is, the way back."""

from __future__ import annotations

from edgewise.screens.account import wording
from edgewise.screens.account.views import Looking
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content


class DataScreen(EdgewiseScreen):
    """A screen that is opened on a row. Subclasses call :meth:`frame` whenever something around them changes."""

    CSS_PATH = str(content("assets", "styles", "data.tcss"))
    WHAT = ""
    """What this screen shows, as the last word of the title."""

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self.looking = looking

    @property
    def name_of_row(self) -> str:
        """The row's name, cleaned."""
        row = self.looking.row
        return self.looking.kind.row_name(row) if row is not None else ""

    @property
    def narrow(self) -> bool:
        """Whether this is a small terminal."""
        return self.has_class("-narrow")

    def frame(self, next_step: str) -> None:
        """The title with the state of the account, and what to do next."""
        board = self.looking.board
        state = (*wording.demo_label(board.client), wording.lock_state(board, narrow=self.narrow))
        self.status(*state)
        words = ["Account", *self.looking.title, *filter(None, (self.name_of_row, self.WHAT))]
        self.crumbs(*wording.fitted(words, state, self.size.width))
        self.next_step(next_step)
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Fit everything to the new width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Everything, as it now is. Subclasses override it."""

    def action_close(self) -> None:
        """Go back to the table."""
        self.dismiss(None)
