"""Course packs: begun, checked, added, merged, updated, removed; and those that mean harm."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SAMPLES

from edgewise.cli import main
from edgewise.course import Progress, check_course, load_course, load_lesson
from edgewise.course import pack_files as files
from edgewise.course.glossary import words_of_course
from edgewise.course.manifest import built_in, read_course
from edgewise.course.pack_getting import add
from edgewise.course.search import places, search
from edgewise.errors import InputError
from edgewise.store import content, folders

PACK = SAMPLES / "course-pack"
TIDES = "seagate-tide-table"
LESSON = "01-harbour/02-the-tide-table/lesson.md"
LAB = "01-harbour/02-the-tide-table/lab"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sample pack, to spoil."""
    return Path(shutil.copytree(PACK, tmp_path / "seagate"))


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    status = main(["lessons", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def run_json(capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    status, out, _ = run(capsys, *arguments, "--json")
    return status, json.loads(out)


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(root: Path) -> set[str]:
    return {problem.code for problem in check_course(root)}


def test_the_sample_pack_has_no_problem() -> None:
    assert check_course(PACK) == []


def test_a_pack_goes_behind_the_chapter_that_it_names(capsys: Capture) -> None:
    status, out, err = run(capsys, "add", str(PACK))
    assert (status, out) == (0, "✓ seagate is added: First week at Seagate Ferries\n")
    assert "run code of its authors" in err
    course = load_course()
    assert course.problems == ()
    chapters = [chapter.id for chapter in course.chapters]
    assert chapters[chapters.index("events") + 1] == "seagate-first-week"
    assert [chapter.id for chapter in course.chapters if not chapter.pack] == [each.id for each in built_in().chapters]
    entry = course.find(TIDES)
    assert entry is not None
    assert course.chapter_of(entry).pack == "First week at Seagate Ferries"
    assert entry.path.is_relative_to(folders().data)
    lesson = load_lesson(entry)
    assert [lab.id for lab in lesson.labs] == ["seagate-tide-table/lab"]
    words = words_of_course(course)
    assert words["seagate-berth"].name == "berth"
    assert "isolate" in words
    assert search(places(course), "tide browser sooner")[0].place.entry.chapter == "seagate-first-week"
    status, out, _ = run(capsys, "show", TIDES)
    assert status == 0
    assert "Seagate runbook" in out


def test_packs_are_listed_and_removed_and_progress_stays(capsys: Capture) -> None:
    assert run(capsys, "packs")[1] == "No course pack was added yet: edgewise lessons add FOLDER\n"
    run(capsys, "add", str(PACK))
    Progress.load(folders()).mark_done(TIDES)
    status, document = run_json(capsys, "packs")
    row = document["packs"][0]
    assert (status, row["id"], row["lessons"], row["problem"]) == (0, "seagate", 2, None)
    assert row["source"] == str(PACK)
    status, document = run_json(capsys, "list")
    listed = {each["id"]: each for each in document["lessons"]}
    assert listed[TIDES]["done"] is True
    assert listed[TIDES]["pack"] == "First week at Seagate Ferries"
    assert listed["two-writers"]["pack"] is None
    assert "from First week at Seagate Ferries" in run(capsys, "list")[1]
    status, _, _ = run(capsys, "remove", "seagate")
    assert status == 0
    assert load_course() == built_in()
    assert list((folders().data / "packs").iterdir()) == []
    assert Progress.load(folders()).is_done(TIDES)
    status, document = run_json(capsys, "remove", "seagate")
    assert (status, document["code"]) == (2, "pack-unknown")


def test_an_update_replaces_the_pack_and_a_bad_one_does_not(capsys: Capture, pack: Path) -> None:
    run(capsys, "add", str(pack))
    status, document = run_json(capsys, "add", str(pack))
    assert (status, document["code"]) == (2, "pack-exists")
    for name in ("course.toml", LESSON):
        change(pack, name, "The tide table", "The table of tides")
    status, document = run_json(capsys, "update", "seagate")
    assert (status, document["done"]) == (0, "updated")
    entry = load_course().find(TIDES)
    assert entry is not None
    assert entry.title == "The table of tides"
    change(pack, LESSON, "[@seagate-runbook]", "[@nowhere]")
    status, out, _ = run(capsys, "update", "seagate")
    assert status == 1
    assert out.startswith(f"✗ {LESSON}:")
    assert out.endswith("1 problem. Nothing was updated.\n")
    assert load_course().find(TIDES) == entry
    assert len(list((folders().data / "packs").iterdir())) == 2
    change(pack, "course.toml", 'id = "seagate"', 'id = "other"')
    status, document = run_json(capsys, "update", "seagate")
    assert (status, document["code"]) == (2, "pack-id")


def test_a_pack_that_breaks_later_is_left_out_and_told_of(capsys: Capture) -> None:
    run(capsys, "add", str(PACK))
    root = load_course().packs[0].root
    (root / "glossary" / "words.toml").write_text("[terms")
    assert "isolate" in words_of_course(load_course())
    (root / "course.toml").write_text("title = [")
    course = load_course()
    assert course.chapters == built_in().chapters
    assert len(course.problems) == 1
    assert "The course pack seagate is left out. This is not valid TOML" in course.problems[0]
    assert "seagate is left out" in run(capsys, "list")[2]
    status, document = run_json(capsys, "packs")
    assert status == 1
    assert "not valid TOML" in document["packs"][0]["problem"]
    shutil.rmtree(root)
    assert len(load_course().problems) == 1
    assert run(capsys, "update", "seagate")[0] == 0
    assert load_course().problems == ()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"x"', "{}", '{"schema": "edgewise/pack/1"}', '{"schema": "edgewise/pack/1", "folder": "../../x"}',
     '{"schema": "edgewise/pack/1", "folder": 3}', '{"schema": "edgewise/pack/9", "folder": "a.b"}', "[" * 100_000],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_told_of(capsys: Capture, text: str) -> None:
    place = folders().data / "packs"
    place.mkdir(parents=True)
    (place / "odd.json").write_text(text)
    course = load_course()
    assert course.chapters == built_in().chapters
    assert len(course.problems) == 1
    assert run(capsys, "packs")[0] == 1
    status, document = run_json(capsys, "update", "odd")
    assert (status, document["code"]) == (2, "pack-broken")
    assert run(capsys, "remove", "odd")[0] == 0
    assert load_course().problems == ()


def test_a_pack_that_uses_an_id_of_another_is_refused(capsys: Capture, pack: Path) -> None:
    run(capsys, "add", str(PACK))
    change(pack, "course.toml", 'id = "seagate"', 'id = "seagate-two"')
    status, document = run_json(capsys, "add", str(pack))
    assert (status, document["done"]) == (1, "refused")
    assert {each["code"] for each in document["problems"]} == {"pack-id-taken"}
    assert 'The lesson id "seagate-tide-table" is one of another pack.' in [e["message"] for e in document["problems"]]
    words = [each["where"] for each in document["problems"] if "The word" in each["message"]]
    assert words == ["glossary/words.toml:1", "glossary/words.toml:7"]
    assert len(load_course().packs) == 1


def test_an_id_that_is_taken_later_leaves_the_pack_out(capsys: Capture) -> None:
    run(capsys, "add", str(PACK))
    root = load_course().packs[0].root
    change(root, "course.toml", 'id = "seagate-tide-table"', 'id = "two-writers"')
    assert 'Its lesson id "two-writers" is taken.' in load_course().problems[0]


def test_new_writes_a_pack_that_is_right_as_it_is(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "Harbour Tools!"
    status, out, _ = run(capsys, "new", str(folder), "--title", "Harbour [b]tools[/b]")
    assert status == 0
    assert f"✓ {folder}/course.toml\n" in out
    assert check_course(folder) == []
    course = read_course(folder)
    assert (course.id, course.title) == ("harbour-tools", "Harbour [b]tools[/b]")
    assert "our-team" not in "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert run(capsys, "add", str(folder))[0] == 0
    (tmp_path / "empty").mkdir()
    status, document = run_json(capsys, "new", str(tmp_path / "empty"))
    assert status == 0
    assert "course.toml" in document["files"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Harbour Tools!", "empty"]


def test_the_template_itself_is_right() -> None:
    assert check_course(content("assets", "course-pack")) == []


def test_new_never_overwrites(capsys: Capture, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "course.toml").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("kept", "file", "link"):
        status, document = run_json(capsys, "new", str(tmp_path / name))
        assert (status, document["code"]) == (2, "pack-folder")
    assert [path.name for path in kept.iterdir()] == ["course.toml"]
    assert (kept / "course.toml").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    for title in ('a " b', "a \\ b", "x" * 61):
        assert run_json(capsys, "new", str(tmp_path / "other"), "--title", title)[1]["code"] == "pack-title"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("course.toml", 'id = "seagate-tide-table"', 'id = "two-writers"', "pack-id-taken"),
        ("course.toml", 'id = "seagate-first-week"', 'id = "events"', "pack-id-taken"),
        ("course.toml", 'after = "events"', 'after = "nothing"', "pack-after"),
        ("course.toml", 'id = "seagate"', 'id = "../seagate"', "course-syntax"),
        ("course.toml", 'folder = "01-harbour"', 'folder = "../01-harbour"', "course-syntax"),
        ("course.toml", 'title = "First', "title = \"\x1b[31mFirst", "pack-control"),
        ("course.toml", 'id = "seagate-tide-table"', 'id = "seagate-who-runs-what"', "course-syntax"),
        ("course.toml", 'title = "First', "title = [", "course-syntax"),
        ("course.toml", 'summary = "', 'sumary = "', "course-syntax"),
        ("sources.toml", "[sources", "[[sources", "course-syntax"),
        ("glossary/words.toml", "[terms", "[terms.", "glossary-syntax"),
        ("glossary/words.toml", "[terms.seagate-berth]", "[terms.isolate]", "pack-id-taken"),
        ("glossary/words.toml", '"isolate"]', '"nothing"]', "term-unknown"),
        ("glossary/words.toml", 'lesson = "seagate-tide-table"', 'lesson = "nothing"', "term-lesson"),
        (LESSON, "lesson:the-counter-that-lies#count", "lesson:the-counter-that-lies#nothing", "link-step"),
        (LESSON, "lesson:the-counter-that-lies#count", "lesson:nothing", "link-lesson"),
        (LESSON, "[@seagate-runbook]", "[@nothing]", "lesson-syntax"),
        (LESSON, "10 minutes", "\u202e10 minutes", "pack-control"),
        (LESSON, ":::lab lab", ":::lab ../lab", "lesson-syntax"),
        (LESSON, ":::lab lab\n:::", ":::figure a-drawing-of-ours\n:::", "figure-unknown"),
        (LESSON, "+++", "---", "lesson-syntax"),
        (LESSON, "## The lab {#lab}", "## The lab {#how-old}", "lesson-syntax"),
        (LESSON, ":::lab lab\n:::", ":::matrix ../../x\n:::", "lesson-syntax"),
        (LESSON, ":::lab lab\n:::", ":::project ..\n:::", "lesson-syntax"),
        (f"{LAB}/lab.toml", 'editable = ["src/index.js"]', 'editable = ["../../x.js"]', "lab-syntax"),
        (f"{LAB}/lab.toml", "[[checks]]", '[server]\narguments = ["--config", "x"]\n[[checks]]', "pack-config"),
        (f"{LAB}/lab.toml", "[[checks]]", '[server]\narguments = ["/etc"]\n[[checks]]', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"build": { "command": "touch x" }, "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"env": { "a": { "build": { "command": "x" } } }, "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"assets": { "directory": "/home" }, "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"src/index.js"', '"../../../x.js"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"alias": { "x": "../../y" }, "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"ai": { "binding": "AI" }, "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"d1_databases": [{ "remote": true }], "name"', "pack-config"),
        (f"{LAB}/wrangler.jsonc", '"name"', '"name', "pack-config"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack_is_refused(
    capsys: Capture, pack: Path, name: str, old: str, new: str, code: str
) -> None:
    change(pack, name, old, new)
    assert code in codes(pack)
    status, document = run_json(capsys, "add", str(pack))
    assert (status, document["done"]) == (1, "refused")
    assert code in {each["code"] for each in document["problems"]}
    for each in document["problems"]:
        assert "\x1b" not in json.dumps(each, ensure_ascii=False)
        assert str(folders().data) not in json.dumps(each)
    assert load_course() == built_in()
    assert list((folders().data / "packs").iterdir()) == []


@settings(max_examples=20)
@given(data=st.data())
def test_a_spoilt_pack_is_checked_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root = Path(shutil.copytree(PACK, tmp_path_factory.mktemp("spoilt") / "pack"))
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.*") if path.is_file())
    name = data.draw(st.sampled_from(names))
    raw = (root / name).read_bytes()
    at, cut = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 30))
    (root / name).write_bytes(raw[:at] + data.draw(st.binary(max_size=6)) + raw[at + cut :])
    for problem in check_course(root):
        assert problem.code
        assert problem.message.isprintable() or "\n" in problem.message
    with suppress(InputError):  # its id may be gone
        add(folders(), str(root))
    assert {each.id for each in built_in().chapters} <= {each.id for each in load_course().chapters}
    shutil.rmtree(folders().data, ignore_errors=True)


def test_links_pipes_python_and_odd_names_are_refused(pack: Path) -> None:
    (pack / "link.md").symlink_to("/etc/passwd")
    (pack / "inside").symlink_to(pack / "01-harbour")
    os.mkfifo(pack / "pipe")
    (pack / "figure.py").write_text("import os")
    (pack / "line\nbreak.md").write_text("x")
    (pack / "back\\slash").write_text("x")
    deep = pack.joinpath(*("d" for _ in range(14)))
    deep.mkdir(parents=True)
    assert codes(pack) == {"pack-link", "pack-file", "pack-python", "pack-name", "pack-deep"}
    assert [problem.code for problem in files.survey(pack).problems].count("pack-link") == 2


def test_what_is_refused_leaves_nothing_behind(capsys: Capture, pack: Path) -> None:
    (pack / "link.md").symlink_to("/etc/passwd")
    status, document = run_json(capsys, "add", str(pack))
    assert (status, document["problems"][0]["where"]) == (1, "link.md")
    assert list((folders().data / "packs").iterdir()) == []


def test_a_pack_that_is_too_large_is_refused(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 5)
    assert "pack-large" in codes(pack)
    monkeypatch.setattr(files, "MOST_FILES", 5_000)
    assert codes(pack) == set()
    with (pack / "film.mp4").open("wb") as film:
        film.truncate(60_000_000)
    assert "pack-large" in codes(pack)


def test_what_tools_put_beside_a_pack_is_not_copied(capsys: Capture, pack: Path) -> None:
    for name in (".git", "node_modules", ".wrangler"):
        (pack / name).mkdir()
        (pack / name / "x.py").symlink_to("/etc/passwd")
    for name in (".env", f"{LAB}/.env", f"{LAB}/.env.local", f"{LAB}/.npmrc"):
        (pack / name).write_text("MINIFLARE_WORKERD_PATH=/bin/sh")
    (pack / LAB / ".dev.vars").write_text("GREETING=ahoy")
    assert run(capsys, "add", str(pack))[0] == 0
    root = load_course().packs[0].root
    assert sorted(path.name for path in root.iterdir()) == sorted(path.name for path in PACK.iterdir())
    assert {path.name for path in (root / LAB).iterdir()} == {".dev.vars", "lab.toml", "src", "wrangler.jsonc"}


def test_a_file_that_becomes_a_link_while_it_is_copied_is_not_followed(pack: Path, tmp_path: Path) -> None:
    found = files.survey(pack)
    (pack / "README.md").unlink()
    (pack / "README.md").symlink_to("/etc/passwd")
    with pytest.raises(Exception, match=r"README\.md changed while it was copied"):
        files.copy_files(pack, found.files, tmp_path / "copy")
    assert not (tmp_path / "copy" / "README.md").exists()


def test_a_course_without_an_id_is_no_pack(capsys: Capture, pack: Path) -> None:
    change(pack, "course.toml", 'id = "seagate"\n', "")
    change(pack, "course.toml", 'after = "events"\n', "")
    status, document = run_json(capsys, "add", str(pack))
    assert (status, document["code"]) == (2, "pack-id")
    for source in (str(pack / "nowhere"), str(pack / "README.md"), "--", ""):
        status, document = run_json(capsys, "add", "--", source) if source != "--" else (2, {"code": "pack-folder"})
        assert status in (1, 2)
    assert run_json(capsys, "add", str(pack), "--ref", "main")[1]["code"] == "pack-ref"


def test_a_data_folder_that_cannot_be_written_is_said_so(capsys: Capture) -> None:
    folders().data.parent.mkdir(parents=True, exist_ok=True)
    folders().data.write_text("a file")
    status, document = run_json(capsys, "add", str(PACK))
    assert (status, document["code"]) == (1, "pack-unwritable")
    assert load_course() == built_in()


def test_what_a_killed_process_left_is_swept_after_a_while(capsys: Capture) -> None:
    place = folders().data / "packs"
    for name in (".new-old", ".new-now", "gone.abc", "My notes"):
        (place / name).mkdir(parents=True)
        if name != ".new-now":
            os.utime(place / name, (1, 1))
    run(capsys, "add", str(PACK))
    kept = {path.name for path in place.iterdir()}
    assert {".new-now", "My notes", "seagate.json"} < kept
    assert not {".new-old", "gone.abc"} & kept
