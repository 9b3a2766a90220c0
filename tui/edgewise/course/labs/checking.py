"""Running a lab's checks: real requests to the learner's Worker, and what came back."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from edgewise.course.labs.log import LogBook
from edgewise.course.labs.model import Check, Cron, Email, Logged, Report, Restart, Result, Send, Socket, Spec
from edgewise.runtime.local_events import cron_path
from edgewise.text import clean

if TYPE_CHECKING:
    import httpx

_PAUSE = 0.2
_GRACE = 2.0
"""Seconds in which a refused connection is tried again: the server may be reloading."""
_PATIENCE = 10.0
_EXCERPT = 160
_CLOSING = 0.5
"""Seconds that the other end of a WebSocket gets to say goodbye."""
_MISSING = object()


@dataclass
class Target:
    """The Worker under test: where it answers, what its server logs, and how to start that anew.

    ``restart`` gives the new address, or ``None`` when the Worker does not come back.
    """

    url: str
    log: LogBook
    restart: Callable[[], Awaitable[str | None]] | None = None


class _UnmetError(Exception):
    """An expectation that did not hold."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.got = got


async def run_checks(spec: Spec, target: Target, on_result: Callable[[Result], None] = lambda result: None) -> Report:
    """Run every check of ``spec``, those that do not need each other at the same time.

    Checks that restart the runtime come last, one by one. ``on_result`` is told each result as it is
    known. Cancelling ends all of them.
    """
    import httpx

    began = time.monotonic()
    titles = {check.id: check.title for check in spec.checks}
    done: dict[str, asyncio.Future[Result]] = {check.id: asyncio.Future() for check in spec.checks}

    async def one(check: Check, client: httpx.AsyncClient) -> None:
        needed = [await done[need] for need in check.needs]
        failed = [result.check for result in needed if not result.ok]
        if failed:
            result = Result(check.id, "waiting", f"first: {titles[failed[0]]}", "not tried yet")
        else:
            result = await run_check(check, target, client)
        done[check.id].set_result(result)
        on_result(result)

    late = _late(spec.checks)
    # The environment's proxies are for the internet; these requests stay on this machine. No limit of
    # connections: what is sent at once must not wait for each other.
    async with httpx.AsyncClient(
        trust_env=False, timeout=_PATIENCE, headers={"accept": "application/json"}, limits=httpx.Limits()
    ) as client:
        async with asyncio.TaskGroup() as group:
            for check in spec.checks:
                if check.id not in late:
                    group.create_task(one(check, client))
        for check in spec.checks:
            if check.id in late:
                await one(check, client)
    return Report(tuple(done[check.id].result() for check in spec.checks), time.monotonic() - began)


def _late(checks: Sequence[Check]) -> set[str]:
    """Checks that restart the runtime, and those that need one of them."""
    late: set[str] = set()
    for check in checks:
        if any(isinstance(step, Restart) for step in check.steps) or late & set(check.needs):
            late.add(check.id)
    return late


async def run_check(check: Check, target: Target, client: httpx.AsyncClient) -> Result:
    """Run the steps of one check until one fails."""
    began = time.monotonic()
    mark = target.log.mark()
    saved: dict[str, Any] = {"uuid": str(uuid.uuid4())}
    try:
        for step in check.steps:
            match step:
                case Logged():
                    await _logged(step, target, mark)
                case Send():
                    await _send(step, target, client, saved)
                case Cron():
                    await _trigger(cron_path(step.expression), None, "scheduled()", target, client)
                case Email():
                    await _trigger(email_path(step), message_of(step, saved), "email()", target, client)
                case Socket():
                    await _socket(step, target, saved)
                case Restart():
                    await _restart(target)
    except _UnmetError as failed:
        return Result(check.id, "failed", failed.expected, failed.got, time.monotonic() - began)
    return Result(check.id, "passed", seconds=time.monotonic() - began)


