"""Applying and undoing: exact, refusing, and never outside the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import PROJECTS
from tests.migration.trees import tree

from edgewise.errors import EdgewiseError, InputError, Refused
from edgewise.migration import Applied, Choices, Precautions, apply, assess, make_plan, originals, resume, status, undo
from edgewise.migration.journal import Journal, journal_path, read_journal
from edgewise.migration.locking import locked
from edgewise.migration.model import FileEdit, Plan, Step
from edgewise.project import discover
from edgewise.project.model import Kind, Origin, PagesProject, Value

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
IDIOMATIC = Choices(mode="idiomatic")
NAMES = PROJECTS


def project_at(root: Path) -> PagesProject:
    return PagesProject(root=root, name=Value("x", Origin.OPTION), output=None, kind=Kind.STATIC)


def plan_of(*edits: FileEdit) -> Plan:
    return Plan((Step("one", "One", "Because.", tuple(edits)),))


def migrate(root: Path) -> Applied:
    project = discover(root)
    return apply(project, make_plan(project, assess(project, IDIOMATIC), IDIOMATIC))


@pytest.mark.parametrize("name", NAMES)
def test_undo_restores_every_byte(sample: Sample, name: str) -> None:
    root = sample(name)
    (root / "README.md").chmod(0o600)
    if (root / "package.json").exists():
        (root / "package.json").chmod(0o755)
    before = tree(root)
    project = discover(root)
    plan = make_plan(project, assess(project))
    applied = apply(project, plan)
    assert applied.applied == [step.id for step in plan.steps]
    assert applied.journal == root / ".edgewise/journal.jsonl"
    assert (root / applied.config).exists()
    assert status(root) == "applied"
    for edit in plan.edits:
        path = root / edit.path
        assert (path.read_bytes() if path.exists() else None) == edit.after
    assert tree(root)["README.md"][0] == before["README.md"][0]
    undone = undo(root)
    assert sorted(undone.restored) == sorted(edit.path for edit in plan.edits)
    assert undone.conflicts == []
    assert tree(root) == before
    assert status(root) is None


def test_originals_are_what_was_there(sample: Sample) -> None:
    root = sample("functions-blog")
    assert originals(root) == {}
    config = (root / "wrangler.toml").read_bytes()
    migrate(root)
    before = originals(root)
    assert before["wrangler.toml"] == config
    assert before["public/.assetsignore"] is None


def test_the_journal_hides_itself_and_holds_no_secrets(sample: Sample) -> None:
    root = sample("root-output")
    (root / ".dev.vars").write_text('TOKEN="s3cr3t"\n')
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    migrate(root)
    listed = subprocess.run(["git", "status", "--porcelain", "-uall"], cwd=root, check=True, capture_output=True)
    assert b".edgewise" not in listed.stdout
    data = journal_path(root).read_bytes()
    assert b"s3cr3t" not in data
    assert b"czNjcjN0" not in data, "nor in base64"
    assert journal_path(root).stat().st_mode & 0o077 == 0


def test_progress_is_told(sample: Sample) -> None:
    root = sample("static-404")
    project = discover(root)
    told: list[tuple[int, int, str]] = []
    apply(project, make_plan(project, assess(project, IDIOMATIC), IDIOMATIC), lambda *each: told.append(each))
    assert told == [(1, 3, "wrangler.toml"), (2, 3, "public/_headers"), (3, 3, "public/.assetsignore")]


def test_a_second_apply_is_refused(sample: Sample) -> None:
    root = sample("static-404")
    project = discover(root)
    plan = make_plan(project, assess(project, IDIOMATIC), IDIOMATIC)
    apply(project, plan)
    before = tree(root)
    with pytest.raises(Refused) as caught:
        apply(project, plan)
    assert caught.value.code == "already-applied"
    with pytest.raises(Refused):
        resume(root)
    assert tree(root) == before


def test_a_file_that_changed_since_planning_stops_everything(sample: Sample) -> None:
    root = sample("functions-blog")
    project = discover(root)
    plan = make_plan(project, assess(project, IDIOMATIC), IDIOMATIC)
    (root / "package.json").write_text("{}")
    before = tree(root)
    with pytest.raises(Refused) as caught:
        apply(project, plan)
    assert (caught.value.code, caught.value.where) == ("file-changed", "package.json")
    assert tree(root) == before, "not even an empty folder is left"


def test_a_file_that_appeared_since_planning_stops_everything(sample: Sample) -> None:
    root = sample("static-404")
    project = discover(root)
    plan = make_plan(project, assess(project, IDIOMATIC), IDIOMATIC)
    (root / "public/_headers").symlink_to("nowhere")
    with pytest.raises(Refused):
        apply(project, plan)


@pytest.mark.parametrize(
    "path", ["../escaped", "/etc/escaped", "out/escaped", ".edgewise/x", "a/../../escaped", "file/x"]
)
def test_nothing_is_written_outside_the_project(write: Write, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = write({"file": "x"})
    (root / "out").symlink_to(outside)
    before = tree(tmp_path)
    with pytest.raises(EdgewiseError):
        apply(project_at(root), plan_of(FileEdit(path, None, b"x")))
    after = {name: each for name, each in tree(tmp_path).items() if ".edgewise" not in name}
    assert after == before


def monorepo(write: Write) -> Path:
    """A project in a repository whose output lies beside it."""
    top = write({"dist/web/index.html": "<p>", "apps/web/package.json": "{}", ".git/HEAD": "ref: refs/heads/main\n"})
    return top / "apps/web"


def test_files_beside_the_project_but_in_the_repository(write: Write) -> None:
    root = monorepo(write)
    top = root.parent.parent
    before = tree(top)
    plan = plan_of(FileEdit("../../dist/web/_headers", None, b"/*"), FileEdit("../../dist/more/x", None, b"x"))
    apply(project_at(root), plan)
    assert (top / "dist/web/_headers").read_bytes() == b"/*"
    assert originals(root) == {"../../dist/web/_headers": None, "../../dist/more/x": None}
    assert undo(root).conflicts == []
    assert tree(top) == before


@pytest.mark.parametrize(
    "path",
    ["../../../escaped", "../../.git/hooks/post-checkout", "../../.GIT/x", "../../dist/../x", "../..", "out/x", "a/./b",
     ".dev.vars", "../../.env.production", "../../link/x"],
)  # fmt: skip
def test_the_repository_is_the_boundary(write: Write, tmp_path: Path, path: str) -> None:
    root = monorepo(write)
    (root / "out").symlink_to("../../dist")
    (tmp_path / "elsewhere").mkdir()
    (root.parent.parent / "link").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan_of(FileEdit(path, None, b"x")))
    assert caught.value.code in ("outside-project", "secret-file")
    assert tree(tmp_path) == before


def test_a_journal_from_elsewhere_cannot_reach_further(write: Write, tmp_path: Path) -> None:
    root = monorepo(write)
    apply(project_at(root), plan_of(FileEdit("../../dist/web/index.html", b"<p>", b"<q>")))
    alone = tmp_path / "alone/apps/web"
    shutil.copytree(root, alone)
    (tmp_path / "alone/dist/web").mkdir(parents=True)
    (tmp_path / "alone/dist/web/index.html").write_bytes(b"<q>")
    with pytest.raises(Refused) as caught:
        undo(alone)
    assert caught.value.code == "outside-project"
    assert (tmp_path / "alone/dist/web/index.html").read_bytes() == b"<q>"


def test_a_read_only_file_stops_everything(write: Write) -> None:
    root = write({"a": "1", "b": "1"})
    (root / "b").chmod(0o444)
    before = tree(root)
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan_of(FileEdit("a", b"1", b"2"), FileEdit("b", b"1", b"2")))
    assert (caught.value.code, caught.value.where) == ("file-read-only", "b")
    assert tree(root) == before


def test_a_link_to_a_file_outside_is_refused(write: Write, tmp_path: Path) -> None:
    outside = tmp_path / "shared.toml"
    outside.write_text("secret")
    root = write({})
    (root / "wrangler.toml").symlink_to(outside)
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan_of(FileEdit("wrangler.toml", b"secret", b"x")))
    assert caught.value.code == "outside-project"
    assert outside.read_text() == "secret"


def test_a_link_inside_the_project_stays_a_link(write: Write) -> None:
    root = write({"shared/headers": "old"})
    (root / "_headers").symlink_to("shared/headers")
    before = tree(root)
    apply(project_at(root), plan_of(FileEdit("_headers", b"old", b"new")))
    assert (root / "_headers").is_symlink()
    assert (root / "shared/headers").read_bytes() == b"new"
    undo(root)
    assert tree(root) == before


def test_a_linked_edgewise_folder_is_refused(write: Write, tmp_path: Path) -> None:
    root = write({})
    (tmp_path / "elsewhere").mkdir()
    (root / ".edgewise").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan_of(FileEdit("a", None, b"x")))
    assert caught.value.code == "outside-project"


def test_folders_that_were_made_go_away_again(write: Write) -> None:
    root = write({"keep/x": "1"})
    before = tree(root)
    edits = (FileEdit("new/deep/a", None, b"1"), FileEdit("new/b", None, b"2"), FileEdit("keep/x", b"1", None))
    apply(project_at(root), plan_of(*edits))
    assert (root / "new/deep/a").read_bytes() == b"1"
    assert not (root / "keep/x").exists()
    undo(root)
    assert tree(root) == before


def test_a_folder_in_which_somebody_put_something_stays(write: Write) -> None:
    root = write({})
    apply(project_at(root), plan_of(FileEdit("new/a", None, b"1")))
    (root / "new/mine").write_text("mine")
    assert undo(root).conflicts == []
    assert set(tree(root)) == {"new", "new/mine"}


def test_an_edit_after_the_migration_is_never_overwritten(sample: Sample) -> None:
    root = sample("functions-blog")
    before = tree(root)
    migrate(root)
    (root / "package.json").write_text('{"mine": true}')
    (root / "public/.assetsignore").write_text("mine")
    first = undo(root)
    assert sorted(first.conflicts) == ["package.json", "public/.assetsignore"]
    assert sorted(first.restored) == ["public/_headers", "wrangler.toml"]
    assert (root / "package.json").read_text() == '{"mine": true}'
    assert (root / ".edgewise/originals/package.json").read_bytes() == before["package.json"][1]
    assert (root / "wrangler.toml").read_bytes() == before["wrangler.toml"][1]
    assert status(root) == "interrupted"
    with pytest.raises(Refused) as caught:
        apply(discover(root), plan_of())
    assert caught.value.code == "undo-unfinished"
    with pytest.raises(Refused):
        resume(root)
    (root / "package.json").write_bytes((root / ".edgewise/originals/package.json").read_bytes())
    (root / "public/.assetsignore").unlink()
    assert undo(root).conflicts == []
    assert tree(root) == before


def test_a_deleted_file_comes_back(sample: Sample) -> None:
    root = sample("static-404")
    before = tree(root)
    migrate(root)
    (root / "wrangler.toml").unlink()
    (root / "public/_headers").unlink()
    assert undo(root).conflicts == []
    assert tree(root) == before


def test_nothing_to_undo(write: Write) -> None:
    root = write({"a": "1"})
    with pytest.raises(Refused) as caught:
        undo(root)
    assert caught.value.code == "nothing-to-undo"
    assert set(tree(root)) == {"a"}


def test_two_at_once_are_refused(write: Write) -> None:
    root = write({"a": "1"})
    script = (
        "import sys; from pathlib import Path; from edgewise.errors import Refused\n"
        "from edgewise.migration import undo\n"
        "try:\n    undo(Path(sys.argv[1]))\nexcept Refused as error:\n    print(error.code)\n"
    )
    with locked(root):
        done = subprocess.run([sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=True)
    assert done.stdout == "busy\n"
    assert set(tree(root)) == {"a"}


def test_a_lock_left_by_the_dead_does_not_count(write: Write) -> None:
    root = write({".edgewise/lock": "", ".edgewise/.gitignore": "*\n", ".edgewise/incoming": "half", "a": "1"})
    assert undo(root).restored == []
    assert set(tree(root)) == {"a"}


def test_other_things_in_the_folder_are_left(write: Write) -> None:
    root = write({".edgewise/notes.txt": "mine", "a": "1"})
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    undo(root)
    assert (root / ".edgewise/notes.txt").read_text() == "mine"
    assert not journal_path(root).exists()


@pytest.mark.parametrize(
    "text", ["not json\n", '{"record": "done"}\n', '{"record": "begin", "schema": "edgewise/journal/9"}\n', "[]\n",
             '{"record": "begin", "schema": "edgewise/journal/1", "edits": [{}]}\n'],
)  # fmt: skip
def test_a_damaged_journal_is_reported_and_kept(write: Write, text: str) -> None:
    root = write({".edgewise/journal.jsonl": text})
    for call in (status, originals, undo, resume):
        with pytest.raises(InputError) as caught:
            call(root)
        assert caught.value.code == "journal-broken"
    assert journal_path(root).read_text() == text


def test_a_torn_last_record_does_not_count(write: Write) -> None:
    root = write({"a": "1"})
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    whole = journal_path(root).read_bytes()
    for cut in range(len(whole.rstrip().rpartition(b"\n")[0]) + 2, len(whole)):
        journal_path(root).write_bytes(whole[:cut])
        assert status(root) == "interrupted"
    Journal(root).append("end")
    assert journal_path(root).read_bytes() == whole
    journal_path(root).write_bytes(whole[:20])
    assert status(root) is None


def test_a_folder_that_cannot_be_written_is_said_so(write: Write) -> None:
    root = write({"a": "1", ".edgewise": "a file where the folder should be"})
    with pytest.raises(InputError) as caught:
        apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    assert caught.value.code == "folder-unwritable"
    assert (root / "a").read_bytes() == b"1"


def test_a_failure_in_the_middle_is_said_and_can_be_taken_back(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"a": "1", "b": "1"})
    before = tree(root)
    real = os.rename

    def refuse(source: str, target: str, **folders: int) -> None:
        if target == "b":
            raise OSError(28, "No space left on device")
        real(source, target, **folders)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(EdgewiseError) as caught:
        apply(project_at(root), plan_of(FileEdit("a", b"1", b"2"), FileEdit("b", b"1", b"2")))
    assert (caught.value.code, caught.value.where) == ("apply-failed", "b")
    assert "No space left" in caught.value.message
    monkeypatch.undo()
    assert status(root) == "interrupted"
    undo(root)
    assert tree(root) == before


FILLING = """
import sys
from pathlib import Path
from tests.migration.test_applying import FileEdit, apply, plan_of, project_at, tree, undo
from edgewise.errors import EdgewiseError
root = Path(sys.argv[1])
(root / "a").write_text("1")
before = tree(root)
large = b"x" * 100_000
plan = plan_of(FileEdit("a", b"1", b"2"), FileEdit("new/b", None, large), FileEdit("new/c", None, large))
try:
    apply(project_at(root), plan)
