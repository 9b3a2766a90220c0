"""Undoing after people have gone on working: three versions of each file, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.migration.test_applying import migrate, plan_of, project_at
from tests.migration.trees import tree

from edgewise.errors import EdgewiseError, Refused
from edgewise.migration import Undone, apply, resume, status, undo
from edgewise.migration.journal import Journal, journal_path, read_journal
from edgewise.migration.locking import locked, unchanging
from edgewise.migration.model import FileEdit

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]

BEFORE, AFTER = "one\ntwo\nthree\nfour\nfive\n", "one\nTWO\nthree\nfour\nfive\n"
OTHERWISE = "one\nTWO\nthree\nfour\nfive, and mine\n"
SAME_LINE = "one\nTWO, and mine\nthree\nfour\nfive\n"


@pytest.fixture
def root(write: Write) -> Path:
    """A project whose file ``a`` is migrated."""
    made = write({"a": BEFORE})
    apply(project_at(made), plan_of(FileEdit("a", BEFORE.encode(), AFTER.encode())))
    return made


def test_edits_in_other_places_stay(root: Path) -> None:
    (root / "a").write_text(OTHERWISE)
    (root / "a").chmod(0o600)
    assert undo(root) == Undone(merged=["a"])
    assert (root / "a").read_text() == BEFORE.replace("five", "five, and mine")
    assert (root / "a").stat().st_mode & 0o777 == 0o600, "the user's own permissions"
    assert (root / ".edgewise/yours/a").read_text() == OTHERWISE
    assert (root / ".edgewise/originals/a").read_text() == BEFORE
    assert status(root) is None
    with pytest.raises(Refused) as caught:
        undo(root)
    assert caught.value.code == "nothing-to-undo"


def test_edits_in_the_same_place_are_never_touched(root: Path) -> None:
    (root / "a").write_text(SAME_LINE)
    for _ in range(2):
        found = undo(root)
        assert (found.conflicts, found.restored, found.merged, found.kept) == (["a"], [], [], [])
        assert found.details == {"a": "It is edited since in the same lines; .edgewise/conflicts/a marks them."}
        assert (root / "a").read_text() == SAME_LINE
        assert (root / ".edgewise/originals/a").read_text() == BEFORE
        assert (root / ".edgewise/conflicts/a").read_text() == (
            "one\n<<<<<<< as it is now\nTWO, and mine\n||||||| as the migration wrote it\nTWO\n=======\ntwo\n"
            ">>>>>>> before the migration\nthree\nfour\nfive\n"
        )
        assert status(root) == "interrupted"


def test_a_conflict_is_settled_by_the_original(root: Path) -> None:
    (root / "a").write_text(SAME_LINE)
    undo(root)
    shutil.copy(root / ".edgewise/originals/a", root / "a")
    assert undo(root) == Undone(restored=["a"])
    assert set(tree(root)) == {"a"}


def test_a_conflict_is_settled_by_keeping(root: Path) -> None:
    (root / "a").write_text(SAME_LINE)
    found = undo(root, keep_mine=True)
    assert (found.kept, found.conflicts) == (["a"], [])
    assert found.details == {"a": "It is edited since; the original is .edgewise/originals/a."}
    assert (root / "a").read_text() == SAME_LINE
    assert (root / ".edgewise/originals/a").read_text() == BEFORE, "still there to be looked up"
    assert not (root / ".edgewise/conflicts").exists()
    assert status(root) is None
    with pytest.raises(Refused):
        undo(root)


def test_copies_of_an_earlier_migration_are_not_replaced(root: Path) -> None:
    (root / "a").write_text(SAME_LINE)
    undo(root, keep_mine=True)
    apply(project_at(root), plan_of(FileEdit("a", SAME_LINE.encode(), b"x")))
    undo(root)
    assert (root / "a").read_text() == SAME_LINE
    assert (root / ".edgewise/earlier/1/originals/a").read_text() == BEFORE


def test_what_was_restored_may_be_edited_before_the_undo_is_finished(write: Write) -> None:
    root = write({"a": BEFORE, "b": "1"})
    apply(project_at(root), plan_of(FileEdit("a", BEFORE.encode(), AFTER.encode()), FileEdit("b", b"1", b"2")))
    (root / "a").write_text(SAME_LINE)
    assert undo(root).restored == ["b"]
    (root / "b").write_text("mine")
    (root / "a").write_text(BEFORE)
    assert undo(root) == Undone(restored=["a"], kept=["b"])
    assert (root / "b").read_text() == "mine"


def test_binary_files_are_not_merged(write: Write) -> None:
    root = write({"a": b"\0one"})
    apply(project_at(root), plan_of(FileEdit("a", b"\0one", b"\0two")))
    (root / "a").write_bytes(b"\0three")
    assert undo(root).details == {"a": "It is edited since, and it is no text that could be merged."}
    assert not (root / ".edgewise/conflicts").exists()
    assert (root / ".edgewise/originals/a").read_bytes() == b"\0one"


def test_a_file_that_the_migration_made_and_the_user_edited(write: Write) -> None:
    root = write({"keep": ""})
    apply(project_at(root), plan_of(FileEdit("new/a", None, b"1")))
    (root / "new/a").write_text("mine")
    assert undo(root).conflicts == ["new/a"]
    assert (root / "new/a").read_text() == "mine"
    (root / "new/a").unlink()
    assert undo(root) == Undone(restored=["new/a"])
    assert set(tree(root)) == {"keep"}


def test_a_file_that_the_migration_deleted_and_the_user_wrote_anew(write: Write) -> None:
    root = write({"a": "1"})
    apply(project_at(root), plan_of(FileEdit("a", b"1", None)))
    (root / "a").write_text("mine")
    assert undo(root).conflicts == ["a"]
    assert (root / "a").read_text() == "mine"
    assert (root / ".edgewise/originals/a").read_text() == "1"


def test_a_renamed_file_comes_back_and_its_new_name_stays(root: Path) -> None:
    (root / "a").rename(root / "b")
    found = undo(root)
    assert found.restored == ["a"]
    assert "deleted or renamed" in found.details["a"]
    assert (root / "a").read_text() == BEFORE
    assert (root / "b").read_text() == AFTER


def test_new_files_in_a_folder_that_the_migration_made(write: Write) -> None:
    root = write({})
    apply(project_at(root), plan_of(FileEdit("new/deep/a", None, b"1")))
    (root / "new/mine").write_text("mine")
    found = undo(root)
    assert (found.restored, found.kept, found.conflicts) == (["new/deep/a"], ["new/"], [])
    assert set(tree(root)) == {"new", "new/mine"}
    assert status(root) is None


@pytest.mark.parametrize("content", [AFTER, "elsewhere"])
def test_a_file_that_became_a_link(root: Path, tmp_path: Path, content: str) -> None:
    outside = tmp_path / "outside"
    outside.write_text(content)
    (root / "a").unlink()
    (root / "a").symlink_to(outside)
    assert undo(root).details == {"a": "It is a symbolic link now."}
    assert (root / "a").is_symlink()
    assert outside.read_text() == content
    assert (root / ".edgewise/originals/a").read_text() == BEFORE


def test_a_folder_that_became_a_link(write: Write, tmp_path: Path) -> None:
    root = write({"folder/a": BEFORE})
    apply(project_at(root), plan_of(FileEdit("folder/a", BEFORE.encode(), AFTER.encode())))
    (root / "folder").rename(tmp_path / "moved")
    (root / "folder").symlink_to(tmp_path / "moved")
    assert undo(root).conflicts == ["folder/a"]
    assert (tmp_path / "moved/a").read_text() == AFTER


def test_a_file_that_became_a_folder_or_a_pipe(write: Write) -> None:
    root = write({"a": "1", "b": "1"})
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2"), FileEdit("b", b"1", b"2")))
    (root / "a").unlink()
    (root / "a").mkdir()
    (root / "b").unlink()
    os.mkfifo(root / "b")
    assert undo(root).conflicts == ["b", "a"]


def test_copies_never_go_through_links(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / ".edgewise/originals").symlink_to(outside)
    (root / ".edgewise/conflicts").symlink_to(outside)
    (root / "a").write_text(SAME_LINE)
    with pytest.raises(EdgewiseError) as caught:
        undo(root)
    assert caught.value.code == "undo-failed"
    assert list(outside.iterdir()) == []


def test_linked_copies_are_dropped_without_a_look(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("x")
    for kind in ("originals", "conflicts", "backup"):
        (root / ".edgewise" / kind).symlink_to(outside)
    assert undo(root) == Undone(restored=["a"])
    assert (outside / "mine").read_text() == "x"
    assert set(tree(root)) == {"a"}


@pytest.mark.parametrize("name", ["journal.jsonl", "lock", ".gitignore"])
def test_a_foreign_folder_with_links_leads_nowhere(write: Write, tmp_path: Path, name: str) -> None:
    root = write({"a": "1", ".edgewise/x": ""})
    (root / ".edgewise" / name).symlink_to(tmp_path / "outside")
    try:
        apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
        undo(root)
    except EdgewiseError:
        pass
    assert (root / "a").read_text() == "1"
    assert not (tmp_path / "outside").exists()


def test_the_way_back_works_from_another_place(root: Path, tmp_path: Path) -> None:
    moved = tmp_path / "another/computer"
    shutil.copytree(root, moved)
    shutil.rmtree(root)
    assert undo(moved) == Undone(restored=["a"])
    assert {name: each[1] for name, each in tree(moved).items()} == {"a": BEFORE.encode()}


DYING = """
import os, signal, sys
from pathlib import Path
from edgewise.migration import undo
from edgewise.migration.journal import Journal
append, count = Journal.append, 0
def dying(self, kind, **fields):
    global count
    count += 1
    if count == int(sys.argv[2]) and sys.argv[3] == "before": os.kill(os.getpid(), signal.SIGKILL)
    append(self, kind, **fields)
    if count == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)
