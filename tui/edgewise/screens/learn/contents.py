"""The table of contents: chapters and lessons, with what is done, begun, open and still to come."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edgewise.commands import Command, Commanding
from edgewise.course import Progress
from edgewise.course.model import Chapter, Course, Entry
from edgewise.text import clean
from edgewise.widgets.flow import wrap

_LEAST = 24


def standing(entry: Entry, progress: Progress) -> tuple[str, str, str]:
    """Symbol, style and word for how far the learner is with a lesson."""
    if not entry.written:
        return "·", "$text-disabled", "coming"
    if progress.is_done(entry.id):
        return "✓", "$success", "done"
    if progress.is_known(entry.id):
        return "✓", "$text-muted", "known"
    if progress.steps(entry.id):
        return "▶", "$primary", "begun"
    return "○", "$text-muted", "open"


class Contents(Commanding, OptionList):
    """The lessons, by chapter. Announced ones are greyed and cannot be chosen."""

    VERBS = (
        Command("contents.open", "enter", "Open", "Open the lesson under the cursor.", "select", display="enter"),
        Command("contents.down", "down,j", "Down", "Go to the next lesson.", "cursor_down", footer=False),
        Command("contents.up", "up,k", "Up", "Go to the lesson before.", "cursor_up", footer=False),
    )

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._course: Course | None = None
        self._progress: Progress | None = None
        self._open: str | None = None
        self._rows: list[Content] = []
        self._plain: int | None = None

    def fill(self, course: Course, progress: Progress, open_lesson: str | None) -> None:
        """Show ``course``, with the lesson that is open marked. The cursor stays where it was."""
        self._course, self._progress, self._open = course, progress, open_lesson
        kept = self.lesson
        self._plain = None
        self.clear_options()
        options = self._make_rows()
        self._rows = [option.prompt for option in options if isinstance(option.prompt, Content)]
        self.add_options(options)
        if kept is not None:
            self.go_to(kept)

    @property
    def lesson(self) -> str | None:
        """The id of the lesson under the cursor."""
        if self.highlighted is None:
            return None
        return self.get_option_at_index(self.highlighted).id

    def go_to(self, lesson: str) -> None:
        """Put the cursor on a lesson."""
        for index in range(self.option_count):
            if self.get_option_at_index(index).id == lesson:
                self.highlighted = index
                return

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Draw the row under the cursor in one colour: muted text would drown in the cursor's."""
        if self._plain is not None and self._plain < self.option_count:
            self.replace_option_prompt_at_index(self._plain, self._rows[self._plain])
        self._plain = highlighted
        if highlighted is not None:
            self.replace_option_prompt_at_index(highlighted, Content(self._rows[highlighted].plain))
        super().watch_highlighted(highlighted)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        if self._course is not None and self._progress is not None:
            self.fill(self._course, self._progress, self._open)

    def _make_rows(self) -> list[Option]:
        assert self._course is not None
        options: list[Option] = []
        number = 0
        for chapter in self._course.chapters:
            # Chapters of packs are not counted, so that those of the course keep their numbers.
            number += not chapter.pack
            sign = "+" if chapter.pack else str(number)
            if not any(entry.written for entry in chapter.lessons):
                # What cannot be opened yet takes one line, so that what can is in sight.
                options.append(Option(self._heading(sign, chapter), disabled=True))
                continue
            merged = len(chapter.lessons) == 1 and chapter.lessons[0].title == chapter.title and not chapter.pack
            if not merged:
                options.append(Option(self._heading(sign, chapter), disabled=True))
            for entry in chapter.lessons:
                row = self._row(entry, f"{sign:>2}" if merged else "  ")
                options.append(Option(row, id=entry.id, disabled=not entry.written))
        return options

    def _heading(self, sign: str, chapter: Chapter) -> Content:
        coming = not any(entry.written for entry in chapter.lessons)
        style = "$text-disabled" if coming else "$text-muted"
        first = Content.styled(f"{sign:>2}  ", style)
        heading = self._line(Content.styled(chapter.title, style), first, "coming" if coming else "", style)
        if not chapter.pack:
            return heading
        origin = wrap(Content.styled(f"from {clean(chapter.pack, 60)}", style), self._room, Content("    "))
        return Content("\n").join([heading, *origin])

    def _row(self, entry: Entry, number: str) -> Content:
        assert self._progress is not None
        symbol, style, _ = standing(entry, self._progress)
        faint = "$text-muted" if entry.written else "$text-disabled"
        title_style = faint if not entry.written else "bold" if entry.id == self._open else ""
        first = Content.styled(f"{number}  ", "$text-muted") + Content.styled(f"{symbol} ", style)
        note = f"{entry.minutes} min"
        if not entry.written:
            note = "coming"
        return self._line(Content.styled(entry.title, title_style), first, note, faint)

    def _line(self, text: Content, first: Content, note: str, style: str) -> Content:
        """``text`` wrapped at the left, ``note`` at the right end of its first line."""
        lines = wrap(text, self._room - (len(note) + 2 if note else 0), first)
        if note:
            gap = max(2, self._room - lines[0].cell_length - len(note))
            lines[0] = lines[0] + Content(" " * gap) + Content.styled(note, style)
        return Content("\n").join(lines)

    @property
    def _room(self) -> int:
        # One cell each side is OptionList's own padding; one is the scroll bar's.
        return max(_LEAST, self.size.width - 3)
