"""The glossary: ``glossary/*.toml`` of a course, one ``[terms.<id>]`` for each word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edgewise.course.manifest import ID_FIX, is_id
from edgewise.course.model import Course, Line
from edgewise.course.sources import shared_sources
from edgewise.course.toml import Fields, parse_toml, read_text
from edgewise.errors import InputError

CODE = "glossary-syntax"


@dataclass(frozen=True)
class Term:
    """A word and what it means.

    Attributes:
        id: stable; lessons link to it with ``[text](term:id)``.
        lesson: the lesson that teaches it; empty for none.
        see: ids of related words.
        where: file and line.
    """

    id: str
    name: str
    text: Line
    lesson: str = ""
    see: tuple[str, ...] = ()
    where: str = ""


def load_glossary(root: Path) -> Mapping[str, Term]:
    """Every word of the course in ``root``, by id, in the order of names.

    Raises:
        InputError: code ``glossary-syntax``, with file and line, also for an id that is used twice.
    """
    sources = shared_sources(root)
    found: dict[str, Term] = {}
    for path in sorted((root / "glossary").glob("*.toml")):
        fields = parse_toml(path, read_text(path, CODE), CODE).fields()
        table = fields.table("terms")
        for term_id in table.names():
            term = _term(table, term_id, path, sources)
            if term_id in found:
                raise InputError(
                    f'The word "{term_id}" is explained twice (first at {found[term_id].where}).',
                    code=CODE,
                    where=term.where,
                    fix="Keep one of them.",
                )
            found[term_id] = term
        fields.done()
    return dict(sorted(found.items(), key=lambda item: item[1].name.casefold()))


def words_of_course(course: Course) -> Mapping[str, Term]:
    """Every word of ``course`` and of its packs, by id, in the order of names.

    A pack cannot change a word of the course, and one whose glossary cannot be read adds none.

    Raises:
        InputError: as :func:`load_glossary`, for the course itself.
    """
    found = dict(load_glossary(course.root))
    for pack in course.packs:
        with suppress(InputError):
            found = {**load_glossary(pack.root), **found}
    return dict(sorted(found.items(), key=lambda item: item[1].name.casefold()))


def words_like(wanted: str, terms: Iterable[Term]) -> list[Term]:
    """The words that hold every part of ``wanted``: those whose name does first, then those whose text does."""
    parts = wanted.casefold().split()
    named, told = [], []
    for term in terms:
        name = term.name.casefold()
        if all(part in name for part in parts):
            named.append(term)
        elif all(part in f"{name} {''.join(span.text for span in term.text).casefold()}" for part in parts):
            told.append(term)
    return named + told


def _term(table: Fields, term_id: str, path: Path, sources: Collection[str]) -> Term:
    from edgewise.course.markdown.inline import Inline
    from edgewise.course.markdown.syntax import Origin, parse

    if not is_id(term_id):
        table.fail(term_id, f'"{term_id[:80]}" is not the id of a word.', ID_FIX)
    row = table.table(term_id)
    name, text, lesson, see = row.text("name"), row.text("text"), row.text("lesson", ""), row.texts("see")
    row.done()
    origin = Origin(path, int(row.where("text").rpartition(":")[2]))
    nodes = parse(text, origin)
    if len(nodes) != 1 or nodes[0].kind != "paragraph":
        row.fail("text", "A word is explained in one paragraph.")
    return Term(term_id, name, Inline(origin, sources).line(nodes[0]), lesson, see, row.where())