except EdgewiseError as error:
    print(error.code, error.where, (root / "a").read_text(), (root / "new/c").exists())
print(undo(root).restored, tree(root) == before)
"""


def test_a_disk_that_is_full_in_the_middle(tmp_path: Path) -> None:
    """A real one: 420 KB, of which the journal takes 270, and the second large file has no room."""
    inner = 'mount -t tmpfs -o size=420k none "$1" && exec "$2" -c "$3" "$1"'
    argv = ["unshare", "--mount", "sh", "-c", inner, "sh", str(tmp_path), sys.executable, FILLING]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError:
        pytest.skip("needs unshare")
    if done.returncode and "Traceback" not in done.stderr:
        pytest.skip("needs the right to mount")
    assert done.stdout.splitlines() == ["apply-failed new/c 2 False", "['new/c', 'new/b', 'a'] True"], done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_root_leaves_everything_to_the_owner_of_the_project(write: Write) -> None:
    root = write({"a": "1", "b": "1"})
    for path in (root, root / "a", root / "b"):
        os.chown(path, 1234, 2345)
    (root / "b").chmod(0o640)
    plan = plan_of(FileEdit("a", b"1", b"2"), FileEdit("new/deep/c", None, b"3"), FileEdit("b", b"1", None))
    apply(project_at(root), plan, care=Precautions(unsaved=("a",)))
    owners = {(path.lstat().st_uid, path.lstat().st_gid) for path in root.rglob("*")}
    assert owners == {(1234, 2345)}, "the journal and the lock too"
    undo(root)
    assert {(path.lstat().st_uid, path.lstat().st_gid) for path in root.rglob("*")} == {(1234, 2345)}
    assert tree(root)["b"] == (0o640, b"1")


def test_another_file_system_is_written_in_place(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"a": "1"})
    (root / "a").chmod(0o640)
    before = tree(root)
    real = os.rename

    def cross(source: str, target: str, **folders: int) -> None:
        if source == "incoming":
            raise OSError(18, "Invalid cross-device link")
        real(source, target, **folders)

    monkeypatch.setattr(os, "rename", cross)
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    assert tree(root)["a"] == (0o640, b"2")
    undo(root)
    assert tree(root) == before


def test_a_link_and_its_target_are_changed_once(write: Write) -> None:
    root = write({"static/_headers": "1", "public/keep": ""})
    (root / "public/_headers").symlink_to("../static/_headers")
    before = tree(root)
    both = (FileEdit("static/_headers", b"1", b"2"), FileEdit("public/_headers", b"1", b"2"))
    apply(project_at(root), plan_of(*both))
    assert (root / "static/_headers").read_text() == "2"
    assert undo(root).restored == ["static/_headers"]
    assert tree(root) == before
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan_of(both[0], FileEdit("public/_headers", b"1", b"3")))
    assert (caught.value.code, caught.value.where) == ("edits-clash", "public/_headers")
    assert tree(root) == before


def test_names_that_differ_in_case(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({})
    plan = plan_of(FileEdit("404.html", None, b"1"), FileEdit("404.HTML", None, b"2"))
    apply(project_at(root), plan)
    assert (root / "404.HTML").read_bytes() == b"2", "this disk tells them apart"
    undo(root)
    monkeypatch.setattr("edgewise.migration.writing.takes_case_for_one", lambda root: True)
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan)
    assert (caught.value.code, caught.value.where) == ("edits-clash", "404.HTML")
    assert tree(root) == {}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs names of open files")
def test_everything_is_on_the_disk_before_the_next_thing_is_done(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut the disk holds what was synced, in that order. So each thing is synced before the next."""
    root = write({"a": "1"})
    calls: list[tuple[str, str]] = []
    rename, mkdir, fsync, write_ = os.rename, os.mkdir, os.fsync, os.write

    def name(handle: int) -> str:
        return Path(f"/proc/self/fd/{handle}").readlink().relative_to(root).as_posix()

    def renaming(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        calls.append(("rename", name(dst_dir_fd)))
        rename(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    def making(path: str, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        if dir_fd is not None:
            calls.append(("mkdir", name(dir_fd)))
        mkdir(path, mode, dir_fd=dir_fd)

    def syncing(handle: int) -> None:
        calls.append(("sync", name(handle)))
        fsync(handle)

    def writing(handle: int, data: bytes) -> int:
        calls.append(("write", name(handle)))
        return write_(handle, data)

    for key, call in {"rename": renaming, "mkdir": making, "fsync": syncing, "write": writing}.items():
        monkeypatch.setattr(os, key, call)
    apply(project_at(root), plan_of(FileEdit("a", b"1", b"2"), FileEdit("new/deep/b", None, b"3")))
    monkeypatch.undo()
    journal, scratch = ".edgewise/journal.jsonl", ".edgewise/incoming"
    append = [("write", journal), ("sync", journal)]
    assert calls == [
        ("mkdir", "."), ("sync", "."),
        ("sync", ".edgewise"), *append, ("sync", ".edgewise"),
        *append, ("sync", scratch), ("rename", "."), ("sync", "."), *append,
        *append, ("mkdir", "."), ("sync", "."), ("mkdir", "new"), ("sync", "new"),
        ("sync", scratch), ("rename", "new/deep"), ("sync", "new/deep"), *append,
        *append, ("sync", ".edgewise"),
    ]  # fmt: skip


SECRETS = st.sampled_from(
    [".dev.vars", ".dev.vars.staging", ".env", ".ENV.local", "x/.env.production", "server.pem", "x/id_rsa", ".npmrc"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(SECRETS, st.booleans(), st.booleans())
def test_secrets_are_never_edited_nor_copied(
    tmp_path_factory: pytest.TempPathFactory, name: str, existing: bool, linked: bool
) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / "a").write_bytes(b"1")
    before = b"TOKEN=s3cr3t" if existing else None
    path = name
    if existing:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"TOKEN=s3cr3t")
        if linked:
            path = "plain.txt"
            (root / path).symlink_to(name)
    whole = tree(root)
    plan = plan_of(FileEdit("a", b"1", b"2"), FileEdit(path, before, b"new"))
    with pytest.raises(Refused) as caught:
        apply(project_at(root), plan, care=Precautions(unsaved=("a", path)))
    assert caught.value.code == "secret-file"
    assert tree(root) == whole, "not even a copy of the other file is left"


PATHS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)
CONTENT = st.binary(max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(["x", "y", "d/z"]), CONTENT, max_size=3),
    st.dictionaries(st.sampled_from(["x", "y", "d/z", "new", "n/e/w"]), st.none() | CONTENT, min_size=1),
)
def test_any_plan_can_be_undone(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], changes: dict[str, bytes | None]
) -> None:
    root = tmp_path_factory.mktemp("project")
    for name, data in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(data)
    before = tree(root)
    edits = [FileEdit(name, files.get(name), data) for name, data in changes.items()]
    apply(project_at(root), plan_of(*edits))
    assert {name: (root / name).read_bytes() for name, data in changes.items() if data is not None} == {
        name: data for name, data in changes.items() if data is not None
    }
    recorded = read_journal(root)
    assert recorded is not None
    assert recorded.done == frozenset(range(len(edits)))
    undo(root)
    assert tree(root) == before
