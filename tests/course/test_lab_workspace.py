"""The learner's copy: kept, refreshed, reset without losing anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.course.test_lab_spec import TEXT

from edgewise.course.labs.model import Spec
from edgewise.course.labs.spec import load_spec
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab
from edgewise.errors import EdgewiseError, InputError
from edgewise.store import folders


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    lab, solution = tmp_path / "lab", tmp_path / "solution"
    for folder, text in ((lab, "start\n"), (solution, "solved\n")):
        (folder / "src").mkdir(parents=True)
        (folder / "src" / "index.js").write_text(text)
    (lab / "src" / "given.js").write_text("given\n")
    (lab / "lab.toml").write_text(TEXT)
    return load_spec(Lab("lesson/lab", lab))


def test_the_copy_holds_the_files_but_not_the_manifest(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    assert workspace.root == folders().data / "labs" / "lesson" / "lab"
    files = sorted(str(path.relative_to(workspace.root)) for path in workspace.root.rglob("*") if path.is_file())
    assert files == ["src/given.js", "src/index.js"]
    assert workspace.read("src/index.js") == "start\n"
    assert workspace.solution("src/index.js") == "solved\n"
    assert workspace.untouched()
    assert workspace.note is None


def test_edits_stay_and_given_files_are_kept_as_shipped(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    workspace.write("src/index.js", "mine\n")
    (workspace.root / "src" / "given.js").write_text("spoilt")
    again = Workspace(spec, folders())
    assert again.read("src/index.js") == "mine\n"
    assert (again.root / "src" / "given.js").read_text() == "given\n"
    assert not again.untouched()


def test_reset_keeps_a_copy(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    assert workspace.reset() is None
    workspace.write("src/index.js", "mine\n")
    (workspace.root / ".wrangler").mkdir()
    kept = workspace.reset()
    assert kept is not None
    assert (kept / "src" / "index.js").read_text() == "mine\n"
    assert workspace.untouched()
    assert not (workspace.root / ".wrangler").exists()
    workspace.write("src/index.js", "mine too\n")
    other = workspace.reset()
    assert other is not None
    assert other != kept
    assert (kept / "src" / "index.js").read_text() == "mine\n"


def test_reset_brings_a_deleted_file_back(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    (workspace.root / "src" / "index.js").unlink()
    with pytest.raises(InputError) as caught:
        workspace.read("src/index.js")
    assert caught.value.fix
    workspace.reset()
    assert workspace.read("src/index.js") == "start\n"


def test_only_editable_files_can_be_written(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    with pytest.raises(ValueError, match="not an editable file"):
        workspace.write("src/given.js", "x")
    with pytest.raises(ValueError, match="not an editable file"):
        workspace.write("../../x", "x")


def test_stamps_change_with_a_save_and_not_with_editor_droppings(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    before = workspace.stamps()
    for name in (".index.js.swp", "index.js~", "#index.js#"):
        (workspace.root / "src" / name).write_text("x")
    (workspace.root / ".wrangler" / "state").mkdir(parents=True)
    (workspace.root / ".wrangler" / "state" / "db").write_text("x")
    assert workspace.stamps() == before
    workspace.write("src/index.js", "longer than before\n")
    assert workspace.stamps() != before


def test_a_data_folder_that_cannot_be_written_falls_back(spec: Spec) -> None:
    place = folders().data
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file, not a folder")
    workspace = Workspace(spec, folders())
    assert "this session only" in (workspace.note or "")
    workspace.write("src/index.js", "mine\n")
    assert workspace.read("src/index.js") == "mine\n"
    root = workspace.root
    workspace.close()
    assert not root.exists()


def test_no_folder_at_all_is_an_error_with_a_remedy(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folders().data
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file")

    def refuse(**options: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(EdgewiseError) as caught:
        Workspace(spec, folders())
    assert caught.value.code == "lab-folder"
    assert caught.value.fix


def test_a_failed_save_says_so(spec: Spec) -> None:
    workspace = Workspace(spec, folders())
    source = workspace.root / "src"
    os.rename(source, workspace.root / "elsewhere")  # noqa: PTH104
    source.write_text("in the way")
    with pytest.raises(EdgewiseError) as caught:
        workspace.write("src/index.js", "x")
    assert caught.value.code == "lab-file"
