"""Where the numbers of the course come from: sources shared by all lessons, and those a lesson brings itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.course.model import UNCITED, Source
from edgewise.course.toml import Fields, parse_toml, read_text
from edgewise.store import content

if TYPE_CHECKING:
    from edgewise.course.model import Lab, Lesson

FILE = "sources.toml"
CODE = "course-syntax"
_KEY = re.compile(r"[A-Za-z0-9_.:-]+")
_read: dict[Path, tuple[tuple[int, int], dict[str, Source]]] = {}


def read_sources(table: Fields, *, local: bool) -> dict[str, Source]:
    """The sources in a ``[sources]`` table.

    Raises:
        InputError: with file and line, for a key or a row that is none.
    """
    found: dict[str, Source] = {}
    for key in table.names():
        if not _KEY.fullmatch(key) or key in UNCITED:
            table.fail(key, f'"{key[:40]}" is not a source key.', "Use letters and digits, such as WLIM.")
        row = table.table(key)
        found[key] = Source(key, row.text("text"), row.text("date"), local)
        row.done()
    return found


def shared_sources(root: Path) -> dict[str, Source]:
    """Every source that lessons of the course in ``root`` may refer to, by key: those that come with
    edgewise, and those in ``sources.toml`` of ``root``.

    Raises:
        InputError: code ``course-syntax``, with file and line.
    """
    return {**_file(content("lessons") / FILE), **_file(root.absolute() / FILE)}


def root_of(lesson: Path) -> Path:
    """The folder of the course that a ``lesson.md`` belongs to: ``root/chapter/lesson/lesson.md``."""
    return lesson.parents[min(2, len(lesson.parents) - 1)]


def _file(path: Path) -> dict[str, Source]:
    try:
        status = path.stat()
    except OSError:
        return {}
    stamp = (status.st_mtime_ns, status.st_size)
    known = _read.get(path)
    if known is None or known[0] != stamp:
        fields = parse_toml(path, read_text(path, CODE), CODE).fields()
        sources = read_sources(fields.table("sources"), local=False)
        fields.done()
        known = _read[path] = (stamp, sources)
    return known[1]


def sources_of(lesson: Lesson) -> tuple[Source, ...]:
    """Everything that ``lesson`` refers to: in its text, figures, simulators, matrices and labs; in the order of keys.

    Draws nothing, but imports the drawings and reads matrices and labs. Keys that resolve nowhere are left out: the
    checker finds them.
    """
    known = shared_sources(root_of(lesson.path)) | {source.key: source for source in lesson.sources}
    wanted = {source.key for source in lesson.sources} | set(drawn_sources(lesson))
    return tuple(known[key] for key in sorted(wanted) if key in known)


def drawn_sources(lesson: Lesson) -> Iterator[str]:
    """The source keys of what a lesson shows besides text."""
    from edgewise.course.figures import drawing
    from edgewise.course.matrix import load_matrix
    from edgewise.course.model import Figure, Lab, Matrix, Simulator
    from edgewise.course.simulators import simulation
    from edgewise.errors import InputError

    for step in lesson.steps:
        for block in step.blocks:
            try:
                match block:
                    case Figure():
                        yield from drawing(block.id).sources
                    case Simulator():
                        yield from simulation(block.id).sources
                    case Matrix():
                        for row in load_matrix(block.path).rows:
                            yield from row.sources
                    case Lab():
                        yield from _of_lab(block)
                    case _:
                        pass
            except InputError:
                continue  # whoever shows it says that it is not there


def _of_lab(lab: Lab) -> Iterator[str]:
    from edgewise.course.labs.spec import load_spec
    from edgewise.course.walk import every, keys_of, lines_of

    spec = load_spec(lab)
    for block in every((*spec.task, *spec.success)):
        for line in lines_of(block):
            yield from (key for key in keys_of(line) if key not in UNCITED)
