"""What the proof says about itself: before, on the way, at the end."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.events import Stage
from edgewise.migration.parity.grouping import Group
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.prove.side_by_side import side_by_side
from edgewise.screens.migrate.prove.tally import Tally
from edgewise.screens.migrate.prove.tiers import scores, tier_line
from edgewise.screens.migrate.words import keys, plural, prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap

_PARTS = {
    Stage.STAGING: "Copy the project, so that nothing of yours is touched",
    Stage.STARTING_OLD: "Start the old side: wrangler pages dev",
    Stage.STARTING_NEW: "Start the new side: wrangler dev",
    Stage.COMPARING: "Send the same requests to both, and compare",
}
_STARTING = {Stage.STARTING_OLD, Stage.STARTING_NEW}
_ORDER = [*_PARTS, Stage.ASKING_AGAIN, Stage.DONE]
_WIDEST = 72
_MANY = 6
_FEW = 1
"""Remarks that are told where there is little room."""


def invitation(look: Look, width: int, *, against: str | None = None) -> list[Content]:
    """What a proof is, and what it will compare here."""
    lines = [title("Does every request still get the same answer?"), EMPTY]
    text = (
        "The proof runs your project twice on this computer, as Pages and as a Worker. It sends the same few "
        "hundred requests to both and compares status, headers and body. What differs must be one of the findings "
        "that were declared before. Anything else is shown here, and then it is not proved."
    )
    lines += [*prose(text, width), EMPTY]
    if look.migrated:
        lines += prose("The new side is this folder as it stands.", width, "$text-muted")
    elif look.plan is not None:
        text = "The plan is not applied yet: it is applied in a copy, and the copy is compared."
        lines += prose(text, width, "$text-muted")
    else:
        return [*lines, *prose("First settle what stands in the way of the plan.", width, "$text-warning")]
    if against is not None:
        text = f"The old side is {clean(against, 200)}: asked a few times a second, only with methods that read."
        lines += prose(text, width, "$text-muted")
    return [*lines, EMPTY, *keys(("r", "Run the proof"), ("t", "Compare with a live site instead"))]


def running(tally: Tally, elapsed: float, width: int, against: str | None = None) -> list[Content]:
    """What is done, what is going on, how long it took."""
    now = _ORDER.index(tally.stage)
    lines = []
    parts = _PARTS if against is None else {**_PARTS, Stage.STARTING_OLD: f"Ask the old side: {clean(against, 120)}"}
    for index, (stage, name) in enumerate(parts.items()):
        seconds = tally.seconds.get(stage)
        together = stage in _STARTING and tally.stage in _STARTING
        done = (index < now and not together) or seconds is not None
        active = not done and (stage is tally.stage or together)
        sign, style = ("✓", "$text-success") if done else ("▶", "$primary") if active else ("○", "$text-muted")
        line = Content.styled(f"{sign} ", f"bold {style}") + Content.styled(
            name, "" if done or active else "$text-muted"
        )
        lines.append(line + Content.styled(f"   {seconds:.1f} s" if seconds is not None else "", "$text-muted"))
    lines.append(EMPTY)
    if tally.total:
        share = tally.done / tally.total
        lines += [bar([(share, "$primary")], width), counts(tally, f"{tally.done:,} of {tally.total:,}")]
    lines.append(
        Content.styled(f"{clean(_now(tally), max(10, width - 24))}   {elapsed:.0f} s   x stops", "$text-muted")
    )
    return lines


def _now(tally: Tally) -> str:
    return tally.text if tally.stage is not Stage.COMPARING else "Comparing"


def bar(parts: list[tuple[float, str]], width: int) -> Content:
    """A line of coloured shares; the rest is empty."""
    cells = max(10, min(width, _WIDEST))
    text, used = EMPTY, 0
    for share, style in parts:
        length = min(cells - used, max(1, round(cells * share))) if share else 0
        text += Content.styled("━" * length, style)
        used += length
    return text + Content.styled("━" * (cells - used), "$panel")


def counts(tally: Tally, head: str) -> Content:
    """The counts in words, with their signs."""
    bad = tally.count("undeclared")
    text = Content.styled(head, "bold")
    text += Content.styled(f"   = {tally.count('equal'):,} equal", "$text-success")
    text += Content.styled(f"   ≈ {tally.count('declared'):,} as declared", "$text-warning")
    return text + Content.styled(f"   ✗ {bad:,} undeclared", "bold $text-error" if bad else "$text-muted")


def verdict(report: ParityReport, tally: Tally, width: int, *, short: bool = False) -> list[Content]:
    """The verdict, one bar for all requests, the counts, the tiers, and what a reader must know."""
    total = len(report.exchanges)
    if not total:
        return [Content.styled("✗ Not proved", "bold $text-error") + Content("   Nothing was compared.")]
    sign, style, why = ("✗ Not proved", "$text-error", "Some answers differ and nothing declares it.")
    if not report.undeclared:
        why = "Every answer agrees, and what the two sides hold or reach does not."
    if report.proved:
        sign, style, why = ("✓ Proved", "$text-success", "Every request gets the same answer, or differs as declared.")
    lines = wrap(Content.styled(sign, f"bold {style}") + Content.styled(f"   {why}", "$text-muted"), width)
    shares = [
        (report.equal / total, "$success"),
        (report.declared / total, "$warning"),
        (report.undeclared / total, "$error"),
    ]
    lines += [] if short else [EMPTY, bar(shares, width)]
    lines += [counts(tally, plural(total, "request")), tier_line(scores(report.exchanges), width)]
    for each in report.state[: _FEW if short else _MANY]:
        told = f"{clean(each.place, 60)}: {clean(each.old, 80)} became {clean(each.new, 80)}"
        lines += signed("✗", "$text-error", told, width)
    return lines + (_few_remarks(report, width) if short else _remarks(report, width))


def _told(report: ParityReport) -> tuple[str, ...]:
    left_out = (f"{plural(len(report.left_out), 'request was', 'requests were')} left out.",) if report.left_out else ()
    return (*report.warnings, *left_out)


def _remarks(report: ParityReport, width: int) -> list[Content]:
    lines: list[Content] = []
    for remark in _told(report)[:_MANY]:
        lines += signed("▲", "$text-warning", clean(remark), width)
    return lines + _more(len(_told(report)) - _MANY)


def _few_remarks(report: ParityReport, width: int) -> list[Content]:
    """A line each, however long they are."""
    told = _told(report)
    lines = [Content.styled("▲ ", "bold $text-warning") + Content(clean(each)) for each in told[:_FEW]]
    return [*(line.truncate(width, ellipsis=True) for line in lines), *_more(len(told) - _FEW)]


def _more(number: int) -> list[Content]:
    text = f"  and {plural(number, 'remark')} more: w keeps the whole report"
    return [Content.styled(text, "$text-muted")] if number > 0 else []


def cause(group: Group, reason: str, width: int) -> list[Content]:
    """A cause: whether it is declared and why, and the first of its requests."""
    lines = wrap(title(group.title), width)
    if group.finding is None:
        lines += signed("✗", "$text-error", Content.styled("Nothing declares this difference.", "$text-error"), width)
    else:
        lines.append(Content.styled(f"≈ declared by {clean(group.finding, 60)}", "$text-warning"))
        lines += [EMPTY, *prose(reason, width)]
    first = Content.styled("The first of them:" if group.count > 1 else "The request:", "$text-muted")
    lines += [EMPTY, first, *side_by_side(group.exchanges[0], width)]
    return [*lines, EMPTY, *keys(("enter", f"Show {plural(group.count, 'request')}"))]


def all_equal(report: ParityReport, width: int) -> list[Content]:
    """There is nothing to list."""
    text = f"All {len(report.exchanges):,} answers are the same on both sides, to the byte."
    return [*signed("=", "$text-success", text, width), EMPTY, *keys(("w", "Keep the report as a web page"))]


def problem(message: str, fix: str | None, width: int) -> list[Content]:
    """A proof that did not come to an end."""
    lines = [title("Not proved: the proof did not come to an end.", sign="✗", style="$text-error"), EMPTY]
    lines += prose(message, width)
    lines += [EMPTY, *signed("▶", "$primary", fix, width)] if fix else []
    return [*lines, EMPTY, *keys(("r", "Try again"))]


def stopped(width: int) -> list[Content]:
    """A proof that the user stopped."""
    text = "Stopped. Nothing is proved, and nothing is left running."
    return [*wrap(title(text, sign="○", style=""), width), EMPTY, *keys(("r", "Run the proof"))]
