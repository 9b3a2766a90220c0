"""Home: where you stand at each door, and one key to go through it."""

from __future__ import annotations

from textwrap import wrap

from textual import work
from textual.app import ComposeResult, RenderResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.commands import Command
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.home_facts import DoorFacts, account_facts, course_facts, project_facts

_DOORS = (
    ("learn", "L", "Learn", "How computing went from servers to functions. You run every step."),
    ("account", "A", "Account", "What runs in your account, what fails, what it costs."),
    ("migrate", "M", "Migrate", "A Pages project to Workers: previewed, reversible, proved."),
)


class Horizon(Widget):
    """The picture on top: the unit of computing, shrinking from a whole machine to an isolate."""

    _UNITS = ("server", "virtual machine", "container", "function", "isolate")
    _GAP = 2
    _EIGHTHS = " ▏▎▍▌▋▊▉"

    def render(self) -> RenderResult:
        largest = self._largest(self.content_size.width)
        blocks, names = Content(""), Content("")
        for index, name in enumerate(self._UNITS):
            last = index == len(self._UNITS) - 1
            style = "$primary" if last else f"$foreground {26 + 14 * index}%"
            bar = self._bar(largest / 2**index)
            column = max(len(bar), len(name)) + (0 if last else self._GAP)
            blocks += Content.styled(bar.ljust(column), style)
            names += Content.styled(name.ljust(column), "bold $primary" if last else "$text-muted")
        return blocks + Content("\n") + blocks + Content("\n") + names

    def _bar(self, cells: float) -> str:
        whole, rest = divmod(round(cells * 8), 8)
        return "█" * whole + (self._EIGHTHS[rest] if rest else "")

    def _largest(self, width: int) -> int:
        """The width of the first bar with which all five and their names fit."""
        for cells in range(64, 8, -1):
            columns = (max(len(self._bar(cells / 2**index)), len(name)) for index, name in enumerate(self._UNITS))
            if sum(columns) + self._GAP * (len(self._UNITS) - 1) <= width:
                return cells
        return 8


class Door(Widget, can_focus=True):
    """One door: its key, its name, what is behind it, and where the user stands."""

    facts: reactive[DoorFacts | None] = reactive(None)

    class Opened(Message):
        """The user wants to go through."""

        def __init__(self, door: str) -> None:
            super().__init__()
            self.door = door

    def __init__(self, door: str, key: str, title: str, promise: str) -> None:
        super().__init__(id=f"door-{door}")
        self.door = door
        self._key = key
        self._title = title
        self._promise = promise

    def render(self) -> RenderResult:
        key = Content.styled(f" {self._key} ", "bold reverse" if self.has_focus else "bold $primary on $panel")
        text = key + Content("  ") + Content.styled(self._title, "bold $primary" if self.has_focus else "bold")
        text += Content("\n") + Content.styled(self._promise, "$text-muted")
        if not self.screen.has_class("-short"):
            text += Content("\n")
        if self.facts is None:
            return text + Content("\n") + Content.styled("○ looking …", "$text-disabled")
        for symbol, style, line in self.facts.lines:
            text += Content("\n") + Content.styled(f"{symbol} ", style)
            text += Content("\n  ".join(wrap(line, max(10, self.content_size.width - 2))))
        return text

    def key_enter(self) -> None:
        """Go through."""
        self.post_message(self.Opened(self.door))

    def on_click(self) -> None:
        """Go through."""
        self.post_message(self.Opened(self.door))


class HomeScreen(EdgewiseScreen):
    """The first screen."""

    CRUMB = "Home"
    HELP = (
        "Three doors. Learn is a course that runs real code. Account shows what is in your Cloudflare "
        "account, or in a demo account when you have given no credential. Migrate looks at the Pages "
        "project in the folder where you started edgewise. Nothing is changed anywhere until you have "
        "seen it and said yes."
    )
    VERBS = (
        Command("home.learn", "l", "Learn", "Go to the course.", "app.door('learn')"),
        Command("home.account", "a", "Account", "Look at the account.", "app.door('account')"),
        Command("home.migrate", "m", "Migrate", "Look at the project in this folder.", "app.door('migrate')"),
        Command("home.next", "down,right,j", "Next door", "Move to the next door.", "app.focus_next", footer=False),
        Command(
            "home.previous",
            "up,left,k",
            "Previous",
            "Move to the door before.",
            "app.focus_previous",
            footer=False,
        ),
    )

    def compose_body(self) -> ComposeResult:
        """The picture and the doors."""
        with Container(id="hall"):
            yield Horizon()
            with Container(id="doors"):
                for door in _DOORS:
                    yield Door(*door)

    def on_mount(self) -> None:
        """Say what to do."""
        self.next_step("Choose a door: press its letter, or use the arrows and enter.")

    def on_screen_resume(self) -> None:
        """Look again each time the user comes back: something may have been done meanwhile."""
        # After the paint: a thread that imports would slow it down.
        self.call_after_refresh(self._look)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _look(self) -> None:
        for door, look in (("learn", course_facts), ("account", account_facts), ("migrate", project_facts)):
            facts = look(self.services)
            self.app.call_from_thread(self._show, door, facts)

    def _show(self, door: str, facts: DoorFacts) -> None:
        for widget in self.query(Door):
            if widget.door == door:
                widget.facts = facts

    def on_door_opened(self, event: Door.Opened) -> None:
        """Go through the door."""
        self.app.action_door(event.door)
