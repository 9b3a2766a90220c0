"""How far a migration may reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.project.boundary import boundary, leaves, reachable, read_reachable


def test_the_repository_is_the_boundary(tmp_path: Path) -> None:
    root = tmp_path / "repository/apps/web"
    root.mkdir(parents=True)
    assert boundary(root) == root
    (tmp_path / "repository/pnpm-workspace.yaml").touch()
    assert boundary(root) == tmp_path / "repository"
    (tmp_path / "repository/apps/.git").write_text("gitdir: elsewhere")
    assert boundary(root) == tmp_path / "repository/apps", "a work tree of its own, or a submodule"
    (root / ".git").mkdir()
    assert boundary(root) == root


@pytest.mark.parametrize(
    ("text", "counts"), [('{"workspaces": []}', True), ('{"x": "workspaces"}', False), ("{", False)]
)
def test_workspaces_of_package_json(tmp_path: Path, text: str, counts: bool) -> None:
    root = tmp_path / "web"
    root.mkdir()
    (tmp_path / "package.json").write_text(text)
    assert boundary(root) == (tmp_path if counts else root)


def test_the_home_folder_is_no_boundary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / "site"
    root.mkdir()
    (tmp_path / ".git").mkdir()
    assert boundary(root) == root


def test_what_can_be_reached(tmp_path: Path) -> None:
    root = tmp_path / "repository/apps/web"
    root.mkdir(parents=True)
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/dist").mkdir()
    (tmp_path / "repository/dist/_headers").write_bytes(b"/*")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x").write_bytes(b"x")
    (tmp_path / "repository/way-out").symlink_to(tmp_path / "other")
    (root / "beside").symlink_to("../../dist")
    assert reachable(root, "a/b") == root / "a/b"
    assert reachable(root, "../../dist/_headers") == tmp_path / "repository/dist/_headers"
    assert read_reachable(root, "../../dist/_headers") == b"/*"
    assert read_reachable(root, "../../dist/none") is None
    assert reachable(root, "../../../other/x") is None
    assert reachable(root, "../../way-out/x") is None
    assert reachable(root, "beside/_headers") is None, "a link does not lead out of the project, only leading dots do"
    assert reachable(root, "a/../../../dist/x") is None
    assert reachable(root, "../..") is None
    assert leaves("../x")
    assert not leaves("..x")
