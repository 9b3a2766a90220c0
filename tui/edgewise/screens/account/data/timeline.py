"""An instance of a Workflow over time: its steps to scale, and everything about the one under the cursor."""

from __future__ import annotations

import json
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from edgewise.account.export import file_name
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources.formats import ago, as_moment
from edgewise.account.resources.workflows import status_cell
from edgewise.account.timeline import Step, Timeline, duration, instance_timeline, shown
from edgewise.account.timeline_scale import attempt_words, text_twin
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.data.bars import TimelineBars, legend
from edgewise.screens.account.data.frame import DataScreen
from edgewise.screens.account.exporting import Export, export_to_file
from edgewise.screens.account.facts import TONES
from edgewise.screens.account.states import StateView
from edgewise.screens.account.views import Looking
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY, Flow, wrap

PATH = "/accounts/{account_id}/workflows/{workflow}/instances/{instance}"

AGAIN = 5
"""Seconds after which an instance that goes on is read again."""

HELP = (
    "What an instance of a Workflow did, over time: one line a step, drawn to scale. Up and down choose a step; below "
    "stands what it was told, each attempt with its error, and what it gave back.\n\n"
    "z folds the times in which nothing runs, so that short steps beside a long sleep can be seen. While the instance "
    "goes on it is read again every few seconds.\n\n"
    "A step's result is kept: after a failure, or a sleep of days, the instance goes on behind the last step that is "
    "done, and runs none of them twice."
)


