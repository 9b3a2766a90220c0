"""The stored log of a Worker: what ran before anybody looked."""

from __future__ import annotations

from textual import work
from textual.content import Content

from edgewise.account.resources.values import at
from edgewise.account.tail.session import State
from edgewise.account.tail.stored import MOST, Stored, ranges, stored
from edgewise.account.tail.target import worker
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.tail.screen import TailScreen
from edgewise.screens.account.views import Looking

HELP = (
    "What a Worker did before you looked: Cloudflare stores its runs and what they logged, where its observability is "
    "on, for 3 days on the free plan and 7 on the paid one. A Worker may store a share of its runs only; then the "
    "others are not here.\n\n"
    "h asks for another range, r asks again. Everything else is as in the live log, which l on the Workers' table "
    "opens: enter shows all about a run, s and m filter, slash finds, e saves.\n\n"
    "Asking leaves nothing behind in the account, so it works while the account is locked. It needs a token with "
    "Workers Observability; wrangler's own login does not have that."
)


class StoredScreen(TailScreen):
    """Shows what was stored within a range, read once."""

    CRUMB = "Stored log"
    HELP = HELP
    VERBS = (Command("stored.range", "h", "Range", "Look at another range of time.", "range"),)

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        self.range = 0
        self.answer: Stored | None = None

    @work(group="tail", exclusive=True, exit_on_error=False)
    async def _watch(self) -> None:
        client, row = self.looking.client, self.looking.row
        name = (row.value("id") or row.key) if row is not None else ""
        self.target = worker(name)
        words, length = ranges()[self.range]
        self.state = State("connecting", client.now())
        self.frame()
        try:
            self.answer = await stored(client, name, length)
        except EdgewiseError as error:
            self.state = State("ended", client.now(), error=error)
        else:
            self.feed.clear()
            self.feed.take(self.answer.entries)
            self.state = State("stored", client.now(), reason=words)
            self._renew()
            self.query_one("Log").action_last()  # type: ignore[attr-defined]
        self.frame()

    def action_range(self) -> None:
        """Look at another range."""
        self.range = (self.range + 1) % len(ranges())
        self.action_again()

    def stage(self) -> tuple[str, str]:
        """Which range this is."""
        match self.state.stage:
            case "stored":
                return f"✓ {ranges()[self.range][0]}", "bold $success"
            case "ended":
                return "✗ not read", "bold $error"
            case _:
                return f"○ reading {ranges()[self.range][0]}", "$text-muted"

    def counts(self, shown: int) -> Content:
        """How many runs, and whether that is all."""
        found = super().counts(shown)
        if self.answer is not None and self.answer.partial and self.state.stage == "stored":
            total = f" of {self.answer.total:,}" if self.answer.total else ""
            words = f"▲ from the newest {self.answer.events:,}{total} events; at most {MOST:,} come"
            found += Content(" · ") + Content.styled(words, "$warning")
        return found

    def advice(self, shown: int) -> str:
        """What to do next."""
        if self.finding:
            return super().advice(shown)
        if self.state.stage == "ended":
            return "Read what happened below. Press r to try again, escape to go back."
        if self.state.stage != "stored":
            return "One moment: what was stored is being read."
        return "Press enter for everything about a run, / to find, h for another range."

    def nothing(self) -> tuple[Content, ...]:
        """What stands where runs would be."""
        if self.state.stage == "connecting":
            return states.loading("what was stored")
        if self.state.stage == "stored" and not len(self.feed.ring):
            rate = at(self.looking.row.raw, "observability.head_sampling_rate") if self.looking.row else None
            sample = f" It stores a share of {rate} of its runs." if isinstance(rate, int | float) and rate < 1 else ""
            return (
                Content.styled(f"○ Nothing was stored in {self.state.reason}", "bold"),
                Content(f"No run that was stored began then.{sample}"),
                states.keys(("h", "another range"), ("esc", "go back")),
            )
        return super().nothing()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is read once does not pause, and is asked for again at any time."""
        if action in ("pause", "ask"):
            return False
        if action in ("again", "range"):
            return self.state.stage in ("stored", "ended")
        return super().check_action(action, parameters)
