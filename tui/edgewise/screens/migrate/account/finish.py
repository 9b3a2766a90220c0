"""Finish: Pages stops deploying, its address leads on, and what a person has left to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from edgewise.commands import Command
from edgewise.migration.finishing.model import CleanUp, Finish
from edgewise.screens.dialogs import AskDialog, ConfirmDialog
from edgewise.screens.migrate.account.pane import AccountPane
from edgewise.screens.migrate.account.words import finish_entries, finish_head
from edgewise.screens.migrate.entries import Entry
from edgewise.screens.migrate.stages import Stage

if TYPE_CHECKING:
    from edgewise.migration.account_side import AccountSide

_LONGEST = 3650


class FinishPane(AccountPane):
    """What is done in the account, what is left to a person, and the clean-up for later."""

    VERBS = (
        Command("finish.act", "a", "Finish", "Stop Pages' deployments and lead its address on.", "act"),
        Command("finish.keep", "s", "Keep for", "Say how long the Pages project is the way back.", "keep"),
        Command("finish.clean-up", "d", "Clean up", "Delete old deployments, never one that serves.", "clean_up"),
        Command("finish.back", "u", "Take back", "Take back what finishing has done.", "back"),
    )
    STAGE = Stage.FINISH
    WORKING = "Finishing"
    MEANWHILE = "x stops between two operations."
    DONE = "Finished. The Pages project stands, as the way back."

    plan: Finish | None = None
    cleaning: CleanUp | None = None
    days: int | None = None

    async def gather(self, side: AccountSide) -> None:
        """Read what is left to do, and which deployments could go."""
        self.plan = await side.finish_plan(self.days)
        self.cleaning = await side.clean_up_plan()

    def forget(self) -> None:
        """Drop the plan."""
        self.plan, self.cleaning, self.days = None, None, None

    def head(self, width: int) -> list[Content]:
        """Whether it can be finished."""
        return finish_head(self.plan, width) if self.plan else []

    def entries(self, states: Mapping[str, tuple[str, str]]) -> list[Entry]:
        """Operations, tasks and the clean-up."""
        return finish_entries(self.plan, self.cleaning, states) if self.plan else []

    def ready(self) -> bool:
        """Whether everything is with the Worker and something is left to do."""
        return self.plan is not None and self.plan.ready and bool(self.plan.operations)

    def hint(self) -> str:
        """What to do now."""
        if self.plan is None or not self.plan.ready:
            return "Press 8 first: visitors go to the Worker."
        if self.plan.operations:
            return "Press a to do what ○ names in the account. s says how long Pages is kept."
        return "Done in the account. What is yours to do is in the list; d cleans up later."

    def action_act(self) -> None:
        """Ask, then finish; or go on with what was begun."""
        plan = self.plan
        if self.run is not None:
            self.ask_to_go_on(self.run, lambda side: side.finish())
        elif plan is not None:
            self.confirm(
                "Finish the move?",
                "Each of these is taken back by u. The Pages project itself stays.",
                plan.worker,
                lambda: self.begin(plan.operations, lambda side: side.finish(plan)),
                yes="Finish",
            )

    def action_keep(self) -> None:
        """Ask for days, then plan with them."""
        hint = Content.styled(f"Days from today, 0 to {_LONGEST}. Nothing is deleted by itself then.", "$text-muted")
        dialog = AskDialog("Keep the Pages project as the way back for how long?", hint, value=str(self.days or 30))
        self.app.push_screen(dialog, self._kept)

    def _kept(self, answer: str | None) -> None:
        if answer is None:
            return
        text = answer.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LONGEST)) and int(text) <= _LONGEST):
            self.frame.app.warn(f"Give days from 0 to {_LONGEST}, such as 30.")
            return
        self.days = int(text)
        self.action_read()

    def action_clean_up(self) -> None:
        """Delete what does not serve. It asks for a typed word by itself, since nothing brings that back."""
        cleaning = self.cleaning
        if cleaning is None:
            return
        if "early" in cleaning.obstacles:
            text = f"It is early: {cleaning.obstacles['early']}. The way back by an old deployment goes with it."
            self.confirm("Clean up now already?", text, "early", lambda: self._clean(cleaning, "early"), yes="Go on")
        else:
            self._clean(cleaning)

    def _clean(self, cleaning: CleanUp, *accepted: str) -> None:
        self.begin(
            (cleaning.operation,),
            lambda side: side.clean_up(cleaning, accepted),
            what="Deleting old deployments",
            done="Old deployments are deleted. What serves is there.",
        )

    def action_back(self) -> None:
        """Ask, then take back what finishing did."""
        text = "Pages deploys again, and its address answers itself. Visitors stay with the Worker."
        dialog = ConfirmDialog("Take finishing back?", Content(text), yes="Take it back")
        self.app.push_screen(dialog, lambda yes: self.begin_back(("finish",)) if yes else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        done = any(run.about.stage == "finish" and run.to_take_back for run in self.half.runs)
        cleaning = self.cleaning
        rules = {
            "act": self.idle and (self.run is not None or self.ready()),
            "keep": self.idle and self.plan is not None and self.plan.ready and self.run is None,
            "clean_up": self.idle
            and cleaning is not None
            and bool(cleaning.goes)
            and "not-cut-over" not in cleaning.obstacles,
            "back": self.doing is None and self.half.at_work is None and self._moved and done,
        }
        return rules[action] if action in rules else super().check_action(action, parameters)
