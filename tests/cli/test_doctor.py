"""``edgewise doctor``, as a person and as a script run it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.e2e.terminal import Terminal

from edgewise.cli import main
from edgewise.runtime import node as node_module

IDS = ["python", "node", "npm", "wrangler", "workerd", "folders", "terminal", "credentials"]


def doctor(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, object]]]:
    """Exit status and checks by id."""
    status = main(["doctor", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "edgewise/doctor/1"
    assert [check["id"] for check in document["checks"]] == IDS
    assert document["ok"] == all(check["ok"] for check in document["checks"]) == (status == 0)
    return status, {"": document} | {check["id"]: check for check in document["checks"]}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "edgewise", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


@pytest.fixture(autouse=True)
def forget_nodes() -> None:
    """Let each test find Node anew."""
    node_module._find.cache_clear()


def test_without_wrangler_all_is_well_and_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGEWISE_CACHE", str(tmp_path / "cache"))
    status, checks = doctor(capsys)
    assert status == 0
    assert checks[""]["wrangler"] == {"version": None, "command": None}
    assert "first use" in str(checks["wrangler"]["message"])
    assert checks["wrangler"]["fix"] == "Run `edgewise doctor --install` to install it now."
    assert not (tmp_path / "cache/toolchain").exists(), "looking must not install"


@pytest.mark.wrangler
def test_with_wrangler_it_names_what_really_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--install", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    version = document["wrangler"]["version"]
    command = shlex.split(document["wrangler"]["command"])
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(version)
    node = subprocess.run([document["node"]["path"], "--version"], capture_output=True, text=True, check=True)
    assert node.stdout.strip() == f"v{document['node']['version']}"
    messages = {check["id"]: check["message"] for check in document["checks"]}
    assert messages["wrangler"].startswith(version)
    assert "compatibility dates up to 20" in messages["workerd"]


def test_without_node_it_is_exit_5_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node_module, "_wheel", lambda: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    status, checks = doctor(capsys)
    assert status == 5
    assert checks[""]["node"] == {"version": None, "path": None}
    for name in ("node", "npm", "wrangler", "workerd"):
        assert checks[name]["ok"] is False
        assert "edgewise[runtime]" in str(checks[name]["fix"])
    assert main(["doctor", "--install"]) == 5
    assert "Node is not installed." in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_exit_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "file/home"))
    status, checks = doctor(capsys)
    assert status == 1
    assert checks["folders"]["ok"] is False
    assert "EDGEWISE_HOME" in str(checks["folders"]["fix"])


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "demo account"),
        ({"CLOUDFLARE_API_TOKEN": "s3cr3t-value-of-a-token"}, "CLOUDFLARE_API_TOKEN"),
        ({"CLOUDFLARE_API_KEY": "s3cr3t-value-of-a-key", "CLOUDFLARE_EMAIL": "a@example.com"}, "CLOUDFLARE_API_KEY"),
    ],
)
def test_credentials_by_kind_and_never_by_value(environment: Mapping[str, str], says: str) -> None:
    for arguments in (("doctor",), ("doctor", "--json")):
        done = run(*arguments, **environment)
        assert says in done.stdout
        assert "s3cr3t" not in done.stdout + done.stderr


def test_a_credential_that_cannot_work_is_a_problem() -> None:
    done = run("doctor", CLOUDFLARE_API_TOKEN="two words")
    assert done.returncode == 1
    assert "✗ credentials" in done.stdout
    assert "two words" not in done.stdout + done.stderr


def test_columns_line_up_and_fixes_come_last() -> None:
    done = run("doctor")
    rows = done.stdout.split("\n\n")[0].splitlines()
    assert [row.split()[1] for row in rows] == IDS
    assert {row[0] for row in rows} <= set("✓▲✗")
    starts = {row.index(row.split(maxsplit=2)[2]) for row in rows}
    assert len(starts) == 1


@pytest.mark.pty
@pytest.mark.parametrize(
    ("columns", "rows", "environment", "says"),
    [
        (80, 24, {}, "✓ terminal     80x24, 16 million colours, TERM=xterm-256color"),
        (80, 24, {"NO_COLOR": "1"}, "no colours because NO_COLOR is set"),
        (50, 24, {}, "✗ terminal     50x24"),
        (80, 24, {"TERM": "dumb"}, "✗ terminal"),
    ],
)
def test_what_it_says_about_a_terminal(columns: int, rows: int, environment: dict[str, str], says: str) -> None:
    with Terminal(["doctor"], columns=columns, rows=rows, environment=environment) as terminal:
        assert terminal.wait_end() == (1 if says.startswith("✗") else 0)
        assert says in terminal.text
