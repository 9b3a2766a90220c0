"""The value of a KV key: fetched when somebody asks, and shown by what its bytes are."""

from __future__ import annotations

import json
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from edgewise.account.contents import SHOWN_BYTES, Contents, contents_of, hex_lines
from edgewise.account.export import file_name
from edgewise.account.resources.formats import as_bytes, as_moment, as_seconds
from edgewise.account.resources.kv import KV_READ, expiration
from edgewise.account.resources.values import at, number
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.data.frame import DataScreen
from edgewise.screens.account.exporting import Export, export_to_file
from edgewise.screens.account.raw import LARGEST_COLOURED, LinesView
from edgewise.screens.account.states import StateView
from edgewise.screens.account.views import Looking
from edgewise.text import clean

PATH = "/accounts/{account_id}/storage/kv/namespaces/{namespace_id}/values/{key}"

HELP = (
    "The value of one key, as it was put there. Text is shown as text, JSON is laid out, anything else is shown byte "
    "by byte; b shows the bytes of any value.\n\n"
    "Fetching a value is one read operation of Workers KV. It is not fetched again until you press r."
)


class ValueScreen(DataScreen):
    """One value."""

    WHAT = "Value"
    AUTO_FOCUS = "LinesView"
    HELP = HELP
    VERBS = (
        Command("value.copy", "c", "Copy", "Copy the whole value, when it is text.", "copy"),
        Command("value.save", "s", "Save", "Write the value to a file, byte for byte.", "save"),
        Command("value.bytes", "b", "Bytes", "Show the bytes, or what they mean again.", "bytes"),
        Command("value.raw", "y", "JSON", "Show what the list said about the key.", "raw"),
        Command("value.refresh", "r", "Refresh", "Fetch the value again.", "refresh"),
        Command("value.close", "escape,q", "Back", "Go back to the keys.", "close"),
    )

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self.body: bytes | None = None
        """The value; ``None`` until it is fetched."""
        self.error: EdgewiseError | None = None
        self._contents: Contents | None = None
        self._expires: float | None = expiration(looking.row) if looking.row is not None else None
        self._as_bytes = False

    def compose_body(self) -> ComposeResult:
        """What is known about the value, the value, or why it is not there."""
        with Vertical(id="data"):
            yield Static(id="facts")
            yield LinesView()
            yield StateView(id="state")

    def on_mount(self) -> None:
        """Fetch it."""
        self.fetch()

    @work(group="value", exclusive=True, exit_on_error=False)
    async def fetch(self) -> None:
        """Fetch the value."""
        row = self.looking.row
        name, namespace = (row.value("name"), row.value("namespace_id")) if row is not None else (None, None)
        self.error = None
        self.show()
        try:
            found = await self.looking.client.bare(
                PATH, {"namespace_id": namespace or "", "key": name or ""}, permission=KV_READ
            )
        except EdgewiseError as error:
            self.error = error
        else:
            self.body = found.body
            self._contents = contents_of(found.body)
            self._as_bytes = self._contents.form == "bytes"
            then = number(found.headers.get("expiration"))
            self._expires = float(then) if then is not None else self._expires
        self.show()

    # ------------------------------------------------------------------ showing

    def show(self) -> None:
        """Everything, as it now is."""
        view, state = self.query_one(LinesView), self.query_one(StateView)
        lines = self._lines()
        if self.error is not None and self.body is None:
            state.show(*states.failed(self.error, demo_offered=False))
        elif self._contents is None:
            state.show(*states.loading("the value"))
        elif not self.body:
            state.show(Content("The value is empty: the key is there, with no bytes."))
        shown = bool(lines)
        view.display, state.display = shown, not shown
        view.show(lines)
        facts = self.query_one("#facts", Static)
        facts.display = self._contents is not None
        facts.update(self._facts())
        self.reframe()
        if shown and self._contents is not None and self._contents.language and not self._as_bytes:
            self._colour(self._contents)

    def _lines(self) -> tuple[Content, ...]:
        if self._contents is None or not self.body:
            return ()
        if self._as_bytes:
            per_line = 16 if self.size.width >= 84 else 8
            return tuple(_hex_line(line, per_line) for line in hex_lines(self.body, per_line))
        return tuple(Content(line.expandtabs(4)) for line in self._contents.text.split("\n"))

    def _facts(self) -> Content:
        """Size, what it is, when it goes, what was said about it: as much as has room on one line, and one more."""
        contents, now = self._contents, self.looking.client.now()
        if contents is None:
            return Content("")
        size = as_bytes(contents.size, now).text
        words = [size if contents.size < 1024 else f"{size} ({contents.size:,} bytes)", contents.guess]
        if self._expires is not None:
            left = self._expires - now.timestamp()
            words.append(f"goes in {as_seconds(left, now).text}" if left > 0 else "▲ expired")
            if not self.narrow:
                words.append(as_moment(self._expires * 1000, now).text.partition(" · ")[2])
        else:
            words.append("never expires")
        line = Content.styled("   ".join(filter(None, words)), "$text-muted")
        metadata = at(self.looking.row.raw, "metadata") if self.looking.row is not None else None
        if metadata is not None:
            shown = clean(json.dumps(metadata, ensure_ascii=False), 400)
            line += Content("\n") + Content.styled("metadata  ", "$text-muted") + Content(shown)
        cut = self._cut(contents)
        if cut:
            line += Content("\n") + Content.styled("▲ ", "$warning") + Content(cut)
        if self.error is not None:
            line += Content("\n") + Content.styled("▲ ", "$warning")
            line += Content(f"{self.error.message} What you see is from before.")
        return line

    def _cut(self, contents: Contents) -> str:
        shown = min(contents.size, SHOWN_BYTES) if self._as_bytes else contents.shown
        if shown >= contents.size:
            return ""
        part = as_bytes(shown, self.looking.client.now()).text
        return f"Only the first {part} are shown. Press s to save the whole value."

    @work(thread=True, group="colour", exclusive=True, exit_on_error=False)
    def _colour(self, contents: Contents) -> None:
        if len(contents.text) > LARGEST_COLOURED:
            return
        from edgewise.widgets.code import highlighted

        lines = highlighted(contents.text, contents.language)
        self.app.call_from_thread(self._coloured, contents, lines)

    def _coloured(self, contents: Contents, lines: tuple[Content, ...]) -> None:
        if self.is_mounted and contents is self._contents and not self._as_bytes:
            self.query_one(LinesView).show(lines)

    def reframe(self) -> None:
        """Write everything around anew."""
        if self.error is not None and self.body is None:
            step = "Read what happened below, then press r to try again."
        elif self._contents is None:
            step = "One moment: the value is being fetched."
        elif self._contents.form == "bytes":
            step = "Press s to save it to a file, escape to go back."
        else:
            step = "Press c to copy it, s to save it to a file, escape to go back."
        self.frame(step)

    # ------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a value is not offered before there is one."""
        contents = self._contents
        if action in ("copy", "save"):
            return self.body is not None and (action == "save" or (contents is not None and contents.form != "bytes"))
        if action == "bytes":
            return bool(self.body) and contents is not None and contents.form != "bytes"
        return super().check_action(action, parameters)

    def action_bytes(self) -> None:
        """Show the bytes, or what they mean again."""
        self._as_bytes = not self._as_bytes
        self.query_one(LinesView).scroll_home(animate=False)
        self.show()

    def action_refresh(self) -> None:
        """Fetch it again."""
        self.fetch()

    def action_copy(self) -> None:
        """Copy the text as it was stored, and not as it is laid out."""
        if self.body is not None:
            self.app.copy_to_clipboard(self.body.decode("utf-8", errors="replace"))
            self.app.say("The value is in the clipboard.")

    def action_raw(self) -> None:
        """Show the document of the key."""
        from edgewise.screens.account.raw import RawScreen

        raw: Any = self.looking.row.raw if self.looking.row is not None else None
        self.app.push_screen(RawScreen(self.name_of_row, raw))

    @work(group="ask", exit_on_error=False)
    async def action_save(self) -> None:
        """Write the value to a file."""
        body, contents = self.body, self._contents
        if body is None or contents is None:
            return
        stem = file_name(self.name_of_row, ending="x")[:-2].removesuffix(f".{contents.ending}")
        about = f"The value as it is, byte for byte: {contents.guess}, {contents.size:,} bytes."
        await export_to_file(self.app, Export("the value", stem, {contents.ending: lambda: body}, about))


def _hex_line(line: str, width: int) -> Content:
    """A line of a dump: the place and the characters step back behind the numbers."""
    place, numbers, shown = line[:10], line[10:-width], line[-width:]
    return Content.styled(place, "$text-muted") + Content(numbers) + Content.styled(shown, "$text-muted")
