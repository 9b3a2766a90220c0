"""An entry of a live log as lines for people: parts of text with the tone that each is drawn in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.resources.formats import NOTHING
from edgewise.account.resources.values import at, plain
from edgewise.account.tail.events import Entry, Gap, Notice, TailEvent, Thrown, Unreadable
from edgewise.text import clean

Span = tuple[str, str]
"""Text and its tone: one of Grid's, ``strong``, or empty."""

SIGNS = {"good": "✓", "warning": "▲", "bad": "✗", "muted": "○", "busy": "▶"}
LEVELS = {"error": "bad", "warn": "warning", "debug": "muted", "trace": "muted"}
WORDS = {"fetch": "", "scheduled": "cron", "email": "mail", "websocket": "socket", "unknown": "?"}
"""How kinds are called where there is little room; an event of a request has its method instead."""

TIME, STATE, SPENT, VERB = 9, 16, 9, 8
"""Cells of the columns before the subject: time, outcome, CPU, wall time, method."""

HEAD = TIME + STATE + 2 * SPENT + VERB
UNDER = TIME
LABEL = 20
"""Cells of the name of a field, with the blank after it."""

MOST_LINES = 20
"""Lines of its logs that an event shows as long as it is not opened."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Where it is wrapped, what follows stands ``indent`` cells in."""

    indent: int
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Without its tones."""
        return "".join(text for text, _ in self.spans)


def tone(event: TailEvent) -> str:
    """How an event went: ``good``, ``warning``, ``bad`` or ``muted``."""
    if event.family in ("error", "exceeded", "other") or (event.status or 0) >= 500:
        return "bad"
    if event.family == "canceled":
        return "muted"
    worried = event.truncated or event.thrown or any(line.level in ("error", "warn") for line in event.logs)
    if worried or (event.status or 0) >= 400:
        return "warning"
    # What was not told is not good.
    return "good" if event.family == "ok" or event.status is not None else "muted"


def headings() -> Line:
    """The titles of the columns."""
    titles = f"{'Time':<{TIME}}{'Outcome':<{STATE}}{'CPU':>{SPENT - 2}}  {'Wall':>{SPENT - 2}}  {'Method':<{VERB}}What"
    return Line(HEAD, ((titles, "muted"),))


def lines(entry: Entry) -> list[Line]:
    """An entry as it stands in the log while it is not opened."""
    if isinstance(entry, TailEvent):
        return [_head(entry), *_under(entry)]
    return [_said(entry)]


def _head(event: TailEvent) -> Line:
    how = tone(event)
    word = str(event.status) if event.family in ("ok", "untold") and event.status is not None else event.word
    verb = event.method or WORDS.get(event.kind, event.kind)
    return Line(
        HEAD,
        (
            (f"{event.at:%H:%M:%S} ", "muted"),
            (f"{SIGNS[how]} {clean(word, STATE - 3):<{STATE - 2}}", how),
            (f"{spent(event.cpu):>{SPENT - 2}}  {spent(event.wall):>{SPENT - 2}}  ", "muted"),
            (f"{clean(verb, VERB - 1):<{VERB}}", "strong"),
            (event.subject, ""),
        ),
    )


def _under(event: TailEvent) -> Iterator[Line]:
    found = list(log_lines(event))
    yield from found[:MOST_LINES]
    if len(found) > MOST_LINES:
        yield Line(UNDER, ((" " * UNDER + f"… {len(found) - MOST_LINES:,} more lines", "muted"),))
    for each in event.thrown:
        yield next(_exception(each))
    yield from _remarks(event)


def _remarks(event: TailEvent) -> Iterator[Line]:
    """What has to be said about the event itself."""
    if event.truncated:
        yield _indented(UNDER, "▲ Cloudflare cut this event short: it was too large.", "warning")
    if event.odd:
        yield _indented(UNDER, f"▲ not as documented: {', '.join(event.odd)}", "warning")


def _exception(thrown: Thrown) -> Iterator[Line]:
    """An exception: its name and message, then the rest of the message and the stack."""
    first, *rest = thrown.message.split("\n")
    yield _indented(UNDER, f"✗ {thrown.name}: {first}", "bad")
    for text in [*rest, *thrown.stack.split("\n")]:
        if text.strip():
            yield _indented(UNDER + 2, text.strip(), "muted")


def _indented(indent: int, text: str, how: str) -> Line:
    return Line(indent + 2, ((" " * indent, ""), (text.expandtabs(4), how)))


def log_lines(event: TailEvent) -> Iterator[Line]:
    """What an event logged, line by line."""
    for line in event.logs:
        how = LEVELS.get(line.level, "")
        for number, text in enumerate(line.text.split("\n")):
            label = line.level if number == 0 else ""
            yield Line(UNDER + 7, ((f"{'':<{UNDER}}{label:<7}", how or "muted"), (text.expandtabs(4), how)))


def _said(entry: Gap | Notice | Unreadable) -> Line:
    when = (f"{entry.at:%H:%M:%S} ", "muted")
    if isinstance(entry, Gap):
        missed = f"▲ {duration(entry.seconds)} missed, from {entry.since:%H:%M:%S} on: {entry.reason}"
        return Line(UNDER + 2, (when, (missed, "warning")))
    if isinstance(entry, Notice):
        return Line(UNDER + 2, (when, (f"▲ Cloudflare says ({entry.kind}): {clean(entry.text)}", "warning")))
    text = f"▲ A message of {entry.length:,} bytes is no event, {entry.reason}: {clean(entry.text, 200)}"
    return Line(UNDER + 2, (when, (text, "warning")))


def opened(entry: Entry) -> list[Line]:
    """An entry with everything that is known of it."""
    if isinstance(entry, Unreadable):
        return [_said(entry), Line(UNDER, ((" " * UNDER + entry.text, ""),))]
    if not isinstance(entry, TailEvent):
        return [_said(entry)]
    document = entry.document
    found = [_head(entry), *log_lines(entry)]
    for each in entry.thrown:
        found += _exception(each)
    found += _remarks(entry)
    for title, fields in _sections(document):
        if fields:
            found.append(Line(UNDER, ((" " * UNDER + title, "strong"),)))
            found += [_field(name, value) for name, value in fields]
    return found


_SHOWN = frozenset(
    {
        *("event", "logs", "exceptions", "outcome", "eventTimestamp", "truncated", "cpuTime", "wallTime"),
        *("eventType", "cpuTimeMs", "wallTimeMs", "stored"),
    }
)
"""Fields that the lines above have told of. ``stored`` is the raw form of all of them, which the JSON shows."""


def _sections(document: Any) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The document's fields under headings. What edgewise does not know stands under the last, not nowhere."""
    event = at(document, "event")
    details = dict(event) if isinstance(event, Mapping) else {}
    request, response = details.pop("request", None), details.pop("response", None)
    yield "Event", _fields(details)
    for title, part in (("Request", request), ("Response", response)):
        if isinstance(part, Mapping):
            yield title, _fields({key: value for key, value in part.items() if key not in ("headers", "cf")})
            yield f"{title} headers", _fields(part.get("headers"))
            yield f"{title} cf", _fields(part.get("cf"))
        elif part is not None:
            yield title, [("", part)]
    rest = {key: value for key, value in document.items() if key not in _SHOWN}
    yield "Run", _fields({key: value for key, value in rest.items() if value not in (None, [], {})})


