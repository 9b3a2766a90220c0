"""What a proof did not see although nothing differs: each doubt is a sentence in the report."""

from __future__ import annotations

from collections.abc import Sequence

from edgewise.migration.parity.model import Exchange
from edgewise.text import clean


def failing_alike(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """A warning about requests that get a server error on both sides: equal, and yet no proof."""
    failing = [each for each in exchanges if each.old.status >= 500 and each.new.status >= 500]
    if not failing:
        return ()
    number = f"{len(failing)} {'request gets' if len(failing) == 1 else 'requests get'}"
    return (
        f"{number} a server error on both sides, such as {failing[0].request.label()}: "
        "what happens there when it works was not seen.",
    )


def unreadable(skipped: Sequence[str]) -> tuple[str, ...]:
    """A warning about files that could not be copied to either side."""
    files = list(dict.fromkeys(skipped))
    if not files:
        return ()
    number = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    return (f"{number} could not be read and were left out on both sides, such as {clean(files[0])}.",)
