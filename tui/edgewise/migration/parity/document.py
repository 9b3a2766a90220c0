"""A report as the body of an ``edgewise/verify/1`` document."""

from __future__ import annotations

from typing import Any

from edgewise.migration.parity.comparison import NOT_COMPARED
from edgewise.migration.parity.grouping import groups
from edgewise.migration.parity.model import TIERS, Exchange, ParityReport, Request


def report_document(report: ParityReport) -> dict[str, Any]:
    """The counts, every difference with its request, and everything that was left out.

    ``requests`` counts requests; ``differences`` has one entry for each thing that differs, the
    undeclared first, so there may be several for one request.
    """
    ordered = sorted(report.exchanges, key=lambda each: not each.undeclared)
    return {
        "proved": report.proved,
        "requests": len(report.exchanges),
        "equal": report.equal,
        "declared": report.declared,
        "undeclared": report.undeclared,
        "mode": report.mode,
        "tiers": [
            {
                "tier": tier,
                "asks": TIERS[tier],
                "equal": equal,
                "share": round(equal / len(report.exchanges), 6) if report.exchanges else None,
            }
            for tier, equal in report.tiers.items()
        ],
        "kinds": {str(kind): count for kind, count in report.kinds.items()},
        "navigations": sum(each.request.navigation for each in report.exchanges),
        "differences": [entry for exchange in ordered for entry in _differences(exchange)],
        "state": [{"place": each.place, "old": each.old, "new": each.new} for each in report.state],
        "causes": [
            {"finding": group.finding, "title": group.title, "requests": group.count}
            for group in groups(report.exchanges)
        ],
        "old": report.old,
        "new": report.new,
        "migrated": report.migrated,
        "seconds": {name: round(value, 3) for name, value in report.seconds.items()},
        "left_out": [{**_request(request), "why": reason} for request, reason in report.left_out],
        "headers_not_compared": [{"header": name, "why": why} for name, why in NOT_COMPARED.items()],
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def _differences(exchange: Exchange) -> list[dict[str, Any]]:
    ordered = sorted(exchange.differences, key=lambda each: each.finding is not None)
    return [
        {
            **_request(exchange.request),
            "probes": exchange.request.why,
            "old": each.old,
            "new": each.new,
            "what": each.what,
            "finding": each.finding,
            "tier": each.tier,
            "old_status": exchange.old.status,
            "new_status": exchange.new.status,
            "note": exchange.note,
        }
        for each in ordered
    ]


def _request(request: Request) -> dict[str, Any]:
    return {
        "request": request.label(),
        "method": request.method,
        "target": request.target,
        "navigation": request.navigation,
    }
