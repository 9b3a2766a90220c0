"""What a newcomer does, from first start to proof and back, by keys alone in a real terminal."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgewise.store import content, folders
from tests.conftest import SAMPLES
from tests.e2e.terminal import ENTER, ESCAPE, Terminal

pytestmark = pytest.mark.pty

HOME_KEY = "\x1bOQ"  # F2
LAB = content("lessons", "12-queue", "01-a-queue-with-a-consumer")
CANARY = "cnry-5f1e0c7a9d"


def bytes_of(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below ``root`` with its permissions."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mode, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.mark.wrangler
def test_from_home_to_a_solved_lab(tmp_path: Path) -> None:
    with Terminal(cwd=str(tmp_path), columns=120, rows=40) as terminal:
        terminal.wait_for("Choose a door")
        terminal.send("l")
        terminal.wait_for("A queue with a consumer")
        terminal.send("q")
        assert terminal.wait_end() == 0

    with Terminal(["learn", "a-queue-with-a-consumer"], cwd=str(tmp_path), columns=120, rows=40) as terminal:
        terminal.wait_for("1/")
        terminal.send("l")
        terminal.wait_for("Give the queue a consumer")
        terminal.send("r")
        terminal.wait_for("✗", seconds=120)
        # As an editor would: the learner's own copy changes, and the checks run by themselves.
        copy = folders().data / "labs" / "a-queue-with-a-consumer" / "lab"
        assert copy.is_dir()
        for file in ("src/index.js", "wrangler.jsonc"):
            shutil.copy(LAB / "solution" / file, copy / file)
        terminal.wait_for("All checks pass", seconds=120)
        terminal.send(ESCAPE)
        terminal.wait_gone("All checks pass")
        terminal.send("q")
        assert terminal.wait_end() == 0


@pytest.mark.wrangler
def test_from_assess_to_a_proof_and_back(tmp_path: Path) -> None:
    project = tmp_path / "site"
    shutil.copytree(SAMPLES / "functions-blog", project)
    before = bytes_of(project)
    with Terminal(cwd=str(project), columns=120, rows=40) as terminal:
        terminal.wait_for("Ready to move")
        terminal.send("m")
        terminal.wait_for("not migrated")
        terminal.send("2")
        terminal.wait_for("Assess")
        terminal.send("3")
        terminal.wait_for("wrangler.toml")
        terminal.send("a")
        terminal.wait_for("Cancel")
        terminal.send("y")
        terminal.wait_for("✓ migrated", seconds=60)
        assert "[assets]" in (project / "wrangler.toml").read_text()
        terminal.send("5", "r")
        terminal.wait_for("0 undeclared", seconds=180)
        terminal.wait_for("Proved", seconds=60)
        terminal.send("4", "u")
        terminal.wait_for("Cancel")
        terminal.send("y")
        terminal.wait_for("not migrated", seconds=60)
        terminal.send("q")
        assert terminal.wait_end() == 0
    assert bytes_of(project) == before


@pytest.fixture
def demo_address() -> Iterator[str]:
    """The demo account over loopback HTTP, as another program serves it."""
    with subprocess.Popen(
        [sys.executable, "-m", "edgewise", "demo-account", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+\S*", line)
        assert found, line
        yield found.group()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def test_the_account_by_keys_and_through_the_real_client(tmp_path: Path, demo_address: str) -> None:
    with Terminal(["account"], cwd=str(tmp_path), columns=120, rows=40) as terminal:
        terminal.wait_for("report-desk")
        assert "demo account" in terminal.text
        terminal.send("3")
        terminal.wait_for("no consumer")
        terminal.send("w")
        terminal.wait_for("Learn")
        terminal.wait_for("A queue with a consumer")
        terminal.send("q")
        assert terminal.wait_end() == 0

    credentials = {"CLOUDFLARE_API_BASE_URL": demo_address, "CLOUDFLARE_API_TOKEN": CANARY}
    with Terminal(["account"], cwd=str(tmp_path), columns=120, rows=40, environment=credentials) as terminal:
        terminal.wait_for("report-desk")
        terminal.send("3")
        terminal.wait_for("no consumer")
        terminal.send("y")
        terminal.wait_for("queue_id")
        terminal.send(ESCAPE)
        terminal.wait_for("Producers")
        terminal.send("p")
        terminal.wait_for("CLOUDFLARE_API_TOKEN")
        terminal.send(ESCAPE, HOME_KEY)
        terminal.wait_for("When you looked")
        terminal.send("q")
        assert terminal.wait_end() == 0
    written = b"".join(content for _, content in bytes_of(Path(os.environ["HOME"])).values())
    assert CANARY.encode() not in terminal.raw + written


def test_a_filter_narrows_the_list_and_escape_brings_it_back(tmp_path: Path) -> None:
    with Terminal(["account"], cwd=str(tmp_path)) as terminal:
        terminal.wait_for("What runs")
        terminal.send("1")
        terminal.wait_for("press-kit")
        terminal.send("/", "r", "e", "p", "o", "r", "t")
        terminal.wait_gone("roast-timer")
        assert "report-desk" in terminal.text
        terminal.send(ENTER, ESCAPE)
        terminal.wait_for("roast-timer")
        terminal.send("q")
        assert terminal.wait_end() == 0
