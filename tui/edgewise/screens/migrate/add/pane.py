"""Add: a queue's consumer, a cron trigger, a Workflow and the like; seen as a diff, tried, added, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.migration.additions.model import CONSUMER, CRON, LOGS, WORKFLOW, Addition, Offer, Wanted
from edgewise.screens.dialogs import AskDialog, ConfirmDialog
from edgewise.screens.migrate.account.half import Half
from edgewise.screens.migrate.add.words import added_lines, offer_lines
from edgewise.screens.migrate.entries import Entry, EntryPane, heading, marked
from edgewise.screens.migrate.lists import RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import Stage
from edgewise.screens.migrate.words import file_row, keys, prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY

if TYPE_CHECKING:
    from edgewise.migration.additions import TrialEvent

_TRYING = "Trying it in a working copy"
_WIDTH = 64
"""Cells of a dialog's text."""


@dataclass(frozen=True)
class Question:
    """What a person says of a kind of addition.

    Attributes:
        of: what an addition says now.
        say: the same addition with what was said.
    """

    title: str
    hint: str
    of: Callable[[Wanted], str]
    say: Callable[[Wanted, str], Wanted]


QUESTIONS: Mapping[str, Question] = {
    CONSUMER: Question(
        "A consumer for which queue?",
        "The queue's name in your account.",
        lambda wanted: wanted.queue,
        lambda wanted, said: replace(wanted, queue=said),
    ),
    CRON: Question(
        "When should it run?",
        "A cron expression in UTC, such as 0 6 * * * for six every morning.",
        lambda wanted: wanted.cron,
        lambda wanted, said: replace(wanted, cron=said),
    ),
    WORKFLOW: Question(
        "What is the Workflow called?",
        "Such as long-job. It becomes the name of its class.",
        lambda wanted: wanted.name,
        lambda wanted, said: replace(wanted, name=said),
    ),
    LOGS: Question(
        "Which share of the requests is logged?",
        "From 0 to 1; 1 is every request.",
        lambda wanted: str(wanted.sampling),
        lambda wanted, said: replace(wanted, sampling=float(said)),
    ),
}
"""What is asked, by kind."""


