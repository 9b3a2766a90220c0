"""Folders, atomic writes, settings and safe text."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.errors import InputError
from edgewise.store import content, folders, read_json, write_atomic
from edgewise.store import settings as store
from edgewise.text import clean, clean_lines


def test_folders_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EDGEWISE_CACHE", str(tmp_path / "cache"))
    found = folders()
    assert found.state == tmp_path / "home" / "state"
    assert found.cache == tmp_path / "cache"
    assert found.ensure() is None
    assert stat.S_IMODE(found.state.stat().st_mode) == 0o700


def test_shipped_content_is_there() -> None:
    assert content("assets", "styles", "app.tcss").is_file()
    assert content("lessons", "course.toml").is_file()


def test_an_atomic_write_keeps_permissions_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "script"
    file.write_bytes(b"old\r\n")
    file.chmod(0o751)
    write_atomic(file, b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept"
    file.write_text("old")

    def fail(*arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_atomic(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_json_errors_name_the_line(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('{\n  "a": 1,\n  oops\n}')
    with pytest.raises(InputError) as caught:
        read_json(file)
    assert caught.value.where == f"{file}:3"


def test_settings_survive_fields_of_a_newer_version() -> None:
    found = folders()
    store.path(found).parent.mkdir(parents=True)
    store.path(found).write_text(json.dumps({"theme": "nord", "later": [1]}))
    store.change(found, theme="gruvbox")
    assert json.loads(store.path(found).read_text()) == {"schema": store.SCHEMA, "theme": "gruvbox", "later": [1]}


@given(st.dictionaries(st.text(max_size=8), st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists)))
def test_any_json_object_loads_as_settings(document: dict[str, object]) -> None:
    found = folders()
    store.path(found).parent.mkdir(parents=True, exist_ok=True)
    store.path(found).write_text(json.dumps(document))
    loaded = store.load(found)
    assert isinstance(loaded.settings.theme, str)


def test_a_broken_settings_file_is_never_overwritten() -> None:
    found = folders()
    store.path(found).parent.mkdir(parents=True)
    store.path(found).write_text("{")
    with pytest.raises(InputError):
        store.change(found, theme="nord")
    assert store.path(found).read_text() == "{"


@given(st.text())
def test_clean_text_holds_no_control_characters(text: str) -> None:
    line = clean(text)
    assert "\n" not in line
    assert all(ord(character) >= 32 and not 0x7F <= ord(character) <= 0x9F for character in line)
    line.encode()
    assert clean(line) == line


@given(st.text(), st.integers(1, 20))
def test_a_limit_is_kept(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= limit


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\u202eb", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("tab\there", "tab\there"),
    ],
)
def test_escape_sequences_go(dirty: str, expected: str) -> None:
    assert clean_lines(dirty) == expected
