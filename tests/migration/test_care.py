"""Git before a migration: what it could give back, branches, and bad moments."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.migration.test_applying import plan_of, project_at
from tests.migration.trees import tree

from edgewise.errors import EdgewiseError, Refused
from edgewise.migration import Precautions, apply, precautions, undo
from edgewise.migration.care import new_branch, warnings
from edgewise.migration.model import FileEdit

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who commits, and nobody's own configuration."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "somebody@example.com")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str, ok: bool = True) -> str:
    options = ("-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *options, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not ok, done.stderr
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "First")
    return folder


def edit(root: Path, *paths: str) -> tuple[FileEdit, ...]:
    return tuple(FileEdit(path, (root / path).read_bytes(), b"migrated") for path in paths)


def found(root: Path, *paths: str) -> Precautions:
    return precautions(root, plan_of(*edit(root, *paths), FileEdit("new", None, b"new")))


def test_a_clean_repository_needs_nothing(write: Write) -> None:
    root = repository(write({"a": "1", "b": "1"}))
    (root / "b").write_text("edited, and not part of the plan")
    assert found(root, "a") == Precautions(branch="main")
    assert warnings(found(root, "a")) == []


def test_what_git_could_not_give_back(write: Write) -> None:
    root = repository(write({"a": "1", "staged": "1", "both": "1", "clean": "1", ".gitignore": "ignored\n"}))
    for name in ("a", "staged", "both"):
        (root / name).write_text("2")
    git(root, "add", "staged", "both")
    (root / "both").write_text("3")
    (root / "untracked").write_text("1")
    (root / "ignored").write_text("1")
    care = found(root, "a", "staged", "both", "clean", "untracked", "ignored")
    assert care.unsaved == ("a", "staged", "both", "untracked", "ignored")
    assert care.uncommitted == ("a", "staged", "both")
    assert warnings(care) == [
        "Not committed, and about to change: a, staged, both.",
        "Not in git, and about to change: untracked, ignored.",
    ]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_git_was_told_not_to_look_at(write: Write, flag: str) -> None:
    root = repository(write({"a": "1"}))
    git(root, "update-index", flag, "a")
    (root / "a").write_text("2")
    assert found(root, "a").unsaved == ("a",)


def test_names_are_names(write: Write) -> None:
    names = ("*", ":(top)x", "spa ce", "ü", "-n", 'quo"te', "li\nne")
    root = repository(write(dict.fromkeys(names, "1")))
    assert found(root, *names).unsaved == ()
    (root / "ü").write_text("2")
    (root / "li\nne").write_text("2")
    assert found(root, *names).unsaved == ("ü", "li\nne")


def test_a_project_below_the_top_and_files_beside_it(write: Write) -> None:
    top = repository(write({"apps/web/a": "1", "dist/b": "1", "dist/c": "1"}))
    root = top / "apps/web"
    (top / "dist/b").write_text("2")
    assert found(root, "a", "../../dist/b", "../../dist/c").unsaved == ("../../dist/b",)


def test_a_link_is_looked_through(write: Write) -> None:
    root = write({"shared": "1"})
    (root / "a").symlink_to("shared")
    repository(root)
    assert found(root, "a").unsaved == ()
    (root / "shared").write_text("2")
    assert found(root, "a").unsaved == ("a",)


def test_without_a_commit_nothing_is_saved(write: Write) -> None:
    root = write({"a": "1"})
    git(root, "init", "-q")
    git(root, "add", "a")
    assert found(root, "a").unsaved == ("a",)
    assert found(root, "a").branch == "main"


def test_a_detached_head(write: Write) -> None:
    root = repository(write({"a": "1"}))
    git(root, "checkout", "-q", "--detach")
    assert found(root, "a") == Precautions()


def test_without_a_repository(write: Write) -> None:
    root = write({"a": "1"})
    care = found(root, "a")
    assert care == Precautions(("a",), git="this folder is in no repository")
    assert warnings(care) == ["Git cannot help here: this folder is in no repository."]


def test_without_git(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = repository(write({"a": "1"}))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(root, "a") == Precautions(("a",), git="git is not installed")


def test_a_repository_without_a_work_tree(write: Write) -> None:
    root = write({"bare/keep": "1"})
    git(root, "init", "-q", "--bare", "bare")
    (root / "bare/a").write_text("1")
    care = found(root / "bare", "a")
    assert care == Precautions(("a",), git="this folder is in a repository without a work tree")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_repository_of_another_user(write: Write) -> None:
    root = repository(write({"a": "1"}))
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    care = found(root, "a")
    assert care.unsaved == ("a",)
    assert care.git is not None
    assert "safe.directory" in care.git


def test_a_damaged_repository(write: Write) -> None:
    root = repository(write({"a": "1"}))
    (root / ".git/index").write_bytes(b"rubbish")
    care = found(root, "a")
    assert care.unsaved == ("a",)
    assert care.git is not None
    assert care.git.startswith("it says ")


def test_a_work_tree_of_its_own(write: Write, tmp_path: Path) -> None:
    repository(write({"a": "1"}))
    git(tmp_path / "project", "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    root = tmp_path / "side"
    assert found(root, "a") == Precautions(branch="side")
    new_branch(root, "moving", found(root, "a"))
    assert git(root, "branch", "--show-current") == "moving"
    assert git(tmp_path / "project", "branch", "--show-current") == "main"


def test_a_submodule_with_the_output(write: Write, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "_headers").write_text("1")
    repository(library)
    root = write({"a": "1"})
    git(root, "init", "-q")
    git(root, "submodule", "--quiet", "add", str(library), "public")
    repository(root)
    care = found(root, "a", "public/_headers")
    assert "public/_headers" in care.unsaved, "the repository of the project does not know it"
    assert found(root / "public", "_headers").unsaved == (), "its own does"


@pytest.mark.parametrize(
    ("command", "what"),
    [("merge", "a merge"), ("rebase", "a rebase"), ("cherry-pick", "a cherry-pick"), ("revert", "a revert")],
)
def test_in_the_middle_of_something(write: Write, command: str, what: str) -> None:
    root = repository(write({"a": "1", "b": "1"}))
    for branch, text in (("main", "2"), ("side", "3")):
        if branch == "side":
            git(root, "checkout", "-q", "-b", "side", "main~1")
        (root / "a").write_text(text)
        git(root, "commit", "-q", "-am", branch)
    git(root, command, "main", ok=False)
    before = tree(root)
    with pytest.raises(Refused) as caught:
        found(root, "b")
    assert caught.value.code == "git-busy"
    assert what in caught.value.message
    assert "--abort" in (caught.value.fix or "")
    assert tree(root) == before


def test_a_bisection(write: Write) -> None:
    root = repository(write({"a": "1"}))
    git(root, "bisect", "start")
    with pytest.raises(Refused, match="bisection"):
        found(root, "a")


def test_conflicts_of_a_stash(write: Write) -> None:
    root = repository(write({"a": "1", "b": "1"}))
    (root / "a").write_text("2")
    git(root, "stash", "-q")
    (root / "a").write_text("3")
    git(root, "commit", "-q", "-am", "Other")
    git(root, "stash", "pop", ok=False)
    assert found(root, "b").unsaved == (), "a conflict elsewhere is no matter"
    with pytest.raises(Refused) as caught:
        found(root, "a")
    assert (caught.value.code, caught.value.where) == ("git-busy", "a")


HOOKS = ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman")


def test_a_branch_is_made_and_nothing_else_happens(write: Write, tmp_path: Path) -> None:
    root = repository(write({"a": "1", "b": "1"}))
    (root / "a").write_text("not committed")
    (root / "b").write_text("staged")
    git(root, "add", "b")
    git(root, "config", "branch.autoSetupMerge", "always")
    git(root, "config", "core.fsmonitor", ".git/hooks/fsmonitor-watchman")
    for hook in HOOKS:
        path = root / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(tmp_path))}/ran-$(basename $0)\n")
        path.chmod(0o755)
    files = {name: each for name, each in tree(root).items() if not name.startswith(".git/")}
    index = (root / ".git/index").read_bytes()
    care = found(root, "a", "b")
    new_branch(root, "pages-to-workers", care)
    assert not list(tmp_path.glob("ran-*")), "no hook ran"
    assert {name: each for name, each in tree(root).items() if not name.startswith(".git/")} == files
    assert (root / ".git/index").read_bytes() == index
    (root / ".git/hooks").rename(root / ".git/hooks-off")
    git(root, "config", "core.fsmonitor", "false")
    assert git(root, "branch", "--show-current") == "pages-to-workers"
    assert git(root, "rev-parse", "main") == git(root, "rev-parse", "pages-to-workers")
    assert git(root, "status", "--porcelain") == "M a\nM  b"
    assert git(root, "config", "--get", "branch.pages-to-workers.merge", ok=False) == ""


def test_a_branch_without_a_commit(write: Write) -> None:
    root = write({"a": "1"})
    git(root, "init", "-q")
    new_branch(root, "moving", found(root, "a"))
    assert git(root, "branch", "--show-current") == "moving"


def test_the_branch_that_is_checked_out_is_taken_as_it_is(write: Write) -> None:
    root = repository(write({"a": "1"}))
    new_branch(root, "main", found(root, "a"))
    assert git(root, "branch", "--show-current") == "main"


@pytest.mark.parametrize(
    ("name", "code"),
    [("taken", "branch-exists"), ("taken/below", "branch-failed"), ("-x", "branch-name"), ("a..b", "branch-name"),
     ("", "branch-name"), ("a b", "branch-name"), ("@{-1}", "branch-name"), ("x.lock", "branch-name")],
)  # fmt: skip
def test_branches_that_cannot_be_made(write: Write, name: str, code: str) -> None:
    root = repository(write({"a": "1"}))
    git(root, "branch", "taken")
    with pytest.raises(Refused) as caught:
        new_branch(root, name, found(root, "a"))
    assert caught.value.code == code
    assert caught.value.fix
    assert git(root, "branch", "--show-current") == "main"


def test_no_branch_without_a_repository(write: Write) -> None:
    root = write({"a": "1"})
    with pytest.raises(Refused) as caught:
        new_branch(root, "x", found(root, "a"))
    assert caught.value.code == "branch-impossible"


def test_variables_of_a_hook_do_not_lead_elsewhere(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(write({"a": "1"}))
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x").touch()
    repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    assert found(root, "a") == Precautions(branch="main")


def test_copies_are_made_of_what_git_does_not_have(write: Write) -> None:
    top = write({"apps/web/a": "1", "apps/web/sub/b": "1", "apps/web/c": "1", "dist/d": "1", ".gitignore": "dist\n"})
    root = repository(top) / "apps/web"
    (root / "a").write_text("not committed")
    (root / "a").chmod(0o755)
    (root / "sub/b").write_text("not committed")
    before = tree(top)
    paths = ("a", "sub/b", "c", "../../dist/d")
    plan = plan_of(*edit(root, *paths), FileEdit("new", None, b"new"))
    applied = apply(project_at(root), plan, care=precautions(root, plan))
    assert applied.backup is not None
    assert applied.backup.files == ("a", "sub/b", "../../dist/d")
    assert applied.backup.restore == ("cp -Rp .edgewise/backup/here/. .", "cp -Rp .edgewise/backup/up-2/. ../..")
    assert (root / ".edgewise/backup/here/a").read_text() == "not committed"
    by_hand = {name: each for name, each in before.items() if name != "apps/web/c"}
    for command in applied.backup.restore:
        subprocess.run(["sh", "-ec", command], cwd=root, check=True)
    after = tree(top)
    assert {name: after[name] for name in by_hand} == by_hand
    assert undo(root).conflicts == []
    assert tree(top) == before


def test_the_branch_is_made_only_when_all_may_be_written(write: Write) -> None:
    root = repository(write({"a": "1"}))
    plan = plan_of(*edit(root, "a"))
    care = precautions(root, plan)
    (root / "a").write_text("changed meanwhile")
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan, care=care, branch="moving")
    assert caught.value.code == "file-changed"
    assert git(root, "branch", "--show-current") == "main"


def test_a_full_disk_while_copying(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"a": "1"})
    plan = plan_of(*edit(root, "a"))
    care = precautions(root, plan)
    real = os.rename

    def refuse(source: str, target: str, **folders: int) -> None:
        if source == "incoming":
            raise OSError(28, "No space left on device")
        real(source, target, **folders)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(EdgewiseError) as caught:
        apply(project_at(root), plan, care=care)
    assert caught.value.code == "backup-failed"
    assert (root / "a").read_text() == "1"
