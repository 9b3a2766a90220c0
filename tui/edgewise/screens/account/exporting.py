"""Writing what is shown to a file: the dialog that asks for the format and the place, and the action."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edgewise.account.export import csv_text, defused, file_name, json_text, table_text, write_export
from edgewise.account.overview import Overview
from edgewise.errors import EdgewiseError
from edgewise.screens.account.arrange import arrange
from edgewise.screens.account.overview import OverviewView
from edgewise.screens.dialogs import keys_line
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.app import EdgewiseApp
    from edgewise.screens.account.screen import AccountScreen

ABOUT = {
    "csv": "CSV: the columns of the table, values whole, for a spreadsheet.",
    "json": "JSON: for programs, rows as the API sent them.",
    "txt": "Text: as it is shown.",
    "ndjson": "NDJSON: one JSON document a line, with everything that is known.",
}


@dataclass(frozen=True)
class Export:
    """Something that can be written to a file.

    Attributes:
        title: what it is, for the dialog, such as ``13 Pages projects``.
        stem: the file's name without its ending.
        texts: by format (``csv``, ``json``, ``txt``), what makes the text, or the bytes. Called in a thread.
        about: what is written, where the formats alone do not say.
    """

    title: str
    stem: str
    texts: Mapping[str, Callable[[], str | bytes]]
    about: str = ""


class ExportDialog(ModalScreen[tuple[Path, str] | None]):
    """Asks for a path and a format. Dismisses with both once a file that stands there was pointed out."""

    BINDINGS: ClassVar = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("up,down", "turn", "Format", show=False),
    ]

    def __init__(self, export: Export, folder: Path) -> None:
        super().__init__(classes="dialog-layer")
        self._export = export
        self._folder = folder
        self._formats = list(export.texts)
        self._format = self._formats[0]
        self._warned: Path | None = None

    def compose(self) -> ComposeResult:
        """Title, the path, what will be written, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(f"Export {self._export.title}"), classes="dialog-title")
            yield Input(f"{self._export.stem}.{self._format}", select_on_focus=False)
            yield Static(id="about", classes="dialog-body")
            pairs = [("enter", "Write"), ("escape", "Cancel")]
            if len(self._formats) > 1:
                pairs.insert(1, ("↑↓", "Other format"))
            yield Static(keys_line(*pairs), classes="dialog-keys")

    def on_mount(self) -> None:
        """Say what will be written."""
        self._say()

    @property
    def path(self) -> Path:
        """Where it goes."""
        given = Path(self.query_one(Input).value.strip() or f"{self._export.stem}.{self._format}")
        # Where there is no such user the name stands for itself.
        with suppress(RuntimeError):
            given = given.expanduser()
        return self._folder / given

    def on_input_changed(self) -> None:
        """The ending says the format."""
        ending = self.path.suffix.lower().lstrip(".")
        if ending in self._formats:
            self._format = ending
        self._say()

    def action_turn(self) -> None:
        """Take the other format, and its ending when the name had one of ours."""
        self._format = self._formats[(self._formats.index(self._format) + 1) % len(self._formats)]
        field = self.query_one(Input)
        stem, dot, ending = field.value.rpartition(".")
        if dot and ending.lower() in self._formats:
            field.value = f"{stem}.{self._format}"
        self._say()

    def _say(self) -> None:
        path = self.path
        lines = Content(self._export.about or ABOUT.get(self._format, self._format)) + Content("\n")
        lines += Content.styled(f"To {clean(str(path), 300)}", "$text-muted")
        if self._warned == path:
            lines += Content("\n") + Content.styled("▲ ", "$warning")
            lines += Content("A file of this name stands there. Enter once more replaces it.")
        self.query_one("#about", Static).update(lines)

    def on_input_submitted(self) -> None:
        """Close with the path; a file that stands there is pointed out first."""
        path = self.path
        if _stands(path) and self._warned != path:
            self._warned = path
            self._say()
            return
        self.dismiss((path, self._format))

    @property
    def replaces(self) -> Path | None:
        """The file that may be replaced: the one that was pointed out."""
        return self._warned

    def action_cancel(self) -> None:
        """Close without writing."""
        self.dismiss(None)


def _stands(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False


async def export_to_file(app: EdgewiseApp, export: Export) -> None:
    """Ask where to, and write. Runs in a worker: it waits for the user."""
    dialog = ExportDialog(export, Path.cwd())
    answer = await app.push_screen_wait(dialog)
    if answer is None:
        return
    path, chosen = answer
    try:
        text = await asyncio.to_thread(export.texts[chosen])
        await asyncio.to_thread(write_export, path, text, replace=dialog.replaces == path)
    except EdgewiseError as error:
        app.warn(f"{error.message} {error.fix or ''}".strip())
    else:
        app.say(f"Written: {clean(str(path), 200)}")


def overview_export(found: Overview) -> Export:
    """The overview's lines, with the headings they stand under and what is said below them."""
    head = ("Part", "What", "Figure", "Text", "Kind")
    lines = [
        (block.title, line.name, line.figure, line.text, line.kind) for block in found.blocks for line in block.lines
    ]
    lines += [(block.title, "", "", block.remark, "") for block in found.blocks if block.remark]
    document = overview_document(found)
    texts = {
        "csv": lambda: table_text([head, *([defused(cell) for cell in line] for line in lines)]),
        "json": lambda: json.dumps(document, indent=2) + "\n",
    }
    return Export("the overview", "overview", texts)


def overview_document(found: Overview) -> dict[str, Any]:
    """The overview as an ``edgewise/overview/1`` document."""
    return {"schema": "edgewise/overview/1", "blocks": [asdict(block) for block in found.blocks]}


class Exporting:
    """Mix-in for the account screen: the listing as shown, or the row whose detail has the attention."""

    @work(group="ask", exit_on_error=False)
    async def action_export(self: AccountScreen) -> None:
        """Write what is shown to a file."""
        export = self._export()
        if export is not None:
            await export_to_file(self.app, export)

    def _export(self: AccountScreen) -> Export | None:  # type: ignore[misc]
        place, scope = self.trail.here, self.board.scope()
        listing, account = self.board.listings.get(place.id), self.board.account
        if self.glancing:
            return overview_export(self.query_one(OverviewView).shown)
        if listing is None or account is None:
            return None
        if self.reading and self.row is not None:
            rows, name = [self.row], place.kind.row_name(self.row)
            title = f"{clean(name, 40)} ({place.kind.singular})"
        else:
            shown = arrange(place.kind, listing.rows, scope, wanted=place.filter, sort=place.sort)
            by_key = {row.key: row for row in listing.rows}
            rows, name = [by_key[line.key] for line in shown.rows], ""
            count = f"{len(rows):,}" if len(rows) == shown.total else f"{len(rows):,} of {shown.total:,}"
            title = f"{count} {place.kind.title}"
        stem = file_name(place.title, name or place.kind.title, ending="x")[:-2]
        texts = {
            "csv": lambda: csv_text(place.kind, rows, scope),
            "json": lambda: json_text(place.kind, rows, scope, account=account.id, parameters=place.parameters),
        }
        return Export(title, stem, texts)
