"""The one line in which a proof ends."""

from __future__ import annotations

from edgewise.migration.parity.model import ParityReport


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
    )
