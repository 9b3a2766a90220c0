"""What the Add stage says of an offer, its plan and its trial."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.errors import EdgewiseError
from edgewise.migration.additions.model import Addition, Offer, Wanted
from edgewise.migration.diff import edit_diff
from edgewise.screens.migrate.words import file_row, prose, signed, title
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY, wrap

_LONGEST = 400
"""Lines of a diff that are shown."""
_STYLES = (("+", "$text-success"), ("-", "$text-error"), ("@@", "$text-accent"))
_ENDS = {"happened": ("✓", "$text-success"), "not": ("✗", "$text-error")}
_SIGNS = {"doing": ("·", "$text-muted"), "seen": ("▶", "$primary"), "log": (" ", "$text-muted")}


def offer_lines(
    offer: Offer,
    wanted: Wanted | None,
    plan: Addition | EdgewiseError | None,
    trial: Sequence[tuple[str, str]],
    width: int,
) -> list[Content]:
    """What it is for, how its trial goes, and what it would change.

    Args:
        wanted: the addition with what was said; ``None`` while something has to be said.
        plan: of it, or why there is none; ``None`` while it is made.
    """
    of = " ".join((wanted.queue, wanted.name, wanted.cron)).strip() if wanted is not None else ""
    lines = [title(f"{offer.title}: {of}" if of else offer.title), *prose(offer.why, width, "$text-muted")]
    lines += trial_lines(trial, width)
    if wanted is None:
        return [*lines, EMPTY, *prose(f"enter says the {offer.asks}. Then you see what changes.", width)]
    if plan is None:
        return [*lines, EMPTY, Content.styled("Looking at what it changes …", "$text-muted")]
    if isinstance(plan, EdgewiseError):
        return [
            *lines,
            EMPTY,
            *signed("✗", "$text-error", plan.message, width),
            *prose(plan.fix or "", width, "$text-muted"),
        ]
    return [*lines, EMPTY, *plan_lines(plan, width)]


def plan_lines(addition: Addition, width: int) -> list[Content]:
    """The files, what to know, and the diff; commands where there is no file to change."""
    edits = addition.plan.edits
    lines = [file_row(edit) for edit in edits]
    for note in addition.notes:
        lines += signed("▲", "$text-warning", note, width)
    if addition.plan.next and not edits:
        lines += [Content.styled("No file changes. Run", "bold")]
        lines += [Content(f"  {clean_lines(each)}") for each in addition.plan.next]
    left = _LONGEST
    for edit in edits:
        lines += [EMPTY, Content.styled(clean(edit.path, 200), "bold")]
        # What stands before the first change says what the row above says already.
        changes = clean_lines(edit_diff(edit).partition("\n@@")[2]).split("\n")[1:]
        for line in changes[:left]:
            style = next((each for start, each in _STYLES if line.startswith(start)), "$text-muted")
            lines += wrap(Content.styled(line, style), width)
        left -= min(left, len(changes))
    if not left:
        lines.append(Content.styled("It goes on: edgewise add … --diff shows all of it", "$text-muted"))
    return lines


def added_lines(wanted: Wanted, trial: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """What was added."""
    lines = [title(f"Added: {clean(wanted.title, 80)}", sign="✓", style="$text-success")]
    lines += prose(f"The lesson `{wanted.lesson}` explains it.", width, "$text-muted")
    return [*lines, *trial_lines(trial, width)]


def trial_lines(trial: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """What was seen while it was tried; how it ended stands first."""
    lines = [EMPTY, Content.styled("Tried on this computer", "bold")] if trial else []
    for kind, text in sorted(trial, key=lambda each: each[0] not in _ENDS):
        sign, style = {**_ENDS, **_SIGNS}[kind]
        shown = Content.styled(clean_lines(text), "$text-muted") if kind in ("doing", "log") else clean_lines(text)
        lines += signed(sign, style, shown, width)
    return lines
