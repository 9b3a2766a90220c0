"""`edgewise verify`: verdict, exit codes, documents, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgewise.cli import main
from edgewise.migration.parity.events import Event, Stage
from edgewise.migration.parity.model import Difference, Exchange, ParityReport, Request, Response, StateDifference

LOST = Difference("status", 1, "200", "404")
ETAG = Difference("header:etag", 4, '"a"', '"b"', "etag-value")


def exchange(target: str, *differences: Difference) -> Exchange:
    answer = Response(200, {}, b"")
    return Exchange(Request("GET", target, why="test"), answer, answer, differences)


@pytest.fixture
def proof(monkeypatch):
    """Replace the proof itself by a given report; returns what it was asked for."""
    asked: dict[str, object] = {}

    def give(*exchanges: Exchange, **facts: object) -> dict[str, object]:
        async def verify(root: Path, **options: object) -> ParityReport:
            asked.update(options, root=root)
            options["on_event"](Event(Stage.STAGING, "Copying the project"))
            options["on_event"](Event(Stage.COMPARING, "x", 1, 1))
            return ParityReport(exchanges, "wrangler pages dev public", "wrangler dev", **facts)

        async def ensure(progress: object) -> str:
            return "the toolchain"

        monkeypatch.setattr("edgewise.migration.parity.run.verify", verify)
        monkeypatch.setattr("edgewise.runtime.toolchain.ensure", ensure)
        return asked

    return give


def test_a_proof_ends_with_its_verdict_and_zero(proof, capsys):
    proof(exchange("/"), exchange("/a", ETAG), notes=("A note.",), warnings=("A warning.",))
    assert main(["verify", "."]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "✓ proved: 2 requests, 1 equal, 1 differs as declared, 0 undeclared"
    assert "etag-value" in out and "○ A note." in out and "▲ A warning." in out
    assert "Copying the project" in err and "Compared 1 of 1" in err


def test_undeclared_differences_are_grouped_and_end_with_one(proof, capsys):
    proof(*(exchange(f"/lost/{index}", LOST) for index in range(11)))
    assert main(["verify", "."]) == 1
    out, _ = capsys.readouterr()
    assert "✗ undeclared: Status 200 became 404 (11 requests)" in out
    assert "GET /lost/0" in out and "status: 200 → 404" in out and "and 6 more" in out
    assert out.splitlines()[-1].startswith("✗ not proved: 11 requests")


def test_the_document(proof, capsys):
    proof(exchange("/a", LOST))
    assert main(["verify", ".", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "edgewise/verify/1"
    assert document["undeclared"] == 1 and document["differences"][0]["request"] == "GET /a"


def test_options_reach_the_proof(proof, tmp_path, capsys):
    asked = proof(exchange("/"))
    (tmp_path / "mine.txt").write_text("GET /mine\n")
    page = tmp_path / "report.html"
    options = ["--requests", str(tmp_path / "mine.txt"), "--against", "https://a.pages.dev", "--html", str(page)]
    assert main(["verify", str(tmp_path), "--set", "output=dist", *options]) == 0
    assert asked["root"] == tmp_path and asked["overrides"] == {"output": "dist"}
    assert asked["against"] == "https://a.pages.dev" and asked["extra"][0].target == "/mine"
    assert page.read_text().startswith("<!doctype html>")
    assert str(page) in capsys.readouterr().err


def test_bad_input_is_said_before_anything_runs(proof, tmp_path, capsys):
    asked = proof(exchange("/"))
    (tmp_path / "mine.txt").write_text("nonsense\n")
    assert main(["verify", ".", "--requests", str(tmp_path / "mine.txt")]) == 2
    assert "mine.txt:1" in capsys.readouterr().err
    assert main(["verify", ".", "--html", str(tmp_path / "no" / "page.html")]) == 2
    assert main(["verify", ".", "--set", "nonsense"]) == 2
    assert not asked


def test_nothing_compared_is_not_a_proof(proof, capsys):
    proof()
    assert main(["verify", "."]) == 1
    assert "✗ not proved: nothing was compared" in capsys.readouterr().out


def test_every_option_reaches_the_proof(proof, tmp_path, capsys):
    asked = proof(exchange("/"))
    (tmp_path / "seed.json").write_text('{"kv": {"KV": {"a": "b"}}}')
    recording = {
        "log": {
            "entries": [
                {"request": {"method": "GET", "url": "https://a.pages.dev/x", "headers": []}},
                {"request": {"method": "GET", "url": "https://fonts.example/y", "headers": []}},
            ]
        }
    }
    (tmp_path / "site.har").write_text(json.dumps(recording))
    options = ["--new", "https://worker.example", "--against", "a.pages.dev", "--all", "--all-methods", "--local-state"]
    files = ["--seed", str(tmp_path / "seed.json"), "--requests", str(tmp_path / "site.har")]
    assert main(["verify", str(tmp_path), *options, *files]) == 0
    assert asked["new"] == "https://worker.example" and asked["against"] == "a.pages.dev"
    assert asked["everything"] and asked["all_methods"] and asked["local_state"]
    assert asked["seed"].kv["KV"]["a"].value == b"b"
    assert [each.target for each in asked["extra"]] == ["/x"]
    assert "1 of 2 recorded requests went to other hosts" in capsys.readouterr().err


def test_a_bad_seed_is_said_before_anything_runs(proof, tmp_path, capsys):
    asked = proof(exchange("/"))
    (tmp_path / "seed.json").write_text('{"kv": []}')
    assert main(["verify", ".", "--seed", str(tmp_path / "seed.json")]) == 2
    assert "kv is not an object" in capsys.readouterr().err and not asked


def test_tiers_kinds_and_what_the_sides_hold_are_printed(proof, capsys):
    state = (StateDifference("binding GREETING", "Environment Variable", "(absent)"),)
    proof(exchange("/a", ETAG), exchange("/b"), state=state)
    assert main(["verify", "."]) == 1
    out, _ = capsys.readouterr()
    assert "asked: 2 your own requests" in out
    assert "tier 3: 2 of 2 (100.00 %)" in out and "tier 4: 1 of 2 (50.00 %)" in out
    assert "✗ undeclared: binding GREETING" in out and "Environment Variable → (absent)" in out
    assert out.splitlines()[-1].startswith("✗ not proved: 2 requests") and "1 of what the sides hold" in out
