"""The line that says what to do next in Learn, and the list of sources."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from edgewise.course import Progress
from edgewise.course.model import Entry, Lesson
from edgewise.course.sources import sources_of
from edgewise.screens.learn.lab_card import LabCard
from edgewise.screens.learn.project_card import ProjectCard
from edgewise.screens.learn.reader import Reader
from edgewise.widgets.figure import FigureView
from edgewise.widgets.matrix import MatrixView
from edgewise.widgets.panel import PanelView
from edgewise.widgets.quiz import QuizView
from edgewise.widgets.simulator import SimulatorView


def next_step(reader: Reader | None, focused: Widget | None, under: Entry | None, progress: Progress) -> str:
    """What to do next: in the lesson that is read, or in the contents with ``under`` below the cursor."""
    if reader is None or reader.lesson is None:
        return _in_contents(under, progress)
    if reader.step is None:
        return "Press space to go to the next lesson, or esc for the contents."
    if isinstance(focused, QuizView) and not focused.answered and not focused.shown:
        return f"{focused.how} Space reads on."
    if isinstance(focused, FigureView) and len(focused.drawing.states) > 1:
        return "Explore the figure with → and ←. Space reads on."
    if isinstance(focused, SimulatorView):
        return "Choose with ↑ and ↓, change with ← and →. Space reads on."
    if isinstance(focused, MatrixView):
        return "Go through the rows with ↑ and ↓. Space reads on."
    if isinstance(focused, LabCard):
        return "Press enter to open the lab."
    if isinstance(focused, ProjectCard):
        return "Press enter to open your copy in Migrate. Space reads on."
    if isinstance(focused, PanelView):
        return "Press enter to see this in the account. Space reads on."
    if reader.at == len(reader.lesson.steps) - 1:
        return "Press space to finish the lesson."
    return "Press space to read on."


def _in_contents(under: Entry | None, progress: Progress) -> str:
    if under is None:
        return "Choose a lesson with ↑ and ↓."
    if progress.is_done(under.id):
        return f"Press enter to read “{under.title}” again."
    if progress.steps(under.id):
        return f"Press enter to go on with “{under.title}”."
    return f"Press enter to begin “{under.title}”."


def sources_text(lesson: Lesson) -> Content:
    """The sources of a lesson: key, text, date."""
    text = Content("")
    for source in sources_of(lesson):
        text += Content.styled(f"[{source.key}]", "bold $primary") + Content(f" {source.text}")
        text += Content.styled(f" · {source.date}\n\n", "$text-muted")
    return text.rstrip()
