"""Reading and changing files below a folder without following links."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.migration.trees import tree

from edgewise.store import anchored
from edgewise.store.anchored import Kind

SCRATCH = ".work/incoming"


def replace(top: Path, relative: str, data: bytes, mode: int | None = None) -> None:
    anchored.replace(top, relative, data, mode=mode, scratch=SCRATCH)


def test_a_new_file_in_new_folders(tmp_path: Path) -> None:
    replace(tmp_path, "a/b/c", b"1")
    assert (tmp_path / "a/b/c").read_bytes() == b"1"
    assert list((tmp_path / ".work").iterdir()) == []
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "a/b/c").stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o4755])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    replace(tmp_path, "a", b"1", mode)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_a_link_in_place_of_the_file_is_replaced_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    top = tmp_path / "top"
    top.mkdir()
    (top / "a").symlink_to(outside)
    assert anchored.look(top, "a").kind is Kind.LINK
    replace(top, "a", b"2")
    assert (top / "a").read_bytes() == b"2"
    assert outside.read_bytes() == b"mine"


def test_a_link_in_place_of_a_folder_stops_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    top = tmp_path / "top"
    top.mkdir()
    (top / "folder").symlink_to(outside)
    assert anchored.look(top, "folder/a").kind is Kind.LINK
    for act in (lambda: replace(top, "folder/a", b"2"), lambda: anchored.remove(top, "folder/a")):
        with pytest.raises(OSError, match=r"Not a directory|symbolic link"):
            act()
    (top / ".work").symlink_to(outside)
    with pytest.raises(OSError, match=r"Not a directory|symbolic link"):
        replace(top, "b", b"2")
    assert list(outside.iterdir()) == []


def test_hard_links_are_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"shared")
    (tmp_path / "a").hardlink_to(tmp_path / "elsewhere")
    replace(tmp_path, "a", b"2")
    assert (tmp_path / "elsewhere").read_bytes() == b"shared"
    assert (tmp_path / "a").read_bytes() == b"2"


@pytest.mark.parametrize("relative", ["a/../b", "/etc/x", "a/../../b"])
def test_paths_are_plain(tmp_path: Path, relative: str) -> None:
    with pytest.raises(OSError, match="plain"):
        replace(tmp_path, relative, b"")


def test_leading_dots_go_up(tmp_path: Path) -> None:
    top = tmp_path / "apps/web"
    top.mkdir(parents=True)
    replace(top, "../../dist/web/x", b"1")
    assert (tmp_path / "dist/web/x").read_bytes() == b"1"
    assert anchored.look(top, "../../dist/web/x").data == b"1"
    anchored.remove(top, "../../dist/web/x")
    assert anchored.remove_folder(top, "../../dist/web")
    assert not anchored.remove_folder(top, "../../apps")
    assert set(tree(tmp_path)) == {"apps", "apps/web", "apps/web/.work", "dist"}


def test_what_stands_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "file").chmod(0o640)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    found = anchored.look(tmp_path, "file")
    assert (found.kind, found.data, found.mode) == (Kind.FILE, b"x", 0o640)
    assert anchored.look(tmp_path, "folder").kind is Kind.FOLDER
    assert anchored.look(tmp_path, "pipe").kind is Kind.OTHER
    assert anchored.look(tmp_path, "file/below").kind is Kind.OTHER
    assert anchored.look(tmp_path, "no/where").kind is Kind.NOTHING


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    os.chown(tmp_path / "a", 1234, 2345)
    replace(tmp_path, "a", b"2", 0o4711)
    found = (tmp_path / "a").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 2345, 0o4711)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"1")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(anchored, "sync", full)
    with pytest.raises(OSError, match="No space"):
        replace(tmp_path, "a", b"2")
    assert {name: each[1] for name, each in tree(tmp_path).items()} == {"a": b"1", ".work": None}


def test_the_crossing_of_file_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"1")
    real = os.rename

    def cross(source: str, target: str, **folders: int) -> None:
        if source == "incoming":
            raise OSError(18, "Invalid cross-device link")
        real(source, target, **folders)

    monkeypatch.setattr(os, "rename", cross)
    replace(tmp_path, "a", b"2", 0o600)
    assert tree(tmp_path) == {"a": (0o600, b"2"), ".work": (tree(tmp_path)[".work"][0], None)}
