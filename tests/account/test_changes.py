"""Changes: the request that an action makes of a row, what becomes of it, and the list that is kept."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.changes import pending
from edgewise.account.changes.log import Changes
from edgewise.account.changes.making import make
from edgewise.account.changes.outcome import STOPPED
from edgewise.account.changes.request import Change, change_of
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.identity import Account
from edgewise.account.lock import Locked
from edgewise.account.resources import KINDS, kind
from edgewise.account.resources.actions import ACTIONS, KV_DELETE, QUEUE_PURGE, typable
from edgewise.account.resources.model import Action, Kind, Row, Scope
from edgewise.errors import InputError
from tests.account.support import ACCOUNT, CANARY, NOW, Clock, Recorder, client, envelope, refusal

BASE = "https://api.example/client/v4"
QUEUE = Row("q1", {"queue_id": "q1", "queue_name": "report-jobs", "settings": {"delivery_paused": False}})
ROWS = {
    "pages_deployments": Row(
        "d1",
        {
            "id": "d1",
            "short_id": "d1",
            "environment": "production",
            "created_on": "2026-03-01T00:00:00Z",
            "latest_stage": {"name": "deploy", "status": "success"},
            "deployment_trigger": {"type": "github:push", "metadata": {"branch": "main"}},
        },
        parameters={"project": "report-desk"},
    ),
    "worker_deployments": Row(
        "x", {"id": "x", "versions": [{"version_id": "v1", "percentage": 100}]}, parameters={"script": "mailer"}
    ),
    "worker_versions": Row("v1", {"id": "v1", "number": 3}, parameters={"script": "mailer"}),
    "queues": QUEUE,
    "kv_keys": Row("k", {"name": "carts/1 ?"}, parameters={"namespace_id": "n1"}),
}


def of(action: Action, row: Row | None = None, scope: Scope | None = None) -> Change:
    """The change that an action makes of its kind's row here."""
    name = action.id.partition(".")[0]
    found = next((each for each in KINDS if each.id == name), None) or _stand_in(name)
    return change_of(action, found, row or ROWS[name], scope or Scope(NOW), account_id=ACCOUNT, base_url=BASE)


def _stand_in(name: str) -> Kind:
    queues = kind("queues")
    return Kind(id=name, title=name, singular="row", path="/x", permission=queues.permission, columns=())


def purge(row: Row = QUEUE) -> Change:
    return of(QUEUE_PURGE, row)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda each: each.id)
async def test_every_action_is_refused_while_locked_before_anything_is_sent(action: Action) -> None:
    seen = Recorder(lambda request: envelope({}))
    api, change = client(seen), of(action)
    with pytest.raises(Locked):
        await api.send(change.method, change.path, change.parameters, body=change.body)
    outcome = await make(api, change)
    assert outcome.state == "unsent" and outcome.code == "locked" and "nothing was sent" in outcome.message
    assert seen.requests == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda each: each.id)
async def test_every_action_sends_what_it_shows(action: Action) -> None:
    seen = Recorder(lambda request: envelope({"ok": True}))
    api, change = client(seen), of(action)
    api.lock.turn_off()
    outcome = await make(api, change)
    assert outcome.state == "done" and outcome.result == {"ok": True}
    (request,) = seen.requests
    assert request.method == change.method
    assert str(request.url) == BASE + change.where
    assert (json.loads(request.content) if request.content else None) == change.body
    assert change.effect and change.typed and change.permission.name.endswith("Write")
    assert CANARY not in repr(change)


def test_every_action_of_a_kind_is_in_the_list_and_of_that_kind() -> None:
    declared = [(each.id, action) for each in KINDS for action in each.actions]
    assert {action.id for _, action in declared} <= {action.id for action in ACTIONS}
    for identity, action in declared:
        assert action.id.startswith(f"{identity}.") and action in ACTIONS
    assert {"pages_deployments", "worker_deployments", "worker_versions", "queues"} <= {each for each, _ in declared}


@pytest.mark.parametrize(
    ("action", "command"),
    [
        ("pages_deployments.retry", ""),
        ("worker_deployments.rollback", "wrangler rollback v1 --name mailer"),
        ("worker_versions.rollback", "wrangler rollback v1 --name mailer"),
        ("queues.purge", "wrangler queues purge report-jobs"),
        ("queues.pause", "wrangler queues pause-delivery report-jobs"),
        ("kv_keys.delete", "wrangler kv key delete 'carts/1 ?' --namespace-id n1 --remote"),
    ],
)
def test_the_command_does_the_same(action: str, command: str) -> None:
    change = of(next(each for each in ACTIONS if each.id == action))
    assert change.wrangler == command
    assert change.command.startswith(command or "curl -X POST") and "$CLOUDFLARE_API_TOKEN" in change.curl