class StepDetail(Flow):
    """Everything about one step."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._paragraphs: list[tuple[Content, Content]] = []

    def show(self, paragraphs: list[tuple[Content, Content]]) -> None:
        """Show pairs of a label and a text."""
        if paragraphs != self._paragraphs:
            self._paragraphs = paragraphs
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """The texts, each behind its label."""
        found: list[Content] = []
        for label, text in self._paragraphs:
            found += wrap(text, width, label) if label.plain or text.plain else [EMPTY]
        return found


class TimelineScreen(DataScreen):
    """One instance."""

    WHAT = "Timeline"
    AUTO_FOCUS = "TimelineBars"
    HELP = HELP
    VERBS = (
        Command("timeline.fold", "z", "Fold rests", "Fold the times in which nothing runs, or show them.", "fold"),
        Command("timeline.raw", "y", "JSON", "Show the document as the API sent it.", "raw"),
        Command("timeline.copy", "c", "Copy", "Copy the time line as text.", "copy"),
        Command("timeline.export", "e", "Export", "Write the time line as text, or its document as JSON.", "export"),
        Command("timeline.refresh", "r", "Refresh", "Read it again.", "refresh"),
        Command("timeline.close", "escape,q,t", "Back", "Go back to the instances.", "close"),
    )

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self.document: Any = None
        self.error: EdgewiseError | None = None
        self.folded = False
        self._age = 0

    def compose_body(self) -> ComposeResult:
        """How it stands, its steps, the step under the cursor."""
        with Vertical(id="data"):
            yield Static(id="facts")
            yield TimelineBars()
            yield Static(id="legend")
            with VerticalScroll(id="about", can_focus=True):
                yield StepDetail()
            yield StateView(id="state")

    def on_mount(self) -> None:
        """Read it, and go on reading while it goes on."""
        self.set_interval(1.0, self._tick)
        self.fetch()

    @property
    def timeline(self) -> Timeline | None:
        """The instance as it stands now; ``None`` until it was read."""
        return instance_timeline(self.document, self.looking.client.now()) if self.document is not None else None

    @work(group="timeline", exclusive=True, exit_on_error=False)
    async def fetch(self) -> None:
        """Read the instance."""
        row = self.looking.row
        workflow, instance = (row.value("workflow"), row.value("id")) if row is not None else (None, None)
        self._age = 0
        if self.document is None:
            self.error = None
            self.show()
        try:
            answer = await self.looking.client.get(
                PATH, {"workflow": workflow or "", "instance": instance or ""}, permission=WORKERS_READ
            )
        except EdgewiseError as error:
            self.error = error
        else:
            self.document, self.error = answer.result, None
        self.show()

    def _tick(self) -> None:
        found = self.timeline
        if not self.is_current or found is None or found.over:
            return
        self._age += 1
        if self._age >= AGAIN:
            self.fetch()
        self.show()

    # ------------------------------------------------------------------ showing

    def show(self) -> None:
        """Everything, as it now is."""
        found, state = self.timeline, self.query_one(StateView)
        if found is None:
            paragraphs = states.failed(self.error, demo_offered=False) if self.error else states.loading("the instance")
            state.show(*paragraphs)
        elif not found.steps:
            state.show(Content("○ No step has begun."), Content("A queued instance waits for others to end."))
        ready = found is not None and bool(found.steps)
        state.display = not ready
        for name in ("TimelineBars", "#legend", "#about"):
            self.query_one(name).display = ready
        self.query_one("#facts", Static).update(self._facts(found) if found is not None else Content(""))
        if found is not None and ready:
            self.query_one(TimelineBars).show(found, self.looking.client.now(), folded=self.folded)
            self.query_one("#legend", Static).update(legend())
        self._about()
        self.reframe()

    def _facts(self, found: Timeline) -> Content:
        """How it stands, when it began, how long it took, what started it; and what went wrong."""
        now = self.looking.client.now()
        cell = status_cell(found.status)
        line = Content.styled(cell.text, TONES.get(cell.tone, ""))
        words = []
        if found.start is not None:
            took = duration((found.end or now) - found.start)
            began = ago(found.start, now) if self.narrow else as_moment(found.start.isoformat(), now).text
            words += [took if found.over else f"{took} so far", f"began {began}"]
        if found.trigger:
            words.append(f"started by {found.trigger}")
        line += Content.styled("   " + "   ".join(words), "$text-muted")
        if found.error:
            line += Content("\n") + Content.styled("✗ ", "$error") + Content(found.error)
        if self.error is not None:
            line += Content("\n") + Content.styled("▲ ", "$warning")
            line += Content(f"{self.error.message} What you see is from before.")
        return line

    def _about(self) -> None:
        found = self.timeline
        cursor = self.query_one(TimelineBars).cursor
        steps = found.steps if found is not None else ()
        paragraphs = self._step(steps[cursor]) if cursor < len(steps) else []
        if found is not None and cursor == 0:
            paragraphs += self._whole(found)
        self.query_one(StepDetail).show(paragraphs)

    def _step(self, step: Step) -> list[tuple[Content, Content]]:
        now = self.looking.client.now()
        kind = {"step": "step", "sleep": "sleep", "waitForEvent": "wait for an event"}.get(step.type, step.type)
        head = Content.styled(step.name, "bold") + Content.styled(f"  {kind}", "$text-muted")
        lines = [(EMPTY, head), (EMPTY, Content.styled(f"{step.sign} {step.word}", TONES.get(step.tone, "")))]
        if step.error and not step.attempts:
            lines.append((_label("Error"), Content.styled(step.error, "$error")))
        if step.config:
            lines.append((_label("Told"), Content(step.config)))
        for number, attempt in enumerate(step.attempts, 1):
            tone = "$error" if attempt.good is False else "$success" if attempt.good else "$primary"
            when = f"{attempt.start:%H:%M:%S}Z  "
            words = Content.styled(when, "$text-muted") + Content.styled(attempt_words(attempt, now), tone)
            lines.append((_label(f"Attempt {number}"), words))
        if step.output is not None:
            lines.append((_label("Gave"), Content(shown(step.output))))
        return lines

    def _whole(self, found: Timeline) -> list[tuple[Content, Content]]:
        """What the instance was given and gave, beside its first step."""
        lines: list[tuple[Content, Content]] = [(EMPTY, EMPTY), (EMPTY, Content.styled("The instance", "bold"))]
        if found.params is not None:
            lines.append((_label("Given"), Content(shown(found.params))))
        if found.output is not None:
            lines.append((_label("Gave"), Content(shown(found.output))))
        return lines if len(lines) > 2 else []

    @on(TimelineBars.Moved)
    def _moved(self) -> None:
        self.query_one("#about").scroll_home(animate=False)
        self._about()

    def reframe(self) -> None:
        """Write everything around anew."""
        found = self.timeline
        if found is None:
            step = "One moment: the instance is being read." if self.error is None else "Press r to try again."
        elif not found.over:
            step = "It goes on, and is read again by itself. Up and down choose a step."
        else:
            step = "Up and down choose a step, z folds the rests, escape goes back."
        self.frame(step)

    # ------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs the document is not offered before it is there."""
        if action in ("raw", "copy", "export", "fold"):
            return self.document is not None
        return super().check_action(action, parameters)

    def action_fold(self) -> None:
        """Fold the rests, or show them."""
        self.folded = not self.folded
        self.show()

    def action_refresh(self) -> None:
        """Read it again."""
        self.fetch()

    def action_raw(self) -> None:
        """The document as it came."""
        from edgewise.screens.account.raw import RawScreen

        self.app.push_screen(RawScreen(self.name_of_row, self.document))

    def _text(self) -> str:
        found = self.timeline
        return clean_lines(text_twin(found, self.name_of_row, self.looking.client.now())) if found else ""

    def action_copy(self) -> None:
        """Copy the time line as text."""
        self.app.copy_to_clipboard(self._text())
        self.app.say("The time line is in the clipboard, as text.")

    @work(group="ask", exit_on_error=False)
    async def action_export(self) -> None:
        """Write it to a file."""
        text, document = self._text(), self.document
        texts: dict[str, Any] = {"txt": lambda: text, "json": lambda: json.dumps(document, indent=2) + "\n"}
        stem = file_name(clean(self.name_of_row), "timeline", ending="x")[:-2]
        await export_to_file(self.app, Export("the time line", stem, texts))


def _label(text: str) -> Content:
    return Content.styled(f"{text:<11}", "$text-muted")
