"""Blocks: paragraphs, lists, code, tables, and the directives that are made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from edgewise.course.manifest import ID_FIX, is_id
from edgewise.course.markdown.inline import Inline, plain
from edgewise.course.markdown.quiz import KINDS, read_quiz
from edgewise.course.markdown.syntax import Node
from edgewise.course.model import (
    Aside,
    Block,
    Checkpoint,
    Code,
    Figure,
    Heading,
    Items,
    Lab,
    Line,
    Matrix,
    Panel,
    Paragraph,
    Project,
    Simulator,
    Table,
    Usage,
)

_ASIDES = {"note": "Note", "warning": "Careful", "misconception": "A common mistake"}
_FOLDER = re.compile(r"lab[a-z0-9-]*")
_NO = {
    "html_block": ("HTML has no place in a lesson.", "Write Markdown."),
    "hr": ("A horizontal rule has no place in a lesson.", "Begin a new step with ## Title {#step-id}."),
    "blockquote": ("A quotation has no place here.", "Use :::note Title for a remark that is set off."),
}


@dataclass(frozen=True)
class Reader:
    """Turns nodes into blocks for the lesson whose id and folder are given."""

    inline: Inline
    lesson: str

    def blocks(self, nodes: list[Node], *, top: bool = False) -> tuple[Block, ...]:
        """The blocks of ``nodes``. Directives are allowed at the ``top`` of a step only.

        Raises:
            InputError: for what lessons cannot hold.
        """
        return tuple(self._block(node, top) for node in nodes)

    def _block(self, node: Node, top: bool) -> Block:
        fail = self.inline.origin.fail
        if node.kind == "directive":
            if not top:
                fail(node.line, "A directive cannot stand inside a list or another directive.", "Move it out.")
            return self._directive(node)
        if node.kind in _NO:
            fail(node.line, *_NO[node.kind])
        reader = _READERS.get(node.kind)
        if reader is None:
            fail(node.line, f"A lesson cannot hold this: {node.kind}.")
        return reader(self, node)

    def paragraph(self, node: Node) -> Block:
        """Running text."""
        return Paragraph(self.inline.line(node))

    def heading(self, node: Node) -> Block:
        """A heading within a step."""
        level = int(node.token.tag[1:])
        if level == 1:
            self.inline.origin.fail(
                node.line, "A level-1 heading has no place in a lesson.", "The front matter holds the title."
            )
        return Heading(self.inline.line(node), max(3, level))

    def items(self, node: Node) -> Block:
        """A list."""
        ordered = node.kind == "ordered_list"
        start = int(node.token.attrGet("start") or 1) if ordered else 1
        return Items(tuple(self.blocks(item.children) for item in node.children), ordered, start)

    def code(self, node: Node) -> Block:
        """A fenced block."""
        info = node.token.info.split()
        return Code(node.token.content.rstrip("\n"), info[0] if info else "")

    def table(self, node: Node) -> Block:
        """A table: the rows of its head and body."""
        rows: list[tuple[Line, ...]] = [
            tuple(self.inline.line(cell) for cell in row.children) for part in node.children for row in part.children
        ]
        return Table(rows[0], tuple(rows[1:]))

    def _directive(self, node: Node) -> Block:
        name, _, rest = node.token.info.partition(" ")
        rest = rest.strip()
        fail = self.inline.origin.fail
        if name not in DIRECTIVES:
            fail(node.line, f"There is no directive :::{name[:40]}.", f"Known: {', '.join(DIRECTIVES)}.")
        if name in _ASIDES:
            if not node.children:
                fail(node.line, f":::{name} is empty.", "Write the remark between it and its closing :::.")
            return Aside(name, rest or _ASIDES[name], self.blocks(node.children))
        return _DIRECTIVES[name](self, node, rest)

    def quiz(self, node: Node, rest: str) -> Block:
        """``:::quiz id [kind]``."""
        quiz_id, _, word = rest.partition(" ")
        kind = next((kind for kind in KINDS if kind == (word.strip() or "choice")), None)
        if kind is None:
            known = f"Kinds: {', '.join(KINDS)}. Without one it is a choice."
            self.inline.origin.fail(node.line, f"There is no quiz of the kind {word.strip()[:40]!r}.", known)
        return read_quiz(self.inline, node, self._id(node, quiz_id, "quiz"), kind)

    def figure(self, node: Node, rest: str) -> Block:
        """``:::figure id``."""
        return Figure(self._id(node, rest, "figure"), self._caption(node))

    def panel(self, node: Node, rest: str) -> Block:
        """``:::panel kind [filter]``."""
        kind, _, wanted = rest.partition(" ")
        if not _KIND.fullmatch(kind):
            self.inline.origin.fail(
                node.line, ":::panel needs a kind of resource.", "Write for example :::panel queues"
            )
        return Panel(kind, wanted.strip(), self._caption(node))

    def simulator(self, node: Node, rest: str) -> Block:
        """``:::simulator id [preset=name]``."""
        found, _, option = rest.partition(" ")
        option = option.strip()
        preset = option.removeprefix("preset=")
        if option and (preset == option or not is_id(preset)):
            self.inline.origin.fail(
                node.line, f"A simulator cannot take {option[:40]!r}.", "Write :::simulator its-id preset=its-preset"
            )
        return Simulator(self._id(node, found, "simulator"), preset, self._caption(node))

    def matrix(self, node: Node, rest: str) -> Block:
        """``:::matrix name``: the file ``name.toml`` beside the lesson."""
        return Matrix(self.inline.origin.path.parent / f"{self._id(node, rest, 'matrix')}.toml", self._caption(node))

    def usage(self, node: Node, rest: str) -> Block:
        """``:::usage dataset``."""
        if not _KIND.fullmatch(rest):
            self.inline.origin.fail(node.line, ":::usage needs a dataset.", "Write for example :::usage workers")
        return Usage(rest, self._caption(node))

    def project(self, node: Node, rest: str) -> Block:
        """``:::project name``: the folder ``name`` beside the lesson."""
        folder = self.inline.origin.path.parent / self._id(node, rest, "project")
        if not folder.is_dir():
            self.inline.origin.fail(node.line, f"There is no folder {rest[:80]} beside the lesson.")
        return Project(rest, folder, self._caption(node))

    def checkpoint(self, node: Node, rest: str) -> Block:
        """``:::checkpoint id``: prose, and a list of ``lesson-id/quiz-id``."""
        fail = self.inline.origin.fail
        shape = "The shape is: prose, then a list of `- lesson-id/quiz-id`."
        checkpoint_id = self._id(node, rest, "checkpoint")
        if not node.children or node.children[-1].kind != "bullet_list" or len(node.children) < 2:
            fail(node.line, "A checkpoint has prose and, after it, a list of quizzes.", shape)
        quizzes: list[tuple[str, str]] = []
        for item in node.children[-1].children:
            words = plain(self.inline.line(item.children[0])) if len(item.children) == 1 else ""
            lesson, _, quiz = words.strip().partition("/")
            if not (is_id(lesson) and is_id(quiz)):
                fail(item.line, f"This names no quiz: {words[:80]!r}.", shape)
            if (lesson, quiz) in quizzes:
                fail(item.line, f"The quiz {words[:80]} is named twice.")
            quizzes.append((lesson, quiz))
        return Checkpoint(checkpoint_id, self.blocks(node.children[:-1]), tuple(quizzes))

    def _id(self, node: Node, found: str, what: str) -> str:
        if not is_id(found):
            self.inline.origin.fail(node.line, f":::{what} needs an id; this is none: {found[:80]!r}.", ID_FIX)
        return found

    def _caption(self, node: Node) -> str:
        parts: list[str] = []
        for child in node.children:
            if child.kind != "paragraph":
                self.inline.origin.fail(child.line, "A caption is plain running text.")
            parts.append(plain(self.inline.line(child)))
        return " ".join(" ".join(parts).split())

    def lab(self, node: Node, folder: str) -> Block:
        """``:::lab folder``."""
        if not _FOLDER.fullmatch(folder):
            self.inline.origin.fail(
                node.line,
                ":::lab needs the name of a folder beside lesson.md that begins with lab.",
                "Write :::lab lab",
            )
        if node.children:
            self.inline.origin.fail(node.children[0].line, "A lab has no text here.", "Write the task in lab.toml.")
        return Lab(f"{self.lesson}/{folder}", self.inline.origin.path.parent / folder)


_KIND = re.compile(r"[a-z0-9_-]+")
_DIRECTIVES: dict[str, Callable[[Reader, Node, str], Block]] = {
    "figure": Reader.figure,
    "panel": Reader.panel,
    "lab": Reader.lab,
    "quiz": Reader.quiz,
    "simulator": Reader.simulator,
    "matrix": Reader.matrix,
    "usage": Reader.usage,
    "project": Reader.project,
    "checkpoint": Reader.checkpoint,
}
DIRECTIVES = (*_ASIDES, *_DIRECTIVES)
_READERS: dict[str, Callable[[Reader, Node], Block]] = {
    "paragraph": Reader.paragraph,
    "heading": Reader.heading,
    "bullet_list": Reader.items,
    "ordered_list": Reader.items,
    "fence": Reader.code,
    "table": Reader.table,
}
