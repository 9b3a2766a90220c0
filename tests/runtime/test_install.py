"""Installing, with an npm that is ours: once, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.runtime.conftest import group_gone, script, until

from edgewise.errors import ToolchainError
from edgewise.runtime.install import install
from edgewise.runtime.node import Node
from edgewise.runtime.pins import Pins
from edgewise.runtime.toolchain import MARKER, Progress, damage

_WORKERD = """#!/bin/sh
[ "$1" = --version ] && { echo 'workerd 2026-01-02'; exit; }
echo 'service probe: This Worker requires compatibility date "2999-12-31", but the newest date supported by this \
server binary is "2026-01-09".' >&2
exit 1
"""
_PACKAGES = f"""
mkdir -p node_modules/wrangler/wrangler-dist node_modules/@cloudflare/workerd-test/bin
echo '{{}}' | tee node_modules/wrangler/package.json > node_modules/@cloudflare/workerd-test/package.json
touch node_modules/wrangler/wrangler-dist/cli.js
cat > node_modules/@cloudflare/workerd-test/bin/workerd <<'END'
{_WORKERD}END
chmod +x node_modules/@cloudflare/workerd-test/bin/workerd
"""


def make_node(folder: Path, npm: str, *, says: str = "4.0.0") -> Node:
    """A Node that says ``says`` is wrangler's version, with an npm that runs the shell text ``npm``."""
    program = script(folder / "node", f"echo {says}")
    cli = script(folder / "npm", f'echo "$@" >> "{folder}/runs"\n{npm}')
    return Node("24.0.0", program, (str(cli),), "path")


def runs(folder: Path) -> list[str]:
    """The arguments of each run of npm."""
    file = folder / "runs"
    return file.read_text().splitlines() if file.exists() else []


def leftovers(place: Path) -> list[str]:
    """What lies beside the install and is neither it nor the lock."""
    return [entry.name for entry in place.parent.iterdir() if entry != place and entry.name != ".lock"]


def ignore(_: Progress) -> None:
    """No progress wanted."""


async def test_it_installs_checks_and_says_what_is_there(tmp_path: Path, small_pins: Pins) -> None:
    place, seen = tmp_path / "cache/place", list[Progress]()
    node = make_node(tmp_path / "bin", _PACKAGES)
    await install(node, small_pins, place, seen.append)
    assert damage(place, small_pins) is None
    marker = json.loads((place / MARKER).read_text())
    assert marker == {
        "schema": "edgewise/toolchain/1",
        "wrangler": "4.0.0",
        "workerd": "1.20260102.0",
        "newest_date": "2026-01-09",
        "node": "24.0.0",
    }
    assert [step.total for step in seen] == [2] * len(seen)
    assert seen[-1].done == 2
    assert leftovers(place) == []
    (arguments,) = runs(tmp_path / "bin")
    assert arguments.startswith("ci --ignore-scripts ")
    assert "--include=optional" in arguments


async def test_a_whole_install_is_left_alone(tmp_path: Path, small_pins: Pins) -> None:
    place, node = tmp_path / "cache/place", make_node(tmp_path / "bin", _PACKAGES)
    await install(node, small_pins, place, ignore)
    await install(node, small_pins, place, ignore)
    assert len(runs(tmp_path / "bin")) == 1


@pytest.mark.parametrize("victim", ["node_modules/wrangler/wrangler-dist/cli.js", MARKER])
async def test_a_damaged_install_is_made_anew(victim: str, tmp_path: Path, small_pins: Pins) -> None:
    place, node = tmp_path / "cache/place", make_node(tmp_path / "bin", _PACKAGES)
    await install(node, small_pins, place, ignore)
    (place / victim).unlink()
    await install(node, small_pins, place, ignore)
    assert (place / victim).exists()
    assert len(runs(tmp_path / "bin")) == 2
    assert leftovers(place) == []


async def test_a_workerd_that_may_not_run_is_damage(tmp_path: Path, small_pins: Pins) -> None:
    place, node = tmp_path / "cache/place", make_node(tmp_path / "bin", _PACKAGES)
    await install(node, small_pins, place, ignore)
    (place / small_pins.workerd_program).chmod(0o644)
    assert damage(place, small_pins) == small_pins.workerd_program


@pytest.mark.parametrize(
    ("npm", "code"),
    [
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", "toolchain-offline"),
        ("echo 'npm error FetchError: connect ECONNREFUSED 10.0.0.1:8080' >&2; exit 1", "toolchain-offline"),
        ("echo 'npm error code EAI_AGAIN' >&2; exit 1", "toolchain-offline"),
        ("echo 'npm error network ETIMEDOUT' >&2; exit 1", "toolchain-offline"),
        ("echo 'npm error code SELF_SIGNED_CERT_IN_CHAIN' >&2; exit 1", "toolchain-certificate"),
        ("echo 'npm error code ENOSPC' >&2; exit 1", "toolchain-folder"),
        ("echo 'npm error code EINTEGRITY' >&2; echo 'npm error sha512 is wrong' >&2; exit 1", "toolchain-install"),
        ("exit 1", "toolchain-install"),
        ("exit 0", "toolchain-install"),
        (f"{_PACKAGES}rm -r node_modules/@cloudflare", "toolchain-install"),
        (f"{_PACKAGES}echo > node_modules/@cloudflare/workerd-test/bin/workerd", "workerd-broken"),
    ],
)
async def test_failures_say_what_to_do_and_leave_nothing(npm: str, code: str, tmp_path: Path, small_pins: Pins) -> None:
    place = tmp_path / "cache/place"
    with pytest.raises(ToolchainError) as caught:
        await install(make_node(tmp_path / "bin", npm), small_pins, place, ignore)
    assert caught.value.code == code
    assert caught.value.fix
    assert not place.exists()
    assert leftovers(place) == []