def test_what_can_be_done_depends_on_the_row() -> None:
    when = {each.id: each.when for each in ACTIONS}
    good, scope = ROWS["pages_deployments"], Scope(NOW)
    assert when["pages_deployments.retry"](good, scope) and when["pages_deployments.rollback"](good, scope)

    def changed(**fields: Any) -> Row:
        return Row("d1", {**good.raw, **fields}, parameters=good.parameters)

    building, failing = {"name": "build", "status": "active"}, {"name": "build", "status": "failure"}
    assert not when["pages_deployments.retry"](changed(latest_stage=building), scope)
    assert when["pages_deployments.retry"](changed(latest_stage=failing), scope)
    assert not when["pages_deployments.retry"](changed(deployment_trigger={"type": "ad_hoc"}), scope)
    for fields in ({"latest_stage": failing}, {"environment": "preview"}, {"is_skipped": True}):
        assert not when["pages_deployments.rollback"](changed(**fields), scope)
    live = Row("p", {"name": "report-desk", "canonical_deployment": {"id": "d1"}})
    assert not when["pages_deployments.rollback"](good, Scope(NOW, {"pages_projects": (live,)}))
    divided = Row("x", {"versions": [{"version_id": "a"}, {"version_id": "b"}]}, parameters={"script": "m"})
    assert not when["worker_deployments.rollback"](divided, scope)
    paused = Row("q1", {**QUEUE.raw, "settings": {"delivery_paused": True}})
    assert when["queues.resume"](paused, scope) and not when["queues.pause"](paused, scope)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda each: each.id)
@given(raw=st.recursive(st.none() | st.integers() | st.text() | st.booleans(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "versions", "settings", "latest_stage", "created_on"]), inner, max_size=4), max_leaves=8))  # fmt: skip  # noqa: E501
def test_a_row_of_any_shape_is_a_request_or_a_reason(action: Action, raw: Any) -> None:
    row = Row("?0", raw, parameters={"project": "p", "script": "s", "namespace_id": "n"})
    action.when(row, Scope(NOW))
    try:
        change = of(action, row)
    except InputError as error:
        assert error.code == "row-incomplete"
        return
    assert change.where.startswith(f"/accounts/{ACCOUNT}/") and ".." not in change.where.split("/")
    assert "\n" not in change.curl and "\x1b" not in change.body_text() + change.effect + change.curl


@pytest.mark.parametrize("name", ["", " a", "a" * 41, "käse", "a\u202eb", "a\tb", "\x1b[31m"])
def test_what_cannot_be_typed_is_not_asked_for(name: str) -> None:
    assert typable(name, "delete") == "delete"
    assert of(KV_DELETE, Row("k", {"name": name or "k"}, parameters={"namespace_id": "n"})).typed


# ---------------------------------------------------------------------- outcomes


async def outcome_of(answer: Any) -> tuple[str, str]:
    api = client(answer)
    api.lock.turn_off()
    found = await make(api, purge())
    return found.state, found.message


def raises(error: Exception) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (lambda request: envelope(None), "done"),
        (lambda request: httpx.Response(204), "done"),
        (lambda request: refusal(400, 10021, "no"), "refused"),
        (lambda request: refusal(403), "refused"),
        (lambda request: refusal(404, 11000, "no queue"), "refused"),
        (lambda request: refusal(409, 11001, "busy"), "refused"),
        (lambda request: refusal(500, 10013, "oh"), "unknown"),
        (lambda request: httpx.Response(502, text="<html>"), "unknown"),
        (lambda request: httpx.Response(200, text="{"), "unknown"),
        (lambda request: httpx.Response(200, text="<html>", headers={"content-type": "text/html"}), "unknown"),
        (raises(httpx.ReadTimeout("")), "unknown"),
        (raises(httpx.ReadError("reset")), "unknown"),
        (raises(httpx.RemoteProtocolError("gone")), "unknown"),
        (raises(httpx.ConnectError("refused")), "unsent"),
        (raises(httpx.ConnectTimeout("")), "unsent"),
    ],
)
async def test_it_says_whether_it_may_have_happened(answer: Any, state: str) -> None:
    found, message = await outcome_of(answer)
    assert found == state
    assert ("may have happened" in message) == (state == "unknown")
    assert message.startswith("Not done") == (state in ("refused", "unsent"))


async def test_what_may_have_happened_is_not_sent_twice() -> None:
    seen = Recorder(lambda request: refusal(500, 10013, "oh"))
    api = client(seen)
    api.lock.turn_off()
    await make(api, purge())
    assert len(seen.requests) == 1


