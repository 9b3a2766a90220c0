"""What a proof says in single lines."""

from __future__ import annotations

from edgewise.migration.parity.model import TIERS, ParityReport


def verdict(report: ParityReport) -> str:
    """Such as ``✓ proved: 214 requests, 180 equal, 34 differ as declared, 0 undeclared``."""
    mark = "✓ proved" if report.proved else "✗ not proved"
    total = len(report.exchanges)
    if not total:
        return f"{mark}: nothing was compared"
    return (
        f"{mark}: {total:,} {'request' if total == 1 else 'requests'}, {report.equal:,} equal, "
        f"{report.declared:,} {'differs' if report.declared == 1 else 'differ'} as declared, "
        f"{report.undeclared:,} undeclared"
        + (f"; {len(report.state):,} of what the sides hold or reach" if report.state else "")
    )


def tier_lines(report: ParityReport) -> tuple[str, ...]:
    """For each tier, how many requests are equal on it: ``tier 1: 214 of 214 (100.00 %), same status …``."""
    total = len(report.exchanges)
    width = len(f"{total:,}")
    return tuple(
        f"tier {tier}: {equal:>{width},} of {total:,} ({share(equal, total)}), {TIERS[tier]}"
        for tier, equal in report.tiers.items()
    )


def kinds_line(report: ParityReport) -> str:
    """How many requests of each kind were compared, in one line."""
    navigations = sum(each.request.navigation for each in report.exchanges)
    parts = [f"{count:,} {kind}" for kind, count in report.kinds.items()]
    return f"asked: {', '.join(parts)}; {navigations:,} of them as a browser navigation"


def share(part: int, whole: int) -> str:
    """Per cent with two digits. Rounded down, so that only everything is 100.00 %."""
    return "-" if not whole else f"{part * 10_000 // whole / 100:.2f} %"
