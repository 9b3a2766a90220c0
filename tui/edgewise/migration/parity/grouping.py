"""The differences of a report by cause, worst first: what the screen, the page and the command line show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edgewise.migration.parity.model import Difference, Exchange


@dataclass(frozen=True)
class Group:
    """Exchanges that differ for one reason.

    Attributes:
        finding: the finding that explains it, or ``None`` when none does.
        title: one line, such as ``Status 200 became 404``.
        exchanges: those concerned, in the order in which they were asked.
        shown: for each exchange, its differences that belong to this cause.
    """

    finding: str | None
    title: str
    exchanges: tuple[Exchange, ...]
    shown: tuple[tuple[Difference, ...], ...]

    @property
    def count(self) -> int:
        """How many requests are concerned."""
        return len(self.exchanges)


def groups(exchanges: Iterable[Exchange], titles: Mapping[str, str] | None = None) -> tuple[Group, ...]:
    """The causes: undeclared ones first, by what they break and how often; then the declared ones.

    Args:
        titles: finding id to title.
    """
    undeclared: dict[tuple[int, str], list[tuple[Exchange, tuple[Difference, ...]]]] = {}
    declared: dict[str, list[tuple[Exchange, tuple[Difference, ...]]]] = {}
    for exchange in exchanges:
        if exchange.undeclared:
            lead = exchange.undeclared[0]
            undeclared.setdefault((lead.tier, headline(lead)), []).append((exchange, exchange.undeclared))
        for finding in dict.fromkeys(each.finding for each in exchange.differences if each.finding):
            parts = tuple(each for each in exchange.differences if each.finding == finding)
            declared.setdefault(finding, []).append((exchange, parts))
    found = [_group(None, title, members) for (_, title), members in sorted(undeclared.items(), key=_worst_first)]
    by_count = sorted(declared.items(), key=lambda item: (-len(item[1]), item[0]))
    found.extend(_group(finding, (titles or {}).get(finding, finding), members) for finding, members in by_count)
    return tuple(found)


def headline(difference: Difference) -> str:
    """A difference in one line, without the values of a body."""
    if difference.what == "status":
        return f"Status {difference.old} became {difference.new}"
    if difference.what == "body":
        return "The body differs"
    name = difference.what.partition(":")[2]
    return f"Header {name}: {difference.old} became {difference.new}"


def _worst_first(item: tuple[tuple[int, str], list[tuple[Exchange, tuple[Difference, ...]]]]) -> tuple[int, int, str]:
    (tier, title), members = item
    return (tier, -len(members), title)


def _group(finding: str | None, title: str, members: list[tuple[Exchange, tuple[Difference, ...]]]) -> Group:
    return Group(finding, title, tuple(each for each, _ in members), tuple(parts for _, parts in members))
