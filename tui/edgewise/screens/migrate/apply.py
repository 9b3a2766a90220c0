"""Apply: what will be done, then what was done, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from edgewise.migration.model import Action, FileEdit, Plan
from edgewise.screens.migrate.look import Look
from edgewise.screens.migrate.plan import summary
from edgewise.text import clean

_LATEST = 12
_WORDS = {Action.CREATE: ("+", "$success"), Action.EDIT: ("~", "$warning"), Action.DELETE: ("−", "$error")}


class ApplyPane(Container):
    """One text; it grows while the plan is applied."""

    def __init__(self) -> None:
        super().__init__(id="apply")
        self._done: list[str] = []

    def compose(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(id="apply-scroll"):
            yield Static(id="apply-text")

    def show(self, look: Look) -> None:
        """How the folder stands."""
        self._done.clear()
        if look.status == "interrupted":
            text = _interrupted()
        elif look.migrated:
            text = _migrated(look.edits)
        elif look.plan is not None:
            text = _ahead(look.plan)
        else:
            text = _blocked(look)
        self._update(text)

    def working(self, done: int, total: int, path: str) -> None:
        """File number ``done`` of ``total`` was made."""
        self._done.append(path)
        text = Content.styled("Applying …", "bold") + Content.styled(f"   {done} of {total} files", "$text-muted")
        for each in self._done[-_LATEST:]:
            text += Content.styled("\n✓ ", "$success") + Content(clean(each))
        self._update(text)

    def finished(self, applied: Sequence[str], plan: Plan | None, following: Sequence[str]) -> None:
        """All steps are done."""
        titles = {step.id: step.title for step in plan.steps} if plan else {}
        text = Content.styled("✓ The project is migrated.", "bold $success") + Content("\n")
        for step in applied:
            text += Content.styled("\n✓ ", "$success") + Content(clean(titles.get(step, step)))
        commands = [command for command in following if not command.startswith("edgewise ")]
        if commands:
            text += Content("\n\n") + Content.styled("Once it is proved, this puts it online", "bold")
            for command in commands:
                text += Content("\n  ") + Content(clean(command))
        self._update(text + _way_on())

    def undone(self, restored: Sequence[str], conflicts: Sequence[str]) -> None:
        """The migration was undone."""
        number = len(restored)
        text = Content.styled(f"✓ {number} {'file is' if number == 1 else 'files are'} as before.", "bold $success")
        for path in restored:
            text += Content.styled("\n✓ ", "$success") + Content(clean(path))
        if conflicts:
            text += Content("\n\n") + Content.styled("▲ Left alone, because you changed them since", "bold $warning")
            for path in conflicts:
                text += Content.styled("\n▲ ", "$warning") + Content(clean(path))
        self._update(text)

    def _update(self, text: Content) -> None:
        self.query_one("#apply-text", Static).update(text)


def _ahead(plan: Plan) -> Content:
    text = summary(plan.edits, done=False) + Content("\n")
    for step in plan.steps:
        text += Content("\n") + Content(clean(step.title))
        for edit in step.edits:
            sign, style = _WORDS[edit.action]
            text += Content.styled(f"\n  {sign} ", f"bold {style}") + Content.styled(clean(edit.path), "$text-muted")
    text += Content("\n\n") + Content.styled(
        "Nothing has been written yet. Before each change the old bytes go into a journal in .edgewise/, so "
        "undo gives back every byte, even after a crash.",
        "$text-muted",
    )
    return text + Content("\n\n") + _key("a", "Apply the plan; you are asked once more")


def _migrated(edits: Sequence[FileEdit]) -> Content:
    text = Content.styled("✓ The project is migrated.", "bold $success") + Content("\n\n")
    return text + summary(edits, done=True) + _way_on()


def _way_on() -> Content:
    return (
        Content("\n\n")
        + _key("n", "Go on: prove that every request gets the same answer")
        + Content("\n")
        + _key("u", "Undo: give back every byte")
    )


def _interrupted() -> Content:
    text = Content.styled("▲ A migration of this folder was cut off.", "bold $warning")
    text += Content("\n\nSome files may be changed and others not. The journal knows the bytes of each before.\n\n")
    return text + _key("u", "Undo: give back every byte") + Content("\n") + _key("a", "Go on where it stopped")


def _blocked(look: Look) -> Content:
    text = Content.styled("✗ The plan cannot be made yet.", "bold $error")
    text += Content("\n\nSettle what stands in the way first. The findings say how.\n\n")
    return text + _key("2", "Go to the findings") if look.findings else text


def _key(key: str, what: str) -> Content:
    return Content.styled(f" {key} ", "bold $primary on $panel") + Content(f"  {what}")


def question(plan: Plan) -> Content:
    """What the dialog asks before anything is written."""
    text = summary(plan.edits, done=False) + Content("\n")
    for edit in plan.edits[:12]:
        sign, style = _WORDS[edit.action]
        text += Content.styled(f"\n{sign} ", f"bold {style}") + Content(clean(edit.path, 60))
    if len(plan.edits) > 12:
        text += Content.styled(f"\n  and {len(plan.edits) - 12} more", "$text-muted")
    return text + Content.styled("\n\nUndo (u) gives back every byte.", "$text-muted")
