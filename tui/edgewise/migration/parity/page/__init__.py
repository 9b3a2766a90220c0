"""A report as one self-contained web page: no script, no request to anywhere, light and dark.

Everything in it came from somewhere else, so everything is escaped; and a policy in its head forbids scripts,
pictures and requests in case something was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from edgewise import __version__
from edgewise.migration.parity.comparison import NOT_COMPARED
from edgewise.migration.parity.grouping import Group, groups
from edgewise.migration.parity.model import Exchange, ParityReport
from edgewise.migration.parity.page.filters import filter_style, filters
from edgewise.migration.parity.page.parts import exchange_row, explained, numbers, paragraph, section, tiers
from edgewise.migration.parity.page.style import STYLE
from edgewise.migration.parity.wording import kinds_line

ROWS = 200
"""At most this many requests are spelled out for one cause; the count is always whole."""

EQUAL_ROWS = 1000

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(
    report: ParityReport,
    *,
    title: str = "",
    titles: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> str:
    """The page. Everything that came from outside is escaped.

    Args:
        title: the project's name.
        titles: finding id to title; the catalogue's when not given.
        reasons: finding id to why; the catalogue's when not given.
    """
    if titles is None or reasons is None:
        known = _catalogue()
        titles = titles or {key: value[0] for key, value in known.items()}
        reasons = reasons or {key: value[1] for key, value in known.items()}
    causes = groups(report.exchanges, titles)
    undeclared = [each for each in causes if each.finding is None]
    declared = [each for each in causes if each.finding is not None]
    heading = f"Proof of {title}" if title else "Proof"
    state = "Proved" if report.proved else "Not proved"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{escape(state)}: {escape(heading)}</title>",
            f"<style>{STYLE}{filter_style(causes)}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#differences">Skip to the differences</a>',
            _top(report, heading),
            '<main id="differences">',
            filters(causes),
            _undeclared(report, undeclared),
            _state(report),
            _declared(declared, reasons, len(undeclared)),
            _equal(report),
            _fine_print(report),
            "</main>",
            f"<footer>Made by edgewise {escape(__version__)}.</footer>",
            "</body>",
            "</html>",
            "",
        )
    )


def _catalogue() -> dict[str, tuple[str, str]]:
    from edgewise.migration import FINDINGS

    return {key: (entry.title, entry.why) for key, entry in FINDINGS.items()}


def _top(report: ParityReport, heading: str) -> str:
    proved = report.proved
    if proved:
        sentence = "Every request got the same answer from both sides, or differs as declared below."
    elif not report.exchanges:
        sentence = "Nothing was compared, so nothing is proved."
    else:
        sentence = f"{report.undeclared:,} of {len(report.exchanges):,} requests differ in a way that nothing declares."
        if not report.undeclared:
            sentence = "The answers agree, and what the sides hold or reach does not."
    return (
        f'<header class="top {"good" if proved else "bad"}">'
        f'<p class="kicker">{escape(heading)}</p>'
        f'<h1><span aria-hidden="true">{"✓" if proved else "✗"}</span> {"Proved" if proved else "Not proved"}</h1>'
        f'<p class="lead">{sentence}</p>'
        f"{numbers(report)}{_warnings(report)}{tiers(report)}"
        '<dl class="sides">'
        f"<div><dt>Old side</dt><dd><code>{escape(report.old)}</code></dd></div>"
        f"<div><dt>New side</dt><dd><code>{escape(report.new)}</code></dd></div>"
        f"<div><dt>Mode</dt><dd>{escape(report.mode)}</dd></div>"
        f"<div><dt>Time</dt><dd>{escape(_times(report))}</dd></div>"
        "</dl></header>"
    )


def _warnings(report: ParityReport) -> str:
    items = "".join(f"<li>▲ {escape(warning)}</li>" for warning in report.warnings)
    return f'<ul class="warnings">{items}</ul>' if items else ""


def _times(report: ParityReport) -> str:
    names = {"old_start": "old side started in", "new_start": "new side in", "requests": "requests took"}
    parts = [f"{text} {report.seconds[key]:.1f} s" for key, text in names.items() if key in report.seconds]
    return ", ".join(parts) or "not measured"


def _undeclared(report: ParityReport, causes: list[Group]) -> str:
    if not causes:
        text = "Nothing." if report.exchanges else "Nothing, but nothing was asked either."
        return section("Undeclared differences", f'<p class="empty">{text}</p>', kind="bad-section")
    return section(
        "Undeclared differences",
        "".join(_cause(group, None, index, opened=index < 3) for index, group in enumerate(causes)),
        intro="These are not explained by any finding. The migration is not proved until they are gone.",
        kind="bad-section",
    )


def _state(report: ParityReport) -> str:
    if not report.state:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.place)}</th><td class="old"><code>{escape(each.old)}</code></td>'
        f'<td class="new"><code>{escape(each.new)}</code></td></tr>'
        for each in report.state
    )
    table = (
        '<table><thead><tr><th scope="col">Where</th><th scope="col">Old: Pages</th>'
        f'<th scope="col">New: Workers</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    intro = "What the code can reach, and what the requests stored. Nothing declares these differences."
    return section("Undeclared differences behind the answers", table, intro=intro, kind="bad-section")


def _declared(causes: list[Group], reasons: Mapping[str, str], before: int) -> str:
    if not causes:
        return section("Declared differences", '<p class="empty">None.</p>')
    return section(
        "Declared differences",
        "".join(
            _cause(group, reasons.get(group.finding or ""), index, opened=False)
            for index, group in enumerate(causes, before)
        ),
        intro="Pages and Workers do these differently. Each was announced by a finding before anything changed.",
    )


def _cause(group: Group, reason: str | None, index: int, *, opened: bool) -> str:
    pairs = list(zip(group.exchanges, group.shown, strict=True))
    whole = group.finding is None
    rows = "".join(exchange_row(exchange, shown, whole=whole) for exchange, shown in pairs[:ROWS])
    more = f'<p class="more">and {len(pairs) - ROWS:,} more.</p>' if len(pairs) > ROWS else ""
    mark = '<span class="mark bad">✗ undeclared</span>' if group.finding is None else explained(group.finding)
    plural = "request" if group.count == 1 else "requests"
    return (
        f'<details class="cause cause-{index}"{" open" if opened else ""}><summary>'
        f'<span><span class="cause-title">{escape(group.title)}</span> {mark}</span>'
        f'<span class="count">{group.count:,} {plural}</span></summary>'
        f"{paragraph('why', reason)}{rows}{more}</details>"
    )


def _equal(report: ParityReport) -> str:
    equal = [each for each in report.exchanges if not each.differences]
    if not equal:
        return section("Equal", '<p class="empty">None.</p>')
    items = "".join(_equal_item(each) for each in equal[:EQUAL_ROWS])
    more = f'<p class="more">and {len(equal) - EQUAL_ROWS:,} more.</p>' if len(equal) > EQUAL_ROWS else ""
    listing = f'<ul class="plain">{items}</ul>{more}'
    return section(
        "Equal",
        f'<details class="cause"><summary>All {len(equal):,} requests</summary>{listing}</details>',
        intro="Status, every compared header and every byte of the body are the same.",
    )


def _equal_item(exchange: Exchange) -> str:
    note = f' <span class="note">{escape(exchange.note)}</span>' if exchange.note else ""
    label = escape(exchange.request.label())
    return f"<li><code>{label}</code> <span class=status>{exchange.old.status}</span>{note}</li>"


def _fine_print(report: ParityReport) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    left = "".join(
        f"<li><code>{escape(request.label())}</code> {escape(reason)}</li>" for request, reason in report.left_out
    )
    headers = "".join(f"<li><code>{escape(name)}</code> {escape(why)}</li>" for name, why in NOT_COMPARED.items())
    asked = f'<p class="intro">{escape(kinds_line(report))}.</p>' if report.exchanges else ""
    return section(
        "What else to know",
        asked
        + (f'<ul class="plain notes">{notes}</ul>' if notes else "")
        + f'<details class="cause"><summary>Requests that were left out: {len(report.left_out):,}</summary>'
        + (f'<ul class="plain">{left}</ul>' if left else "<p>None.</p>")
        + "</details>"
        + f'<details class="cause"><summary>Headers that are not compared: {len(NOT_COMPARED)}</summary>'
        + f'<ul class="plain">{headers}</ul></details>',
    )