async def test_npms_own_words_are_quoted(tmp_path: Path, small_pins: Pins) -> None:
    npm = "printf 'npm error code EINTEGRITY\\nnpm error errno 1\\nnpm error \\033[31mthe sum is wrong\\n' >&2; exit 1"
    with pytest.raises(ToolchainError) as caught:
        await install(make_node(tmp_path / "bin", npm), small_pins, tmp_path / "cache/place", ignore)
    assert caught.value.message == "npm could not install wrangler: the sum is wrong (EINTEGRITY)"


async def test_another_version_than_pinned_is_refused(tmp_path: Path, small_pins: Pins) -> None:
    node = make_node(tmp_path / "bin", _PACKAGES, says="3.9.9")
    with pytest.raises(ToolchainError, match=r"3\.9\.9"):
        await install(node, small_pins, tmp_path / "cache/place", ignore)


async def test_no_npm_no_platform_no_folder(tmp_path: Path, small_pins: Pins) -> None:
    node = make_node(tmp_path / "bin", _PACKAGES)
    bare = Node(node.version, node.path, (), "path")
    elsewhere = Pins(small_pins.folder, "4.0.0", "1", (), (), "")
    blocked = tmp_path / "file"
    blocked.write_text("")
    for given, pins, place, code in (
        (bare, small_pins, tmp_path / "cache/place", "npm-missing"),
        (node, elsewhere, tmp_path / "cache/place", "workerd-platform"),
        (node, small_pins, blocked / "cache/place", "toolchain-folder"),
    ):
        with pytest.raises(ToolchainError) as caught:
            await install(given, pins, place, ignore)
        assert caught.value.code == code


async def test_cancelling_ends_npm_and_cleans_up(tmp_path: Path, small_pins: Pins) -> None:
    place = tmp_path / "cache/place"
    node = make_node(tmp_path / "bin", f'echo $$ > "{tmp_path}/pid"; sleep 600')
    task = asyncio.create_task(install(node, small_pins, place, ignore))
    assert await asyncio.to_thread(until, (tmp_path / "pid").exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not place.exists()
    assert leftovers(place) == []


_CHILD = """
import asyncio, pickle, sys
from edgewise.runtime.install import install
node, pins, place = pickle.loads(bytes.fromhex(sys.argv[1]))
asyncio.run(install(node, pins, place, lambda progress: print(progress.text, flush=True)))
"""


def another_process(node: Node, pins: Pins, place: Path) -> subprocess.Popen[str]:
    """Install in a Python process of its own."""
    given = pickle.dumps((node, pins, place)).hex()
    return subprocess.Popen([sys.executable, "-c", _CHILD, given], stdout=subprocess.PIPE, text=True)


def test_two_processes_at_once_install_once(tmp_path: Path, small_pins: Pins) -> None:
    place = tmp_path / "cache/place"
    # The one that comes first waits in npm until the other one waits for it.
    fifo = tmp_path / "go"
    os.mkfifo(fifo)
    node = make_node(tmp_path / "bin", f'cat "{fifo}"\n{_PACKAGES}')
    first, second = another_process(node, small_pins, place), another_process(node, small_pins, place)
    said = ""
    for process in (first, second):
        assert process.stdout is not None
        said += process.stdout.readline()
    assert "Fetching wrangler 4.0.0" in said
    assert "Waiting for another edgewise" in said
    fifo.write_text("on")
    assert (first.wait(30), second.wait(30)) == (0, 0)
    assert len(runs(tmp_path / "bin")) == 1
    assert damage(place, small_pins) is None
    assert leftovers(place) == []


async def test_what_a_killed_install_left_is_cleared_away(tmp_path: Path, small_pins: Pins) -> None:
    place, file = tmp_path / "cache/place", tmp_path / "pid"
    slow = make_node(
        tmp_path / "slow", f'mkdir node_modules; echo $PPID > "{file}.new"; mv "{file}.new" "{file}"; sleep 600'
    )
    process = another_process(slow, small_pins, place)
    assert await asyncio.to_thread(until, file.exists)
    guard = int(file.read_text())
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert await asyncio.to_thread(until, lambda: group_gone(guard)), "npm outlived the edgewise that ran it"
    assert len(leftovers(place)) == 1
    await install(make_node(tmp_path / "bin", _PACKAGES), small_pins, place, ignore)
    assert damage(place, small_pins) is None
    assert leftovers(place) == []