async def _logged(step: Logged, target: Target, mark: int) -> None:
    deadline = time.monotonic() + step.within
    while True:
        if any(step.text in line for line in target.log.since(mark)):
            return
        if time.monotonic() >= deadline:
            raise _UnmetError(
                f"the runtime logs “{step.text}” within {step.within:g} s", "nothing like it in the server log"
            )
        await asyncio.sleep(_PAUSE)


async def _trigger(path: str, body: bytes | None, what: str, target: Target, client: httpx.AsyncClient) -> None:
    """Have the dev server call a handler other than fetch()."""
    step = Send("GET" if body is None else "POST", path)
    response = await _answer(step, target, client, {}, time.monotonic(), body)
    if response.status_code != 200:
        raise _UnmetError(f"{what} ends without an error", _shown(response))


def email_path(step: Email) -> str:
    """Where the dev server takes a message for ``email()``."""
    return f"/cdn-cgi/handler/email?from={quote_plus(step.sender)}&to={quote_plus(step.to)}"


def message_of(step: Email, saved: Mapping[str, Any]) -> bytes:
    """An e-mail as it goes over the wire."""
    from email.message import EmailMessage
    from email.utils import format_datetime, localtime

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = step.sender, step.to, fill(step.subject, saved)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{uuid.uuid4()}@edgewise.example>"
    message.set_content(fill(step.body, saved))
    return message.as_bytes()


