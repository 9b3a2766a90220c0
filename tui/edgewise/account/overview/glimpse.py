"""The account in two lines, for whoever is not looking at it: Home, after the account door was opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edgewise.account.overview.model import Line, Overview
from edgewise.account.resources import kind

COUNTED = ("pages_projects", "workers", "queues")
"""Kinds that are counted there; others have no room."""


@dataclass(frozen=True)
class Glimpse:
    """What was last seen of an account.

    Attributes:
        name: of the account, cleaned; empty when nothing could be read.
        others: number of further accounts of the same credential.
        counts: what is counted, in the singular where there is one of it, and how many.
        failing, lonely: lines of what fails, and of queues without a consumer.
        certain: whether everything is known that could fail.
        failure: why nothing could be read.
        when: by the account's clock.
    """

    name: str
    demo: bool
    when: datetime
    others: int = 0
    counts: tuple[tuple[str, str], ...] = ()
    failing: int = 0
    lonely: int = 0
    certain: bool = False
    failure: str = ""


def glimpse_of(found: Overview, name: str, *, demo: bool, when: datetime, others: int = 0) -> Glimpse:
    """What an overview comes to."""
    blocks = {block.id: block for block in found.blocks}
    runs = blocks["runs"].lines if "runs" in blocks else ()
    counts = tuple((_counted(line), line.figure) for line in runs if line.kind in COUNTED and line.figure[:1].isdigit())
    fails, lonely = blocks.get("fails"), blocks.get("lonely")
    return Glimpse(
        name,
        demo,
        when,
        others,
        counts,
        len(fails.lines) if fails else 0,
        sum(line.key is not None for line in lonely.lines) if lonely else 0,
        # A remark with a circle names what is not known.
        fails is not None and fails.sign != "○" and "unread" not in blocks,
    )


def _counted(line: Line) -> str:
    if line.figure != "1" or line.kind is None:
        return line.name
    one = kind(line.kind).singular
    return one[:1].upper() + one[1:]
