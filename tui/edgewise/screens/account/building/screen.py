"""The log of a build: a Pages deployment's, or one of Workers Builds."""

from __future__ import annotations

import asyncio
from typing import cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from edgewise.account.build_log import BuildLog, Stage, of_build, of_deployment
from edgewise.account.resources.values import at
from edgewise.account.tail.lines import SIGNS
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.building.blocks import BuildBlock, blocks_of, matches, text_of
from edgewise.screens.account.building.verbs import HELP, VERBS
from edgewise.screens.account.filter import FilterInput
from edgewise.screens.account.states import StateView
from edgewise.screens.account.views import Looking
from edgewise.screens.account.wording import demo_label, fitted
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content
from edgewise.widgets.log import Log

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 10.0
"""Seconds between two readings while the build runs: longer the longer it takes, to be gentle with the budget."""

_WORDS = {"success": "finished", "failure": "failed", "fail": "failed", "active": "running"}
_TONES = {"good": "$success", "bad": "$error", "busy": "$primary", "muted": "$text-muted"}


class BuildScreen(EdgewiseScreen):
    """Shows one build, and follows it while it runs."""

    CRUMB = "Build log"
    AUTO_FOCUS = "Log"
    CSS_PATH = str(content("assets", "styles", "logs.tcss"))
    HELP = HELP
    VERBS = VERBS

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self.looking = looking
        self.log_: BuildLog | None = None
        self.failure: EdgewiseError | None = None
        self.finding = False
        self.words: tuple[str, ...] = ()
        row = looking.row
        self._label = looking.kind.row_name(row) if row is not None else "?"
        self._identity = (row.value(looking.kind.key) or row.key) if row is not None else ""

    def compose_body(self) -> ComposeResult:
        """How it stands, and the log."""
        with Vertical(id="built"):
            with Horizontal(id="finding"):
                yield FilterInput(id="filter", placeholder="words to look for")
            yield Static(id="counts")
            yield Log()
            yield StateView(id="state")

    def on_mount(self) -> None:
        """Begin to read."""
        self.frame()
        self._read()

    @work(group="build", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        """Read it, and again as long as it runs."""
        pause = FIRST_PAUSE
        while True:
            try:
                log, self.failure = await self._ask(), None
            except EdgewiseError as error:
                # What was read before stays on the screen; the next reading may work.
                self.failure = error
                self.frame()
            else:
                self._show(log)
            if self.log_ is None or not self.log_.running:
                return
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 1.3)

    async def _ask(self) -> BuildLog:
        if self.looking.kind.id == "worker_builds":
            return await of_build(self.looking.client, self._identity)
        return await of_deployment(self.looking.client, self.looking.parameters["project"], self._identity)

    def _show(self, log: BuildLog) -> None:
        """Show what is new; everything anew only where what was shown has changed."""
        view, now = self.query_one(Log), self.looking.client.now()
        before, blocks = self.log_, blocks_of(log, now)
        known = len(before.items) if before is not None else 0
        if before is None:
            # A log that is complete is read from its beginning, one that runs from its end.
            view.following = log.running
        if before is not None and log.items[:known] == before.items and not log.running:
            view.extend(blocks[known:])
        else:
            view.replace(blocks)
        self.log_ = log
        self.frame()

    # ------------------------------------------------------------------ showing

    def frame(self) -> None:
        """Everything around the log."""
        log, view = self.log_, self.query_one(StateView)
        state = (*demo_label(self.looking.client), *self._state())
        self.crumbs(*fitted(("Account", *self.looking.title, self._label, "Build log"), state, self.size.width))
        self.status(*state)
        self.next_step(self._next_step())
        self.query_one("#finding").display = self.finding or bool(self.words)
        self.query_one("#counts", Static).update(self._counts())
        empty = log is None or not log.items
        view.display = empty
        self.query_one(Log).set_class(empty, "-empty")
        if self.failure is not None and log is None:
            view.show(*states.failed(self.failure, demo_offered=False))
        elif log is None:
            view.show(*states.loading("the build's log"))
        elif empty:
            view.show(
                Content.styled("○ This build has no log", "bold"),
                Content("It was skipped, or Cloudflare does not keep its log any more."),
                states.keys(("r", "look again"), ("esc", "go back")),
            )
        self.refresh_bindings()

    def _state(self) -> tuple[tuple[str, str], ...]:
        if self.log_ is None:
            return (("✗ not read", "bold $error"),) if self.failure else (("○ reading", "$text-muted"),)
        if self.failure is not None:
            return (("▲ not renewed", "bold $warning"),)
        tone = Stage("", "active" if self.log_.running else _stage_word(self.log_.state)).tone
        word = "running" if self.log_.running else _WORDS.get(self.log_.state, self.log_.state)
        return ((f"{SIGNS.get(tone, '▲')} {word}", f"bold {_TONES.get(tone, '$warning')}"),)

    def _counts(self) -> Content:
        log = self.log_
        if log is None:
            return Content("")
        lines = sum(not isinstance(item, Stage) for item in log.items)
        parts = [Content(f"{lines:,} {'line' if lines == 1 else 'lines'}")]
        bad = sum(matches(item, ()) for item in log.items)
        if bad:
            parts.append(Content.styled(f"✗ {bad:,} tell of an error", "$error"))
        if self.words:
            found = sum(matches(item, self.words) for item in log.items)
            parts.append(Content.styled(f"{found:,} with {' '.join(self.words)}", "$primary"))
        parts += [Content.styled(f"▲ {remark}", "$warning") for remark in log.remarks]
        return Content(" · ").join(parts)

    def _next_step(self) -> str:
        if self.finding:
            return "Type some words. Enter goes to the first line that holds them, escape forgets them."
        if self.log_ is None:
            return "Press r to try again, escape to go back." if self.failure else "One moment."
        if self.failure is not None:
            return f"{self.failure.message} What you see is from before."
        if self.log_.running:
            return "It runs: the end stays in sight until you move up."
        if any(matches(item, ()) for item in self.log_.items):
            return "Press n to go to the first error, / to look for words, escape to go back."
        return "Press / to look for words, escape to go back."

    # ------------------------------------------------------------------ keys

    def action_open(self) -> None:
        """Show the whole line, or cut it again."""
        self.query_one(Log).toggle()

    def action_filter(self) -> None:
        """Begin to look for words."""
        self.finding = True
        self.frame()
        self.query_one(FilterInput).focus()

    @on(FilterInput.Changed)
    def _typed(self, event: FilterInput.Changed) -> None:
        self.words = tuple(event.value.split())
        self.query_one(Log).find(self.words)
        self.frame()

    @on(FilterInput.Done)
    def _found(self) -> None:
        self.finding = False
        self.query_one(Log).focus()
        if self.words:
            self._hop(1, inclusive=True)
        self.frame()

    def action_hop(self, by: int) -> None:
        """Go to the next or the previous match."""
        self._hop(by)

    def _hop(self, by: int, *, inclusive: bool = False) -> None:
        view = self.query_one(Log)
        blocks = cast("list[BuildBlock]", view.blocks)
        here = view.cursor.key if view.cursor is not None else 0
        found = [block.key for block in blocks if matches(block.item, self.words)]
        if not found:
            self.app.say("No line holds these words." if self.words else "No line tells of an error.")
            return
        ahead = [key for key in found if (key >= here if inclusive else (key - here) * by > 0)]
        # Past the last one it begins again at the first, and the other way round.
        view.go_to((ahead or found)[0 if by > 0 else -1])

    def action_wrap(self) -> None:
        """Wrap, or cut."""
        view = self.query_one(Log)
        view.show_wrapped(not view.wrap)

    def action_copy(self) -> None:
        """Copy the line."""
        block = self.query_one(Log).cursor
        if isinstance(block, BuildBlock):
            self.app.copy_to_clipboard(text_of([block.item], block.now).strip())
            self.app.say("Copied: the line under the cursor.")

    def action_copy_all(self) -> None:
        """Copy the whole log."""
        if self.log_ is not None:
            self.app.copy_to_clipboard(text_of(self.log_.items, self.looking.client.now()))
            self.app.say("Copied: the whole log.")

    @work(group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Write the log to a file."""
        from edgewise.account.export import file_name
        from edgewise.screens.account.exporting import Export, export_to_file

        log, now = self.log_, self.looking.client.now()
        if log is not None:
            project = self.looking.parameters.get("project") or self.looking.parameters.get("script") or ""
            stem = file_name(project, self._label, "build-log", ending="x")[:-2]
            await export_to_file(self.app, Export("the build's log", stem, {"txt": lambda: text_of(log.items, now)}))

    def action_tail(self) -> None:
        """Watch what the deployment does."""
        from edgewise.screens.account.tail.screen import TailScreen

        self.app.push_screen(TailScreen(self.looking))

    def action_again(self) -> None:
        """Read it again."""
        self._read()

    def action_back(self) -> None:
        """Forget the words; go back."""
        if self.words:
            self.words = ()
            field = self.query_one(FilterInput)
            with field.prevent(Input.Changed):
                field.value = ""
            self.query_one(Log).find(())
            self.frame()
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        match action:
            case "filter" | "hop" | "wrap" | "copy" | "copy_all" | "save" | "open":
                return self.log_ is not None and bool(self.log_.items)
            case "tail":
                row = self.looking.row
                if row is None or self.looking.kind.id != "pages_deployments":
                    return False
                deployed = (
                    at(row.raw, "latest_stage.name") == "deploy" and at(row.raw, "latest_stage.status") == "success"
                )
                return deployed and at(row.raw, "uses_functions") is not False
            case _:
                return super().check_action(action, parameters)


def _stage_word(state: str) -> str:
    """A build's state in the words of stages."""
    return {"fail": "failure", "cancelled": "canceled", "terminated": "failure"}.get(state, state)