async def _socket(step: Socket, target: Target, saved: Mapping[str, Any]) -> None:
    """Open, say, hear; whatever else comes in between is let pass."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import WebSocketException

    path = fill(step.path, saved)
    address = f"ws{target.url.removeprefix('http')}{path}"
    wanted = [fill(text, saved) for text in step.hears]
    heard: list[str] = []
    problem = ""
    try:
        # A Worker need not answer when we close: what was heard counts, however it ends.
        async with connect(address, proxy=None, open_timeout=step.within, close_timeout=_CLOSING) as opened:
            async with asyncio.timeout(step.within):
                for text in step.say:
                    await opened.send(fill(text, saved))
                while wanted:
                    message = await opened.recv()
                    heard.append(message if isinstance(message, str) else "(bytes)")
                    # One message may hold several of the texts.
                    while wanted and wanted[0] in heard[-1]:
                        wanted.pop(0)
    except TimeoutError:
        pass
    except (WebSocketException, OSError) as error:
        problem = f"; {error}"
    if wanted:
        what = f"“{wanted[0]}” within {step.within:g} s on the WebSocket {path}"
        raise _UnmetError(what, clean(f"{_heard(heard)}{problem}", _EXCERPT))


def _heard(messages: Sequence[str]) -> str:
    return clean(f"heard {' then '.join(messages[-3:])}", _EXCERPT) if messages else "heard nothing"


async def _restart(target: Target) -> None:
    if target.restart is None:
        raise _UnmetError("a runtime that can be restarted", "this one cannot")
    url = await target.restart()
    if url is None:
        raise _UnmetError("the Worker starts again", "it did not come back")
    target.url = url


async def _send(step: Send, target: Target, client: httpx.AsyncClient, saved: dict[str, Any]) -> None:
    """Send until the answer is right or ``within`` is over; then keep what was asked to be saved."""
    began = time.monotonic()
    while True:
        waited = time.monotonic() - began
        try:
            answers = await asyncio.gather(*(_answer(step, target, client, saved, began) for _ in range(step.parallel)))
            for response in answers:
                document = _document(response)
                _expect(step, response, document, saved)
            break
        except _UnmetError as failed:
            if waited >= step.within:
                suffix = f" within {step.within:g} s" if step.within else ""
                raise _UnmetError(f"{failed.expected}{suffix}", failed.got) from None
        await asyncio.sleep(_PAUSE)
    for name, path in step.save.items():
        value = lookup(document, path)
        if value is _MISSING:
            raise _UnmetError(f"“{path}” in the answer", _shown(response))
        saved[name] = value


async def _answer(
    step: Send,
    target: Target,
    client: httpx.AsyncClient,
    saved: Mapping[str, Any],
    began: float,
    body: bytes | None = None,
) -> httpx.Response:
    import httpx

    what = f"an answer to {step.method} {fill(step.path, saved)}"
    while True:
        try:
            return await client.request(
                step.method,
                target.url + fill(step.path, saved),
                headers={name: fill(value, saved) for name, value in step.headers.items()},
                content=body if step.body is None else fill(step.body, saved),
            )
        except httpx.ConnectError:
            if time.monotonic() - began > _GRACE:
                raise _UnmetError(what, "the server refused the connection") from None
        except httpx.TimeoutException:
            raise _UnmetError(what, f"no answer in {_PATIENCE:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if time.monotonic() - began > _GRACE:
                raise _UnmetError(what, clean(f"the connection broke: {error}", _EXCERPT)) from None
        await asyncio.sleep(_PAUSE)


def _expect(step: Send, response: httpx.Response, document: Any, saved: Mapping[str, Any]) -> None:
    if step.status is not None and response.status_code != step.status:
        raise _UnmetError(f"status {step.status}", _shown(response))
    for text in step.contains:
        wanted = fill(text, saved)
        if wanted not in response.text:
            raise _UnmetError(f"a body that holds “{wanted}”", _shown(response))
    for path, value in step.equals.items():
        wanted_value = fill(value, saved) if isinstance(value, str) else value
        found = lookup(document, path)
        if not _same(found, wanted_value):
            got = _shown(response) if found is _MISSING else f"{path} is {_json(found)}"
            raise _UnmetError(f"{path} is {_json(wanted_value)}", got)
    for name, value in step.headers_equal.items():
        wanted = fill(value, saved)
        got_header = response.headers.get(name)
        if got_header != wanted:
            raise _UnmetError(f"the header {name}: {wanted}", clean(f"{name}: {got_header}", _EXCERPT))
    for path, value in step.differs.items():
        unwanted = fill(value, saved) if isinstance(value, str) else value
        if str(lookup(document, path)) == str(unwanted):
            raise _UnmetError(f"{path} is not {_json(unwanted)}", _shown(response))
    for path, kind in step.types.items():
        found = lookup(document, path)
        if not _is(found, kind):
            got = _shown(response) if found is _MISSING else f"{path} is {_json(found)}"
            raise _UnmetError(f"{path} is a {kind}", got)


def fill(text: str, saved: Mapping[str, Any]) -> str:
    """``text`` with each ``{name}`` that was saved put in; other braces stay."""
    return re.sub(
        r"\{([a-z][a-z0-9_]*)\}",
        lambda found: str(saved[found.group(1)]) if found.group(1) in saved else found.group(0),
        text,
    )


def lookup(document: Any, path: str) -> Any:
    """The value at a dotted path (``items.0.name``), or a marker that equals nothing."""
    for part in path.split("."):
        if isinstance(document, dict) and part in document:
            document = document[part]
        elif isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            return _MISSING
    return document


def _document(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return _MISSING


def _same(found: Any, wanted: Any) -> bool:
    # In Python True equals 1; in JSON it does not.
    return isinstance(found, bool) == isinstance(wanted, bool) and bool(found == wanted)


def _is(found: Any, kind: str) -> bool:
    if isinstance(found, bool):
        return kind == "boolean"
    match kind:
        case "string":
            return isinstance(found, str) and found != ""
        case "number":
            return isinstance(found, int | float)
        case "integer":
            return isinstance(found, int)
        case "list":
            return isinstance(found, list)
        case "object":
            return isinstance(found, dict)
        case _:
            return kind == "null" and found is None


def _json(value: Any) -> str:
    return clean(json.dumps(value, ensure_ascii=False), 80)


def _shown(response: httpx.Response) -> str:
    """The answer in one line: status, and the beginning of the body."""
    body = clean(response.text, _EXCERPT)
    return f"status {response.status_code}: {body}" if body else f"status {response.status_code}, no body"
