"""Pieces of the report page. All of them return escaped HTML."""

from __future__ import annotations

from html import escape

from edgewise.migration.parity.model import ABSENT, Difference, Exchange, ParityReport


def section(title: str, body: str, *, intro: str = "", kind: str = "") -> str:
    """A part of the page under a heading."""
    lead = f'<p class="intro">{escape(intro)}</p>' if intro and body else ""
    return f'<section class="{kind}"><h2>{escape(title)}</h2>{lead}{body}</section>'


def explained(finding: str) -> str:
    """The mark of a declared difference."""
    return f'<span class="mark ok">declared: {escape(finding)}</span>'


def numbers(report: ParityReport) -> str:
    """The four counts, and the same as one bar."""
    total = len(report.exchanges)
    cells = (
        ("requests", total, "all"),
        ("equal", report.equal, "equal"),
        ("differ as declared", report.declared, "declared"),
        ("undeclared", report.undeclared, "undeclared"),
    )
    listing = "".join(
        f'<div class="number {kind}"><dt>{text}</dt><dd>{count:,}</dd></div>' for text, count, kind in cells
    )
    if not total:
        return f'<dl class="numbers">{listing}</dl>'
    parts = "".join(f'<span class="{kind}" style="flex-grow:{count}"></span>' for _, count, kind in cells[1:] if count)
    return f'<dl class="numbers">{listing}</dl><div class="bar" aria-hidden="true">{parts}</div>'


def exchange_row(exchange: Exchange, shown: tuple[Difference, ...]) -> str:
    """One request and what differs, the two sides next to each other."""
    request = exchange.request
    lines = "".join(_difference(each) for each in shown)
    note = f'<p class="note">{escape(exchange.note)}</p>' if exchange.note else ""
    return (
        '<div class="exchange">'
        f'<p class="request"><code>{escape(request.label())}</code>'
        f' <span class="probes">{escape(request.why)}</span></p>{note}'
        '<table><thead><tr><th scope="col">What</th><th scope="col">Old: Pages</th>'
        f'<th scope="col">New: Workers</th></tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _difference(difference: Difference) -> str:
    what = difference.what.partition(":")[2] or difference.what
    return (
        f'<tr><th scope="row">{escape(what)}</th>'
        f'<td class="old">{_value(difference.old)}</td><td class="new">{_value(difference.new)}</td></tr>'
    )


def _value(text: str) -> str:
    if text in (ABSENT, "(empty)"):
        return f'<em class="none">{escape(text.strip("()"))}</em>'
    return f"<code>{escape(text)}</code>"
