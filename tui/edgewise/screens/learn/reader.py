"""One lesson, one step at a time."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget

from edgewise.course import Progress
from edgewise.course.model import Entry, Lesson, Step
from edgewise.screens.learn.about import Finish, StepHeader
from edgewise.screens.learn.sections import sections
from edgewise.widgets.quiz import QuizView


class Page(VerticalScroll, can_focus=True):
    """What scrolls: the sections of the step."""


class Reader(Vertical):
    """The lesson that is open. ``at`` counts steps from 0; past the last one is the final page."""

    class Turned(Message):
        """Another step is open."""

    class Noted(Message):
        """The step, or the end of the lesson, has been written into the progress."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lesson: Lesson | None = None
        self.at = 0
        self._progress: Progress | None = None
        self._following: Entry | None = None
        self._demo = False

    def compose(self) -> ComposeResult:
        """The header and the page."""
        yield StepHeader(id="step-header")
        yield Page(id="page")

    @property
    def step(self) -> Step | None:
        """The step that is open; ``None`` on the final page."""
        if self.lesson is None or self.at >= len(self.lesson.steps):
            return None
        return self.lesson.steps[self.at]

    @property
    def page(self) -> Page:
        """What scrolls."""
        return self.query_one(Page)

    async def open(self, lesson: Lesson, progress: Progress, following: Entry | None, *, at: int, demo: bool) -> None:
        """Show ``lesson`` at a step."""
        self.lesson, self._progress, self._following, self._demo = lesson, progress, following, demo
        await self.turn(at)

    async def turn(self, at: int) -> None:
        """Go to a step, or to the final page."""
        assert self.lesson is not None
        assert self._progress is not None
        self.at = max(0, min(at, len(self.lesson.steps)))
        step = self.step
        if step is None:
            widgets: list[Widget] = [Finish(self.lesson, self._progress, self._following)]
        else:
            widgets = list(sections(step, self.lesson, self._progress, demo=self._demo))
        with self.app.batch_update():
            await self.page.remove_children()
            await self.page.mount_all(widgets)
            self.page.scroll_home(animate=False)
            self.refresh_header()
        self.call_after_refresh(self.focus_visible)
        self.post_message(self.Turned())
        # Writing a file can take longer than drawing a step: first things first.
        self.call_after_refresh(self._note, self.lesson.id, step)

    def _note(self, lesson: str, step: Step | None) -> None:
        assert self._progress is not None
        if step is None:
            self._progress.mark_done(lesson)
        else:
            self._progress.mark_step(lesson, step.id)
        self.post_message(self.Noted())

    def refresh_header(self) -> None:
        """Draw title and dots anew."""
        assert self.lesson is not None
        title = self.step.title if self.step is not None else self.lesson.title
        self.query_one(StepHeader).show(title, self.seen, self.at)

    @property
    def seen(self) -> list[bool]:
        """For each step, whether it was opened."""
        if self.lesson is None or self._progress is None:
            return []
        opened = self._progress.steps(self.lesson.id)
        return [step.id in opened for step in self.lesson.steps]

    def focus_visible(self) -> None:
        """Give the focus to the first thing on the screen that does something, else to the page."""
        if self.lesson is None:
            return
        window = self.page.content_region
        for widget in self.page.children:
            settled = isinstance(widget, QuizView) and widget.answered is True
            # Whatever begins within the window counts; a tall figure may end below it.
            begins = window.y <= widget.region.y < window.bottom - 3
            if widget.focusable and begins and not settled:
                widget.focus(scroll_visible=False)
                return
        self.page.focus(scroll_visible=False)

    def show_whole(self, widget: Widget) -> None:
        """Scroll so far that the end of ``widget`` is visible, but not so far that its beginning is not."""
        region = widget.virtual_region
        wanted = min(region.y, region.bottom - self.page.size.height)
        if wanted > self.page.scroll_offset.y:
            self.page.scroll_to(y=wanted, animate=False)

    def read_on(self) -> bool:
        """Scroll one page down. ``False`` when there was nothing left to scroll."""
        page = self.page
        if page.scroll_offset.y >= page.max_scroll_y:
            return False
        page.scroll_page_down(animate=False)
        self.call_after_refresh(self.focus_visible)
        return True
