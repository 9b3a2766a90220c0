"""Which events are wanted: said to Cloudflare where it can filter, and looked at here where it cannot."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from edgewise.account.tail.events import Entry, TailEvent
from edgewise.errors import InputError
from edgewise.text import clean

SERVER_STATUSES = ("ok", "error", "canceled")
STATUSES = ("ok", "error", "canceled", "exceeded", "4xx", "5xx")
LEVELS = ("debug", "log", "info", "warn", "error")

_OUTCOMES = {
    "ok": ("ok",),
    "canceled": ("canceled",),
    "error": ("exception", "exceededCpu", "exceededMemory", "unknown"),
}
"""What wrangler 4.156 makes of ``--status``."""


@dataclass(frozen=True)
class ServerFilter:
    """What Cloudflare is asked to send. Everything empty asks for every event.

    Attributes:
        statuses: of ``SERVER_STATUSES``.
        sampling: the share of events to send, between 0 and 1.
        header: ``name`` or ``name: part of the value``.
        search: a part of what was logged.
        addresses: IP addresses of clients; ``self`` is one's own.
        version: id of a Worker's version.

    Raises:
        InputError: ``tail-filter`` when a status or the share is none.
    """

    statuses: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    sampling: float | None = None
    header: str = ""
    search: str = ""
    addresses: tuple[str, ...] = ()
    version: str = ""

    def __post_init__(self) -> None:
        for status in self.statuses:
            if status not in _OUTCOMES:
                known = ", ".join(SERVER_STATUSES)
                raise _wrong(f"Cloudflare knows no status “{clean(status, 40)}” to filter by.", f"Use {known}.")
        if self.sampling is not None and not 0 < self.sampling < 1:
            raise _wrong("A share of events is a number between 0 and 1.", "0.25 asks for every fourth event.")

    def body(self) -> dict[str, Any]:
        """The body of the request for a tail, as wrangler sends it."""
        found: list[dict[str, Any]] = []
        if self.sampling is not None:
            found.append({"sampling_rate": self.sampling})
        if self.statuses:
            found.append({"outcome": [outcome for status in self.statuses for outcome in _OUTCOMES[status]]})
        if self.methods:
            found.append({"method": [method.upper() for method in self.methods]})
        if self.header:
            name, colon, value = self.header.partition(":")
            found.append({"header": {"key": name.strip(), **({"query": value.strip()} if colon else {})}})
        if self.addresses:
            found.append({"client_ip": list(self.addresses)})
        if self.search:
            found.append({"query": self.search})
        if self.version:
            found.append({"scriptVersion": self.version})
        return {"filters": found}


WORDS = ("status", "method", "sampling", "header", "search", "ip", "version")
"""What a line that asks Cloudflare for less may name."""


def parse_server_filter(line: str) -> ServerFilter:
    """A filter as one types it: ``status:error method:POST sampling:0.1 header:x-a=b search:"no address"``.

    ``status``, ``method`` and ``ip`` may come more than once. Words without a name are searched for.

    Raises:
        InputError: ``tail-filter`` when a name or a value is none, or a quotation mark is missing.
    """
    try:
        parts = shlex.split(line)
    except ValueError:
        raise _wrong("A quotation mark is missing its partner.", 'Write for example: search:"two words".') from None
    given: dict[str, list[str]] = {}
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon:
            name, value = "search", part
        if name not in WORDS or not value:
            raise _wrong(f"“{clean(part, 40)}” is no filter.", f"Use {', '.join(f'{word}:' for word in WORDS)}.")
        given.setdefault(name, []).append(value)
    return ServerFilter(
        tuple(given.get("status", ())),
        tuple(given.get("method", ())),
        _share(given["sampling"][-1]) if "sampling" in given else None,
        given["header"][-1].replace("=", ":", 1) if "header" in given else "",
        " ".join(given.get("search", ())),
        tuple(given.get("ip", ())),
        given["version"][-1] if "version" in given else "",
    )


def _share(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return -1.0


@dataclass(frozen=True)
class LocalFilter:
    """Which of the events that came are shown. What is no event, such as a gap, is always shown.

    Attributes:
        status: of ``STATUSES``. ``error`` is every run that did not end as it should, ``exceeded`` one that hit
            a limit, ``4xx`` and ``5xx`` go by the HTTP answer.
        method: an HTTP method.
        level: events with a log line of this level; ``error`` also lets those through that threw.
        words: all of them stand in the event's line, its logs or its exceptions, in any case.
    """

    status: str = ""
    method: str = ""
    level: str = ""
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.status or self.method or self.level or self.words)

    def lets(self, entry: Entry) -> bool:
        """Whether an entry is shown."""
        if not isinstance(entry, TailEvent):
            return True
        return (
            (not self.status or has_status(entry, self.status))
            and (not self.method or entry.method == self.method)
            and (not self.level or _has_level(entry, self.level))
            and (not self.words or _holds(entry, self.words))
        )


def has_status(event: TailEvent, status: str) -> bool:
    """Whether an event is of one of ``STATUSES``."""
    if status in ("4xx", "5xx"):
        return event.status is not None and event.status // 100 == int(status[0])
    if status == "error":
        return event.family in ("error", "exceeded", "other")
    return event.family == status


def _has_level(event: TailEvent, level: str) -> bool:
    return any(line.level == level for line in event.logs) or (level == "error" and bool(event.thrown))


def _holds(event: TailEvent, words: tuple[str, ...]) -> bool:
    parts = [event.kind, event.method, event.subject, event.word, str(event.status or "")]
    parts += [line.text for line in event.logs]
    parts += [part for each in event.thrown for part in (each.name, each.message, each.stack)]
    text = "\n".join(parts).casefold()
    return all(word.casefold() in text for word in words)


def _wrong(message: str, fix: str) -> InputError:
    return InputError(message, code="tail-filter", where="filters of the live log", fix=fix)
