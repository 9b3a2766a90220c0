"""A simulation of the course: parameters to turn, and what comes out of them, drawn anew at each key."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course.simulators import Number, Simulation, Value
from edgewise.plot.drawing import draw
from edgewise.widgets import chart as charts
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.spans import STYLES, content_of
from edgewise.widgets.table import table_lines

WINDOW = 6
"""Parameters in sight at once; the list follows the cursor."""
SMALL_WINDOW = 3
"""The same on a screen of few rows, where what comes out must be in sight as well."""
_CHART = 8
_TYPED = 14


class SimulatorView(Commanding, Flow, can_focus=True):
    """One simulation in a frame.

    Attributes:
        values: what each parameter is set to.
        met: ids of the challenges that were met, earlier ones included.
    """

    class Met(Message):
        """A challenge was met."""

        def __init__(self, simulation: str, challenge: str) -> None:
            super().__init__()
            self.simulation = simulation
            self.challenge = challenge

    class Asked(Message):
        """The reader wants their project's values. Whoever knows the project calls `take`."""

        def __init__(self, view: SimulatorView) -> None:
            super().__init__()
            self.view = view

    VERBS = (
        Command("simulator.up", "up,k", "Up", "Go to the parameter above.", "move(-1)", footer=False),
        Command("simulator.down", "down,j", "Down", "Go to the parameter below.", "move(1)", footer=False),
        Command("simulator.more", "right", "More", "Turn the parameter up.", "turn(1)", display="→"),
        Command("simulator.less", "left", "Less", "Turn the parameter down.", "turn(-1)", display="←"),
        Command("simulator.type", "enter", "Type", "Type a value for the parameter.", "type", display="enter"),
        Command("simulator.reset", "0", "Reset", "Set everything back.", "reset", footer=False),
        Command("simulator.mine", "f", "My project", "Begin with the project in your folder.", "mine"),
        Command("simulator.hint", "h", "Hint", "A hint for the challenge.", "hint"),
    )
    DEFAULT_CSS = """
    SimulatorView {
        border: round $border-blurred; padding: 0 1;
        border-title-color: $foreground; border-title-style: bold; border-title-align: left;
        &:focus { border: round $primary; border-title-color: $primary; }
    }
    """

    def __init__(
        self,
        simulation: Simulation,
        *,
        preset: str = "",
        caption: str = "",
        met: frozenset[str] = frozenset(),
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.simulation = simulation
        self.met = set(met)
        self.border_title = Content(simulation.title)
        found = simulation.preset(preset)
        self.values: dict[str, Value] = simulation.values(found.values if found else {})
        self._caption = caption
        self._said = found.remark if found else ""
        self._at = 0
        self._typed: str | None = None
        self._problem = ""
        self._hint = False
        self._outcome = simulation.run(self.values)

    def lines(self, width: int) -> list[Content]:
        """Parameters, then everything that came out."""
        lines = [*self._parameters(width), EMPTY, *self._measures(width)]
        if self._outcome.picture is not None:
            lines += [EMPTY, *(content_of(line) for line in self._outcome.picture(max(40, width)))]
        if self._outcome.rows:
            head = [Content.styled(title, "$text-muted") for title in self._outcome.head]
            rows = [
                [Content.styled(cell.text, STYLES.get(cell.tone, "")) for cell in row] for row in self._outcome.rows
            ]
            lines += [EMPTY, *table_lines(head, rows, width)]
        for chart in self._outcome.charts:
            lines += [EMPTY, *(charts.content_of(line) for line in draw(chart, width, _CHART))]
        for text in (self._outcome.remark, self._said, self._caption):
            if text:
                lines += [EMPTY, *wrap(Content.styled(text, "$text-muted"), width)]
        return [*lines, *self._presets(width), *self._challenges(width)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A hint where there is a challenge; typing where a number is wanted."""
        if action == "hint":
            return bool(self.simulation.challenges)
        if action == "mine":
            return self.simulation.project
        if action == "type":
            return isinstance(self.simulation.parameters[self._at], Number)
        return True

    def on_key(self, event: events.Key) -> None:
        """Digits are presets, until a value is being typed."""
        if self._typed is not None:
            self._type(event)
        elif event.key.isdigit() and 1 <= int(event.key) <= len(self.simulation.presets):
            self._preset(int(event.key) - 1)
            event.stop()

    def on_blur(self) -> None:
        """Leaving gives up what was being typed."""
        self._typed = None
        self.changed()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.changed()

    def action_move(self, direction: int) -> None:
        """Another parameter."""
        self._at = (self._at + direction) % len(self.simulation.parameters)
        self._problem = ""
        self.changed()
        self.refresh_bindings()
        self.in_sight()

    def action_turn(self, direction: int) -> None:
        """One step more or less."""
        parameter = self.simulation.parameters[self._at]
        self._set({**self.values, parameter.id: parameter.beside(self.values[parameter.id], direction)})

    def action_type(self) -> None:
        """Begin to type."""
        self._typed, self._problem = "", ""
        self.changed()

    def action_reset(self) -> None:
        """As it was."""
        self._set(self.simulation.defaults())

    def action_mine(self) -> None:
        """Begin with the reader's project."""
        self.post_message(self.Asked(self))

    def take(self, changes: Mapping[str, Value], said: str) -> None:
        """Set these on top of the defaults, and say where they are from; without any, only say it."""
        self._set(self.simulation.values(changes) if changes else self.values, said)

    def action_hint(self) -> None:
        """Show or hide the hint."""
        self._hint = not self._hint
        self.changed()

    def _preset(self, at: int) -> None:
        preset = self.simulation.presets[at]
        self._set(self.simulation.values(preset.values), preset.remark)

    def _set(self, values: dict[str, Value], said: str = "") -> None:
        self.values, self._said, self._problem = values, said, ""
        self._outcome = self.simulation.run(values)
        for challenge in self.simulation.challenges:
            if challenge.id not in self.met and challenge.met(values, self._outcome):
                self.met.add(challenge.id)
                self._hint = False
                self.post_message(self.Met(self.simulation.id, challenge.id))
        self.changed()
        self.in_sight()

    def _type(self, event: events.Key) -> None:
        """One key of a value."""
        assert self._typed is not None
        parameter = self.simulation.parameters[self._at]
        if event.key == "escape":
            self._typed = None
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key == "enter" and isinstance(parameter, Number):
            try:
                value = parameter.read(self._typed)
            except ValueError as error:
                self._problem = str(error)
            else:
                self._typed = None
                self._set({**self.values, parameter.id: value})
        elif event.character is not None and event.is_printable and len(self._typed) < _TYPED:
            self._typed += event.character
        elif event.key in ("tab", "shift+tab"):
            return
        event.stop()
        event.prevent_default()
        self.changed()

    def _parameters(self, width: int) -> list[Content]:
        """A window on the parameters, around the cursor."""
        count = len(self.simulation.parameters)
        window = SMALL_WINDOW if self.low else WINDOW
        first = max(0, min(self._at - window // 2, count - window))
        shown = range(first, min(count, first + window))
        widest = min(width // 2, max(len(parameter.title) for parameter in self.simulation.parameters))
        lines: list[Content] = []
        for at in shown:
            parameter = self.simulation.parameters[at]
            here = at == self._at and self.has_focus
            mark = Content.styled("▶ " if here else "  ", "$primary")
            title = Content.styled(parameter.title[:widest].ljust(widest), "bold" if here else "$text-muted")
            if here and self._typed is not None:
                value = Content.styled(f"{self._typed}▏", "bold $primary") + Content.styled("  enter", "$text-muted")
            else:
                text = parameter.text(self.values[parameter.id])
                value = Content.styled(f"‹ {text} ›" if here else f"  {text}", "bold $primary" if here else "")
            lines.append((mark + title + Content("  ") + value).truncate(width, ellipsis=True))
        parameter = self.simulation.parameters[self._at]
        note = self._problem or parameter.note
        if count > window:
            note = f"{self._at + 1} of {count}. {note}"
        style = "$warning" if self._problem else "$text-muted"
        # Always one line, so that nothing below moves while the cursor does.
        lines.append(Content.styled(note, style).truncate(width, ellipsis=True))
        return lines

    def _measures(self, width: int) -> list[Content]:
        lines: list[Content] = []
        widest = max(len(measure.title) for measure in self._outcome.measures)
        for measure in self._outcome.measures:
            first = Content.styled(measure.title.ljust(widest + 2), "$text-muted")
            text = Content.styled(measure.text, STYLES.get(measure.tone, "") or "bold")
            if measure.note:
                text += Content.styled(f"  {measure.note}", "$text-muted")
            lines += wrap(text, width, first)
        return lines

    def _presets(self, width: int) -> list[Content]:
        if not self.simulation.presets:
            return []
        text = Content("")
        for number, preset in enumerate(self.simulation.presets, 1):
            text += Content.styled(f"{number} ", "bold $primary") + Content(f"{preset.title}   ")
        return [EMPTY, *wrap(text.rstrip(), width)]

    def _challenges(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for challenge in self.simulation.challenges:
            met = challenge.id in self.met
            mark = Content.styled("✓ " if met else "○ ", "$success" if met else "$primary")
            lines += wrap(Content.styled(challenge.text, "" if met else "bold"), width, mark)
            said = challenge.solved if met else challenge.hint if self._hint else ""
            if said:
                lines += wrap(Content.styled(said, "$text-muted"), width, Content("  "))
        return [EMPTY, *lines] if lines else []
