"""From a message of the socket to what the log holds. Never fails, and never loses a message.

The shapes are those that wrangler 4.156 prints and workerd's types describe (``TraceItem``): ``outcome``,
``scriptName``, ``exceptions``, ``logs``, ``eventTimestamp``, ``event``, ``cpuTime``, ``wallTime``, ``truncated``.
What kind an event is follows from the fields of ``event``.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from edgewise.account.envelope import parse
from edgewise.account.resources.values import at, mappings, moment, number, text, texts
from edgewise.account.tail.events import Entry, LogLine, Notice, TailEvent, Thrown, Unreadable
from edgewise.account.tail.masking import masked, masked_text
from edgewise.text import clean, clean_lines

LONGEST_SUBJECT = 2_000
LONGEST_REMAINS = 4_000
"""Characters kept of a message that cannot be read."""

Document = Mapping[str, Any]


def read_message(message: str | bytes, received: datetime) -> tuple[Entry, ...]:
    """The entries in a message: one, unless somebody sent a list.

    Args:
        received: stands in for an event's own time where it has none.
    """
    body = message.encode("utf-8", "replace") if isinstance(message, str) else message
    document, valid = parse(body)
    if not valid:
        return (_unreadable("it is not JSON, or cut off", body, received),)
    found = document if isinstance(document, list) and document else [document]
    return tuple(_entry(each, received) for each in found)


def _entry(document: Any, received: datetime) -> Entry:
    if not isinstance(document, dict):
        return _unreadable("it is not an object", _dumped(document), received)
    event = document.get("event")
    if isinstance(event, dict) and "type" in event and "message" in event:
        kind, said = text(event["type"]) or "notice", event["message"]
        return Notice(received, kind, clean_lines(said) if isinstance(said, str) else clean(_shown(said)))
    if not document.keys() & {"event", "outcome", "logs", "exceptions", "eventTimestamp", "scriptName"}:
        return _unreadable("it has none of an event's fields", _dumped(masked(document)), received)
    return _event(masked(document), received)


def _event(document: Document, received: datetime) -> TailEvent:
    odd: list[str] = []
    kind, subject = kind_and_subject(document)
    when = moment(document.get("eventTimestamp"))
    if when is None:
        odd.append("no time of its own")
    outcome = document.get("outcome")
    if outcome is not None and not isinstance(outcome, str):
        odd.append("outcome is not text")
    method, status = at(document, "event.request.method"), number(at(document, "event.response.status"))
    return TailEvent(
        when or received,
        kind,
        clean(subject, LONGEST_SUBJECT),
        text(outcome) or "",
        clean(method, 20).upper() if isinstance(method, str) else "",
        int(status) if status is not None else None,
        _milliseconds(document, "cpuTime", odd),
        _milliseconds(document, "wallTime", odd),
        _lines(document.get("logs"), odd),
        _thrown(document.get("exceptions"), odd),
        document.get("truncated") is True,
        tuple(odd),
        zlib.compress(_dumped(document), 1),
    )


def kind_and_subject(document: Document) -> tuple[str, str]:
    """What kind of event this is, and what it was about."""
    event = document.get("event")
    if not isinstance(event, Mapping):
        return "unknown", "no details" if event is None else _shown(event)
    for sign, kind, subject in _KINDS:
        if sign in event:
            return kind, subject(event, document)
    return "unknown", ", ".join(map(str, event)) or "no details"


def _request(event: Document, document: Document) -> str:
    address = at(event, "request.url")
    if not isinstance(address, str):
        return "no address"
    # Not urlsplit: it refuses some of what a client may send, and this must show it all the same.
    _, found, rest = address.partition("://")
    path = rest[rest.find("/") :] if "/" in rest else "/"
    return path if found else address


def _queue(event: Document, document: Document) -> str:
    size = number(event.get("batchSize"))
    messages = "" if size is None else f", {size:,} message{'' if size == 1 else 's'}"
    return f"{text(event.get('queue')) or '?'}{messages}"


def _email(event: Document, document: Document) -> str:
    return f"{text(event.get('mailFrom')) or '?'} → {text(event.get('rcptTo')) or '?'}"


def _call(event: Document, document: Document) -> str:
    entrypoint = text(document.get("entrypoint"))
    return f"{entrypoint}.{text(event.get('rpcMethod'))}" if entrypoint else text(event.get("rpcMethod")) or "?"


def _consumed(event: Document, document: Document) -> str:
    scripts = dict.fromkeys(text(each.get("scriptName")) or "?" for each in mappings(event.get("consumedEvents")))
    return ", ".join(scripts) or "nothing"


def _socket(event: Document, document: Document) -> str:
    detail = event.get("getWebSocketEvent", event)
    kind = text(at(detail, "webSocketEventType.type")) or text(at(detail, "webSocketEventType")) or "event"
    code = text(at(detail, "webSocketEventType.code")) or text(at(detail, "code"))
    return f"{kind} {code}" if code else kind


def _when(event: Document, document: Document) -> str:
    due = moment(event.get("scheduledTime"))
    return f"due {due:%H:%M:%S}" if due else text(event.get("scheduledTime")) or "?"


def _field(name: str) -> Callable[[Document, Document], str]:
    return lambda event, document: text(event.get(name)) or "?"


_KINDS: tuple[tuple[str, str, Callable[[Document, Document], str]], ...] = (
    ("request", "fetch", _request),
    ("cron", "scheduled", _field("cron")),
    ("queue", "queue", _queue),
    ("mailFrom", "email", _email),
    ("rpcMethod", "rpc", _call),
    ("consumedEvents", "tail", _consumed),
    ("getWebSocketEvent", "websocket", _socket),
    ("webSocketEventType", "websocket", _socket),
    ("scheduledTime", "alarm", _when),
)
"""A field that tells a kind, the kind, and its subject; in the order in which they are looked for."""


def _lines(logs: Any, odd: list[str]) -> tuple[LogLine, ...]:
    if not isinstance(logs, list):
        if logs is not None:
            odd.append("logs is not a list")
        return ()
    found = []
    for each in logs:
        if isinstance(each, Mapping):
            level = clean(level, 20) if isinstance(level := each.get("level"), str) else ""
            found.append(LogLine(level or "log", _words(each.get("message")), moment(each.get("timestamp"))))
        else:
            odd.append("a log line is not an object")
            found.append(LogLine("log", clean_lines(_shown(each))))
    return tuple(found)


def _words(message: Any) -> str:
    """What was given to ``console.log``: text as it is, anything else as JSON, with blanks between."""
    parts = message if isinstance(message, list) else [message]
    return clean_lines(" ".join(each if isinstance(each, str) else _shown(each) for each in parts))


def _thrown(exceptions: Any, odd: list[str]) -> tuple[Thrown, ...]:
    if not isinstance(exceptions, list):
        if exceptions is not None:
            odd.append("exceptions is not a list")
        return ()
    found = []
    for each in exceptions:
        if not isinstance(each, Mapping):
            odd.append("an exception is not an object")
            found.append(Thrown("Error", clean_lines(_shown(each))))
            continue
        said, stack = each.get("message"), each.get("stack")
        found.append(
            Thrown(
                clean(name, 80) if isinstance(name := each.get("name"), str) else "Error",
                clean_lines(said) if isinstance(said, str) else _shown(said),
                clean_lines(stack) if isinstance(stack, str) else "\n".join(texts(stack)),
                moment(each.get("timestamp")),
            )
        )
    return tuple(found)


def _milliseconds(document: Document, name: str, odd: list[str]) -> float | None:
    found = number(document.get(name))
    if found is None and document.get(name) is not None:
        odd.append(f"{name} is not a number")
    return float(found) if found is not None and found >= 0 else None


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _dumped(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _unreadable(reason: str, body: bytes, received: datetime) -> Unreadable:
    beginning = body[: 4 * LONGEST_REMAINS].decode("utf-8", "replace")
    return Unreadable(received, reason, clean(masked_text(beginning), LONGEST_REMAINS), len(body))
