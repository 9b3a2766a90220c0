"""Working copies: everything that matters is there, and nothing leads back into the user's folder."""

from __future__ import annotations

import inspect
import sys
import threading
from pathlib import Path

import pytest

from edgewise.errors import InputError
from edgewise.migration.parity.staging import tree
from edgewise.migration.parity.staging.tree import StoppedError, copy_project, overlay


def put(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def content(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_are_copied_and_caches_are_not(tmp_path):
    root = tmp_path / "site"
    put(
        root,
        {
            "public/a b/é.html": "x",
            "wrangler.toml": "y",
            ".wrangler/state/x": "no",
            ".next/cache/x": "no",
            ".next/server/x": "yes",
            ".edgewise/journal.jsonl": "j",
        },
    )
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert copy.name == "site"
    assert set(content(copy)) == {"public/a b/é.html", "wrangler.toml", ".next/server/x"}
    assert ".edgewise/journal.jsonl" in content(copy_project(root, tmp_path / "work2", journal=True))


def test_changing_the_copy_leaves_the_original_alone(tmp_path):
    root = tmp_path / "site"
    put(root, {"a.txt": "original", "b.txt": "original", ".dev.vars": "SECRET=1"})
    copy = copy_project(root, tmp_path / "work", journal=False)
    (copy / "a.txt").write_text("changed")
    overlay(copy, {"b.txt": b"before", ".dev.vars": b"X=2", "new/c.txt": b"new", "missing": None})
    assert content(root) == {"a.txt": b"original", "b.txt": b"original", ".dev.vars": b"SECRET=1"}
    assert content(copy)["new/c.txt"] == b"new"
    assert content(copy)[".dev.vars"] == b"X=2"


def test_overlay_takes_files_away(tmp_path):
    put(tmp_path, {"wrangler.jsonc": "{}"})
    overlay(tmp_path, {"wrangler.jsonc": None})
    assert content(tmp_path) == {}


def test_secret_values_are_not_written_a_second_time(tmp_path):
    root = tmp_path / "site"
    put(root, {".dev.vars": "SECRET=1", ".env.local": "B=2"})
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert (copy / ".dev.vars").is_symlink() and (copy / ".env.local").is_symlink()
    assert (copy / ".dev.vars").read_text() == "SECRET=1"


def test_packages_are_linked_and_their_caches_stay_in_the_copy(tmp_path):
    root = tmp_path / "site"
    put(root, {"node_modules/left/index.js": "x", "node_modules/.cache/wrangler/a.json": "{}"})
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert (copy / "node_modules/left").is_symlink()
    assert not (copy / "node_modules/.cache").exists()
    (copy / "node_modules/.cache").mkdir()
    assert not (copy / "node_modules").is_symlink()
    assert {each.name for each in (root / "node_modules").iterdir()} == {"left", ".cache"}


def test_large_files_are_not_copied_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "LARGE", 10)
    root = tmp_path / "site"
    put(root, {"big.bin": "x" * 20, "small.txt": "x"})
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert (copy / "big.bin").stat().st_ino == (root / "big.bin").stat().st_ino
    assert (copy / "small.txt").stat().st_ino != (root / "small.txt").stat().st_ino


def test_what_cannot_be_an_asset_is_never_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "LARGE", 10)
    monkeypatch.setattr(tree, "NOT_AN_ASSET", 30)

    def other_disk(source, target):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(tree.os, "link", other_disk)
    put(tmp_path / "site", {"data.tar": "x" * 40, "film.mp4": "x" * 20})
    copy = copy_project(tmp_path / "site", tmp_path / "work", journal=False)
    assert (copy / "data.tar").is_symlink() and not (copy / "film.mp4").is_symlink()


def test_the_surroundings_in_a_workspace_resolve_as_they_do_there(tmp_path):
    repository = tmp_path / "repo"
    put(
        repository,
        {
            "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
            "packages/money/index.ts": "export {}",
            "node_modules/left/index.js": "x",
            "apps/site/index.html": "x",
            "apps/other/readme": "x",
        },
    )
    copy = copy_project(repository / "apps/site", tmp_path / "work", journal=False)
    assert (copy / "../../packages/money/index.ts").read_text() == "export {}"
    assert (copy / "../../node_modules/left/index.js").exists()
    assert (copy / "../other/readme").exists()
    assert copy.parent.name == "apps" and not copy.is_symlink()


def test_links_inside_the_project_lead_to_the_copy_and_others_to_the_original(tmp_path):
    root = tmp_path / "site"
    put(root, {"shared/a.txt": "a"})
    put(tmp_path, {"outside.txt": "o"})
    (root / "inside").symlink_to("shared/a.txt")
    (root / "outside").symlink_to(tmp_path / "outside.txt")
    (root / "broken").symlink_to("nowhere")
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert (copy / "inside").resolve() == (copy / "shared/a.txt").resolve()
    assert (copy / "outside").read_text() == "o"
    assert (copy / "broken").is_symlink()


def test_git_is_a_stand_in(tmp_path):
    root = tmp_path / "site"
    put(root, {".git/HEAD": "ref: refs/heads/secret-branch", ".git/objects/aa/bb": "x", "a": "x"})
    copy = copy_project(root, tmp_path / "work", journal=False)
    assert {each.name for each in (copy / ".git").iterdir()} == {"HEAD", "config"}


def test_what_may_not_be_read_is_left_out_and_told(tmp_path, monkeypatch):
    put(tmp_path / "site", {"a.txt": "a", "locked/b.txt": "b", "secret.db": "c"})
    scan, copy2 = tree.os.scandir, tree.shutil.copy2

    def scandir(path):
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    def copying(source, target):
        if str(source).endswith(".db"):
            raise PermissionError(13, "Permission denied", str(source))
        return copy2(source, target)

    monkeypatch.setattr(tree.os, "scandir", scandir)
    monkeypatch.setattr(tree.shutil, "copy2", copying)
    skipped: list[str] = []
    copy = copy_project(tmp_path / "site", tmp_path / "work", journal=False, skipped=skipped)
    monkeypatch.undo()
    assert skipped == ["locked", "secret.db"]
    assert set(content(copy)) == {"a.txt"}


def test_deep_trees_are_copied_without_recursion(tmp_path, monkeypatch):
    deep = tmp_path / "site" / "/".join("d" * 150)
    deep.mkdir(parents=True)
    (deep / "leaf.txt").write_text("leaf")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        copied = copy_project(tmp_path / "site", tmp_path / "work", journal=False)
    finally:
        sys.setrecursionlimit(limit)
    assert (copied / deep.relative_to(tmp_path / "site") / "leaf.txt").read_text() == "leaf"


def test_copying_can_be_stopped(tmp_path):
    stop = threading.Event()
    stop.set()
    put(tmp_path / "site", {"a": "x"})
    with pytest.raises(StoppedError):
        copy_project(tmp_path / "site", tmp_path / "work", journal=False, stop=stop)


def test_a_file_that_cannot_be_copied_is_named(tmp_path, monkeypatch):
    put(tmp_path / "site", {"a.txt": "x"})

    def fail(source, target):
        raise OSError(28, "No space left on device", str(source))

    monkeypatch.setattr(tree.shutil, "copy2", fail)
    with pytest.raises(InputError) as caught:
        copy_project(tmp_path / "site", tmp_path / "work", journal=False)
    assert caught.value.code == "copy-failed" and "No space left" in caught.value.message
    assert caught.value.where and caught.value.where.endswith("a.txt")
