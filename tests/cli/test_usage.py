"""``edgewise usage``: limits and cost, or charts in words, for a person and as JSON."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.account.support import client, envelope, refusal
from tests.cli.test_documents import check

from edgewise import account
from edgewise.cli import main

Capture = pytest.CaptureFixture[str]


def test_the_account_against_its_plan(capsys: Capture) -> None:
    assert main(["usage", "--demo"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Reckoned with Workers Paid, as the account's subscriptions say." in out
    assert "Workers: requests" in out and "not the bill" in out and "Not in it: CPU time of Pages Functions" in out
    assert "\x1b" not in out


def test_a_resource_is_told_in_words_in_a_pipe(capsys: Capture) -> None:
    assert main(["usage", "pricing", "--demo", "--range", "7d"]) == 0
    out = capsys.readouterr().out
    assert "Errors. " in out and "the numbers may still grow." in out
    assert "Ten per cent try the new rounding" in out and "█" not in out


def test_the_documents_are_as_described(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for arguments in (
        ["pricing"],
        ["report-jobs", "--kind", "queue", "--range", "7d"],
        ["shop-carts", "--kind", "kv", "--range", "6h"],
    ):
        assert main(["usage", *arguments, "--demo", "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    check("usage-of", *found)
    assert main(["usage", "--demo", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(account, "default_client", lambda environ, demo: client(_halting))
    assert main(["usage", "--json"]) == 0
    partial = json.loads(capsys.readouterr().out)
    assert partial["plan"]["id"] is None and partial["estimate"] is None and partial["problems"]
    assert main(["usage", "--json", "--assume", "free"]) == 0
    assumed = json.loads(capsys.readouterr().out)
    assert assumed["plan"]["how"] == "assumed" and assumed["estimate"]["not_known"]
    check("usage", whole, partial, assumed)


def _halting(request: httpx.Request) -> httpx.Response:
    """Analytics that know Workers only, and subscriptions that may not be read."""
    if request.url.path.endswith("/verify"):
        return envelope({"status": "active"})
    if not request.url.path.endswith("/graphql"):
        return refusal(403)
    if b"workersInvocationsAdaptive" in request.content:
        row = {"sum": {"requests": 5, "cpuTimeUs": 9}, "dimensions": {"date": "2026-03-14"}}
        return httpx.Response(200, json={"data": {"viewer": {"accounts": [{"workersInvocationsAdaptive": [row]}]}}})
    return httpx.Response(200, json={"data": None, "errors": [{"message": "unknown field"}]})


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nobody"], 2, "There is no Worker called nobody"),
        (["northgate-www", "--kind", "pages"], 2, "nothing that is measured"),
    ],
)
def test_what_cannot_be_shown(capsys: Capture, arguments: list[str], code: int, words: str) -> None:
    assert main(["usage", *arguments, "--demo"]) == code
    assert words in capsys.readouterr().err


def test_a_missing_permission_ends_with_four(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return envelope({"status": "active"})
        if request.url.path.endswith("/graphql"):
            return httpx.Response(200, json={"data": None, "errors": [{"message": "not authorized for that account"}]})
        return envelope([{"id": "pricing"}])

    monkeypatch.setattr(account, "default_client", lambda environ, demo: client(answer))
    assert main(["usage"]) == 4
    assert "Account Analytics Read" in capsys.readouterr().err
    assert main(["usage", "pricing"]) == 4
    assert "Account Analytics Read" in capsys.readouterr().err
