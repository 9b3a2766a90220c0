"""An instance of a Workflow over time: what is made of its document, and how the demo account's advance."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo import transport
from edgewise.account.demo.workflows import Workflows
from edgewise.account.timeline import Timeline, duration, instance_timeline, length
from edgewise.account.timeline_scale import Scale, text_twin
from edgewise.screens.account.data.bars import timeline_lines
from tests.account.support import NOW, Clock

STATUSES = {"queued", "running", "paused", "errored", "terminated", "complete", "waitingForPause", "waiting"}


def at(clock: Clock, instance: str, workflow: str = "order-fulfilment") -> Timeline:
    company = COMPANIES.setdefault(id(clock), transport(clock.now).company)
    document = company.part(Workflows).instance(workflow, instance)
    assert document is not None and document["status"] in STATUSES
    return instance_timeline(document, clock.now())


COMPANIES: dict[int, Any] = {}


# ---------------------------------------------------------------------- the demo account's advance


def test_an_instance_goes_through_its_steps_as_time_passes() -> None:
    clock = Clock()
    seen = []
    for seconds in (0, 200, 400, 1000, 2000):
        clock.seconds = seconds
        found = at(clock, "order-ng-20418")
        seen.append((found.status, len(found.steps), found.steps[-1].state))
        assert found.over == (found.end is not None)
    assert seen[0] == ("waiting", 4, "sleeping") and seen[-1] == ("complete", 7, "done")
    assert ("waiting", 6, "waiting") in seen
    assert [count for _, count, _ in seen] == sorted(count for _, count, _ in seen)


def test_a_step_fails_is_repeated_and_works_in_the_end() -> None:
    clock = Clock()
    found = at(clock, "order-ng-20417")
    step = found.steps[-1]
    assert (step.state, step.sign, len(step.attempts), step.limit) == ("pausing", "▲", 3, 5)
    assert "attempt 3 of 5 failed, again in" in step.word and "502" in step.error
    pause = step.stretches[-1]
    assert pause.kind == "pause" and pause.end is None and pause.until is not None
    clock.seconds = (pause.until - clock.now()).total_seconds() + 1
    again = at(clock, "order-ng-20417").steps[2]
    assert again.state == "running" and len(again.attempts) == 4, "it is repeated when it was said to be"
    clock.seconds += 30
    assert at(clock, "order-ng-20417").steps[2].word.startswith("done at attempt 4 in ")


@pytest.mark.parametrize(
    ("instance", "workflow", "status", "state"),
    [
        ("order-ng-20411", "order-fulfilment", "errored", "failed"),
        ("order-ng-20402", "order-fulfilment", "terminated", "terminated"),
        ("order-ng-20399", "order-fulfilment", "paused", "sleeping"),
        ("restock-no-answer", "restock", "errored", "failed"),
        ("2f6c1f0e-invoice-run", "invoice-run", "complete", "done"),
    ],
)
def test_how_instances_end(instance: str, workflow: str, status: str, state: str) -> None:
    found = at(Clock(), instance, workflow)
    assert (found.status, found.steps[-1].state) == (status, state)


def test_new_instances_begin_as_time_passes_and_counts_follow() -> None:
    clock = Clock()
    part = transport(clock.now).company.part(Workflows)
    before = part.instances("order-fulfilment")
    clock.seconds = 3600
    after = part.instances("order-fulfilment")
    assert len(after) == len(before) + 3 and len({each["id"] for each in after}) == len(after)
    assert [each["created_on"] for each in after] == sorted((each["created_on"] for each in after), reverse=True)
    workflow = part.workflow("order-fulfilment")
    assert workflow is not None and sum(workflow["instances"].values()) == len(after)


def test_every_instance_tells_a_story_that_holds_together() -> None:
    part = transport(lambda: NOW).company.part(Workflows)
    for workflow in part.workflows():
        for each in part.instances(workflow["name"]):
            document = part.instance(workflow["name"], each["id"])
            assert document is not None and document["status"] == each["status"]
            found = instance_timeline(document, NOW)
            starts = [step.stretches[0].start for step in found.steps if step.stretches]
            assert starts == sorted(starts) and all(start <= NOW for start in starts)
            assert found.over == (each["ended_on"] is not None)
            for step in found.steps:
                for stretch in step.stretches:
                    assert stretch.end is None or stretch.start <= stretch.end <= NOW


# ---------------------------------------------------------------------- documents of any shape


def test_what_is_not_known_is_kept_under_its_own_name() -> None:
    document = {"status": "dreaming", "steps": [{"type": "rollback", "name": "x", "start": "2026-03-14T09:00:00Z"}, {}]}
    found = instance_timeline(document, NOW)
    assert found.status == "dreaming" and [step.word for step in found.steps] == ["rollback", "unknown"]


def test_a_step_that_an_ended_instance_never_finished_is_not_running() -> None:
    document = {
        "status": "terminated",
        "steps": [{"type": "step", "name": "x", "success": None, "attempts": [{"start": "2026-03-14T09:00:00Z"}]}],
    }
    assert instance_timeline(document, NOW).steps[0].word == "not finished"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1500, 1.5), ("1500", 1.5), ("10 seconds", 10), ("1 minute", 60), ("5 ms", 0.005), ("2 hours", 7200),
        ("1 day", 86400), ("1 week", 604800), ("[dynamic]", None), (None, None), ("", None), ("-5", None), (-1, None),
        ("9" * 30 + " years", None), ({}, None), (True, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_lengths_come_in_many_shapes(value: object, seconds: float | None) -> None:
    found = length(value)
    assert (found.total_seconds() if found is not None else None) == seconds


def test_durations_read_well() -> None:
    spans = [0.42, 2.14, 42, 200, 3600, 5430, 90000, -3]
    assert [duration(timedelta(seconds=each)) for each in spans] == [
        "420 ms", "2.1 s", "42 s", "3 min 20 s", "1 h", "1 h 30 min", "1 d 1 h", "0 ms",
    ]  # fmt: skip


# ---------------------------------------------------------------------- scale


def test_bars_are_to_scale_and_none_is_invisible() -> None:
    found = at(Clock(), "2f6c1f0e-invoice-run", "invoice-run")
    scale = Scale(found, NOW, 60)
    bars = [scale.bars(step)[0] for step in found.steps]
    assert bars[2].end - bars[2].start >= 58, "ten hours of sleep beside three minutes of work"
    assert all(bar.end > bar.start for bar in bars) and bars[-1].end == 60
    folded = Scale(found, NOW, 60, folded=True)
    again = [folded.bars(step)[0] for step in found.steps]
    assert again[1].end - again[1].start > 20, "folded, the work can be seen"
    assert [bar.start for bar in again] == sorted(bar.start for bar in again)


def test_no_failed_attempt_is_hidden_by_what_follows_it() -> None:
    found = at(Clock(), "order-ng-20411")
    for width in (60, 76, 116, 156):
        line = timeline_lines(found, NOW, width, folded=False, cursor=0)[3].plain
        assert line.count("▓") >= 3, line


def test_the_text_twin_says_the_same() -> None:
    found = at(Clock(), "order-ng-20417")
    text = text_twin(found, "order-ng-20417", NOW)
    assert text.startswith("order-ng-20417: running, 2 min 5 s so far")
    assert "3. charge the card-1 (step)" in text and "attempt 3: ✗ failed after" in text and "502 Bad Gateway" in text


TIMES = st.sampled_from(
    [None, "", "2026-03-14T09:00:00Z", "2026-03-14T09:20:00.5Z", "2031-01-01T00:00:00Z", 0, 1773480000000, "x", [], {}]
)
WORDS = st.sampled_from(
    [None, True, False, "", "a\x1b[31mb", "\u202egnp", 7, [], {"message": "m", "name": 3}, "x" * 900]
)
ATTEMPT = st.fixed_dictionaries({}, optional={"start": TIMES, "end": TIMES, "success": WORDS, "error": WORDS})
STEP = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["step", "sleep", "waitForEvent", "termination", "new", None, 3]), "name": WORDS,
        "start": TIMES, "end": TIMES, "success": WORDS, "finished": WORDS, "error": WORDS, "output": WORDS,
        "attempts": st.lists(ATTEMPT, max_size=4) | WORDS, "trigger": WORDS,
        "config": st.fixed_dictionaries({}, optional={"retries": st.fixed_dictionaries({}, optional={
            "limit": st.sampled_from([0, 3, -1, "5", 10**9, None]), "delay": WORDS, "backoff": WORDS,
        }) | WORDS, "timeout": WORDS}) | WORDS,
    },
)  # fmt: skip
INSTANCE = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([*sorted(STATUSES), "new", None, 3]), "start": TIMES, "end": TIMES, "queued": TIMES,
        "steps": st.lists(STEP | WORDS, max_size=5) | WORDS, "error": WORDS, "output": WORDS, "params": WORDS,
    },
)  # fmt: skip


@given(INSTANCE | WORDS, st.sampled_from([20, 40, 76, 200]), st.booleans())
def test_no_document_breaks_it(document: object, width: int, folded: bool) -> None:
    found = instance_timeline(document, NOW)
    lines = timeline_lines(found, NOW, width, folded=folded, cursor=0)
    assert len(lines) == len(found.steps) + 1
    assert "\x1b" not in text_twin(found, "x", NOW) and "\u202e" not in "".join(line.plain for line in lines)
    json.dumps([step.output for step in found.steps])
