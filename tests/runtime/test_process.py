"""Running programs: what comes back, and that nothing of them stays."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from tests.runtime.conftest import group_gone, process_gone, script, until

from edgewise.errors import ToolchainError
from edgewise.runtime import process as process_module
from edgewise.runtime.guarded import Guarded, _live, stop_all
from edgewise.runtime.process import CommandTimeoutError, Completed, run


async def shell(body: str, cwd: Path, **options: object) -> Completed:
    """Run a piece of shell."""
    given: dict[str, object] = {"timeout": 20, "env": {"PATH": os.environ["PATH"]}, "cwd": cwd} | options
    return await run(["sh", "-c", body], **given)  # type: ignore[arg-type]


def pid_in(file: Path) -> int:
    """The process id that a script wrote into ``file``."""
    assert until(lambda: file.exists() and file.read_text().endswith("\n")), f"{file.name} was never written"
    return int(file.read_text())


async def test_streams_status_and_folder(tmp_path: Path) -> None:
    done = await shell("pwd; echo err >&2; printf 'last'; exit 7", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (7, f"{tmp_path}\nlast\n", "err\n")
    assert done.argv[:2] == ("sh", "-c")


async def test_exactly_the_given_environment(tmp_path: Path) -> None:
    done = await run(["/usr/bin/env"], cwd=tmp_path, env={"A": "1"}, timeout=20)
    assert [line for line in done.stdout.splitlines() if not line.startswith("LC_CTYPE=")] == ["A=1"]


async def test_lines_come_while_it_runs(tmp_path: Path) -> None:
    seen: list[str] = []
    fifo = tmp_path / "go"
    os.mkfifo(fifo)

    def hear(line: str) -> None:
        seen.append(line)
        if line == "first":
            fifo.write_text("on\n")  # The script goes on only now, so the line was not held back.

    done = await shell("echo first; cat go; printf '\\033[1mbold\\033[0m\\n' >&2", tmp_path, on_line=hear)
    assert done.returncode == 0
    assert seen[0] == "first"
    assert sorted(seen[1:]) == ["bold", "on"]  # the order between two streams is nobody's to promise


async def test_input_is_given_and_else_there_is_none(tmp_path: Path) -> None:
    assert (await shell("cat", tmp_path, input="grüße\n")).stdout == "grüße\n"
    assert (await shell("cat; echo end", tmp_path)).stdout == "end\n"


async def test_input_that_nobody_reads_is_no_error(tmp_path: Path) -> None:
    assert (await shell("exit 0", tmp_path, input=b"x" * 1_000_000)).returncode == 0


async def test_a_signal_is_a_negative_status(tmp_path: Path) -> None:
    assert (await shell("kill -9 $$", tmp_path)).returncode == -signal.SIGKILL


async def test_a_flood_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "KEPT", 1000)
    done = await shell("i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done", tmp_path)
    assert done.truncated
    assert len(done.stdout) <= 1000
    assert done.stdout.endswith("line 499\n")


async def test_a_missing_program_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError) as caught:
        await run(["no-such-program"], cwd=tmp_path, env={"PATH": "/bin"}, timeout=5)
    assert caught.value.code == "command-missing"
    with pytest.raises(ToolchainError) as caught:
        await run(["sh"], cwd=tmp_path / "gone", env={"PATH": "/bin"}, timeout=5)
    assert caught.value.code == "folder-missing"


async def test_a_program_the_system_refuses(tmp_path: Path) -> None:
    program = script(tmp_path / "odd", "")
    program.write_text("#!/no/such/interpreter\n")
    done = await run([str(program)], cwd=tmp_path, env={}, timeout=20)
    assert done.returncode == 127
    assert "odd" in done.stderr


async def test_the_time_is_over(tmp_path: Path) -> None:
    with pytest.raises(CommandTimeoutError) as caught:
        await shell("echo started; echo $$ > pid; sleep 600 & sleep 600", tmp_path, timeout=3)
    assert caught.value.code == "command-timeout"
    assert caught.value.completed.stdout == "started\n"
    assert process_gone(pid_in(tmp_path / "pid"))


async def test_a_program_that_ignores_the_request_to_end(tmp_path: Path) -> None:
    begin = time.monotonic()
    with pytest.raises(CommandTimeoutError):
        await shell("trap '' TERM INT HUP; echo $$ > pid; sleep 600; sleep 600", tmp_path, timeout=3)
    assert time.monotonic() - begin < 8
    assert process_gone(pid_in(tmp_path / "pid"))


async def test_cancelling_ends_it(tmp_path: Path) -> None:
    task = asyncio.create_task(shell("echo $$ > pid; sleep 600", tmp_path))
    pid = await asyncio.to_thread(pid_in, tmp_path / "pid")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process_gone(pid)


async def test_a_listener_that_raises_ends_it(tmp_path: Path) -> None:
    def refuse(line: str) -> None:
        raise RuntimeError(line)

    with pytest.raises(RuntimeError, match="boom"):
        await shell("echo $$ > pid; echo boom; sleep 600", tmp_path, on_line=refuse)
    assert process_gone(pid_in(tmp_path / "pid"))


async def test_what_it_leaves_behind_is_ended_with_it(tmp_path: Path) -> None:
    done = await shell("sleep 600 & echo $! > pid; echo done", tmp_path)
    assert done.stdout == "done\n"
    assert process_gone(pid_in(tmp_path / "pid"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to the guard")
async def test_a_daemon_with_its_own_session_is_ended_too(tmp_path: Path) -> None:
    body = "setsid sh -c 'echo $$ > pid; exec sleep 600' & while [ ! -s pid ]; do :; done; kill -9 $$"
    done = await shell(body, tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert process_gone(pid_in(tmp_path / "pid"))


async def test_when_the_guard_is_killed_the_program_goes_too(tmp_path: Path) -> None:
    guarded = await Guarded.start(
        ["sh", "-c", "echo $$ > pid; sleep 600"], cwd=tmp_path, env={"PATH": os.environ["PATH"]}
    )
    pid = await asyncio.to_thread(pid_in, tmp_path / "pid")
    os.kill(guarded.process.pid, signal.SIGKILL)
    assert await guarded.wait() == -signal.SIGKILL
    assert until(lambda: process_gone(pid))


async def test_stopping_twice_and_at_once(tmp_path: Path) -> None:
    guarded = await Guarded.start(["sleep", "600"], cwd=tmp_path, env={"PATH": os.environ["PATH"]})
    assert guarded.alive
    first, second = await asyncio.gather(guarded.stop(), guarded.stop())
    assert first == second == await guarded.stop() == -signal.SIGTERM
    assert not guarded.alive
    assert group_gone(guarded.process.pid)
    assert guarded not in _live


async def test_stop_all_needs_no_event_loop(tmp_path: Path) -> None:
    guarded = await Guarded.start(["sleep", "600"], cwd=tmp_path, env={"PATH": os.environ["PATH"]})
    await asyncio.to_thread(stop_all)
    assert await guarded.wait() == -signal.SIGTERM
    assert group_gone(guarded.process.pid)


async def test_many_at_once(tmp_path: Path) -> None:
    done = await asyncio.gather(*(shell(f"echo {number}", tmp_path) for number in range(12)))
    assert [each.stdout for each in done] == [f"{number}\n" for number in range(12)]
    assert not _live


async def test_with_more_open_files_than_select_can_count(tmp_path: Path) -> None:
    import resource

    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1200:
        pytest.skip("this shell allows too few open files to try")
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        guarded = await Guarded.start(["sleep", "600"], cwd=tmp_path, env={"PATH": os.environ["PATH"]})
        assert await guarded.stop() == -signal.SIGTERM
    finally:
        for file in files:
            os.close(file)
