"""Stored logs: events become runs, none is lost, and a missing permission is named."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.failures import PermissionGap
from edgewise.account.tail.events import TailEvent, Unreadable
from edgewise.account.tail.lines import opened, tone
from edgewise.account.tail.stored import MOST, read_stored, stored
from edgewise.errors import NetworkError
from edgewise.text import clean_lines
from tests.account.support import CANARY, NOW, Recorder, client, envelope, refusal
from tests.account.tail.support import MILLISECONDS
from tests.account.tail.test_reading import SECRET, documents

HOUR = timedelta(hours=1)


def told(second: int, run: str = "r1", **more: Any) -> dict[str, Any]:
    """A stored event; ``workers`` and ``meta`` add to its parts."""
    workers = {"eventType": "fetch", "requestId": run, "scriptName": "pricing", **more.pop("workers", {})}
    return {
        "timestamp": MILLISECONDS + 1000 * second,
        "source": "",
        "$workers": workers,
        "$metadata": {"id": f"{run}-{second}", **more.pop("meta", {})},
        **more,
    }


REQUEST = {"request": {"url": f"https://x.example/p?token={SECRET}", "method": "get", "headers": {"cookie": SECRET}}}
WHOLE = {"cpuTimeMs": 4, "wallTimeMs": 31, "outcome": "ok", "event": {**REQUEST, "response": {"status": 200}}}


def test_events_of_a_run_are_one_entry() -> None:
    events = [
        told(3, meta={"level": "error", "error": "boom"}),
        told(1, workers=WHOLE),
        told(2, meta={"level": "info", "message": "hello"}, source={"message": "hello"}),
        told(2, "r2", source={"answer": 42}),
    ]
    first, second = read_stored(events, NOW)
    assert isinstance(first, TailEvent) and isinstance(second, TailEvent)
    assert (first.method, first.subject, first.status, first.cpu, first.wall) == ("GET", "/p?token=•••", 200, 4.0, 31.0)
    assert [(line.level, line.text) for line in first.logs] == [("info", "hello"), ("error", "boom")]
    assert first.outcome == "ok" and tone(first) == "warning"
    assert second.family == "untold" and tone(second) == "muted", "what was not told is neither good nor bad"
    assert second.logs[0].text == '{"answer": 42}'
    assert SECRET not in json.dumps([first.document, second.document])
    assert "hello" in "\n".join(line.text for line in opened(first))


def test_what_is_no_event_is_told_of() -> None:
    found = read_stored(["odd", None, told(0)], NOW)
    assert sum(isinstance(each, Unreadable) for each in found) == 2 and len(found) == 3


shaped = st.fixed_dictionaries(dict.fromkeys(("timestamp", "$workers", "$metadata", "source"), documents))


@given(st.lists(st.one_of(documents, shaped), max_size=5))
def test_anything_is_read_and_safe_to_show(events: list[Any]) -> None:
    found = read_stored(events, NOW)
    assert bool(found) == bool(events)
    for entry in found:
        for line in opened(entry):
            assert line.text == clean_lines(line.text) and "\n" not in line.text


async def test_the_query_asks_for_one_worker_and_leaves_nothing_behind() -> None:
    api = Recorder(lambda request: envelope({"events": {"events": [told(0, source=CANARY)], "count": 9}}))
    found = await stored(client(api), "pricing", HOUR)
    body = json.loads(api.requests[-1].content)
    assert body["dry"] is True and body["limit"] == MOST and body["timeframe"]["to"] == MILLISECONDS
    assert body["parameters"]["filters"][0]["value"] == "pricing"
    assert (found.events, found.total, found.partial) == (1, 9, True)
    assert CANARY not in repr(found) and CANARY not in str(found.entries[0].document)  # type: ignore[union-attr]


async def test_a_missing_permission_is_named() -> None:
    def api(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if request.url.path.endswith("/verify") else refusal(403)

    with pytest.raises(PermissionGap) as caught:
        await stored(client(api), "pricing", HOUR)
    assert "Workers Observability · Read" in (caught.value.fix or "")


async def test_an_answer_without_events_is_no_answer() -> None:
    with pytest.raises(NetworkError) as caught:
        await stored(client(lambda request: envelope({"events": None})), "pricing", HOUR)
    assert caught.value.code == "bad-answer"


async def test_the_demo_account_has_stored_what_its_tail_would_have_shown() -> None:
    async with demo.client(lambda: NOW) as api:
        found = await stored(api, "order-intake", timedelta(minutes=15))
        assert not found.partial and len(found.entries) > 300 and found.events > len(found.entries)
        assert all(isinstance(each, TailEvent) and not each.odd and each.family != "untold" for each in found.entries)
        whole = await stored(api, "pricing", HOUR)
        assert whole.partial and whole.events == MOST
        off = await stored(api, "photo-resizer", HOUR)
        assert off.entries == () and not off.partial
        assert (await stored(api, "nobody", HOUR)).entries == ()
