"""However edgewise ends, nothing that it started goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.conftest import process_gone, script, until

_RUN = """
import asyncio, os, sys
from pathlib import Path
from edgewise.runtime.process import run
asyncio.run(run(["sh", sys.argv[1]], cwd=Path(sys.argv[2]), env=dict(os.environ), timeout=600))
"""
_SERVE = """
import asyncio, sys
from pathlib import Path
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import ensure
async def main():
    toolchain = await ensure()
    folder = Path(sys.argv[2])
    async with (
        DevServer(toolchain, "worker", folder / "worker") as worker,
        DevServer(toolchain, "pages", folder / "site", ("public", "--compatibility-date", "2026-01-01")) as pages,
    ):
        print("ready", worker._guarded.process.pid, pages._guarded.process.pid, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""

ENDINGS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


class Parent:
    """A Python process that uses the runtime as edgewise does."""

    def __init__(self, code: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, number: int) -> None:
        """Send a signal and wait for its end."""
        self.process.send_signal(number)
        self.process.wait(timeout=20)


@pytest.fixture
def parents() -> Iterator[list[Parent]]:
    """The parents of a test, ended with it."""
    started: list[Parent] = []
    yield started
    for parent in started:
        parent.process.kill()
        parent.process.wait()
        assert parent.process.stdout is not None
        parent.process.stdout.close()


def session_of(pid: int) -> set[int]:
    """All living processes in the session that ``pid`` leads."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == pid and fields[0] != "Z":
                found.add(int(entry.name))
    return found


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda number: number.name)
def test_a_program_and_its_children_go_with_us(ending: int, tmp_path: Path, parents: list[Parent]) -> None:
    tree = script(tmp_path / "tree", "sleep 600 &\necho $$ $! > new; mv new pids; wait")
    parents.append(Parent(_RUN, str(tree), str(tmp_path)))
    assert until((tmp_path / "pids").exists)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert not any(process_gone(pid) for pid in pids)
    parents[0].end(ending)
    assert until(lambda: all(process_gone(pid) for pid in pids), 10)


def test_a_program_that_ignores_every_request(tmp_path: Path, parents: list[Parent]) -> None:
    tree = script(
        tmp_path / "tree", "trap '' TERM INT HUP PIPE\necho $$ > new; mv new pids; while :; do sleep 600; done"
    )
    parents.append(Parent(_RUN, str(tree), str(tmp_path)))
    assert until((tmp_path / "pids").exists)
    pid = int((tmp_path / "pids").read_text())
    parents[0].end(signal.SIGKILL)
    assert until(lambda: process_gone(pid), 10)


@pytest.mark.wrangler
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
class TestRealServers:
    """wrangler and workerd, which are several processes deep."""

    def serve(self, folder: Path, parents: list[Parent]) -> tuple[Parent, set[int]]:
        """Start one server of each kind. Returns the parent and everything that runs below it."""
        (folder / "worker").mkdir()
        (folder / "worker/index.js").write_text('export default { fetch: () => new Response("hi") };')
        (folder / "worker/wrangler.json").write_text(
            '{ "name": "hi", "main": "index.js", "compatibility_date": "2026-01-01" }'
        )
        (folder / "site/public").mkdir(parents=True)
        (folder / "site/public/index.html").write_text("<h1>hi</h1>")
        parent = Parent(_SERVE, "-", str(folder))
        parents.append(parent)
        word, *guards = parent.line().split()
        assert word == "ready"
        running = {pid for guard in guards for pid in session_of(int(guard))}
        names = sorted(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].rpartition(b"/")[2] for pid in running)
        assert names.count(b"workerd") >= 2, names
        assert names.count(b"node") >= 2, names
        return parent, running

    @pytest.mark.parametrize("ending", ENDINGS, ids=lambda number: number.name)
    def test_they_go_with_us(self, ending: int, tmp_path: Path, parents: list[Parent]) -> None:
        parent, running = self.serve(tmp_path, parents)
        parent.end(ending)
        assert until(lambda: all(process_gone(pid) for pid in running), 10)

    def test_killing_wrangler_itself_takes_workerd_along(self, tmp_path: Path, parents: list[Parent]) -> None:
        _, running = self.serve(tmp_path, parents)
        for pid in running:
            if b"wrangler-dist" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
        assert until(lambda: all(process_gone(pid) for pid in running), 10)
