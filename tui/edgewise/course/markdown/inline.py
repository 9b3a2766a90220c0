"""Running text: inline Markdown to a line of spans."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.course.markdown.syntax import Node, Origin
from edgewise.course.model import UNCITED, Line, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_SOURCE = re.compile(r"\[@([A-Za-z0-9_.:-]+)\]")
_TARGET = re.compile(r"https?://\S+|lesson:[a-z0-9-]+(?:#[a-z0-9-]+)?|term:[a-z0-9-]+")
_STYLES = {"strong_open": "strong", "em_open": "emphasis"}


@dataclass(frozen=True)
class Inline:
    """Reads running text. ``sources`` are the keys that ``[@KEY]`` may name; ``used`` gathers those that are."""

    origin: Origin
    sources: Collection[str] = ()
    used: set[str] = field(default_factory=set)

    def line(self, node: Node) -> Line:
        """The text of a block that holds running text (a paragraph, a heading, a table cell).

        Raises:
            InputError: for HTML, images, strange links and unknown source keys.
        """
        spans: list[Span] = []
        for child in node.children:
            if child.kind == "inline":
                spans.extend(self._spans(child.token.children or [], child.line))
        return merge(spans)

    def _spans(self, tokens: list[Token], line: int) -> list[Span]:
        spans: list[Span] = []
        styles: list[str] = []
        for token in tokens:
            style = next((style for style in styles if style.startswith("link:")), styles[-1] if styles else "")
            if token.type == "text":
                spans.extend(self._text(token.content, style, line))
            elif token.type == "code_inline":
                spans.append(Span(token.content, style if style.startswith("link:") else "code"))
            elif token.type == "softbreak":
                line += 1
                spans.append(Span(" ", style))
            elif token.type == "hardbreak":
                line += 1
                spans.append(Span("\n", style))
            elif token.type == "link_open":
                styles.append(f"link:{self._target(token, line)}")
            elif token.type in _STYLES:
                styles.append(_STYLES[token.type])
            elif token.nesting < 0:
                styles.pop()
            else:
                self._refuse(token, line)
        return spans

    def _text(self, text: str, style: str, line: int) -> list[Span]:
        """``text`` with its ``[@KEY]`` references cut out into spans of their own."""
        spans: list[Span] = []
        at = 0
        for found in _SOURCE.finditer(text):
            key = found.group(1)
            if key in UNCITED:
                # Nothing of it is drawn, the blank before it neither.
                spans.append(Span(text[at : found.start()].rstrip(" "), style))
                spans.append(Span("", f"source:{key}"))
                at = found.end()
                continue
            if key not in self.sources:
                self.origin.fail(
                    line,
                    f"There is no source with the key {key}.",
                    f"Add [sources.{key}] with text and date to the front matter, or to sources.toml.",
                )
            self.used.add(key)
            spans.append(Span(text[at : found.start()], style))
            spans.append(Span(f"[{key}]", f"source:{key}"))
            at = found.end()
        spans.append(Span(text[at:], style))
        return spans

    def _target(self, token: Token, line: int) -> str:
        target = str(token.attrGet("href") or "")
        if not _TARGET.fullmatch(target):
            self.origin.fail(
                line,
                f'A link cannot lead to "{target[:80]}".',
                "Link to https://…, to another lesson: [text](lesson:its-id), or to a word: [text](term:its-id).",
            )
        return target

    def _refuse(self, token: Token, line: int) -> None:
        if token.type == "image":
            self.origin.fail(line, "Images have no place in a lesson.", "Use a figure: :::figure drawing-id")
        if token.type == "html_inline":
            self.origin.fail(
                line,
                f"HTML has no place in a lesson: {token.content[:40]}",
                "Put code between backticks, or write Markdown.",
            )
        self.origin.fail(line, f"This kind of text is not understood: {token.type}.")


def merge(spans: list[Span]) -> Line:
    """``spans`` without empty ones, and with neighbours of one style joined."""
    merged: list[Span] = []
    for span in spans:
        if not span.text and not span.style.startswith("source:"):
            continue
        if merged and merged[-1].style == span.style:
            merged[-1] = Span(merged[-1].text + span.text, span.style)
        else:
            merged.append(span)
    return tuple(merged)


def plain(line: Line) -> str:
    """The text of ``line`` without its styles."""
    return "".join(span.text for span in line)


def join(lines: list[Line]) -> Line:
    """Several paragraphs as one line, with a blank line between them."""
    spans: list[Span] = []
    for line in lines:
        if spans:
            spans.append(Span("\n\n"))
        spans.extend(line)
    return merge(spans)