async def test_the_apis_own_words_are_kept() -> None:
    body = {"success": True, "errors": [], "messages": [{"code": 1, "message": "Purge\x1b[31m begun"}, "soon"]}
    api = client(lambda request: httpx.Response(200, json={**body, "result": {"queue_id": "q1"}}))
    api.lock.turn_off()
    assert (await make(api, purge())).words == ("Purge begun", "soon")


async def test_a_missing_permission_is_named_as_what_it_would_do() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if "verify" in request.url.path else refusal(403)

    api = client(answer)
    api.lock.turn_off()
    found = await make(api, purge())
    assert found.code == "permission-missing" and 'needs "Queues Write"' in found.message
    assert "may not do this" in found.message and "Account · Queues · Edit" in found.fix


# ---------------------------------------------------------------------- the list


def test_the_list_tells_what_was_asked_and_what_came_of_it() -> None:
    log, clock = Changes(), Clock()
    first = log.begin(purge(), account=ACCOUNT, name="Test", demo=False, now=clock.now())
    assert [each.state for each in log] == ["under way"] and log.under_way == (first,)
    clock.seconds += 3
    assert [each.state for each in log.stop(clock.now())] == ["may have happened"]
    second = log.begin(purge(), account=ACCOUNT, name="Test", demo=True, now=clock.now())
    log.end(second, STOPPED, clock.now())
    document = log.document()["changes"]
    assert [each["state"] for each in document] == ["unknown", "unknown"] and log.under_way == ()
    assert document[0]["request"] == {
        "method": "POST",
        "path": f"/accounts/{ACCOUNT}/queues/q1/purge",
        "body": {"delete_messages_permanently": True},
    }
    assert (
        document[0]["asked"] < document[0]["ended"] and "2. Delete every" in log.text() and "demo account" in log.text()
    )


@given(st.text(), st.text())
def test_nothing_hostile_gets_into_the_list(name: str, word: str) -> None:
    log = Changes()
    row = Row("q1", {"queue_id": "q1", "queue_name": name + "\x1b[31m\u202e"})
    entry = log.begin(purge(row), account=ACCOUNT, name=word + "\x1b]0;x\x07", demo=False, now=NOW)
    log.end(entry, STOPPED, NOW)
    text = log.text() + json.dumps(log.document(), ensure_ascii=False)
    assert "\x1b" not in text and "\u202e" not in text


async def test_a_change_that_is_cancelled_was_perhaps_made() -> None:
    """The request has reached the other side when nobody waits for its answer any more."""
    arrived, never = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        arrived.set()
        await never.wait()
        raise AssertionError("nobody lets it go on")

    api = Client(Credential("token", CANARY, source="test"), transport=httpx.MockTransport(answer), account_id=ACCOUNT)
    api.use(Account(ACCOUNT, "Test"))
    api.lock.turn_off()
    log = Changes()
    log.begin(purge(), account=ACCOUNT, name="Test", demo=False, now=NOW)
    task = asyncio.ensure_future(make(api, purge()))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [each.state for each in log.stop(NOW)] == ["may have happened"]


# ---------------------------------------------------------------------- killed meanwhile


def test_a_change_that_was_under_way_when_the_program_was_killed_is_told_once(tmp_path: Path) -> None:
    entry = Changes().begin(purge(), account=ACCOUNT, name="Test\x1b[31m", demo=False, now=NOW)
    pending.begun(tmp_path, entry)
    assert pending.left_behind(tmp_path) == [], "this process is alive"
    (file,) = (tmp_path / pending.FOLDER).iterdir()
    assert file.stat().st_mode & 0o077 == 0 and CANARY not in file.read_text()
    command = [sys.executable, "-c", "import os; print(os.getpid())"]
    gone = subprocess.run(command, check=True, capture_output=True, text=True)
    file.rename(file.with_name(f"{gone.stdout.strip()}.json"))
    (told,) = pending.left_behind(tmp_path)
    assert "may have happened" in told and "report-jobs in Test" in told and "POST" in told and "\x1b" not in told
    assert pending.left_behind(tmp_path) == []


def test_a_change_that_was_answered_leaves_nothing(tmp_path: Path) -> None:
    entry = Changes().begin(purge(), account=ACCOUNT, name="Test", demo=False, now=NOW)
    pending.begun(tmp_path, entry)
    pending.ended(tmp_path)
    assert list((tmp_path / pending.FOLDER).iterdir()) == []
    pending.ended(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"title": 3}', "\x00", "null"])
def test_a_note_that_is_damaged_stops_nothing(tmp_path: Path, text: str) -> None:
    folder = tmp_path / pending.FOLDER
    folder.mkdir()
    (folder / "999999999.json").write_text(text)
    (folder / "x.json").write_text(text)
    told = pending.left_behind(tmp_path)
    assert len(told) == 2 and all("may have happened" in each for each in told)
    assert pending.left_behind(tmp_path) == []
