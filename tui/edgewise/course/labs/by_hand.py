"""Calling a lab's Worker by hand: a request, a cron trigger, an e-mail; and what came back."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edgewise.course.labs.checking import email_path, fill, message_of
from edgewise.course.labs.model import Email, Send, Spec
from edgewise.errors import EdgewiseError, InputError
from edgewise.project.config import effective_document
from edgewise.runtime.local_events import cron_path
from edgewise.text import clean, clean_lines

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PATIENCE = 10.0
"""Seconds for an answer, its whole body included: a stream that goes on is shown as far as it came."""
_LARGEST = 65_536
_MOST_LINES = 200
_HEADERS = 5
_DULL = frozenset({"content-length", "transfer-encoding", "date", "connection", "keep-alive", "content-encoding"})
_LINE = re.compile(r"(?:([A-Za-z]+)\s+)?(/\S*)")
_EMAIL = re.compile(r"\bemail\s*(?:\(|:\s*(?:async\b|function\b|\())")


@dataclass(frozen=True)
class Triggers:
    """What can call the lab's Worker besides requests.

    Attributes:
        crons: the expressions in its wrangler file.
        email: what is sent to its ``email()`` handler; ``None`` when its code has none.
    """

    crons: tuple[str, ...] = ()
    email: Email | None = None


@dataclass(frozen=True)
class Draft:
    """A request as it is written: ``POST /jobs``, and the body."""

    line: str = "GET /"
    body: str = ""


@dataclass(frozen=True)
class Call:
    """A request that can be sent. ``title`` says what it is for the reader."""

    title: str
    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back, safe to show.

    Attributes:
        status: ``None`` when there was no answer; ``note`` says why.
        headers: the first few that say something.
        body: lines; JSON is laid out.
        note: what is missing of the body, or why there is none; empty when all is there.
    """

    status: int | None
    seconds: float
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[str, ...] = ()
    note: str = ""


def triggers_of(root: Path, spec: Spec) -> Triggers:
    """Read from the learner's files what their Worker can be called for. What cannot be read counts as nothing."""
    if spec.kind != "worker":
        return Triggers()
    try:
        config = effective_document(root)
        main = config.get("main")
        triggers = config.get("triggers")
        code = (root / main).read_text(encoding="utf-8") if isinstance(main, str) and main in _inside(root) else ""
    except (EdgewiseError, OSError, ValueError):
        return Triggers()
    crons = triggers.get("crons") if isinstance(triggers, dict) else None
    expressions = [clean(each, 60) for each in crons if isinstance(each, str)] if isinstance(crons, list) else []
    steps = [step for check in spec.checks for step in check.steps if isinstance(step, Email)]
    email = steps[0] if steps else Email("ada@example.com", "worker@example.com", "Hello", "A message, sent by hand.")
    return Triggers(tuple(each for each in expressions if each), email if _EMAIL.search(code) else None)


def _inside(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in (*root.glob("*.?s"), *root.glob("src/*.?s"))}


def first_draft(spec: Spec) -> Draft:
    """The first request that the lab's checks send, as a beginning."""
    step = next((step for check in spec.checks for step in check.steps if isinstance(step, Send)), None)
    if step is None:
        return Draft()
    values = {"uuid": "test"}
    return Draft(f"{step.method} {fill(step.path, values)}", fill(step.body or "", values))


def request_of(draft: Draft) -> Call:
    """The request that was written.

    Raises:
        InputError: ``lab-request``, when it is none.
    """
    found = _LINE.fullmatch(draft.line.strip())
    method = (found[1] or "GET").upper() if found else ""
    if found is None or method not in METHODS:
        raise InputError(
            "This is not a request.",
            code="lab-request",
            fix=f"Write a method and a path, such as POST /jobs. Methods: {', '.join(METHODS)}.",
        )
    body = draft.body.encode("utf-8", "replace") if draft.body and method not in ("GET", "HEAD") else None
    headers = {"content-type": _kind(draft.body)} if body is not None else {}
    return Call(f"{method} {clean(found[2], 80)}", method, found[2], body, headers)


def cron_of(expression: str) -> Call:
    """What calls ``scheduled()``."""
    return Call(f"the cron trigger {expression}", "GET", cron_path(expression))


def email_of(email: Email) -> Call:
    """What calls ``email()``."""
    subject = fill(email.subject, {"uuid": "test"})
    title = f"an e-mail from {email.sender} to {email.to}: {subject}"
    return Call(clean(title, 200), "POST", email_path(email), message_of(email, {"uuid": "test"}))


async def call(url: str, asked: Call) -> Answer:
    """Send it to the Worker at ``url`` and take in the answer. Never raises for what the Worker does."""
    import httpx

    began = time.monotonic()
    body = bytearray()
    note = ""
    status: int | None = None
    headers: list[tuple[str, str]] = []
    try:
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client,
            client.stream(asked.method, url + asked.path, content=asked.body, headers=dict(asked.headers)) as response,
        ):
            status = response.status_code
            headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _DULL]
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LARGEST:
                    note = f"Only the first {_LARGEST // 1024} KiB are shown."
                    break
    except (TimeoutError, httpx.TimeoutException):
        note = f"It had not ended after {PATIENCE:g} s." if status else f"No answer in {PATIENCE:g} s."
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        note = f"The connection broke: {clean(str(error), 160) or 'no reason was given'}."
    lines = _lines(bytes(body[:_LARGEST]))
    if len(lines) > _MOST_LINES:
        note = f"Only the first {_MOST_LINES} lines are shown."
    shown = tuple((clean(name, 40), clean(value, 200)) for name, value in headers[:_HEADERS])
    return Answer(status, time.monotonic() - began, shown, tuple(lines[:_MOST_LINES]), note)


def _kind(body: str) -> str:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return "text/plain; charset=utf-8"
    return "application/json"


def _lines(body: bytes) -> list[str]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in body:
            return [f"({len(body):,} bytes that are no text)"]
        text = body.decode("utf-8", "replace")
    try:
        document = json.loads(text)
        if isinstance(document, dict | list):
            text = json.dumps(document, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    text = clean_lines(text).expandtabs(2).strip("\n")
    return [line[:1000] for line in text.split("\n")] if text.strip() else []
