"""Inspect: the facts, where each was found, and the settings that can be said."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from edgewise.commands import Command
from edgewise.screens.migrate.excerpt import excerpt
from edgewise.screens.migrate.inspect.facts import KINDS, Fact, facts, rows
from edgewise.screens.migrate.inspect.settings import Setting
from edgewise.screens.migrate.lists import ListPane, RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.words import keys, prose, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap


class FactList(RowList):
    """One fact a row."""

    VERBS = (
        Command("migrate.say", "enter", "Change", "Say a value that the files do not.", "select", display="enter"),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only settings can be said."""
        if action == "select":
            pane = next((each for each in self.ancestors if isinstance(each, InspectPane)), None)
            return True if pane is not None and pane.fact is not None and pane.fact.setting is not None else None
        return True


class InspectPane(ListPane):
    """The list of facts, and what one of them means."""

    class Say(Message):
        """The user wants to say a setting."""

        def __init__(self, setting: Setting) -> None:
            super().__init__()
            self.setting = setting

    def __init__(self) -> None:
        super().__init__(id="inspect")
        self._facts: tuple[Fact, ...] = ()
        self._root = Path()

    def compose(self) -> ComposeResult:
        """What it is, the facts, and the text about one."""
        yield Static(id="inspect-head", classes="head")
        with Container(classes="beside"):
            yield FactList(id="fact-list")
            yield Page(id="fact-detail")

    def show(self, look: Look) -> None:
        """Show what is known of a project."""
        project = look.project
        for each in (self.query_one("#inspect-head"), self.query_one(FactList)):
            each.display = project is not None
        self._root = look.root
        if project is None:
            self._facts = ()
            self.query_one(FactList).fill([])
            self.query_one(Page).show(lambda width: migrated(look, width))
            return
        self._facts = facts(project)
        self.query_one("#inspect-head", Static).update(Content.styled(KINDS[project.kind], "bold"))
        self.query_one(FactList).fill(rows(self._facts))

    @property
    def fact(self) -> Fact | None:
        """The fact under the cursor."""
        key = self.query_one(FactList).key
        return self._facts[key[2]] if isinstance(key, tuple) else None

    @on(RowList.Moved)
    def _detail(self) -> None:
        fact = self.fact
        if fact is not None:
            self.query_one(Page).show(lambda width: detail(fact, self._root, width))
        self.screen.refresh_bindings()

    @on(RowList.Picked)
    def _pick(self) -> None:
        if self.fact is not None and self.fact.setting is not None:
            self.post_message(self.Say(self.fact.setting))


def detail(fact: Fact, root: Path, width: int) -> list[Content]:
    """A fact in full: its value, where it was found, the line that says it, and how to change it."""
    lines = [title(f"{fact.label}: {fact.value}".lstrip(": ") if fact.label else fact.value)]
    if fact.origin:
        lines.append(
            Content.styled(f"From {clean(fact.origin)}" if not fact.missing else clean(fact.origin), "$text-muted")
        )
    for each in fact.detail:
        lines += wrap(Content.styled(clean(each, 400), "$text-muted"), width)
    if fact.place is not None:
        shown = excerpt(root, fact.place, width)
        lines += [EMPTY, *shown] if shown else []
    if fact.setting is not None:
        lines += [EMPTY, *prose(fact.setting.hint, width, "$text-muted"), *keys(("enter", "Say another value"))]
    return lines


def migrated(look: Look, width: int) -> list[Content]:
    """A folder that is not a Pages project any more."""
    if look.status == "interrupted":
        lines = [title("A migration of this folder was cut off.", sign="▲", style="$text-warning"), EMPTY]
        return [
            *lines,
            *prose("Finish it or undo it. Then the project can be inspected again.", width),
            EMPTY,
            *keys(("4", "Finish or undo")),
        ]
    lines = [title("This project is migrated.", sign="✓", style="$text-success"), EMPTY]
    lines += prose("It is a Worker now. Undo makes it a Pages project again, which can be inspected.", width)
    return [
        *lines,
        EMPTY,
        *keys(("3", "See what was changed"), ("5", "Prove that it answers as before"), ("h", "History"), ("u", "Undo")),
    ]
