"""Secrets go from whoever knows them to wrangler's standard input, and nowhere else."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.account.test_wrangler import wrangler
from tests.account.test_wrangler_uploads import CANARY, project

from edgewise.account.demo import serve
from edgewise.account.demo.uploads import Uploads
from edgewise.cli import main
from edgewise.errors import InputError
from edgewise.migration.cutover.secrets import NAME, read_values, refused
from edgewise.runtime.process import run
from edgewise.store import folders

Capture = pytest.CaptureFixture[str]


def test_names_are_told_and_what_is_missing_makes_it_fail(capsys: Capture) -> None:
    assert main(["secrets", "--demo", "--project", "report-desk"]) == 1
    assert "✗ SESSION_SECRET  missing" in capsys.readouterr().out


def test_nobody_is_asked_where_nobody_is(capsys: Capture) -> None:
    # The demo account has a Worker of this name, and no such secret.
    arguments = ["secrets", "--demo", "--project", "report-desk", "--worker", "mailer", "--set"]
    assert main(arguments) == 2
    assert "--from-env" in capsys.readouterr().err


def test_a_worker_has_to_be_there_first(capsys: Capture) -> None:
    assert main(["secrets", "--demo", "--project", "report-desk", "--set", "--from-env"]) == 2
    assert "wrangler deploy" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"A": "1", "B_2": ""}', {"A": "1", "B_2": ""}),
        ("A=1\n# no\n\nexport B='two words'\nC=\"x=y\"\n", {"A": "1", "B": "two words", "C": "x=y"}),
        ("", {}),
    ],
)
def test_values_are_read_from_json_and_from_lines(text: str, found: dict[str, str]) -> None:
    assert read_values(text, "f") == found


@pytest.mark.parametrize("text", ['{"A": 1}', "{A", f"A=1\nno {CANARY}", f"9={CANARY}"])
def test_what_is_neither_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_values(text, "f")
    assert CANARY not in str(caught.value) + str(caught.value.fix)


@given(st.dictionaries(st.from_regex(NAME, fullmatch=True), st.text(max_size=20), max_size=4))
def test_json_comes_back_as_it_was(values: dict[str, str]) -> None:
    assert read_values(json.dumps(values), "f") == (values if values else read_values("{}", "f"))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_values(text, "f")
    except InputError as error:
        assert error.code == "secrets-file"
    else:
        assert all(isinstance(each, str) for each in found.values())


def test_a_log_never_shows_a_value() -> None:
    error = refused(1, {"A": CANARY}, f"could not set A={CANARY}\nno\n")
    assert CANARY not in str(error)
    assert "(hidden)" in error.message


@pytest.mark.wrangler
async def test_values_reach_the_worker_and_no_file(tmp_path: Path) -> None:
    async with await serve(0) as api:
        await wrangler(api, project(tmp_path / "site", name="report-desk"), "deploy")
        command = [sys.executable, "-m", "edgewise", "secrets", "--demo", str(api.port), "--project", "report-desk"]
        values = json.dumps({"SESSION_SECRET": CANARY, "UNASKED": CANARY})
        done = await run(
            [*command, "--set", "--file", "-", "--json"], cwd=tmp_path, env=dict(os.environ), input=values, timeout=90
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)["set"] == ["SESSION_SECRET"]
        assert CANARY not in done.stdout + done.stderr
        assert api.company.part(Uploads).secrets("report-desk") == {"SESSION_SECRET": CANARY}
        done = await run(command, cwd=tmp_path, env=dict(os.environ), timeout=60)
        assert done.returncode == 0
        assert "✓ SESSION_SECRET" in done.stdout
    roots = [tmp_path, folders().state, folders().data, folders().cache / "wrangler"]
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