Journal.append = dying
undo(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("record", [1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_merging(root: Path, record: int, when: str) -> None:
    (root / "a").write_text(OTHERWISE)
    done = subprocess.run([sys.executable, "-c", DYING, str(root), str(record), when], check=False)
    assert done.returncode == -signal.SIGKILL
    found = undo(root)
    assert found.merged == ["a"]
    assert (root / "a").read_text() == BEFORE.replace("five", "five, and mine")
    assert (root / ".edgewise/yours/a").read_text() == OTHERWISE
    assert status(root) is None


def test_a_program_that_writes_at_the_same_moment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a").write_text(OTHERWISE)
    append = Journal.append

    def write_meanwhile(journal: Journal, record: str, **fields: object) -> None:
        append(journal, record, **fields)
        if record == "merge":
            (root / "a").write_text("just now")

    monkeypatch.setattr(Journal, "append", write_meanwhile)
    with pytest.raises(EdgewiseError) as caught:
        undo(root)
    assert caught.value.code == "file-changed"
    assert (root / "a").read_text() == "just now"


def test_an_undo_that_cannot_write_is_run_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.rename

    def refuse(source: str, target: str, **folders: int) -> None:
        if target == "a":
            raise OSError(28, "No space left on device")
        real(source, target, **folders)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(EdgewiseError) as caught:
        undo(root)
    assert (caught.value.code, caught.value.where) == ("undo-failed", "a")
    monkeypatch.undo()
    assert undo(root).restored == ["a"]


def test_the_real_plan_with_work_done_on_top(sample: Sample) -> None:
    root = sample("functions-blog")
    before = tree(root)
    migrate(root)
    package = (root / "package.json").read_text()
    (root / "package.json").write_text(package.replace("{\n", '{\n  "description": "mine",\n', 1))
    found = undo(root)
    assert found.merged == ["package.json"]
    assert found.conflicts == []
    original = before["package.json"][1]
    assert isinstance(original, bytes)
    assert (root / "package.json").read_text() == original.decode().replace("{\n", '{\n  "description": "mine",\n', 1)


LINE = st.sampled_from(["a\n", "b\n", "c\n", "d\n"])
TEXT = st.lists(LINE, max_size=6).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.none() | TEXT, st.none() | TEXT, st.none() | TEXT)
def test_no_version_of_the_user_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory, before: str | None, after: str | None, now: str | None
) -> None:
    """Whatever the three versions are: the user's is where it was, or laid aside, or was never edited."""
    if before == after:
        return
    root = tmp_path_factory.mktemp("project")
    path = root / "a"
    if before is not None:
        path.write_text(before)
    edit = FileEdit("a", *(None if each is None else each.encode() for each in (before, after)))
    apply(project_at(root), plan_of(edit))
    path.unlink(missing_ok=True)
    if now is not None:
        path.write_text(now)
    found = undo(root)
    stands = path.read_text() if path.exists() else None
    if found.restored:
        assert stands == before
        assert now in (before, after, None)
    elif found.merged:
        assert (root / ".edgewise/yours/a").read_text() == now
    else:
        assert found.conflicts == ["a"]
        assert stands == now
        assert before is None or (root / ".edgewise/originals/a").read_text() == before


def test_while_a_proof_copies_the_files_nothing_is_undone(root: Path) -> None:
    with unchanging(root), unchanging(root):
        with pytest.raises(Refused) as caught:
            undo(root)
        assert caught.value.code == "busy"
        assert (root / "a").read_text() == AFTER
    assert undo(root).restored == ["a"]


def test_while_an_undo_is_at_work_no_proof_copies(root: Path) -> None:
    with locked(root), pytest.raises(Refused) as caught, unchanging(root):
        pass
    assert caught.value.code == "busy"


def test_holding_still_writes_nothing(write: Write) -> None:
    root = write({"a": "1"})
    with unchanging(root):
        assert set(tree(root)) == {"a"}


def test_resuming_leaves_a_link_alone(write: Write, tmp_path: Path) -> None:
    root = write({"a": "1"})
    (tmp_path / "outside").write_text("1")
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    lines = journal_path(root).read_bytes().splitlines(keepends=True)
    journal_path(root).write_bytes(lines[0])
    (root / "a").unlink()
    (root / "a").symlink_to(tmp_path / "outside")
    with pytest.raises(Refused) as caught:
        resume(root)
    assert caught.value.code == "file-changed"
    assert (tmp_path / "outside").read_text() == "1"
    recorded = read_journal(root)
    assert recorded is not None
    assert not recorded.ended
