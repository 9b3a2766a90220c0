"""A small course, written to disk for each test that asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course


@pytest.fixture
def course_root(tmp_path: Path) -> Path:
    """A course of one written and one announced lesson, without a mistake."""
    return write_course(tmp_path / "course", MANIFEST, LESSON)
