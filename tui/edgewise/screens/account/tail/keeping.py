"""Taking something out of a live log: to the clipboard, to a file, as it came."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from textual import work

from edgewise.account.tail.events import Entry, TailEvent
from edgewise.account.tail.lines import as_text
from edgewise.screens.account.tail.feed import EntryBlock
from edgewise.text import clean
from edgewise.widgets.log import Log

if TYPE_CHECKING:
    from edgewise.screens.account.tail.screen import TailScreen


class Keeping:
    """Mix-in for the live log's screen: the actions that keep something of it."""

    def entry(self: TailScreen) -> Entry | None:  # type: ignore[misc]
        """The entry under the cursor."""
        block = self.query_one(Log).cursor
        return block.entry if isinstance(block, EntryBlock) else None

    def entries(self: TailScreen) -> list[Entry]:  # type: ignore[misc]
        """Everything that is shown."""
        return [block.entry for block in self.query_one(Log).blocks if isinstance(block, EntryBlock)]

    def action_raw(self: TailScreen) -> None:  # type: ignore[misc]
        """Show the event as it came."""
        from edgewise.screens.account.raw import RawScreen

        entry = self.entry()
        if isinstance(entry, TailEvent):
            self.app.push_screen(RawScreen(f"{entry.kind} · {entry.subject[:60]}", entry.document))

    def action_copy(self: TailScreen) -> None:  # type: ignore[misc]
        """Copy the event; while there is none, the command with which wrangler watches the same."""
        entry = self.entry()
        if entry is not None:
            self.app.copy_to_clipboard(as_text(entry))
            self.app.say("Copied: the event under the cursor.")
        elif self.target is not None:
            command = shlex.join(clean(part) for part in self.target.command)
            self.app.copy_to_clipboard(command)
            self.app.say(f"Copied: {command}")

    def action_copy_all(self: TailScreen) -> None:  # type: ignore[misc]
        """Copy what is shown."""
        entries = self.entries()
        self.app.copy_to_clipboard("\n".join(map(as_text, entries)) + "\n")
        self.app.say(f"Copied: {len(entries):,} entries.")

    @work(group="save", exit_on_error=False)
    async def action_save(self: TailScreen) -> None:
        """Write what is shown to a file."""
        from edgewise.screens.account.exporting import export_to_file
        from edgewise.screens.account.tail.saving import export_of

        name = self.target.name if self.target is not None else "log"
        await export_to_file(self.app, export_of(name, self.entries(), self.looking.client.now()))
