"""Pieces of the report page. All of them return escaped HTML."""

from __future__ import annotations

from html import escape

from edgewise.migration.parity.excerpt import beginning
from edgewise.migration.parity.model import ABSENT, TIERS, Difference, Exchange, ParityReport, Response
from edgewise.migration.parity.page.filters import tier_class
from edgewise.migration.parity.wording import share


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


def paragraph(kind: str, text: str | None) -> str:
    """A paragraph, or nothing."""
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def tiers(report: ParityReport) -> str:
    """How many requests are equal on each tier, as a table."""
    total = len(report.exchanges)
    if not total:
        return ""
    rows = "".join(
        f'<tr><th scope="row">Tier {tier}</th><td class="share">{share(equal, total)}</td>'
        f"<td>{equal:,} of {total:,}</td><td>{escape(TIERS[tier])}</td></tr>"
        for tier, equal in report.tiers.items()
    )
    return f'<table class="tiers"><caption>Equal on each tier, declared or not</caption><tbody>{rows}</tbody></table>'


def exchange_row(exchange: Exchange, shown: tuple[Difference, ...], *, whole: bool = False) -> str:
    """One request and what differs, the two sides next to each other.

    Args:
        whole: add both answers as they came.
    """
    request = exchange.request
    lines = "".join(_difference(each) for each in shown)
    note = paragraph("note", exchange.note)
    answers = _answers(exchange) if whole else ""
    return (
        f'<div class="exchange {tier_class(shown)}">'
        f'<p class="request"><code>{escape(request.label())}</code>'
        f' <span class="probes">{escape(request.why)}</span></p>{note}'
        '<table><thead><tr><th scope="col">What</th><th scope="col">Old: Pages</th>'
        f'<th scope="col">New: Workers</th></tr></thead><tbody>{lines}</tbody></table>{answers}</div>'
    )


def _answers(exchange: Exchange) -> str:
    sides = "".join(
        f'<td class="{name}"><pre>{escape(_whole(answer))}</pre></td>'
        for name, answer in (("old", exchange.old), ("new", exchange.new))
    )
    return (
        '<details class="answers"><summary><span>Both answers</span></summary>'
        f"<table><tbody><tr>{sides}</tr></tbody></table></details>"
    )


def _whole(answer: Response) -> str:
    head = [str(answer.status), *(f"{name}: {value}" for name, value in sorted(answer.headers.items()))]
    return "\n".join((*head, "", beginning(answer.body, answer.length)))


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
