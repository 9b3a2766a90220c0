"""The journal as a file: whatever is in it, the answer is an error or something that was true once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.migration.test_applying import plan_of, project_at
from tests.migration.trees import tree

from edgewise.errors import EdgewiseError, InputError
from edgewise.migration import apply, originals, recorded_choices, resume, status, undo
from edgewise.migration.journal import Journal, Recorded, journal_path, read_journal
from edgewise.migration.model import FileEdit
from edgewise.migration.records import START, DamagedError, decode, encode, sum_of

Write = Callable[[Mapping[str, str | bytes]], Path]
NO_DEADLINE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)


def migrated(root: Path) -> Path:
    """A migrated project with an edit, a deletion and a file in a new folder."""
    root.mkdir(exist_ok=True)
    (root / "a").write_text("one\n")
    (root / "b").write_text("gone\n")
    edits = (FileEdit("a", b"one\n", b"two\n"), FileEdit("b", b"gone\n", None), FileEdit("new/c", None, b"three\n"))
    apply(project_at(root), plan_of(*edits))
    return root


def chained(*records: Mapping[str, Any]) -> bytes:
    """A journal with right sums, whatever its records are."""
    lines, previous = [], START
    for record in records:
        lines.append(encode(record, previous))
        previous = sum_of(lines[-1])
    return b"".join(lines)


def begin(**changes: object) -> dict[str, Any]:
    edit = {"step": "one", "path": "a", "real": "a", "before": "MQ==", "after": "Mg==", "mode": 420, "folders": []}
    about = {"schema": "edgewise/journal/2", "steps": [], "config": "wrangler.jsonc", "next": []}
    edit |= {key: value for key, value in changes.items() if key in edit}
    return {"record": "begin", **about, "edits": [edit]} | {k: v for k, v in changes.items() if k not in edit}


def test_what_is_written_is_read(write: Write) -> None:
    root = write({".edgewise/journal.jsonl": chained(begin(), {"record": "done", "edit": 0}, {"record": "end"})})
    recorded = read_journal(root)
    assert recorded is not None
    assert (recorded.entries[0].before, recorded.done, recorded.ended) == (b"1", frozenset({0}), True)


@pytest.mark.parametrize(
    "records",
    [
        [{"record": "done", "edit": 0}],
        [begin(schema="edgewise/journal/1")],
        [begin(edits="x")],
        [begin(edits=[1])],
        [begin(edits=[{}])],
        [begin(path=1)],
        [begin(path="")],
        [begin(real="a\0b")],
        [begin(path="\ud800")],
        [begin(mode="420")],
        [begin(mode=True)],
        [begin(mode=-1)],
        [begin(before="no base64!")],
        [begin(before=7)],
        [begin(folders=["elsewhere"])],
        [begin(folders=7)],
        [begin(steps=None)],
        [begin(next=[1])],
        [begin(config=None)],
        [begin(), begin()],
        [begin(), {"record": "done"}],
        [begin(), {"record": "done", "edit": 1}],
        [begin(), {"record": "done", "edit": True}],
        [begin(), {"record": "done", "edit": "0"}],
        [begin(), {"record": "future"}],
    ],
)
def test_records_that_make_no_sense(write: Write, records: list[dict[str, Any]]) -> None:
    root = write({"a": "2", ".edgewise/journal.jsonl": chained(*records)})
    for call in (status, originals, recorded_choices, undo, resume):
        with pytest.raises(InputError) as caught:
            call(root)
        assert caught.value.code == "journal-broken"
        assert caught.value.fix
    assert (root / "a").read_text() == "2"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../outside", ".git/hooks/x", "a/../../b", ".edgewise/lock", ".env", "a//b", "."]
)
def test_a_journal_that_names_files_beyond_reach(write: Write, tmp_path: Path, path: str) -> None:
    root = write({"a": "2", ".edgewise/journal.jsonl": chained(begin(real=path), {"record": "end"})})
    before = tree(tmp_path)
    with pytest.raises(EdgewiseError) as caught:
        undo(root)
    assert caught.value.code in ("outside-project", "secret-file")
    after = {name: each for name, each in tree(tmp_path).items() if not name.endswith(("lock", ".gitignore"))}
    assert after == before


def same(found: Recorded | None, true: Recorded | None) -> bool:
    """Whether ``found`` is what the journal said, or what it said when it was shorter."""
    if found is None or true is None:
        return found is None
    return (found.entries, found.about) == (true.entries, true.about) and found.done <= true.done


@NO_DEADLINE
@given(st.data())
def test_damage_is_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root = migrated(tmp_path_factory.mktemp("project"))
    after = {name: each for name, each in tree(root).items() if not name.startswith(".edgewise")}
    true = read_journal(root)
    whole = journal_path(root).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            [
                whole[:at],
                whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :],
                whole[:at] + whole[at + 1 + data.draw(st.integers(0, 300)) :],
                whole[:at] + data.draw(st.binary(min_size=1, max_size=20)) + whole[at:],
            ]
        )
    )
    journal_path(root).write_bytes(damaged)
    try:
        assert same(read_journal(root), true)
        result = undo(root)
    except EdgewiseError as error:
        assert error.code in ("journal-broken", "nothing-to-undo")
        assert {name: each for name, each in tree(root).items() if not name.startswith(".edgewise")} == after
    else:
        if result.restored:
            assert {name: each[1] for name, each in tree(root).items()} == {"a": b"one\n", "b": b"gone\n"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(["edit", "path", "x"]), each, max_size=3),
    max_leaves=8,
)


@NO_DEADLINE
@given(st.lists(st.dictionaries(st.sampled_from(sorted(begin())), JSON, max_size=6), max_size=4))
@example([{"record": "begin"}])
def test_hostile_records(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / ".edgewise").mkdir()
    lines = [{**begin(), **records[0]}, *records[1:]] if records else []
    journal_path(root).write_bytes(chained(*lines))
    for call in (status, recorded_choices, undo):
        try:
            call(root)
        except EdgewiseError as error:
            assert error.code in (
                "journal-broken",
                "outside-project",
                "secret-file",
                "nothing-to-undo",
                "choice-unknown",
            )


@given(st.binary(max_size=300))
@example(b"[" * 5000 + b"\n")
def test_any_bytes(data: bytes) -> None:
    with suppress(DamagedError):
        assert list(decode(data)) == [] or b"\n" not in data


@given(st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=3), max_size=4))
def test_lines_there_and_back(records: list[dict[str, Any]]) -> None:
    named = [{**each, "record": "x"} for each in records]
    assert list(decode(chained(*named))) == [json.loads(json.dumps(each)) for each in named]


def test_deep_nesting_is_damage() -> None:
    body = b'{"record": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    from hashlib import sha256

    line = body[:-1] + b', "sum": "' + sha256(START.encode() + body).hexdigest().encode() + b'"}\n'
    with pytest.raises(DamagedError):
        list(decode(line))


def test_names_that_are_no_text(write: Write) -> None:
    root = write({})
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    apply(project_at(root), plan_of(FileEdit(name, None, b"1")))
    assert (root / name).read_bytes() == b"1"
    assert undo(root).restored == [name]


def test_a_journal_that_cannot_be_written_is_said_so(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    root = write({"a": "1"})
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if b'"intent"' in bytes(data):
            real(handle, bytes(data)[:9])
            raise OSError(28, "No space left on device")
        return real(handle, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EdgewiseError) as caught:
        apply(project_at(root), plan_of(FileEdit("a", b"1", b"2")))
    assert caught.value.code == "journal-unwritable"
    assert (root / "a").read_text() == "1"
    monkeypatch.undo()
    assert status(root) == "interrupted"
    assert undo(root).restored == ["a"]
    assert set(tree(root)) == {"a"}


def test_appending_goes_on_after_a_torn_record(write: Write) -> None:
    root = migrated(write({}))
    whole = journal_path(root).read_bytes()
    journal_path(root).write_bytes(whole[:-5])
    Journal(root).append("end")
    assert journal_path(root).read_bytes() == whole
