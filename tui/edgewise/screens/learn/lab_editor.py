"""The learner's files: one shown at a time, edited in place, saved with ctrl+s."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from edgewise.course.labs.workspace import Workspace
from edgewise.errors import EdgewiseError
from edgewise.widgets.code_area import CodeArea
from edgewise.widgets.flow import Flow


class FileTabs(Flow):
    """The names of the files, the open one marked, with a dot where something is not saved."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._open = ""
        self._unsaved: frozenset[str] = frozenset()

    def show(self, names: tuple[str, ...], open_name: str, unsaved: frozenset[str]) -> None:
        """Draw these names."""
        self._names, self._open, self._unsaved = names, open_name, unsaved
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """One line."""
        cells = []
        for number, name in enumerate(self._names):
            style = "bold $primary" if name == self._open else f"$text-muted @click=screen.show_file({number})"
            dot = Content.styled(" ●", "$warning") if name in self._unsaved else Content("")
            cells.append(Content.styled(name, style) + dot)
        return [Content("   ").join(cells).truncate(width, ellipsis=True)]


class Editor(Vertical):
    """Tabs and text. Unsaved texts are kept when another file is shown.

    Posts :class:`Saved` after a save that worked.
    """

    class Saved(Message):
        """The files on disk are as the editor shows them."""

    DEFAULT_CSS = """
    FileTabs {
        margin-bottom: 1; link-style: none; link-color: $text-muted; link-background: $background;
        link-style-hover: none; link-color-hover: $primary; link-background-hover: $background;
    }
    """
    name_shown: reactive[str] = reactive("", init=False)

    def __init__(self, workspace: Workspace, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._workspace = workspace
        self._names = workspace.spec.editable
        self._disk: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Tabs and text."""
        yield FileTabs()
        yield CodeArea(id="code-area")

    def on_mount(self) -> None:
        """Show the first file; look now and then whether another editor saved one."""
        self.reload()
        self.show(self._names[0])
        self.set_interval(1.0, self.look)

    @property
    def area(self) -> CodeArea:
        """Where the text is."""
        return self.query_one(CodeArea)

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file as it is shown, saved or not."""
        self._keep()
        return dict(self._texts)

    @property
    def unsaved(self) -> frozenset[str]:
        """The files whose text is not what lies on disk."""
        self._keep()
        return frozenset(name for name, text in self._texts.items() if text != self._disk.get(name))

    def show(self, name: str, line: int | None = None) -> None:
        """Show a file, with the cursor on ``line`` (from 1) when that is given."""
        self._keep()
        if name != self.name_shown:
            self.name_shown = name
            self.area.show_file(name, self._texts.get(name, ""))
        if line is not None:
            row = min(line, self.area.document.line_count) - 1
            self.area.move_cursor((row, 0), center=True)
        self._draw()

    def next_file(self) -> None:
        """Show the file after this one."""
        self.show(self._names[(self._names.index(self.name_shown) + 1) % len(self._names)])

    def save(self) -> bool:
        """Write what is not saved. ``False`` when it did not work: then a notice says why."""
        for name in sorted(self.unsaved):
            try:
                self._workspace.write(name, self._texts[name])
            except EdgewiseError as error:
                self.app.notify(f"{error.message} {error.fix or ''}", severity="warning", markup=False)
                return False
            self._disk[name] = self._texts[name]
        self._draw()
        self.post_message(self.Saved())
        return True

    def reload(self) -> None:
        """Read all files anew; what was not saved is forgotten."""
        for name in self._names:
            try:
                self._disk[name] = self._workspace.read(name)
            except EdgewiseError as error:
                self._disk[name] = ""
                self.app.notify(f"{error.message} {error.fix or ''}", severity="warning", markup=False)
            self._texts[name] = self._disk[name]
        if self.name_shown:
            self.area.show_file(self.name_shown, self._texts[self.name_shown])
            self._draw()

    def look(self) -> None:
        """Take over what another editor saved, unless there is something unsaved here."""
        unsaved = self.unsaved
        for name in self._names:
            if name in unsaved:
                continue
            try:
                text = self._workspace.read(name)
            except EdgewiseError:
                continue
            if text != self._disk[name]:
                self._disk[name] = self._texts[name] = text
                if name == self.name_shown:
                    place = self.area.cursor_location
                    self.area.show_file(name, text)
                    self.area.move_cursor(place)

    def on_text_area_changed(self) -> None:
        """Mark the file as unsaved."""
        self._draw()

    def _keep(self) -> None:
        if self.name_shown:
            self._texts[self.name_shown] = self.area.text

    def _draw(self) -> None:
        self.query_one(FileTabs).show(self._names, self.name_shown, self.unsaved)
