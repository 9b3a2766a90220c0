"""The proof: the same requests to the old and the new side, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgewise.migration.parity.comparison import compare
    from edgewise.migration.parity.derivation import derive
    from edgewise.migration.parity.document import report_document
    from edgewise.migration.parity.events import Event, Stage
    from edgewise.migration.parity.grouping import Group, groups
    from edgewise.migration.parity.model import Difference, Exchange, ParityReport, Request, Response
    from edgewise.migration.parity.page import report_html
    from edgewise.migration.parity.requests_file import read_requests
    from edgewise.migration.parity.run import verify
    from edgewise.migration.parity.wording import kinds_line, tier_lines, verdict

__all__ = [
    "Difference",
    "Event",
    "Exchange",
    "Group",
    "ParityReport",
    "Request",
    "Response",
    "Stage",
    "compare",
    "derive",
    "groups",
    "kinds_line",
    "read_requests",
    "report_document",
    "report_html",
    "tier_lines",
    "verdict",
    "verify",
]

_HOMES = {
    "compare": "comparison",
    "derive": "derivation",
    "report_document": "document",
    "Event": "events",
    "Stage": "events",
    "Group": "grouping",
    "groups": "grouping",
    "report_html": "page",
    "Difference": "model",
    "Exchange": "model",
    "ParityReport": "model",
    "Request": "model",
    "Response": "model",
    "read_requests": "requests_file",
    "verify": "run",
    "kinds_line": "wording",
    "tier_lines": "wording",
    "verdict": "wording",
}


def __getattr__(name: str) -> Any:
    """Import an exported name when it is first asked for: the values alone must stay cheap to import."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"edgewise.migration.parity.{_HOMES[name]}"), name)
