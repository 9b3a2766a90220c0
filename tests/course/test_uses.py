"""What a project uses, and the rows of a comparison that concern it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import SAMPLES

from edgewise.course.matrix import load_matrix
from edgewise.course.uses import USES, uses_of
from edgewise.errors import InputError

USED = {
    "nextjs-story": {"files", "not-found-page", "code", "functions", "producer", "pipeline", "framework", "next"},
    "functions-blog": {"files", "not-found-page", "code", "functions", "middleware", "headers", "bindings"},
    "redirects-headers": {"files", "headers", "redirects"},
}


@pytest.mark.parametrize("name", USED)
def test_what_a_project_uses_is_read_from_its_files(name: str) -> None:
    assert uses_of(SAMPLES / name) is not None
    assert USED[name] <= (uses_of(SAMPLES / name) or set())
    assert (uses_of(SAMPLES / name) or set()) <= set(USES)


def test_every_word_is_met_by_a_sample() -> None:
    met = set().union(*(uses_of(path) or set() for path in SAMPLES.iterdir() if path.is_dir()))
    # No sample has an object of another Worker.
    assert set(USES) - met <= {"objects"}


def test_a_folder_without_a_project_uses_nothing_that_is_known(tmp_path: Path) -> None:
    assert uses_of(tmp_path) is None
    assert uses_of(tmp_path / "nowhere") is None


def _matrix(folder: Path, uses: str) -> Path:
    path = folder / "m.toml"
    path.write_text(
        f'title = "T"\ncolumns = ["a", "b"]\n\n[[rows]]\ntitle = "R"\ncells = ["1", "2"]\nuses = {uses}\n'
        '\n[[rows]]\ntitle = "S"\ncells = ["1", "2"]\n'
    )
    return path


def test_a_row_concerns_whoever_uses_one_of_its_things(tmp_path: Path) -> None:
    first, second = load_matrix(_matrix(tmp_path, '["functions", "routes"]')).rows
    assert first.concerns({"functions"})
    assert not first.concerns({"files"})
    assert second.concerns(set())


def test_an_unknown_thing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fuctions") as caught:
        load_matrix(_matrix(tmp_path, '["fuctions"]'))
    assert (caught.value.where or "").endswith("m.toml:7")


def test_every_shipped_row_can_be_told_apart(lesson_matrices: Callable[[], list[Path]]) -> None:
    for path in lesson_matrices():
        rows = load_matrix(path).rows
        assert len({row.title for row in rows}) == len(rows), path


@pytest.fixture
def lesson_matrices() -> Callable[[], list[Path]]:
    """The comparisons that ship."""
    from edgewise.course import load_course, load_lesson
    from edgewise.course.model import Matrix

    return lambda: [
        block.path
        for entry in load_course().written
        for step in load_lesson(entry).steps
        for block in step.blocks
        if isinstance(block, Matrix)
    ]
