"""Files that Pages publishes and the migration holds back on purpose."""

from __future__ import annotations

from edgewise.migration.parity.declared.case import Case, Rule, collapsed, decoded
from edgewise.migration.parity.model import Difference


def private_file(case: Case, _difference: Difference) -> bool:
    """A file that the assessment lists as held back answers as a path that is not there."""
    path = decoded(collapsed(case.request.path)).decode("utf-8", "surrogateescape").strip("/")
    if path not in case.facts.hidden or case.old.status not in (200, 304, 405):
        return False
    return case.new_misses or (case.new.status == 405 and not case.new.body)


RULES = (
    Rule(
        "private-files",
        frozenset(
            {
                "status",
                "body",
                "header:content-type",
                "header:cache-control",
                "header:etag",
                "header:x-content-type-options",
            }
        ),
        private_file,
        always=True,
    ),
)
