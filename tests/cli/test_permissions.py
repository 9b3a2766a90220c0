"""``edgewise permissions``: what it prints, and what it ends with."""

from __future__ import annotations

import json

import pytest

from edgewise.cli import main

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.mark.parametrize(
    ("token", "code"), [("", 0), ("demo-pages-only", 1), ("demo-wrangler", 1), ("demo-expired", 4)]
)
def test_it_ends_with_1_where_reading_is_refused(monkeypatch: Patch, capsys: Capture, token: str, code: int) -> None:
    monkeypatch.setenv("EDGEWISE_DEMO_TOKEN", token)
    assert main(["permissions", "--demo"]) == code


def test_it_says_what_is_missing_and_what_to_tick(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setenv("EDGEWISE_DEMO_TOKEN", "demo-pages-only")
    main(["permissions", "--demo"])
    out, err = capsys.readouterr()
    assert "✓ has      Pages Read" in out and "✗ lacks    Queues Read" in out and "○ unknown  Queues Write" in out
    assert "  Account · Queues · Read" in out and "permissionGroupKeys=" in out
    assert "asking 1 of" in err
    main(["permissions", "--demo", "--no-asking"])
    out, err = capsys.readouterr()
    assert "○ unknown  Queues Read" in out and "asking" not in err
    assert "known to be missing" in out or "Missing" in out


def test_as_json_it_is_one_document(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setenv("EDGEWISE_DEMO_TOKEN", "demo-told")
    assert main(["permissions", "--demo", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["credential"]["status"] == "active" and "Workers Scripts Read" in document["missing"]


def test_a_token_that_there_is_not_is_named(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setenv("EDGEWISE_DEMO_TOKEN", "demo-nobody")
    assert main(["permissions", "--demo"]) == 2
    assert "demo-readonly" in capsys.readouterr().err
