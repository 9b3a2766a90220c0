"""Reading wrangler's log. The logs are what wrangler 4.153 and 4.156 printed."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edgewise.course.labs.diagnosis import Diagnosis, find_fault

ROOT = Path("/home/me/lab")

BUILD = """\
✘ [ERROR] Build failed with 1 error:

  ✘ [ERROR] Unexpected "const"

      src/index.js:35:9:
        35 │     fro (const message of batch.messages) {
           ╵          ~~~~~
""".splitlines()

CONFIG = """\
✘ [ERROR] ColonExpected

    /home/me/lab/wrangler.jsonc:18:17:
      18 │     "consumers" [
         ╵                 ^
""".splitlines()

VALUES = """\
✘ [ERROR] Processing wrangler.jsonc configuration:

    - "queues.consumers[0]" should, optionally, have a number "max_batch_size" field but got {}.
""".splitlines()

LOAD = """\
✘ [ERROR] service core:user:reports: Uncaught ReferenceError: nope is not defined

    at null.<anonymous> (index.js:21:1)
""".splitlines()

OWN = """\
✘ [ERROR] Job 3a41, attempt 1: text.split is not a function

[wrangler:info] QUEUE reports 0/1 (3ms)
✘ [ERROR] Uncaught Error: Handler does not export a queue() function.
""".splitlines()


def test_a_build_error() -> None:
    fault = find_fault(BUILD, ROOT)
    assert fault is not None
    assert (fault.message, fault.where) == ('Unexpected "const"', "src/index.js:35")
    assert [line.strip() for line in fault.excerpt] == [
        "35 │     fro (const message of batch.messages) {",
        "╵          ~~~~~",
    ]


def test_a_configuration_that_does_not_parse() -> None:
    fault = find_fault(CONFIG, ROOT)
    assert fault is not None
    assert (fault.message, fault.where) == ("Colon expected", "wrangler.jsonc:18")


def test_a_configuration_with_a_wrong_value() -> None:
    fault = find_fault(VALUES, ROOT)
    assert fault is not None
    assert fault.message.startswith('"queues.consumers[0]" should')


def test_an_error_while_loading() -> None:
    fault = find_fault(LOAD, ROOT)
    assert fault is not None
    assert fault.message == "Uncaught ReferenceError: nope is not defined (while the Worker was loaded)"
    assert fault.where is None


def test_what_the_program_itself_logs_is_no_fault() -> None:
    assert find_fault(OWN, ROOT) is None


def test_reloads_are_counted_and_clear_the_fault() -> None:
    diagnosis = Diagnosis(ROOT)
    for line in BUILD:
        diagnosis.feed(line)
    assert diagnosis.faults == 1
    assert diagnosis.fault() is not None
    diagnosis.feed("⎔ Reloading local server...")
    assert diagnosis.reloading
    assert diagnosis.fault() is None
    diagnosis.feed("⎔ Local server updated and ready")
    assert not diagnosis.reloading
    assert (diagnosis.reloads, diagnosis.reloaded) == (1, 1)


@given(st.lists(st.sampled_from(BUILD + CONFIG + VALUES + LOAD + OWN) | st.text(max_size=30), max_size=30))
def test_any_log_can_be_read(lines: list[str]) -> None:
    fault = find_fault(lines, ROOT)
    assert fault is None or fault.message
