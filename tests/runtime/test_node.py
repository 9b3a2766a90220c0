"""Which Node is taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.runtime.conftest import fake_node, script

from edgewise.errors import ToolchainError
from edgewise.runtime import node as node_module
from edgewise.runtime.node import find_node


def path(monkeypatch: pytest.MonkeyPatch, *programs: Path) -> None:
    """Make PATH hold the folders of ``programs``, and the shell."""
    monkeypatch.setenv("PATH", os.pathsep.join([*(str(program.parent) for program in programs), "/nonexistent"]))


@pytest.mark.usefixtures("no_wheel")
def test_a_new_node_on_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_node(tmp_path, "22.12.0")
    path(monkeypatch, program)
    node = find_node()
    assert (node.version, node.path, node.source, node.major) == ("22.12.0", program, "path", 22)
    assert node.npm == (str(program), str(tmp_path / "lib/node_modules/npm/bin/npm-cli.js"))


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize("version", ["20.20.2", "22.11.9", "9.0.0"])
def test_an_old_node_is_named_and_refused(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_node(tmp_path, version)
    path(monkeypatch, program)
    with pytest.raises(ToolchainError) as caught:
        find_node()
    assert caught.value.code == "node-old"
    assert version in caught.value.message
    assert str(program) in caught.value.message
    assert 'pip install "edgewise[runtime]"' in (caught.value.fix or "")


@pytest.mark.usefixtures("no_wheel")
def test_no_node_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    path(monkeypatch)
    with pytest.raises(ToolchainError) as caught:
        find_node()
    assert caught.value.code == "node-missing"
    assert 'pip install "edgewise[runtime]"' in (caught.value.fix or "")


def test_an_old_one_first_on_path_does_not_hide_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_module, "_wheel", lambda: None)
    old, new = fake_node(tmp_path / "old", "18.0.0"), fake_node(tmp_path / "new", "24.1.0")
    path(monkeypatch, old, new)
    assert find_node().path == new


def test_the_wheel_is_taken_when_path_has_only_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = fake_node(tmp_path / "wheel", "24.19.0")
    monkeypatch.setattr(node_module, "_wheel", lambda: wheel)
    path(monkeypatch, fake_node(tmp_path / "old", "20.0.0"))
    node = find_node()
    assert (node.path, node.source) == (wheel, "wheel")


def test_a_node_without_npm_gives_way_to_one_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if Path("/usr/share/nodejs/npm/bin/npm-cli.js").exists():
        pytest.skip("Debian's npm serves every Node here")
    bare, wheel = fake_node(tmp_path / "bare", "24.0.0", npm=False), fake_node(tmp_path / "wheel", "24.19.0")
    path(monkeypatch, bare)
    monkeypatch.setattr(node_module, "_wheel", lambda: wheel)
    assert find_node().path == wheel
    monkeypatch.setattr(node_module, "_wheel", lambda: None)
    assert (find_node().path, find_node().npm) == (bare, ())


@pytest.mark.usefixtures("no_wheel")
def test_programs_that_do_not_run_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = script(tmp_path / "broken/bin/node", "exit 3")
    silent = script(tmp_path / "silent/bin/node", "echo hello")
    binary = tmp_path / "binary/bin/node"
    binary.parent.mkdir(parents=True)
    binary.write_bytes(b"\x7fELF nothing")
    binary.chmod(0o755)
    folder = tmp_path / "folder/bin/node"
    folder.mkdir(parents=True)
    good = fake_node(tmp_path / "good", "23.0.0")
    path(monkeypatch, broken, silent, binary, folder, good)
    assert find_node().path == good


@pytest.mark.usefixtures("no_wheel")
def test_a_version_managers_stand_in_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake_node(tmp_path / "versions/24", "24.2.0")
    stand_in = script(tmp_path / "shims/node", f'exec "{real}" "$@"')
    path(monkeypatch, stand_in)
    assert find_node().path == real


@pytest.mark.usefixtures("no_wheel")
def test_node_options_cannot_break_the_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_node(tmp_path, "24.0.0")
    body = program.read_text().replace("#!/bin/sh\n", '#!/bin/sh\n[ -z "$NODE_OPTIONS" ] || exit 9\n')
    program.write_text(body)
    monkeypatch.setenv("NODE_OPTIONS", "--require /nowhere.js")
    path(monkeypatch, program)
    assert find_node().version == "24.0.0"


def test_the_real_one_here_runs_npm() -> None:
    node = find_node()
    assert node.version.count(".") == 2
    assert node.npm[0] == str(node.path)
    assert node.npm[1].endswith("npm-cli.js")
