"""An entry as lines for people, as text to keep, as a document: all of it, and safe."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import given

from edgewise.account.tail.events import Entry, Gap, LogLine, Notice, TailEvent, Unreadable
from edgewise.account.tail.lines import HEAD, MOST_LINES, as_document, as_text, headings, lines, opened, spent, tone
from edgewise.account.tail.reading import read_message
from edgewise.text import clean, clean_lines
from tests.account.support import NOW
from tests.account.tail.support import message
from tests.account.tail.test_reading import mutated


def texts(entry: Entry) -> list[str]:
    return [line.text.rstrip() for line in lines(entry)]


def read(**changes: Any) -> TailEvent:
    (found,) = read_message(message(**changes), NOW)
    assert isinstance(found, TailEvent)
    return found


def test_an_event_is_one_line_with_its_logs_below() -> None:
    thrown = [{"name": "RangeError", "message": "no\nmore", "stack": "at a\nat b"}]
    found = read(
        logs=[{"level": "warn", "message": ["one\ntwo"]}], exceptions=thrown, outcome="exception", truncated=True
    )
    assert texts(found) == [
        "09:26:53 ✗ exception        2 ms     9 ms  GET     /price?sku=decaf",
        "         warn   one",
        "                two",
        "         ✗ RangeError: no",
        "         ▲ Cloudflare cut this event short: it was too large.",
    ]
    shown = "\n".join(line.text for line in opened(found))
    assert all(part in shown for part in ("at b", "more", "Request headers", "accept", "*/*", "colo", "FRA", "pricing"))
    assert texts(found)[0].index("/price") == HEAD == headings().text.index("What")


def test_the_sign_says_how_it_went() -> None:
    assert tone(read()) == "good" and tone(read(outcome="canceled")) == "muted"
    assert tone(read(outcome="exceededCpu")) == "bad" == tone(read(outcome="eaten by mice"))
    assert tone(read(event={"request": {"url": "/"}, "response": {"status": 500}})) == "bad"
    assert tone(read(event={"request": {"url": "/"}, "response": {"status": 404}})) == "warning"
    assert tone(read(logs=[{"level": "error", "message": ["x"]}])) == "warning"


def test_many_lines_are_cut_until_the_event_is_opened_and_never_in_what_is_kept() -> None:
    found = read(logs=[{"level": "log", "message": [f"line {number}"]} for number in range(50)])
    assert len(lines(found)) == 1 + MOST_LINES + 1 and "30 more lines" in texts(found)[-1]
    assert "line 49" in as_text(found) and any("line 49" in line.text for line in opened(found))


def test_what_is_no_event_is_a_line_too() -> None:
    gap = Gap(NOW + timedelta(seconds=12), NOW, "the connection broke")
    assert texts(gap) == ["09:27:05 ▲ 12 s missed, from 09:26:53 on: the connection broke"]
    assert "overload" in texts(Notice(NOW, "overload", "sampled"))[0]
    unreadable = Unreadable(NOW, "it is not JSON", "{", 17)
    assert "17 bytes" in texts(unreadable)[0] and opened(unreadable)[1].text.strip() == "{"


def test_unknown_fields_are_shown_and_not_dropped() -> None:
    found = read(event={"teleport": {"to": "mars"}}, invention=[1, 2])
    shown = "\n".join(line.text for line in opened(found))
    assert "teleport" in shown and '{"to": "mars"}' in shown and "invention" in shown and "[1, 2]" in shown


def test_times() -> None:
    assert [spent(each) for each in (None, 0.4, 999.0, 1234.0, 42_000.0)] == ["—", "0 ms", "999 ms", "1.2 s", "42 s"]


@given(mutated)
def test_whatever_an_event_holds_its_lines_are_safe(document: dict[str, Any]) -> None:
    (found,) = read_message(json.dumps(document), NOW)
    for line in [*lines(found), *opened(found)]:
        assert "\n" not in line.text and "\t" not in line.text and line.text == clean_lines(line.text)
    assert as_text(found) == clean_lines(as_text(found))
    kept = json.dumps(as_document(found), ensure_ascii=False)
    kept.encode()
    assert kept == clean_lines(kept)


def test_log_text_is_kept_as_it_is() -> None:
    assert as_text(read(logs=[{"level": "log", "message": ["  indented"]}])).endswith("log      indented")
    assert clean("x") == "x" and LogLine("log", "x").at is None
