"""The Learn door: contents at the left, the lesson beside it; one at a time where there is little room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import MouseMove
from textual.widget import Widget
from textual.widgets import OptionList

from edgewise.commands import Command
from edgewise.course import Progress, load_course
from edgewise.course.model import Course, Entry
from edgewise.errors import EdgewiseError
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.dialogs import TextDialog
from edgewise.screens.learn.about import About, Outline, Welcome
from edgewise.screens.learn.checkpoint import CheckpointView
from edgewise.screens.learn.contents import Contents
from edgewise.screens.learn.guide import next_step, sources_text
from edgewise.screens.learn.lab_card import LabCard
from edgewise.screens.learn.project_card import ProjectCard
from edgewise.screens.learn.reader import Reader
from edgewise.store import content
from edgewise.widgets.figure import FigureView
from edgewise.widgets.matrix import MatrixView
from edgewise.widgets.panel import PanelView
from edgewise.widgets.prose import Prose, links_of
from edgewise.widgets.quiz import QuizView
from edgewise.widgets.simulator import SimulatorView
from edgewise.widgets.spans import content_of

if TYPE_CHECKING:
    from edgewise.course.glossary import Term
    from edgewise.course.search import Place
    from edgewise.screens.learn.asking import AskScreen

_READING = frozenset({"on", "turn(1)", "turn(-1)", "lab", "links", "sources", "contents"})


class LearnScreen(EdgewiseScreen):
    """The course."""

    CRUMB = "Learn"
    CSS_PATH = str(content("assets", "styles", "learn.tcss"))
    HELP = (
        "The course. Each lesson is a few short steps: text, figures to explore, questions, and labs that "
        "run real Workers on this machine. Space reads on; your place is kept. In a figure, the arrows "
        "show one state after the other. A question is answered by its number. Words in the colour of the "
        "door are links, some to what a word means: rest the mouse on it. Press g for all words, / to find any. "
        "In a simulator, ↑ and ↓ choose what ← and → change. v asks again what is due; t, in the contents, tests "
        "a chapter first. Chapters with a + are from course packs. Letters in brackets, such as [QLIM], are "
        "sources: press s to see them."
    )
    VERBS = (
        Command("learn.on", "space", "Read on", "Scroll down, then go to the next step.", "on"),
        Command("learn.next", "n,right", "Next", "Go to the next step.", "turn(1)"),
        Command("learn.previous", "p,left", "Back", "Go to the step before.", "turn(-1)"),
        Command("learn.lab", "l", "Lab", "Open the lesson's lab.", "lab"),
        Command("learn.sources", "s", "Sources", "Where the lesson's numbers come from.", "sources"),
        Command("learn.links", "o", "Links", "Follow a link of this step.", "links"),
        Command("learn.glossary", "g", "Glossary", "Every word that the course explains.", "glossary", footer=False),
        Command("learn.find", "slash", "Find", "Find words in the whole course.", "find", display="/", footer=False),
        Command("learn.review", "v", "Review", "Answer the questions that are due again.", "review", footer=False),
        Command("learn.known", "t", "Test", "Show that you know a chapter: its checkpoint first.", "known"),
        Command("learn.contents", "escape,c", "Contents", "Go to the table of contents.", "contents", display="esc"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._course: Course | None = None
        self._hovered: tuple[Widget, str] | None = None
        self._progress: Progress | None = None
        self._wanted: tuple[str, str | None] | None = None

    def compose_body(self) -> ComposeResult:
        """Contents, lesson, outline."""
        with Horizontal(id="learn"):
            with Vertical(id="shelf"):
                yield Contents(id="contents")
                yield About(id="about")
            yield Welcome(id="welcome")
            yield Reader(id="reader")
            with VerticalScroll(id="side", can_focus=False):
                yield Outline(id="outline")

    def on_mount(self) -> None:
        """Read the course and put the cursor where the learner stopped."""
        try:
            self._course = load_course()
        except EdgewiseError as error:
            self.next_step(f"{error.message} {error.fix or ''}")
            return
        self._progress = Progress.load(self.services.folders)
        self._say_problem()
        for problem in self._course.problems:
            self.app.warn(problem)
        self._fill()
        entry = self._where_to_begin(self._course, self._progress)
        if entry is not None:
            self.query_one(Contents).go_to(entry.id)
        self.query_one(Contents).focus()
        self._guide()
        if self._wanted is not None:
            self.open_lesson(*self._wanted)
        elif entry is not None:
            self.call_after_refresh(self._warm_up, entry)

    @work(thread=True, exit_on_error=False)
    def _warm_up(self, entry: Entry) -> None:
        """Import what opening a lesson needs while the reader looks at the contents."""
        from edgewise.course import load_lesson
        from edgewise.course.review import due
        from edgewise.widgets.code import highlighted

        highlighted("const warm = true;", "js")
        if self._course is not None and self._progress is not None:
            due(self._progress, self._course, datetime.now(UTC))
        # What is wrong with the lesson is told when it is opened.
        with suppress(EdgewiseError):
            load_lesson(entry)

    # ------------------------------------------------------------------ opening

    def open_lesson(self, lesson_id: str, step: str | None = None) -> None:
        """Show this lesson, where the learner stopped in it or at ``step``."""
        self._wanted = (lesson_id, step)
        if self._course is not None:
            self.run_worker(self._open(lesson_id, step), exclusive=True, group="open", exit_on_error=False)

    async def _open(self, lesson_id: str, step_id: str | None = None) -> None:
        from edgewise.course import load_lesson

        course, progress = self._course, self._progress
        assert course is not None
        assert progress is not None
        while self.app.screen is not self and self in self.app.screen_stack:
            await self.app.pop_screen()
        entry = course.find(lesson_id)
        if entry is None:
            self.app.warn(f'There is no lesson "{lesson_id}".')
            return
        try:
            lesson = load_lesson(entry)
        except EdgewiseError as error:
            self.app.warn(f"{error.message} {error.where or ''} {error.fix or ''}")
            return
        wanted = step_id or (None if progress.is_done(entry.id) else progress.step(entry.id))
        at = next((number for number, step in enumerate(lesson.steps) if step.id == wanted), 0)
        self.add_class("-reading", "-open")
        await self.query_one(Reader).open(lesson, progress, self._following(entry), at=at, demo=self.services.demo)
        self._fill()
        self.query_one(Contents).go_to(entry.id)

    def _following(self, entry: Entry) -> Entry | None:
        assert self._course is not None
        written = self._course.written
        at = written.index(entry) + 1
        return written[at] if at < len(written) else None

    @staticmethod
    def _where_to_begin(course: Course, progress: Progress) -> Entry | None:
        """The lesson that is under way, else the first one that is not done."""
        position = progress.position()
        if position is not None:
            entry = course.find(position[0])
            if entry is not None and entry.written and not progress.is_done(entry.id):
                return entry
        return next((entry for entry in course.written if not progress.is_done(entry.id)), course.entries[0])

    # ------------------------------------------------------------------ what happened

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A lesson was chosen."""
        if event.option_id is not None:
            self.open_lesson(event.option_id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The cursor moved: tell of that lesson."""
        entry = self._course.find(event.option_id) if self._course is not None and event.option_id else None
        if entry is not None and self._progress is not None and self._course is not None:
            for about in self.query(About):
                about.show(entry, self._course.chapter_of(entry), self._progress)
            self._guide()

    def on_reader_turned(self, event: Reader.Turned) -> None:
        """Another step: say where I am and what to do."""
        reader = self.query_one(Reader)
        lesson = reader.lesson
        assert lesson is not None
        self.crumbs("Learn", lesson.title)
        rows = [(step.title, seen) for step, seen in zip(lesson.steps, reader.seen, strict=True)]
        self.query_one(Outline).show(rows, reader.at)
        self._guide()

    def on_reader_noted(self, event: Reader.Noted) -> None:
        """The progress has changed."""
        if self.query_one(Reader).step is None:
            self._fill()
        self._say_problem()

    def on_descendant_focus(self) -> None:
        """What to do next depends on what has the focus."""
        self._guide()

    def on_quiz_view_answered(self, event: QuizView.Answered) -> None:
        """Keep the answer."""
        lesson = self.query_one(Reader).lesson
        if lesson is not None and self._progress is not None:
            self._progress.answer_quiz(lesson.id, event.quiz.id, event.choices, event.correct)
            self._say_problem()
            self.call_after_refresh(self.query_one(Reader).show_whole, event.view)
            self._guide()

    async def on_figure_view_left(self, event: FigureView.Left) -> None:
        """Past the last state of a figure the lesson goes on."""
        await self.action_turn(event.direction)

    async def on_panel_view_opened(self, event: PanelView.Opened) -> None:
        """See all of them in the account."""
        await self.app.open_account(event.kind)
        if event.kind is None:
            self.app.say("Press U for all limits and the cost.")

    def on_simulator_view_asked(self, event: SimulatorView.Asked) -> None:
        """Begin a simulation with the project in the reader's folder."""
        self._fill_in(event.view)

    @work(thread=True, exclusive=True, group="own", exit_on_error=False)
    def _fill_in(self, view: SimulatorView) -> None:
        from edgewise.screens.learn.own_project import own_values

        values, said = own_values(view.simulation.id, self.services.project)
        self.app.call_from_thread(view.take, values, said)

    def on_matrix_view_asked(self, event: MatrixView.Asked) -> None:
        """Narrow a comparison to the project in the reader's folder."""
        event.view.narrow(self.services.project)

    def on_simulator_view_met(self, event: SimulatorView.Met) -> None:
        """Keep the challenge."""
        lesson = self.query_one(Reader).lesson
        if lesson is not None and self._progress is not None:
            self._progress.challenge_met(lesson.id, event.simulation, event.challenge)
            self._say_problem()

    def on_screen_resume(self) -> None:
        """What is shown of a copy may have changed in Migrate."""
        for card in self.query(ProjectCard):
            card.changed()
            card.refresh_bindings()

    async def on_project_card_opened(self, event: ProjectCard.Opened) -> None:
        """Work on the learner's copy, in Migrate."""
        await self.app.open_project(event.root)

    def on_checkpoint_view_wanted(self, event: CheckpointView.Wanted) -> None:
        """Go to an open question."""
        self.action_follow(event.target)

    def on_lab_card_opened(self, event: LabCard.Opened) -> None:
        """Work in the lab."""
        self.action_lab()

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Reading keys only while a lesson is open; others only where they lead somewhere."""
        if action == "known":
            return not self.has_class("-reading")
        if action not in ("on", "turn", "lab", "links", "sources", "contents"):
            return True
        reader = self.query_one(Reader) if self.is_mounted else None
        if reader is None or reader.lesson is None or not self.has_class("-reading"):
            return False
        if action == "lab":
            return bool(reader.lesson.labs)
        if action == "links":
            return reader.step is not None and bool(links_of(reader.step.blocks))
        if action == "sources":
            return bool(reader.lesson.sources)
        return True

    async def action_on(self) -> None:
        """Read on."""
        if not self.query_one(Reader).read_on():
            await self.action_turn(1)

    async def action_turn(self, direction: int) -> None:
        """One step on or back. Past the final page comes the next lesson."""
        reader = self.query_one(Reader)
        if reader.lesson is None:
            return
        if reader.step is None and direction > 0:
            following = self._following_open()
            if following is not None:
                self.open_lesson(following.id)
            else:
                self.action_contents()
            return
        if reader.at + direction >= 0:
            await reader.turn(reader.at + direction)

    async def action_step(self, number: int) -> None:
        """Go to a step by its number."""
        await self.query_one(Reader).turn(number)

    def action_contents(self) -> None:
        """Go to the table of contents."""
        self.remove_class("-reading")
        self.crumbs("Learn")
        self.query_one(Contents).focus()
        self._guide()

    def action_lab(self) -> None:
        """Open the lesson's lab."""
        from edgewise.course.labs.spec import load_spec
        from edgewise.course.labs.workspace import Workspace
        from edgewise.screens.learn.lab_screen import LabScreen

        reader = self.query_one(Reader)
        if reader.lesson is None or self._progress is None:
            return
        here = reader.step.blocks if reader.step is not None else ()
        lab = next((lab for lab in reader.lesson.labs if lab in here), reader.lesson.labs[0])
        try:
            workspace = Workspace(load_spec(lab), self.services.folders)
        except EdgewiseError as error:
            self.app.warn(f"{error.message} {error.fix or ''}")
            return
        self.app.push_screen(LabScreen(lab, reader.lesson, self._progress, workspace), self._left_lab)

    async def _left_lab(self, result: None) -> None:
        """Back from the lab: it may be passed by now."""
        reader = self.query_one(Reader)
        await reader.turn(reader.at)

    def action_find(self) -> None:
        """Find a place by its words."""
        from edgewise.screens.learn.find import FindScreen

        if self._course is not None:
            self.app.push_screen(FindScreen(self._course), self._found)

    def _found(self, place: Place | None) -> None:
        if place is not None:
            self.open_lesson(place.entry.id, place.step or None)

    def action_review(self) -> None:
        """Ask what is due, or say when something will be."""
        from edgewise.screens.learn.asking import review

        if self._course is not None and self._progress is not None:
            self._ask(review(self._course, self._progress))

    def action_known(self) -> None:
        """The checkpoint of the chapter under the cursor, before its lessons."""
        from edgewise.screens.learn.asking import checkpoint

        under = self._course.find(self.query_one(Contents).lesson or "") if self._course is not None else None
        if self._course is not None and self._progress is not None and under is not None:
            self._ask(checkpoint(self._course, self._progress, self._course.chapter_of(under)))

    def _ask(self, found: AskScreen | str) -> None:
        """Ask the questions, or say why there are none."""
        if isinstance(found, str):
            self.app.say(found)
        else:
            self.app.push_screen(found, self._left_asking)

    async def _left_asking(self, result: None) -> None:
        """Back from questions: more is known now."""
        self._fill()
        reader = self.query_one(Reader)
        if reader.lesson is not None and self.has_class("-reading"):
            await reader.turn(reader.at)

    def action_sources(self) -> None:
        """Show where the numbers come from."""
        lesson = self.query_one(Reader).lesson
        if lesson is not None:
            self.app.push_screen(TextDialog("Sources of this lesson", sources_text(lesson)))

    def action_links(self) -> None:
        """Choose a link of this step."""
        from edgewise.screens.learn.links import LinksDialog

        step = self.query_one(Reader).step
        if step is not None:
            links = list(dict.fromkeys(links_of(step.blocks)))
            self.app.push_screen(LinksDialog(links), self._chosen)

    def _chosen(self, target: str | None) -> None:
        if target is not None:
            self.action_follow(target)

    def action_follow(self, target: str) -> None:
        """Follow a link: to another lesson, or out into the web."""
        if target.startswith("lesson:"):
            lesson, _, step = target.removeprefix("lesson:").partition("#")
            self.open_lesson(lesson, step or None)
        elif target.startswith("term:"):
            self._explain(target.removeprefix("term:"))
        else:
            self.app.open_url(target)
            self.app.say(f"Opening {target}")

    def _explain(self, term_id: str) -> None:
        """Show what a word means."""
        from edgewise.screens.learn.words import word_text

        glossary = self._glossary()
        if glossary is None or self._course is None:
            return
        found = glossary.get(term_id)
        if found is None:
            self.app.warn(f'The word "{term_id}" is not explained.')
        else:
            self.app.push_screen(TextDialog(found.name, word_text(found, self._course)))

    def action_glossary(self) -> None:
        """Show every word that the course explains."""
        from edgewise.screens.learn.words import GlossaryScreen

        glossary = self._glossary()
        if glossary is not None and self._course is not None:
            self.app.push_screen(GlossaryScreen(glossary, self._course))

    def on_mouse_move(self, event: MouseMove) -> None:
        """Tell what a word means while the mouse is on it."""
        action = str(event.style.meta.get("@click", ""))
        if event.widget is None or (event.widget, action) == self._hovered:
            return
        self._hovered = (event.widget, action)
        linked = re.fullmatch(r"screen\.follow\('term:([a-z0-9-]+)'\)", action)
        glossary = self._glossary() if linked is not None else None
        term = glossary.get(linked[1]) if linked is not None and glossary is not None else None
        if term is not None:
            event.widget.tooltip = content_of(term.text)
        elif isinstance(event.widget, Prose):
            event.widget.tooltip = None

    def _glossary(self) -> Mapping[str, Term] | None:
        """Every word; ``None``, and a warning, where the glossary cannot be read."""
        from edgewise.course.glossary import words_of_course

        if self._course is None:
            return None
        try:
            return words_of_course(self._course)
        except EdgewiseError as error:
            self.app.warn(f"{error.message} {error.where or ''}")
            return None

    # ------------------------------------------------------------------ saying things

    def _fill(self) -> None:
        assert self._course is not None
        assert self._progress is not None
        lesson = self.query_one(Reader).lesson
        self.query_one(Contents).fill(self._course, self._progress, lesson.id if lesson is not None else None)

    def _following_open(self) -> Entry | None:
        lesson = self.query_one(Reader).lesson
        entry = self._course.find(lesson.id) if self._course is not None and lesson is not None else None
        return self._following(entry) if entry is not None else None

    def _guide(self) -> None:
        if self._course is None or self._progress is None:
            return
        contents, reader = self.query_one(Contents), self.query_one(Reader)
        under = self._course.find(contents.lesson) if contents.lesson else None
        reading = self.has_class("-reading") and not contents.has_focus
        self.next_step(next_step(reader if reading else None, self.focused, under, self._progress))
        self.refresh_bindings()

    def _say_problem(self) -> None:
        if self._progress is not None and self._progress.problem:
            self.app.warn(self._progress.problem)
            self._progress.problem = None
