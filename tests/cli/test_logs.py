"""``edgewise logs``: events on stdout, what goes on on stderr, one document a line with ``--json``."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import Any

import pytest
from tests.account.support import NOW
from tests.cli.test_documents import check

import edgewise.account
from edgewise.account import demo
from edgewise.account.demo.tails import Tails, Trouble
from edgewise.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Tails:
    """A demo account with a past: a burst of events comes at once, and a message that is none."""
    client = demo.client(lambda: NOW)
    tails: Tails = client._wire._transport.company.part(Tails)
    tails.trouble = Trouble(
        burst=1500, garbage=["{", json.dumps({"event": {"type": "overload", "message": "sampled"}})]
    )
    monkeypatch.setattr(edgewise.account, "default_client", lambda environ, demo: client)
    return tails


def printed(capsys: Capture, *arguments: str) -> list[dict[str, Any]]:
    assert main(["logs", *arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_prints_events_and_says_on_stderr_what_it_watches(capsys: Capture, account: Tails) -> None:
    assert main(["logs", "pricing", "--count", "40"]) == 0
    out, err = capsys.readouterr()
    assert "is no event" in out and "sampled" in out and "GET     /price?sku=" in out
    assert "Live: pricing" in err and account.tails == {}


def test_each_line_is_a_document_that_is_described(capsys: Capture) -> None:
    found = printed(capsys, "pricing", "--count", "300")
    gap = {"schema": "edgewise/log-entry/1", "entry": "gap", "at": "x", "since": "x", "seconds": 1.0, "reason": "x"}
    odd = {**found[-1], "method": None, "status": None, "cpu_ms": None, "odd": ["no time of its own"]}
    check("log-entry", *found, gap, odd)


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [
        (("--status", "error"), lambda found: found["outcome"] == "exception"),
        (("--status", "4xx"), lambda found: found["status"] == 404),
        (("--method", "post"), lambda found: found["method"] == "POST"),
        (("--search", "trade huila"), lambda found: "huila" in found["subject"] and "trade" in found["subject"]),
        (("--level", "debug"), lambda found: found["logs"][0]["level"] == "debug"),
    ],
)
def test_filters(capsys: Capture, arguments: tuple[str, ...], fits: Any) -> None:
    found = [each for each in printed(capsys, "pricing", *arguments, "--count", "5") if each["entry"] == "event"]
    assert len(found) == 3 and all(fits(each) for each in found)


def test_what_cannot_be_watched_is_one_line_too(capsys: Capture) -> None:
    assert main(["logs", "nobody", "--json"]) == 3
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["code"] == "not-found"


def test_a_deployment_that_does_not_exist_is_said(capsys: Capture) -> None:
    assert main(["logs", "--pages", "shop", "nope"]) == 2 and "no deployment" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nothing to watch"),
        (("a", "--count", "0"), "nothing to print"),
        (("a", "--sampling", "3"), "between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused(capsys: Capture, arguments: tuple[str, ...], words: str) -> None:
    assert main(["logs", *arguments]) == 2 and words in capsys.readouterr().err


def test_a_pages_project(capsys: Capture) -> None:
    found = printed(capsys, "--pages", "shop", "--count", "3")
    assert found[-1]["raw"]["scriptName"].startswith("pages-worker--")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
async def test_signals_end_it_and_delete_the_tail(number: signal.Signals, code: int) -> None:
    async with await demo.serve(0) as server:
        environment = {**os.environ, "CLOUDFLARE_API_BASE_URL": server.url, "CLOUDFLARE_API_TOKEN": "demo"}
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "edgewise", "logs", "pricing", "--json"),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip
        assert child.stderr is not None
        async with asyncio.timeout(30):
            assert b"Live: pricing" in await child.stderr.readline()
            assert len(server.company.part(Tails).tails) == 1
            child.send_signal(number)
            out, err = await child.communicate()
        assert child.returncode == code and b"Traceback" not in err
        assert server.company.part(Tails).tails == {}
    assert all(json.loads(line)["entry"] for line in out.splitlines())


def test_a_site_of_files_has_no_log(capsys: Capture) -> None:
    assert main(["logs", "--pages", "northgate-www"]) == 2 and "files only" in capsys.readouterr().err
