"""What the proof says about itself: before, on the way, at the end."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.events import Stage
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.look import Look
from edgewise.screens.migrate.tally import Tally
from edgewise.text import clean

_PARTS = (
    (Stage.STAGING, "Copy the project, so that nothing of yours is touched"),
    (Stage.STARTING_OLD, "Start the old side: wrangler pages dev"),
    (Stage.STARTING_NEW, "Start the new side: wrangler dev"),
    (Stage.COMPARING, "Send the same requests to both, and compare"),
    (Stage.ASKING_AGAIN, "Ask again where they differ"),
)
_ORDER = [stage for stage, _ in _PARTS] + [Stage.DONE]


def all_equal(report: ParityReport) -> Content:
    return Content.styled(f"All {len(report.exchanges):,} answers are the same on both sides.", "$success")


def invitation(look: Look) -> Content:
    text = Content.styled("Does every request still get the same answer?", "bold")
    text += Content(
        "\n\nThe proof runs your project twice on this computer, as Pages and as a Worker. It sends the same few "
        "hundred requests to both and compares status, headers and body. What differs must be one of the findings "
        "that were declared before. Anything else is shown here, and then it is not proved.\n\n"
    )
    if look.migrated:
        text += Content.styled("The new side is this folder as it stands.", "$text-muted")
    elif look.plan is not None:
        text += Content.styled(
            "The plan is not applied yet: it is applied in a copy, and the copy is compared.", "$text-muted"
        )
    else:
        return text + Content.styled("First settle what stands in the way of the plan.", "$warning")
    return text + Content("\n\n") + Content.styled(" r ", "bold $primary on $panel") + Content("  Run the proof")


def running_head(tally: Tally, elapsed: float, width: int) -> Content:
    """What is done, what is going on, how long it took."""
    text = Content("")
    now = _ORDER.index(tally.stage)
    starting = {Stage.STARTING_OLD, Stage.STARTING_NEW}
    for index, (stage, title) in enumerate(_PARTS[:4]):
        seconds = tally.seconds.get(stage)
        done = (index < now and not (stage in starting and tally.stage in starting)) or seconds is not None
        active = not done and (stage is tally.stage or (stage in starting and tally.stage in starting))
        sign, style = ("✓", "$success") if done else ("▶", "$primary") if active else ("○", "$text-muted")
        line = Content.styled(f"{sign} ", style) + Content.styled(title, "" if done or active else "$text-muted")
        text += (
            line + Content.styled(f"   {seconds:.1f} s" if seconds is not None else "", "$text-muted") + Content("\n")
        )
    text += Content("\n")
    if tally.total:
        text += bar(tally, width) + Content("\n") + counts(tally.done, tally.total, tally)
    again = f"   {clean(tally.text)}" if tally.stage is Stage.ASKING_AGAIN else ""
    return text + Content.styled(f"{again or '   '}   {elapsed:.0f} s   x stops", "$text-muted")


def bar(tally: Tally, width: int) -> Content:
    """How far the requests are."""
    cells = max(10, min(width, 72))
    full = round(cells * tally.done / tally.total) if tally.total else 0
    return Content.styled("━" * full, "$primary") + Content.styled("━" * (cells - full), "$panel")


def counts(done: int, total: int, tally: Tally) -> Content:
    """The counts in words, with their signs."""
    bad = tally.count("undeclared")
    text = Content.styled(f"{done:,} of {total:,}", "bold")
    text += Content.styled(f"   = {tally.count('equal'):,} equal", "$success")
    text += Content.styled(f"   ≈ {tally.count('declared'):,} as declared", "$warning")
    return text + Content.styled(f"   ✗ {bad:,} undeclared", "bold $error" if bad else "$text-muted")


def verdict_head(report: ParityReport, width: int, *, short: bool = False) -> Content:
    """The verdict, the counts, and one bar for all of them; without the bar where there is little room."""
    total = len(report.exchanges)
    if report.proved:
        text = Content.styled("✓ Proved", "bold $success")
        text += Content.styled("   Every request gets the same answer, or differs as declared.", "$text-muted")
    elif not total:
        return Content.styled("✗ Not proved", "bold $error") + Content("   Nothing was compared.")
    else:
        text = Content.styled("✗ Not proved", "bold $error")
        text += Content.styled("   Some answers differ and nothing declares it.", "$text-muted")
    text += Content("\n") if short else Content("\n\n") + _shares(report, max(10, min(width, 72))) + Content("\n")
    text += Content.styled(f"{total:,} requests", "bold")
    text += Content.styled(f"   = {report.equal:,} equal", "$success")
    text += Content.styled(f"   ≈ {report.declared:,} as declared", "$warning")
    text += Content.styled(
        f"   ✗ {report.undeclared:,} undeclared", "bold $error" if report.undeclared else "$text-muted"
    )
    for warning in report.warnings:
        text += Content("\n") + Content.styled("▲ ", "$warning") + Content(clean(warning))
    if report.left_out:
        text += Content("\n") + Content.styled("▲ ", "$warning") + Content(f"{len(report.left_out):,} were left out.")
    return text


def _shares(report: ParityReport, cells: int) -> Content:
    total = len(report.exchanges)
    parts = ((report.undeclared, "$error"), (report.declared, "$warning"))
    text, used = Content(""), 0
    for count, style in parts:
        length = max(1, round(cells * count / total)) if count else 0
        text += Content.styled("━" * length, style)
        used += length
    return Content.styled("━" * max(0, cells - used), "$success") + text


def problem(message: str, fix: str | None) -> Content:
    """A proof that did not come to an end."""
    text = Content.styled("✗ Not proved: the proof did not come to an end.", "bold $error")
    text += Content(f"\n\n{message}")
    if fix:
        text += Content("\n\n") + Content.styled("▶ ", "$primary") + Content(fix)
    return text + Content("\n\n") + Content.styled(" r ", "bold $primary on $panel") + Content("  Try again")


def stopped() -> Content:
    """A proof that the user stopped."""
    text = Content.styled("○ Stopped. Nothing is proved, and nothing is left running.", "bold")
    return text + Content("\n\n") + Content.styled(" r ", "bold $primary on $panel") + Content("  Run the proof")
