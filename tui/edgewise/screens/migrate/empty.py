"""The screen when there is no project to migrate, or the folder cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.migrate.history.past import Past, past_row, rows
from edgewise.screens.migrate.lists import ListPane, Row, RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.words import keys, prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap

_SIGNS = (
    ("wrangler.toml, .json or .jsonc", "with pages_build_output_dir"),
    ("functions/", "with the routes of Pages Functions"),
    ("package.json or a CI workflow", "that calls `wrangler pages`"),
    ("dist, build, out, public …", "where frameworks put the built site"),
)


class FolderList(RowList):
    """A folder that can be opened instead a row."""

    VERBS = (Command("migrate.open-recent", "enter", "Open", "Look at this folder.", "select", display="enter"),)


class EmptyPane(ListPane):
    """What is missing, what to do, and which folders were looked at before."""

    class Open(Message):
        """The user wants to look at another folder."""

        def __init__(self, root: Path) -> None:
            super().__init__()
            self.root = root

    def __init__(self) -> None:
        super().__init__(id="empty")

    def compose(self) -> ComposeResult:
        """Text and folders."""
        yield Page(id="empty-text")
        yield FolderList(id="folder-list")

    def show(self, look: Look, found: Sequence[Past]) -> None:
        """Say why there is nothing to migrate here."""
        error = look.error
        here = look.root.resolve()
        below = [Past(here / each) for each in look.elsewhere]
        others = [each for each in found if each.root not in (here, *(past.root for past in below))]
        self.query_one(Page).show(
            (lambda width: cannot_read(error, width)) if error is not None else lambda width: no_project(look, width)
        )
        folders = self.query_one(FolderList)
        folders.fill([*_below(below), *(rows(others, look.root) if others else ())])
        folders.display = bool(folders.keys)

    @on(RowList.Picked)
    def _open(self) -> None:
        root = self.query_one(FolderList).key
        if isinstance(root, Path):
            self.post_message(self.Open(root))


def _below(found: Sequence[Past]) -> list[Row]:
    """Folders below this one that look like projects."""
    if not found:
        return []
    head = Content.styled("Below this folder", "bold") + Content.styled(f"  {len(found)}", "$text-muted")
    return [Row(head), *(Row(past_row(each), each.root) for each in found), Row(Content(" "))]


def no_project(look: Look, width: int) -> list[Content]:
    """What makes a folder a Pages project, and what to do now."""
    lines = [title("No Pages project here"), *wrap(Content.styled(clean(str(look.root), 200), "$text-muted"), width)]
    lines += [EMPTY, *prose("edgewise looks for any of these, and found none:", width)]
    for what, detail in _SIGNS:
        row = Content.styled("○ ", "$text-muted") + Content(what.ljust(32)) + Content.styled(detail, "$text-muted")
        lines.append(row.truncate(width, ellipsis=True))
    return [
        *lines,
        EMPTY,
        *keys(
            ("o", "Open another folder"),
            ("s", "Say which folder in here holds the built site"),
            ("f3", "Learn first what Pages and Workers are"),
        ),
    ]


def cannot_read(error: EdgewiseError, width: int) -> list[Content]:
    """A project that cannot be read as it is."""
    lines = [title("The project cannot be read", sign="✗", style="$text-error"), EMPTY, *prose(error.message, width)]
    if error.where:
        lines += [EMPTY, *wrap(Content.styled(clean(error.where, 300), "$text-muted"), width)]
    if error.fix:
        lines += [EMPTY, *signed("▶", "$primary", error.fix, width)]
    return [*lines, EMPTY, *keys(("g", "Look again"), ("o", "Open another folder"))]
