"""What was asked to be changed in this session: when, how, and what the API answered. Holds no credential."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edgewise.account.changes.outcome import STOPPED, Outcome
from edgewise.account.resources.values import plain
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.changes.request import Change

STATES = {"done": "done", "refused": "refused", "unsent": "not sent", "unknown": "may have happened"}
"""The states of an outcome in words; a change without one is still under way."""

LONGEST_RESULT = 2_000
"""Characters of the API's result that are kept."""


@dataclass(frozen=True)
class Entry:
    """One change.

    Attributes:
        number: counts up from 1 in this session.
        account: id of the account; ``account_name`` is cleaned.
        asked, ended: when; ``ended`` is ``None`` while it is under way.
    """

    number: int
    change: Change
    account: str
    account_name: str
    demo: bool
    asked: datetime
    ended: datetime | None = None
    outcome: Outcome | None = None

    @property
    def state(self) -> str:
        """How it went, in words."""
        return STATES[self.outcome.state] if self.outcome else "under way"

    def document(self) -> dict[str, Any]:
        """This entry as JSON, cleaned."""
        change, outcome = self.change, self.outcome
        found = {
            "number": self.number,
            "account": {"id": self.account, "name": self.account_name},
            "demo": self.demo,
            "action": change.action,
            "title": change.title,
            "name": change.name,
            "request": {"method": change.method, "path": change.where, "body": change.body},
            "command": change.command,
            "asked": self.asked.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds") if self.ended else None,
            "state": outcome.state if outcome else "under-way",
            "code": (outcome.code or None) if outcome else None,
            "message": outcome.message if outcome else None,
            "words": list(outcome.words) if outcome else [],
            "result": _short(outcome.result) if outcome else None,
        }
        cleaned: dict[str, Any] = plain(found)
        return cleaned


class Changes:
    """The changes of a session, oldest first. The same list for every account that is looked at."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    @property
    def under_way(self) -> tuple[Entry, ...]:
        """Those that were sent and not answered yet."""
        return tuple(each for each in self._entries if each.outcome is None)

    def begin(self, change: Change, *, account: str, name: str, demo: bool, now: datetime) -> Entry:
        """Note a change before it is sent."""
        entry = Entry(len(self._entries) + 1, change, clean(account, 64), clean(name, 80), demo, now)
        self._entries.append(entry)
        return entry

    def end(self, entry: Entry, outcome: Outcome, now: datetime) -> Entry:
        """Note what became of it."""
        ended = replace(entry, ended=now, outcome=outcome)
        self._entries[entry.number - 1] = ended
        return ended

    def stop(self, now: datetime) -> tuple[Entry, ...]:
        """Nobody waits any more for those under way: each may have happened."""
        return tuple(self.end(each, STOPPED, now) for each in self.under_way)

    def document(self) -> dict[str, Any]:
        """The whole list as JSON, cleaned; the body of an ``edgewise/changes/1`` document."""
        return {"changes": [each.document() for each in self._entries]}

    def text(self) -> str:
        """The whole list for a person to paste somewhere."""
        return "\n\n".join("\n".join(lines_of(each)) for each in self._entries)


def lines_of(entry: Entry) -> list[str]:
    """An entry as lines of text."""
    change = entry.change
    whose = f"{entry.account_name or entry.account}{' · demo account' if entry.demo else ''}"
    lines = [
        f"{entry.number}. {change.title} · {change.name}: {entry.state}",
        f"   {entry.asked.isoformat(timespec='seconds')} · {whose}",
        f"   {change.method} {clean(change.where)}",
    ]
    if change.body is not None:
        lines.append(f"   {clean(json.dumps(change.body, ensure_ascii=False))}")
    if entry.outcome is not None:
        lines.append(f"   {entry.outcome.message}")
        lines += [f"   “{words}”" for words in entry.outcome.words]
    return lines


def _short(result: Any) -> Any:
    """The result, or the beginning of its text where it is long."""
    text = json.dumps(result, ensure_ascii=False, default=str)
    return result if len(text) <= LONGEST_RESULT else clean(text, LONGEST_RESULT)
