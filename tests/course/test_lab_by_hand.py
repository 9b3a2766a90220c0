"""Calling a lab's Worker by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.course.test_lab_events_real import CONFIG, WORKER

from edgewise.course.labs import by_hand
from edgewise.course.labs.by_hand import (
    Call,
    Draft,
    Triggers,
    call,
    cron_of,
    email_of,
    first_draft,
    request_of,
    triggers_of,
)
from edgewise.course.labs.model import Check, Cron, Email, Send, Spec
from edgewise.course.labs.run import LabRun
from edgewise.course.labs.workspace import Workspace
from edgewise.errors import InputError
from edgewise.store import Folders
from edgewise.text import clean_lines

MAIL = Email("ada@example.com", "shop@example.com", "Lamp {uuid}", "Where is it?")


def spec(root: Path, *steps: object) -> Spec:
    checks = (Check("one", "One", tuple(steps), ("a", "b")),)  # type: ignore[arg-type]
    return Spec("events/lab", "Events", root, root, (), (), ("index.js",), checks)


@pytest.mark.parametrize(
    ("line", "body", "method", "path", "kind"),
    [
        ("/", "", "GET", "/", None),
        (" get /a?b=c ", "ignored", "GET", "/a?b=c", None),
        ("POST /jobs", '{"a": 1}', "POST", "/jobs", "application/json"),
        ("PUT /x", "words", "PUT", "/x", "text/plain; charset=utf-8"),
    ],
)
def test_a_line_is_a_request(line: str, body: str, method: str, path: str, kind: str | None) -> None:
    asked = request_of(Draft(line, body))
    assert (asked.method, asked.path, asked.headers.get("content-type")) == (method, path, kind)


@pytest.mark.parametrize("line", ["", "jobs", "FETCH /", "GET http://example.com/", "GET / HTTP/1.1\r\nx: y", "GET"])
def test_what_is_no_request_is_said(line: str) -> None:
    with pytest.raises(InputError) as caught:
        request_of(Draft(line))
    assert caught.value.code == "lab-request"


def test_the_first_request_of_the_checks_is_the_beginning(tmp_path: Path) -> None:
    step = Send("PUT", "/{uuid}", body='{"id": "{uuid}"}')
    assert first_draft(spec(tmp_path, Cron("* * * * *"), step)) == Draft("PUT /test", '{"id": "test"}')
    assert first_draft(spec(tmp_path, Cron("* * * * *"))) == Draft("GET /", "")


def test_triggers_are_what_the_files_declare(tmp_path: Path) -> None:
    lab = spec(tmp_path, MAIL)
    assert triggers_of(tmp_path, lab) == Triggers()
    config = {"main": "index.js", "triggers": {"crons": ["*/5 * * * *", 3, ""]}}
    (tmp_path / "wrangler.jsonc").write_text(json.dumps(config))
    (tmp_path / "index.js").write_text("export default { fetch() { sendEmail(1); } } // queue, scheduled, email.")
    assert triggers_of(tmp_path, lab) == Triggers(("*/5 * * * *",), None)
    for code in ("async email(message, env) {}", "email: async (message) => {}", "email : function (m) {}"):
        (tmp_path / "index.js").write_text(f"export default {{ {code} }}")
        assert triggers_of(tmp_path, lab) == Triggers(("*/5 * * * *",), MAIL)
    assert triggers_of(tmp_path, spec(tmp_path)).email is not None
    (tmp_path / "wrangler.jsonc").write_text('{"main": "../index.js", "triggers": [')
    assert triggers_of(tmp_path, lab) == Triggers()


@asynccontextmanager
async def server(answer: bytes, *, hang: bool = False) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that says ``answer`` to whatever comes."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        if hang:
            await reader.read()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", asked
    finally:
        listening.close()


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-evil: \x1b[31m[/x]\r\ndate: now\r\n"


async def test_an_answer_is_laid_out_and_safe() -> None:
    async with server(HEAD + b'\r\n{"a": "\\u001b[31m\xe2\x80\xae[/x]", "b": [1]}') as (url, asked):
        answer = await call(url, request_of(Draft("POST /jobs?x=1", "{}")))
    assert asked[0].startswith(b"POST /jobs?x=1 HTTP/1.1\r\n")
    assert answer.status == 200
    assert answer.note == ""
    assert answer.headers == (("content-type", "application/json"), ("x-evil", "[/x]"))
    assert answer.body[0] == "{"
    assert all(line.isprintable() for line in answer.body)


async def test_a_stream_that_goes_on_is_shown_as_far_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_hand, "PATIENCE", 0.2)
    async with server(HEAD + b"\r\ndata: one\n\n", hang=True) as (url, _):
        answer = await call(url, request_of(Draft()))
    assert answer.body == ("data: one",)
    assert "had not ended" in answer.note


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (b"", "The connection broke"),
        (b"nonsense\r\n\r\n", "The connection broke"),
        (HEAD + b"\r\n" + b"x" * 200_000, "Only the first 64 KiB"),
        (HEAD + b"\r\n" + b"x\n" * 5000, "Only the first 200 lines"),
    ],
)
async def test_hostile_answers(answer: bytes, note: str) -> None:
    async with server(answer) as (url, _):
        found = await call(url, request_of(Draft()))
    assert found.note.startswith(note)
    assert len(found.body) <= 200
    assert all(len(line) <= 1000 for line in found.body)


async def test_nobody_there() -> None:
    async with server(b"") as (url, _):
        pass
    assert (await call(url, request_of(Draft()))).status is None


@given(st.binary(max_size=200))
def test_whatever_a_body_holds_is_lines(body: bytes) -> None:
    assert all(clean_lines(line) == line for line in by_hand._lines(body))


@pytest.mark.wrangler
async def test_the_real_worker_is_called(tmp_path: Path) -> None:
    start = tmp_path / "start"
    start.mkdir()
    (start / "wrangler.jsonc").write_text(CONFIG)
    (start / "index.js").write_text(WORKER)
    lab = spec(start, Send("GET", "/", status=200), MAIL)
    async with LabRun(Workspace(lab, Folders(tmp_path, tmp_path, tmp_path, tmp_path))) as run:
        assert await run.start()
        assert run.url is not None
        triggers = triggers_of(run.workspace.root, lab)
        assert triggers.email is not None
        calls: list[Call] = [*map(cron_of, triggers.crons), email_of(triggers.email), request_of(Draft("GET /"))]
        answers = [await call(run.url, each) for each in calls]
        assert [answer.status for answer in answers] == [200, 200, 200]
        seen = "\n".join(answers[-1].body)
        assert '"cron": "*/5 * * * *"' in seen
        assert "ada@example.com Lamp test" in seen
        refused = await call(run.url, cron_of("0 0 * * *"))
        assert refused.status == 500
