"""The index of migrated folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edgewise.cli import main
from edgewise.migration.index import known, path, update
from edgewise.store import folders


def test_a_migrated_folder_is_found_again_until_it_is_undone(sample: Callable[[str], Path]) -> None:
    root = sample("static-404")
    assert main(["migrate", str(root), "--yes"]) == 0
    assert [each.root for each in known(folders())] == [root.resolve()]
    assert main(["undo", str(root)]) == 0
    assert known(folders()) == []
    assert json.loads(path(folders()).read_text())["projects"] == {}


def test_a_folder_that_is_gone_is_not_listed(sample: Callable[[str], Path]) -> None:
    root = sample("static-404")
    main(["migrate", str(root), "--yes"])
    root.rename(root.with_name("moved"))
    assert known(folders()) == []


def test_a_folder_that_was_never_migrated_leaves_no_trace(tmp_path: Path) -> None:
    update(folders(), tmp_path)
    assert not path(folders()).exists()


@given(st.recursive(st.none() | st.text(max_size=5), lambda each: st.dictionaries(st.text(max_size=9), each)))
def test_a_broken_index_is_an_empty_one(document: object) -> None:
    file = path(folders())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"projects": document}))
    assert known(folders()) == []