class AddPane(EntryPane):
    """What could be added to a moved project, and what was."""

    VERBS = (
        Command("add.act", "a", "Add", "Write the change, after asking once more.", "act"),
        Command("add.try", "r", "Try it", "Run it on this computer, in a working copy.", "try"),
        Command("add.say", "s", "Say", "Say another name, time or share.", "say"),
        Command("add.back", "u", "Take back", "Take back what was added last.", "back"),
        Command("add.stop", "x", "Stop", "Stop the trial.", "stop"),
        Command("add.lesson", "l", "Lesson", "Open the lesson that explains it.", "lesson", footer=False),
    )

    def __init__(self, half: Half) -> None:
        super().__init__(id="add")
        self._half = half
        self._look: Look | None = None
        self._doing = ""
        self._offers: tuple[Offer, ...] | None = None
        self._added: tuple[Wanted, ...] = ()
        self._problem: EdgewiseError | None = None
        self._said: dict[str, str] = {}
        self._plans: dict[Wanted, Addition | EdgewiseError] = {}
        self._trials: dict[str, list[tuple[str, str]]] = {}
        self._latest: tuple[str, str, str] | None = None

    @property
    def writing(self) -> bool:
        """Whether files are being written."""
        return self._doing not in ("", _TRYING)

    # ------------------------------------------------------------------ showing

    def show(self, look: Look) -> None:
        """A folder was looked at: what could be added to another one is found anew."""
        before, self._look = self._look, look
        if before is not None and before.root != look.root:
            self._said, self._latest = {}, None
        self._offers, self._problem, self._plans, self._trials = None, None, {}, {}
        self.draw()

    def opened(self) -> None:
        """Find out what makes sense here."""
        if self._look is not None and self._look.migrated and self._offers is None and self._problem is None:
            self._find(self._look.root)

    @work(thread=True, exclusive=True, group="offers", exit_on_error=False)
    def _find(self, root: Path) -> None:
        from edgewise.migration.additions import offers
        from edgewise.migration.additions.situation import situation

        found: tuple[Offer, ...] = ()
        added: tuple[Wanted, ...] = ()
        problem: EdgewiseError | None = None
        try:
            found, added = tuple(offers(root)), situation(root).added
        except EdgewiseError as error:
            problem = error
        self.app.call_from_thread(self._found, root, found, added, problem)

    def _found(
        self, root: Path, found: tuple[Offer, ...], added: tuple[Wanted, ...], problem: EdgewiseError | None
    ) -> None:
        if self._look is None or self._look.root != root:
            return
        self._offers, self._added, self._problem = found, added, problem
        self.draw()
        self.post_message(self.Changed(self))

    def head_lines(self, width: int) -> list[Content]:
        """How it went, what is under way, or what this is."""
        look = self._look
        if look is None or not look.migrated:
            return [
                title("The files come first."),
                *prose("A moved project can have what Pages could not.", width, "$text-muted"),
                EMPTY,
                *keys(("4", "Move the files")),
            ]
        if self._doing:
            return [title(f"{self._doing} …")]
        lines = signed(*self._latest, width) if self._latest is not None else []
        if self._problem is not None:
            lines += signed("▲", "$text-warning", self._problem.message, width)
            if look.adding:
                lines += keys(("a", "Finish it"), ("u", "Take it back"))
            return lines + prose(self._problem.fix or "", width, "$text-muted")
        if not lines:
            lines = prose("What Pages could not have. The move does not need it: n goes on.", width)
        return lines

    def rows(self) -> Sequence[Entry]:
        """What makes sense, what else there is, what was added."""
        entries = [
            Entry(
                each.kind,
                marked(*(("▶", "$primary") if each.sense else ("○", "$text-muted")), each.title, each.why),
                partial(self._offered, each),
            )
            for each in self._offers or ()
        ]
        added = [
            Entry(
                each.title,
                marked("✓", "$text-success", each.title),
                partial(self._was_added, each),
            )
            for each in self._added
        ]
        return [*entries, *(heading("Added") if added else ()), *added]

    def _offered(self, offer: Offer, width: int) -> list[Content]:
        wanted = self._wanted(offer)
        plan = self._plans.get(wanted) if wanted is not None else None
        return offer_lines(offer, wanted, plan, self._trials.get(offer.kind, ()), width)

    def _was_added(self, wanted: Wanted, width: int) -> list[Content]:
        return added_lines(wanted, self._trials.get(wanted.title, ()), width)

    def _wanted(self, offer: Offer) -> Wanted | None:
        """What would be added, with what was said; ``None`` while something has to be said."""
        question, said = QUESTIONS.get(offer.kind), self._said.get(offer.kind)
        if question is not None and said is not None:
            return question.say(offer.wanted, said)
        return None if offer.asks else offer.wanted

    @property
    def offer(self) -> Offer | None:
        """The offer under the cursor."""
        entry = self.entry
        return next((each for each in self._offers or () if entry is not None and each.kind == entry.key), None)

    @on(RowList.Moved)
    def _plan_chosen(self) -> None:
        offer = self.offer
        wanted = self._wanted(offer) if offer is not None else None
        if wanted is not None and wanted not in self._plans and self._look is not None:
            self._plan(self._look.root, wanted)

    @work(thread=True, exclusive=True, group="addition", exit_on_error=False)
    def _plan(self, root: Path, wanted: Wanted) -> None:
        from edgewise.migration.additions import plan_addition

        plan: Addition | EdgewiseError
        try:
            plan = plan_addition(root, wanted)
        except EdgewiseError as error:
            plan = error
        self.app.call_from_thread(self._planned, root, wanted, plan)

    def _planned(self, root: Path, wanted: Wanted, plan: Addition | EdgewiseError) -> None:
        if self._look is not None and self._look.root == root:
            self._plans[wanted] = plan
            self.draw_detail()
            self.frame.refresh_bindings()

    @property
    def plan(self) -> Addition | None:
        """The plan of the offer under the cursor."""
        wanted = self._wanted(self.offer) if self.offer is not None else None
        found = self._plans.get(wanted) if wanted is not None else None
        return found if isinstance(found, Addition) else None

    def next_step(self) -> str:
        """One sentence: what to do now."""
        if self._doing:
            return f"{self._doing} … x stops"
        if self._look is not None and self._look.adding:
            return "An addition was cut off: a finishes it, u takes it back."
        if self._problem is not None:
            return "Mend what is said below, then press g."
        sense = any(each.sense for each in self._offers or ())
        return "r tries the one under the cursor, a adds it. n goes on without." if sense else "n goes on to Ship."

    # ------------------------------------------------------------------ saying

    @on(RowList.Picked)
    def _pick(self) -> None:
        if self.check_action("say", ()):
            self.action_say()

    def action_say(self) -> None:
        """Ask for what the kind under the cursor needs."""
        offer = self.offer
        if offer is None or offer.kind not in QUESTIONS:
            return
        question = QUESTIONS[offer.kind]
        value = self._said.get(offer.kind, question.of(offer.wanted))
        dialog = AskDialog(question.title, Content.styled(question.hint, "$text-muted"), value=value)
        self.app.push_screen(dialog, lambda answer: self._answered(offer, answer))

    def _answered(self, offer: Offer, answer: str | None) -> None:
        if answer is None or not answer.strip():
            return
        said = answer.strip()
        if offer.kind == LOGS and not _is_number(said):
            self.frame.app.warn("Give a number from 0 to 1, such as 0.1.")
            return
        self._said[offer.kind] = said
        self._plan_chosen()
        self.draw_detail()

    async def action_lesson(self) -> None:
        """Open the lesson about the row under the cursor."""
        entry = self.entry
        lessons = {each.kind: each.lesson for each in self._offers or ()}
        lessons |= {each.title: each.lesson for each in self._added}
        if entry is not None and entry.key in lessons:
            await self.frame.app.open_lesson(lessons[str(entry.key)])

    # ------------------------------------------------------------------ doing

    def action_act(self) -> None:
        """Ask, then add; or finish what was cut off."""
        from edgewise.migration.additions import apply_addition, resume_addition

        look, plan = self._look, self.plan
        if look is None:
            return
        root = look.root
        if look.adding:
            self._make("Finishing the addition", lambda: f"Added: {clean(resume_addition(root).wanted.title, 80)}.")
        elif plan is not None:
            lines = [file_row(edit) for edit in plan.plan.edits]
            for note in plan.notes:
                lines += signed("▲", "$text-warning", note, _WIDTH)
            lines += [EMPTY, Content.styled("u takes it back, byte for byte.", "$text-muted")]
            dialog = ConfirmDialog(f"Add {clean(plan.wanted.title, 60)}?", Content("\n").join(lines), yes="Add it")

            def add() -> str:
                added = apply_addition(root, plan)
                return f"Added: {clean(added.wanted.title, 80)}. 5 proves the rest again, and 7 ships it."

            self._confirm(dialog, "Adding", add)

    def action_back(self) -> None:
        """Ask, then take back what was added last."""
        from edgewise.migration import undo

        look = self._look
        if look is None or not look.added:
            return

        def back() -> str:
            result = undo(look.root, last=True)
            if result.conflicts:
                return f"Not all of it: you have edited {', '.join(clean(each, 80) for each in result.conflicts)}."
            return f"Taken back: {look.added[-1]}."

        body = Content(f"{look.added[-1]}: its files go back to what they were before it. Your own edits stay.")
        dialog = ConfirmDialog("Take the last addition back?", body, yes="Take it back")
        self._confirm(dialog, "Taking it back", back)

    def _confirm(self, dialog: ConfirmDialog, what: str, act: Callable[[], str]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._make(what, act)

        self.app.push_screen(dialog, answered)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _make(self, what: str, act: Callable[[], str]) -> None:
        from edgewise.migration.index import update

        self.app.call_from_thread(self._begin, what)
        latest: tuple[str, str, str]
        try:
            latest = ("✓", "$text-success", act())
        except EdgewiseError as error:
            latest = ("✗", "$text-error", f"{error.message} {error.fix or ''}".strip())
        finally:
            if self._look is not None:
                update(self.frame.services.folders, self._look.root)
        self.app.call_from_thread(self._end, latest)

    def _begin(self, what: str) -> None:
        self._doing, self._latest = what, None
        self._half.at_work = Stage.ADD
        self.draw(live=True)
        self.post_message(self.Changed(self))

    def _end(self, latest: tuple[str, str, str]) -> None:
        self._latest = latest
        self._rest()
        self.draw()
        self.post_message(self.Changed(self, done=True))

    def _rest(self) -> None:
        self._doing = ""
        self._half.at_work = None

    def action_try(self) -> None:
        """Run what is under the cursor on this computer."""
        entry, look = self.entry, self._look
        wanted = next((each for each in self._added if entry is not None and each.title == entry.key), None)
        tried = wanted or self.plan
        if entry is not None and look is not None and tried is not None:
            self._try(look.root, str(entry.key), tried)

    @work(exclusive=True, group="trial", exit_on_error=False)
    async def _try(self, root: Path, key: str, tried: Addition | Wanted) -> None:
        from edgewise.migration.additions import try_addition
        from edgewise.runtime.toolchain import ensure

        shown = self._trials[key] = []
        self._begin(_TRYING)

        def tell(event: TrialEvent) -> None:
            shown.append((event.kind, event.text))
            self.draw_detail()

        try:
            toolchain = await ensure(lambda progress: shown.append(("doing", progress.text)))
            trial = await try_addition(root, tried, toolchain, tell)
            shown.append(
                ("happened", "It happened, in a working copy.")
                if trial.happened
                else ("not", "It did not happen as it should. Nothing has been changed.")
            )
        except EdgewiseError as error:
            shown.append(("not", f"{error.message} {error.fix or ''}".strip()))
        except asyncio.CancelledError:
            shown.append(("not", "Stopped."))
            raise
        finally:
            self._rest()
            if self.is_mounted:
                self.draw(live=True)
                self.post_message(self.Changed(self))

    def action_stop(self) -> None:
        """Stop the trial."""
        self.workers.cancel_group(self, "trial")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        look, plan = self._look, self.plan
        idle = self._half.at_work is None and look is not None and look.migrated
        offer, entry = self.offer, self.entry
        adding = look is not None and look.adding
        triable = (CONSUMER, CRON, WORKFLOW)
        was_added = next((each for each in self._added if entry is not None and each.title == entry.key), None)
        rules = {
            "act": idle and (adding or (plan is not None and bool(plan.plan.edits))),
            "try": idle
            and ((plan is not None and plan.wanted.kind in triable) or bool(was_added and was_added.kind in triable)),
            "say": idle and offer is not None and offer.kind in QUESTIONS,
            "back": idle and look is not None and bool(look.added),
            "stop": self._doing == _TRYING,
            "lesson": entry is not None,
        }
        return bool(rules[action]) if action in rules else super().check_action(action, parameters)


def _is_number(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
