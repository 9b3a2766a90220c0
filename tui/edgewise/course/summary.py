"""How far a learner is: with a chapter, and with the whole course."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.model import Chapter, Course
from edgewise.course.progress import Progress


@dataclass(frozen=True)
class Summary:
    """A chapter as it stands.

    Attributes:
        done: lessons that were read to their end, or shown to be known.
        right: quizzes that were right at the first try, of those that were ``answered``.
        wrong: titles of lessons with a quiz whose last answer was wrong: what to look at again.
        labs: how many labs there are, and ``passed`` how many of them were passed.
        finished: the day, as ISO 8601, on which the last of its lessons was done; empty before.
    """

    chapter: Chapter
    done: int
    lessons: int
    right: int
    answered: int
    wrong: tuple[str, ...]
    passed: int
    labs: int
    finished: str

    @property
    def whole(self) -> bool:
        """Whether every lesson is done."""
        return self.done == self.lessons > 0

    def told(self) -> list[str]:
        """One line a fact, what is worth another look last; nothing before anything was done."""
        if not (self.done or self.answered or self.passed):
            return []
        lines = [f"{self.done} of {self.lessons} {'lesson' if self.lessons == 1 else 'lessons'} of this chapter done"]
        if self.answered:
            lines.append(f"{self.right} of {self.answered} questions right at once")
        if self.labs:
            lines.append(f"{self.passed} of {self.labs} {'lab' if self.labs == 1 else 'labs'} passed")
        if self.wrong:
            lines.append(f"Look again at: {', '.join(self.wrong)}")
        return lines


def summary(chapter: Chapter, progress: Progress) -> Summary:
    """How far the learner is with ``chapter``."""
    written = [entry for entry in chapter.lessons if entry.written]
    done = [entry for entry in written if progress.is_done(entry.id) or progress.is_known(entry.id)]
    answers = {entry: progress.answers(entry.id).values() for entry in written}
    every = [answer for found in answers.values() for answer in found]
    labs = sum(len(list(entry.folder.glob("lab*/lab.toml"))) for entry in written)
    days = [progress.done_on(entry.id) for entry in done]
    return Summary(
        chapter,
        len(done),
        len(written),
        sum(answer.first for answer in every),
        len(every),
        tuple(entry.title for entry in written if any(not answer.last for answer in answers[entry])),
        sum(len(progress.labs(entry.id)) for entry in written),
        labs,
        max(days)[:10] if written and len(done) == len(written) else "",
    )


def summaries(course: Course, progress: Progress) -> list[Summary]:
    """Every chapter that has a lesson."""
    found = [summary(chapter, progress) for chapter in course.chapters]
    return [each for each in found if each.lessons]
