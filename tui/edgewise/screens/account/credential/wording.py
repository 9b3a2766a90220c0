"""The permissions as lines of a table and as text. No widgets in here."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textual.content import Content

from edgewise.account.credentials import Credential
from edgewise.account.permissions.evidence import HAS, LACKS, UNKNOWN, Holding
from edgewise.account.permissions.holder import Holder
from edgewise.account.permissions.report import Report
from edgewise.account.permissions.wording import holder_lines, remedy
from edgewise.account.resources.formats import ago
from edgewise.errors import EdgewiseError
from edgewise.text import clean
from edgewise.widgets.columns import GridColumn, GridRow
from edgewise.widgets.flow import EMPTY, wrap

SIGNS = {HAS: ("✓ has", "good"), LACKS: ("✗ lacks", "bad"), UNKNOWN: ("○ unknown", "muted")}
STYLES = {HAS: "$success", LACKS: "$error", UNKNOWN: "$text-muted"}

UNSETTLED = "What it may do cannot be told until this is settled. Escape goes back."
"""What to do next where the credential could not be asked."""

COLUMNS = (
    GridColumn("state", "State", 1, 10),
    GridColumn("name", "Permission", 1, 28),
    GridColumn("unlocks", "What it unlocks", 1, 0),
    GridColumn("how", "How we know", 3, 34),
    GridColumn("since", "Since", 2, 12),
)


def rows(report: Report, now: datetime) -> tuple[GridRow, ...]:
    """A line for each permission, those for reading first."""
    return tuple(_row(each, now) for each in report.holdings)


def _row(holding: Holding, now: datetime) -> GridRow:
    ability = holding.ability
    muted = "muted" if holding.state == UNKNOWN or ability.optional else ""
    sign, tone = SIGNS[holding.state]
    cells = (
        (sign, "muted" if ability.optional else tone),
        (ability.name, muted),
        ("; ".join(ability.unlocks), muted),
        (holding.words, "muted"),
        (ago(holding.at, now) if holding.at else "—", "muted"),
    )
    return GridRow(ability.name, cells)


def failed(credential: Credential, error: EdgewiseError, width: int) -> list[Content]:
    """Which credential it is, and why nothing can be said of what it may do."""
    lines = wrap(Content(f"This is {clean(credential.describe())}."), width)
    lines += wrap(Content.styled("✗ ", "$error") + Content(error.message), width)
    return lines + wrap(Content(error.fix or ""), width)


def counts(report: Report) -> Content:
    """How many permissions there are in each state, those for reading first. What is optional is not counted."""
    wanted = [each for each in report.holdings if not each.ability.optional]
    reading = Counter(each.state for each in wanted if not each.ability.writes)
    changing = Counter(each.state for each in wanted if each.ability.writes)
    words = {HAS: " there", LACKS: " missing", UNKNOWN: " unknown"}
    return Content("  ").join(
        (
            Content.styled("To read", "$text-muted"),
            *(_count(state, reading[state], words[state]) for state in words),
            Content.styled(" To change", "$text-muted"),
            *(_count(state, changing[state], "") for state in words),
        )
    )


def _count(state: str, count: int, words: str) -> Content:
    return Content.styled(f"{SIGNS[state][0].split()[0]} ", STYLES[state]) + Content(f"{count}{words}")


def who(holder: Holder, width: int, *, short: bool) -> list[Content]:
    """Whose credential it is, and how long and from where it works. ``short`` leaves out what is long."""
    lines = [clean(line) for line in holder_lines(holder)]
    if short:
        return wrap(Content(f"{lines[0]}. {lines[1]}"), width)
    return [
        part
        for number, line in enumerate(lines)
        for part in wrap(Content.styled(line, "" if number < 2 else "$text-muted"), width)
    ]


def detail(holding: Holding, report: Report, width: int, now: datetime) -> list[Content]:
    """Everything about one permission."""
    ability = holding.ability
    sign, style = SIGNS[holding.state][0], STYLES[holding.state]
    when = f", {ago(holding.at, now)}" if holding.at else ""
    lines = wrap(Content.styled(ability.name, "bold"), width)
    lines += wrap(Content.styled(sign, style) + Content(f": {holding.words}{when}."), width)
    lines += [EMPTY, *wrap(Content.styled("The row in the dashboard", "$text-muted"), width)]
    lines += wrap(Content(f"  {ability.permission.dashboard}"), width)
    lines += [EMPTY, *wrap(Content.styled("Unlocks", "$text-muted"), width)]
    for words in ability.unlocks:
        lines += wrap(Content(words), width, Content("  "))
    if ability.writes:
        lines += [
            EMPTY,
            *wrap(Content.styled("It is used only with the lock off, after a typed yes.", "$text-muted"), width),
        ]
    if ability.optional:
        words = "Optional: no resource is hidden without it."
        lines += [EMPTY, *wrap(Content.styled(words, "$text-muted"), width)]
    if holding.state == LACKS and not ability.optional:
        lines += [EMPTY, *wrap(Content(remedy(report.knowledge.holder).rstrip(":") + "."), width)]
    return lines


def next_step(report: Report | None, *, asking: bool, to_ask: int) -> str:
    """What to do next."""
    if report is None:
        return "One moment: the credential is asked about itself."
    if asking:
        return "Each unknown permission is tried with one request. Escape stops."
    missing = len(report.missing)
    if to_ask:
        return f"Press r to find out by asking: {to_ask} request{'' if to_ask == 1 else 's'}, nothing is changed."
    if missing:
        what = "row" if missing == 1 else f"{missing} rows"
        return f"Press c to copy the {what} to tick, o for the dashboard's form."
    return "Of what edgewise reads, nothing is known to be missing. Escape goes back."