def _fields(part: Any) -> list[tuple[str, Any]]:
    if isinstance(part, Mapping):
        return [(str(key), value) for key, value in part.items()]
    return [("", part)] if part not in (None, []) else []


def _field(name: str, value: Any) -> Line:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    label = clean(name, 40)
    spans = ((" " * (UNDER + 2), ""), (f"{label:<{LABEL - 1}} " if label else "", "muted"), (clean(text, 20_000), ""))
    return Line(UNDER + 2 + LABEL, spans)


def spent(milliseconds: float | None) -> str:
    """A short time: ``9 ms``, ``1.2 s``, ``42 s``."""
    if milliseconds is None:
        return NOTHING
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def duration(seconds: float) -> str:
    """A length of time in words: ``12 s``, ``4 min``, ``2.5 h``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def as_text(entry: Entry) -> str:
    """An entry as text to copy or save: everything of it, but the fields of the document."""
    if not isinstance(entry, TailEvent):
        return _said(entry).text
    full = [_head(entry), *log_lines(entry)]
    for each in entry.thrown:
        full += _exception(each)
    full += _remarks(entry)
    return "\n".join(line.text.rstrip() for line in full)


def as_document(entry: Entry) -> dict[str, Any]:
    """An entry as the body of an ``edgewise/log-entry/1`` document."""
    if isinstance(entry, Gap):
        missed = {"since": _stamp(entry.since), "seconds": round(entry.seconds, 3), "reason": entry.reason}
        return {"entry": "gap", "at": _stamp(entry.at), **missed}
    if isinstance(entry, Notice):
        return {"entry": "notice", "at": _stamp(entry.at), "kind": entry.kind, "text": entry.text}
    if isinstance(entry, Unreadable):
        said = {"reason": entry.reason, "text": entry.text, "bytes": entry.length}
        return {"entry": "unreadable", "at": _stamp(entry.at), **said}
    return {
        "entry": "event",
        "at": _stamp(entry.at),
        "kind": entry.kind,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "method": entry.method or None,
        "status": entry.status,
        "cpu_ms": entry.cpu,
        "wall_ms": entry.wall,
        "logs": [{"level": line.level, "text": line.text, "at": _stamp(line.at)} for line in entry.logs],
        "exceptions": [
            {"name": each.name, "message": each.message, "stack": each.stack, "at": _stamp(each.at)}
            for each in entry.thrown
        ],
        "truncated": entry.truncated,
        "odd": list(entry.odd),
        "raw": plain(entry.document),
    }


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment is not None else None
