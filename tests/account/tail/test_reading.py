"""Whatever comes over the socket becomes lines of a log: nothing is lost, nothing fails, no secret stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.tail.events import Notice, TailEvent, Unreadable
from edgewise.account.tail.masking import MASK, masked, masked_address, masked_text, secret_name
from edgewise.account.tail.reading import LONGEST_REMAINS, read_message
from edgewise.text import clean_lines
from tests.account.support import NOW
from tests.account.tail.support import MILLISECONDS, event, message

SECRET = "s3cr3t-5f0a1d2e"


def one(text: str | bytes) -> TailEvent:
    (entry,) = read_message(text, NOW)
    assert isinstance(entry, TailEvent)
    return entry


def test_a_request() -> None:
    found = one(message())
    assert (found.kind, found.method, found.subject, found.status) == ("fetch", "GET", "/price?sku=decaf", 200)
    assert (found.at, found.outcome, found.family, found.cpu, found.wall) == (NOW, "ok", "ok", 2.0, 9.0)
    assert found.logs[0].text == 'hello {"a": 1}' and found.logs[0].level == "log" and found.odd == ()
    assert found.document == event()


@pytest.mark.parametrize(
    ("details", "more", "kind", "subject"),
    [
        ({"cron": "15 2 * * *", "scheduledTime": MILLISECONDS}, {}, "scheduled", "15 2 * * *"),
        ({"queue": "orders", "batchSize": 10}, {}, "queue", "orders, 10 messages"),
        ({"queue": "orders", "batchSize": 1}, {}, "queue", "orders, 1 message"),
        ({"mailFrom": "a@x", "rcptTo": "b@y", "rawSize": 4}, {}, "email", "a@x → b@y"),
        ({"rpcMethod": "total"}, {"entrypoint": "Counter"}, "rpc", "Counter.total"),
        ({"rpcMethod": "total"}, {}, "rpc", "total"),
        ({"consumedEvents": [{"scriptName": "a"}, {"scriptName": "a"}, {}]}, {}, "tail", "a, ?"),
        ({"scheduledTime": "2026-03-14T09:26:53Z"}, {}, "alarm", "due 09:26:53"),
        ({"getWebSocketEvent": {"webSocketEventType": "close", "code": 1000}}, {}, "websocket", "close 1000"),
        ({"teleport": 1, "to": "mars"}, {}, "unknown", "teleport, to"),
        ({}, {}, "unknown", "no details"),
        (None, {}, "unknown", "no details"),
        ("strange", {}, "unknown", "strange"),
        ({"request": {"url": 5}}, {}, "fetch", "no address"),
        ({"request": {"url": "http://[::1"}}, {}, "fetch", "/"),
    ],
)
def test_every_kind_of_event(details: Any, more: dict[str, Any], kind: str, subject: str) -> None:
    found = one(message(event=details, **more))
    assert (found.kind, found.subject) == (kind, subject)


def test_notices_of_the_server_are_no_events() -> None:
    (found,) = read_message(message(event={"type": "overload", "message": "Tail is in sampling mode"}), NOW)
    assert found == Notice(NOW, "overload", "Tail is in sampling mode")


@pytest.mark.parametrize(
    ("outcome", "family", "word"),
    [
        ("exceededCpu", "exceeded", "CPU limit"),
        ("exception", "error", "exception"),
        ("canceled", "canceled", "canceled"),
        ("eaten by mice", "other", "eaten by mice"),
        (None, "untold", "no outcome"),
        (17, "other", "17"),
    ],
)
def test_outcomes(outcome: Any, family: str, word: str) -> None:
    found = one(message(outcome=outcome))
    assert (found.family, found.word) == (family, word)


def test_exceptions_with_their_stacks_in_both_forms() -> None:
    thrown = [
        {"name": "RangeError", "message": "no\u202e", "stack": "    at a\n    at b", "timestamp": MILLISECONDS},
        {"name": 4, "message": {"deep": 1}, "stack": ["at c", "at d"]},
        "plain",
    ]
    found = one(message(exceptions=thrown, outcome="exception"))
    assert [(each.name, each.message, each.stack) for each in found.thrown] == [
        ("RangeError", "no", "    at a\n    at b"),
        ("Error", '{"deep": 1}', "at c\nat d"),
        ("Error", "plain", ""),
    ]
    assert found.odd == ("an exception is not an object",)


def test_what_is_odd_is_said_and_the_rest_is_read() -> None:
    found = one(message(logs={"a": 1}, exceptions=3, cpuTime="fast", wallTime="12", eventTimestamp=None))
    assert found.wall == 12.0 and found.cpu is None and found.at == NOW
    assert set(found.odd) == {
        "logs is not a list", "exceptions is not a list", "cpuTime is not a number", "no time of its own",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "nonsense", b"\xff\xfe", "[" * 500, "null", "3", '{"a":1}', "[]"])
def test_what_is_no_event_becomes_a_line_that_says_so(text: str | bytes) -> None:
    (found,) = read_message(text, NOW)
    assert isinstance(found, Unreadable) and found.reason and found.length >= 0


def test_a_list_of_events_is_several_entries() -> None:
    found = read_message(json.dumps([event(), 5, event(outcome="canceled")]), NOW)
    assert [type(each).__name__ for each in found] == ["TailEvent", "Unreadable", "TailEvent"]


def test_secrets_are_masked_before_anything_is_kept() -> None:
    headers = {
        "Authorization": f"Bearer {SECRET}", "cookie": f"a={SECRET}", "x-api-key": SECRET,
        "CF-Access-Jwt-Assertion": SECRET,
        "x-my-session-token": SECRET, "referer": f"https://a.example/?token={SECRET}", "accept": "text/html",
    }  # fmt: skip
    request = {
        "url": f"https://me:{SECRET}@x.example/p?a=1&api_key={SECRET}&sig={SECRET}#token={SECRET}",
        "method": "GET",
        "headers": headers,
        "cf": {"tlsExportedAuthenticator": {"clientFinished": SECRET}, "colo": "FRA"},
    }
    response = {"status": 200, "headers": [["set-cookie", SECRET], {"name": "x-auth-token", "value": SECRET}]}
    nested = {"consumedEvents": [event(event={"request": request, "response": response})]}
    for details in ({"request": request, "response": response}, nested):
        found = one(message(event=details))
        assert SECRET not in repr(found) and SECRET not in json.dumps(found.document)
    kept = one(message(event={"request": request})).document["event"]["request"]
    assert kept["headers"]["accept"] == "text/html" and kept["cf"]["colo"] == "FRA" and "a=1" in kept["url"]


def test_what_cannot_be_read_is_masked_too() -> None:
    broken = message(event={"request": {"url": "https://x/", "headers": {"authorization": f"Bearer {SECRET}"}}})[:-3]
    (found,) = read_message(broken, NOW)
    assert isinstance(found, Unreadable) and SECRET not in found.text and MASK in found.text
    cut = broken[: broken.index(SECRET) + 4]
    (found,) = read_message(cut, NOW)
    assert isinstance(found, Unreadable) and SECRET[:4] not in found.text
    assert SECRET not in masked_text(f'"cookie" : "{SECRET}\\" {SECRET}"')


def test_names_that_only_look_like_secrets_stay() -> None:
    assert not secret_name("access-control-allow-credentials") and secret_name("key") and not secret_name("keyboard")
    assert masked_address("/a?keyboard=de&key=5") == f"/a?keyboard=de&key={MASK}"
    assert masked({"headers": {"cookie": ""}}) == {"headers": {"cookie": ""}}


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted([*event(), "truncated", "entrypoint", "scriptVersion"])
DETAILS = ["request", "cron", "queue", "mailFrom", "rpcMethod", "consumedEvents", "scheduledTime", "getWebSocketEvent",
           "type", "message", "response", "batchSize", "rcptTo"]  # fmt: skip
strange_details = st.dictionaries(st.sampled_from(DETAILS), documents, max_size=4)
mutated = st.fixed_dictionaries({}, optional={name: documents for name in FIELDS if name != "event"}).flatmap(
    lambda part: st.one_of(documents, strange_details).map(lambda details: {**event(), **part, "event": details})
)


@given(mutated)
def test_any_mutation_of_an_event_is_read_and_its_text_is_safe(document: dict[str, Any]) -> None:
    entries = read_message(json.dumps(document), NOW)
    assert len(entries) == 1
    found = entries[0]
    if isinstance(found, TailEvent):
        texts = [found.kind, found.subject, found.method, found.word, *found.odd]
        texts += [part for line in found.logs for part in (line.level, line.text)]
        texts += [part for each in found.thrown for part in (each.name, each.message, each.stack)]
        assert found.document is not None and found.size > 0
        assert len(found.logs) == (len(logs) if isinstance(logs := document["logs"], list) else 0)
    else:
        assert isinstance(found, Notice)
        texts = [found.kind, found.text]
    assert all(text == clean_lines(text) for text in texts)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_message_becomes_at_least_one_entry(text: str | bytes) -> None:
    found = read_message(text, NOW)
    assert found
    for each in found:
        if isinstance(each, Unreadable):
            assert each.text == clean_lines(each.text) and len(each.text) <= LONGEST_REMAINS


@given(st.dictionaries(st.sampled_from(["authorization", "Cookie", "x-token", "accept"]), documents, max_size=4))
def test_masking_keeps_the_shape(headers: dict[str, Any]) -> None:
    kept = masked({"event": {"request": {"headers": headers}}})["event"]["request"]["headers"]
    assert list(kept) == list(headers)
    for name, value in headers.items():
        if name != "accept":
            assert kept[name] == MASK or value in (None, "")
