"""What the Apply stage says: before, on the way, afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from edgewise.migration.model import Plan, Step
from edgewise.screens.migrate.apply.checks import Check
from edgewise.screens.migrate.history.record import Record
from edgewise.screens.migrate.history.words import preview, record_lines, step_name
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.words import ACTIONS, keys, plural, prose, signed, summary, title
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY

if TYPE_CHECKING:
    from edgewise.migration import Applied, Undone

_LATEST = 12
_BAR = 40
_SHOWN = 10


def ahead(look: Look, plan: Plan, checks: Sequence[Check], width: int, *, possible: bool) -> list[Content]:
    """What will be written, what to look at before, and the key that does it if it is possible."""
    lines = [summary(plan.edits, done=False), EMPTY]
    for check in checks:
        lines += signed(check.sign, check.style, check.text, width)
    if possible:
        lines += [EMPTY, *keys(("a", "Apply the plan; you are asked once more"))]
    lines += [EMPTY, Content.styled("Steps", "bold")]
    for number, step in enumerate(plan.steps, 1):
        lines += _step(number, step, width)
    return lines


def _step(number: int, step: Step, width: int) -> list[Content]:
    lines = signed(f"{number}", "$text-muted", clean(step.title), width)
    for edit in step.edits:
        sign, style, _ = ACTIONS[edit.action]
        row = Content.styled(f"  {sign} ", f"bold {style}") + Content.styled(clean(edit.path, 200), "$text-muted")
        lines.append(row.truncate(width, ellipsis=True))
    return lines


def working(what: str, done: Sequence[str], total: int, seconds: float) -> list[Content]:
    """How far it is, and the files made last."""
    share = round(_BAR * len(done) / total) if total else 0
    bar = Content.styled("━" * share, "$primary") + Content.styled("━" * (_BAR - share), "$panel")
    count = Content.styled(f"{len(done):,} of {plural(total, 'file')}", "bold") if total else EMPTY
    lines = [title(what), bar, count + Content.styled(f"   {seconds:.1f} s", "$text-muted"), EMPTY]
    return lines + [
        Content.styled("✓ ", "bold $text-success") + Content(clean(each, 200)) for each in list(done)[-_LATEST:]
    ]


def applied(made: Applied, plan: Plan | None, width: int) -> list[Content]:
    """All steps are done: which, what is left, what git could not give back, and what puts it online."""
    titles = {step.id: step.title for step in plan.steps} if plan else {}
    lines = [title("The project is migrated.", sign="✓", style="$text-success"), EMPTY, *way_on(), EMPTY]
    if made.branch:
        lines += signed("✓", "$text-success", f"On the new branch {clean(made.branch, 80)}", width)
    for step in made.applied:
        lines += signed("✓", "$text-success", clean(titles.get(step, step_name(step))), width)
    lines += left([(str(each.get("id")), str(each.get("title"))) for each in made.findings], width)
    if made.backup is not None:
        lines += [EMPTY, Content.styled(f"Copies of what git does not have: {clean(made.backup.folder)}", "bold")]
        lines += [Content.styled(f"  {clean(command)}", "$text-muted") for command in made.backup.restore]
    commands = [command for command in made.next if not command.startswith("edgewise ")]
    if commands:
        lines += [EMPTY, Content.styled("Once it is proved, this puts it online by hand", "bold")]
        lines += [Content(f"  {clean_lines(command)}") for command in commands]
        text = (
            "A site that has visitors goes by Ship (7) and Cut over (8) instead: each step is proved, and taken back."
        )
        lines += prose(text, width, "$text-muted")
    return lines


def left(findings: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """What remains for a person: ids and titles."""
    lines = [EMPTY, Content.styled("Left for you", "bold")] if findings else []
    for identity, name in findings:
        text = Content(clean(name, 200)) + Content.styled(f"  {clean(identity, 60)}", "$text-muted")
        lines += signed("▲", "$text-warning", text, width)
    return lines


_PARTS = (
    ("conflicts", "✗", "$text-error", "Left alone: you and the migration changed the same places"),
    ("merged", "▲", "$text-warning", "Your later edits stay, the migration is taken out"),
    ("kept", "○", "$text-muted", "Stay as they are"),
    ("restored", "✓", "$text-success", "As before"),
)


def undone(result: Undone, width: int) -> list[Content]:
    """What became of each file, what asks for a decision first."""
    restored = len(result.restored)
    head = title(f"{plural(restored, 'file is', 'files are')} as before.", sign="✓", style="$text-success")
    if result.conflicts:
        head = title("The undo is not finished.", sign="▲", style="$text-warning")
    elif not any((result.restored, result.merged, result.kept)):
        head = title("Nothing had been changed yet.", sign="✓", style="$text-success")
    lines = [head]
    for name, sign, style, heading in _PARTS:
        paths: Sequence[str] = getattr(result, name)
        lines += [EMPTY, Content.styled(heading, "bold")] if paths else []
        for path in paths:
            detail = result.details.get(path, "")
            text = Content(clean(path, 200)) + Content.styled(f"  {clean(detail)}" if detail else "", "$text-muted")
            lines += signed(sign, style, text, width)
    return [*lines, *_choices(result, width)]


def _choices(result: Undone, width: int) -> list[Content]:
    if not result.conflicts:
        return [EMPTY, *keys(("1", "Look at the project again"), ("3", "See what the plan would change"))]
    remark = "The originals lie in .edgewise/originals, and what could be marked in .edgewise/conflicts."
    return [EMPTY, *prose(remark, width, "$text-muted"), EMPTY, *conflict_keys()]


def conflict_keys() -> list[Content]:
    """What to do with conflicts."""
    return keys(
        ("m", "Keep your versions of these files, and finish"),
        ("u", "Try again, once you have put the originals in place"),
    )


def migrated(look: Look, width: int) -> list[Content]:
    """A folder that was migrated, in this session or an earlier one."""
    lines = [title("The project is migrated.", sign="✓", style="$text-success"), EMPTY, *way_on(), EMPTY]
    if look.record is None:
        return lines
    return [*lines, *record_lines(look.record, None, width), *left(look.record.left, width)]


def way_on() -> list[Content]:
    """What to do with a migrated project."""
    return keys(
        ("n", "Go on: prove that every request gets the same answer"),
        ("u", "Undo: give back every byte"),
        ("h", "History: what was done, file by file"),
    )


def interrupted(record: Record | None, width: int) -> list[Content]:
    """A migration, or an undo, that did not come to its end."""
    undoing = record is not None and record.undoing
    what = "An undo of this folder was cut off." if undoing else "A migration of this folder was cut off."
    lines = [title(what, sign="▲", style="$text-warning"), EMPTY]
    remark = "Some files may be changed and others not. The journal knows the bytes of each before."
    lines += [*prose(remark, width), EMPTY]
    conflict = record is not None and bool(record.conflicts)
    if undoing:
        lines += conflict_keys() if conflict else keys(("u", "Finish the undo"))
    else:
        lines += keys(("u", "Undo: give back every byte"), ("a", "Go on where it stopped"))
    if record is not None:
        lines += [EMPTY, *preview(record.files, _SHOWN)]
    return lines


def blocked(look: Look, width: int) -> list[Content]:
    """There is no plan yet."""
    lines = [title("The plan cannot be made yet.", sign="✗", style="$text-error"), EMPTY]
    lines += [*prose("Settle what stands in the way first. The findings say how.", width), EMPTY]
    return [*lines, *keys(("2", "Go to the findings"))]
