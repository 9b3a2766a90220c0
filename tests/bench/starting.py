"""From exec: the version, the first paint, and the memory that it takes to stand there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import Comparison, interleave
from tests.bench.pty import Timed

_EMPTY = ("nothing else",)
_HOME = ("Learn", "Account", "Migrate", "server", "isolate")
"""What is on the screen when Home has been painted, its picture included."""

_SETTLE = 1.5
"""Seconds after the first paint at which memory is read: Home has found its facts by then."""


def version(rounds: int) -> Comparison:
    """``edgewise --version`` against a Python that does nothing."""

    def clock(command: Sequence[str]) -> float:
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return (time.perf_counter() - begin) * 1000

    ours, theirs = interleave(
        lambda: clock([*program(), "--version"]), lambda: clock([sys.executable, "-c", "pass"]), rounds * 3
    )
    return Comparison("`edgewise --version`", ours, theirs, "ms", 2.5, ("edgewise --version", "python -c pass"))


def paint(rounds: int) -> Comparison:
    """From exec until Home is on the screen, against an empty app."""
    with _place() as (folder, environment):

        def seen(command: Sequence[str], texts: Sequence[str]) -> float:
            with Timed(command, cwd=folder, environment=environment) as running:
                return running.first_seen(*texts) * 1000

        ours, theirs = interleave(lambda: seen(program(), _HOME), lambda: seen(_empty(), _EMPTY), rounds)
    return Comparison("exec to first paint of Home", ours, theirs, "ms", 1.3, ("Home", "empty Textual app"))


def memory(rounds: int) -> Comparison:
    """Proportional memory of Home and all its processes, against an empty app."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise RuntimeError("memory is measured on Linux only")
    with _place() as (folder, environment):

        def taken(command: Sequence[str], texts: Sequence[str]) -> float:
            with Timed(command, cwd=folder, environment=environment) as running:
                running.first_seen(*texts)
                end = time.perf_counter() + _SETTLE
                while time.perf_counter() < end:
                    running._read(0.05)
                return sum(_proportional(pid) for pid in _tree(running.process.pid)) / 1024

        rounds = max(3, rounds // 3)
        ours, theirs = interleave(lambda: taken(program(), _HOME), lambda: taken(_empty(), _EMPTY), rounds)
    return Comparison("memory of Home", ours, theirs, "MB", 1.5, ("Home", "empty Textual app"))


def program() -> list[str]:
    """The command that a user types, of the environment that runs this."""
    script = Path(sys.executable).with_name("edgewise")
    return [str(script)] if script.exists() else [sys.executable, "-m", "edgewise"]


def _empty() -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("empty_app.py"))]


@contextmanager
def _place() -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty folder to start in, and the environment of a first start without an account."""
    with tempfile.TemporaryDirectory(prefix="edgewise-bench-") as name:
        folder = Path(name)
        others = ("CLOUDFLARE_", "CF_", "EDGEWISE_", "XDG_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(others)}
        kept.pop("NO_COLOR", None)
        (folder / "here").mkdir()
        yield folder / "here", {**kept, "HOME": name}


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
