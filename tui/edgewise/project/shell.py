"""Shell commands as words with their places, for reading and for editing them where they stand.

Only as much of the language as is needed to know where a word begins and ends: quotes, escapes, continued lines,
comments, operators, redirections, here-documents, and substitutions in any depth. GitHub's ``${{ … }}`` and the
``{{ … }}`` of other tools count as part of the word that they stand in. Nothing is run and nothing is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPERATOR = re.compile(r"&&|\|\||\|&|;;|[;|&\n()]")
_REDIRECTION = re.compile(r"\d*(?:<<<|>>|>\||>&|<&|<>|&>>|&>|[<>])")
_HERE = re.compile(r"\d*<<(-?)[ \t]*(['\"]?)([\w.-]+)\2")
_BLANK = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_PLAIN = re.compile(r"[^\s\"'\\$`{&|;()<>]+")
_DEEPEST = 40
"""Substitutions inside each other that are followed at most."""


@dataclass(frozen=True)
class Word:
    """One word of a command.

    Attributes:
        text: without its quotes; substitutions are left as they are written.
        start, end: its range in the text.
        quoted: the range inside the quotes, when the word is one pair of quotes and nothing else.
        redirection: whether it is a redirection's operator or target, so no argument.
    """

    text: str
    start: int
    end: int
    quoted: tuple[int, int] | None = None
    redirection: bool = False


def words(text: str) -> Iterator[list[Word]]:
    """The simple commands of a text, each as its words; those of substitutions follow the one they stand in."""
    yield from _Lexer(text, 0, len(text), 0).commands()


def _inside_double(text: str) -> str:
    return re.sub(r'\\(["\\$`])', r"\1", re.sub(r"\\\r?\n", "", text))


class _Lexer:
    """Reads the range ``start`` to ``stop`` of a text."""

    def __init__(self, text: str, start: int, stop: int, depth: int, ends: dict[int, int] | None = None) -> None:
        self.text, self.at, self.stop, self.depth = text, start, stop, depth
        self._ends = {} if ends is None else ends
        """Where what opens at a place closes, ``-1`` for nowhere; kept, as hostile text asks again and again."""
        self._nested: list[tuple[int, int]] = []
        self._documents: list[tuple[str, bool]] = []

    def commands(self) -> Iterator[list[Word]]:
        current: list[Word] = []
        while self.at < self.stop:
            if blank := _BLANK.match(self.text, self.at, self.stop):
                self.at = blank.end()
            elif self.text[self.at] == "#":
                self._skip_comment()
            elif here := _HERE.match(self.text, self.at, self.stop):
                self._documents.append((here.group(3), bool(here.group(1))))
                self.at = here.end()
            elif _REDIRECTION.match(self.text, self.at, self.stop):
                current += self._redirection()
            elif operator := _OPERATOR.match(self.text, self.at, self.stop):
                self.at = operator.end()
                if operator.group() == "\n":
                    self._skip_documents()
                yield current
                yield from self._inner()
                current = []
            else:
                current.append(self._word())
        yield current
        yield from self._inner()

    def _inner(self) -> Iterator[list[Word]]:
        nested, self._nested = self._nested, []
        for start, stop in nested if self.depth < _DEEPEST else ():
            yield from _Lexer(self.text, start, stop, self.depth + 1).commands()

    def _skip_comment(self) -> None:
        end = self.text.find("\n", self.at, self.stop)
        self.at = self.stop if end < 0 else end

    def _skip_documents(self) -> None:
        """Past the bodies of the here-documents that the line before has announced."""
        for mark, indented in self._documents:
            while self.at < self.stop:
                end = self.text.find("\n", self.at, self.stop)
                line = self.text[self.at : self.stop if end < 0 else end].rstrip("\r")
                self.at = self.stop if end < 0 else end + 1
                if (line.lstrip("\t") if indented else line) == mark:
                    break
        self._documents = []

    def _redirection(self) -> Iterator[Word]:
        found = _REDIRECTION.match(self.text, self.at, self.stop)
        assert found is not None
        yield Word(found.group(), found.start(), found.end(), redirection=True)
        self.at = found.end()
        if blank := _BLANK.match(self.text, self.at, self.stop):
            self.at = blank.end()
        if self.at < self.stop and not _OPERATOR.match(self.text, self.at, self.stop):
            target = self._word()
            if target.end > target.start:
                yield Word(target.text, target.start, target.end, redirection=True)

    def _word(self) -> Word:
        """The word at the current place: at least one character of it."""
        start = self.at
        pieces: list[str] = []
        pairs: list[tuple[int, int]] = []
        while self.at < self.stop:
            character = self.text[self.at]
            if plain := _PLAIN.match(self.text, self.at, self.stop):
                pieces.append(plain.group())
                self.at = plain.end()
            elif character == "\\":
                if _BLANK.match(self.text, self.at, self.stop):
                    break
                pieces.append(self.text[self.at + 1 : self.at + 2])
                self.at = min(self.at + 2, self.stop)
            elif character in "\"'":
                first, last = self._quotes(character)
                pairs.append((first, last))
                inner = self.text[first:last] if first >= 0 else character
                pieces.append(_inside_double(inner) if character == '"' and first >= 0 else inner)
            elif character in "$`{":
                before = self.at
                self._substitution()
                pieces.append(self.text[before : self.at])
            elif character.isspace() or character in "&|;()<>":
                break
            else:
                pieces.append(character)
                self.at += 1
        if self.at == start:
            pieces.append(self.text[start])
            self.at += 1
        whole = len(pairs) == 1 and pairs[0] == (start + 1, self.at - 1)
        return Word("".join(pieces), start, self.at, pairs[0] if whole else None)

    def _quotes(self, quote: str) -> tuple[int, int]:
        """Past a quoted part; its inner range. One that is never closed is a character of its own."""
        opening = self.at
        if opening not in self._ends:
            self._ends[opening] = self._closing_quote(quote)
        end = self._ends[opening]
        if end >= 0 and quote == '"':
            self.at = opening + 1
            while self.at < end:
                if self.text[self.at] in "$`":
                    self._substitution()
                else:
                    self.at += 2 if self.text[self.at] == "\\" else 1
        self.at = opening + 1 if end < 0 else end + 1
        return (-1, -1) if end < 0 else (opening + 1, end)

    def _closing_quote(self, quote: str) -> int:
        at = self.at + 1
        while at < self.stop and self.text[at] != quote:
            if quote == '"' and self.text[at] == "\\":
                at += 2
            elif quote == '"' and self.text[at] in "$`":
                at = self._past_substitution(at)
            else:
                at += 1
        return at if at < self.stop else -1

    def _substitution(self) -> None:
        """Past ``$name``, ``${…}``, ``$(…)``, `` `…` `` or ``{{ … }}``; the commands in it are noted."""
        start, self.at = self.at, self._past_substitution(self.at)
        if self.text.startswith("$(", start) and self.at > start + 2:
            self._nested.append((start + 2, self.at - 1))
        elif self.text[start] == "`" and self.at > start + 1:
            self._nested.append((start + 1, self.at - 1))

    def _past_substitution(self, at: int) -> int:
        """The place after the substitution at ``at``; one character on when it is none or is never closed."""
        if at not in self._ends:
            self._ends[at] = self._closing(at)
        end = self._ends[at]
        return at + 1 if end < 0 else end

    def _closing(self, at: int) -> int:
        text = self.text
        for opening, closing in (("${{", "}}"), ("{{", "}}")):
            if text.startswith(opening, at) and (end := text.find(closing, at, self.stop)) >= 0:
                return end + 2
        if text.startswith("$(", at):
            return self._bracketed(at + 2, ")")
        if text.startswith("${", at):
            return self._bracketed(at + 2, "}")
        if text[at] == "`" and (end := text.find("`", at + 1, self.stop)) >= 0:
            return end + 1
        return -1

    def _bracketed(self, start: int, closing: str) -> int:
        """The place after the bracket that closes the one before ``start``; quotes and brackets between are minded."""
        if self.depth >= _DEEPEST:
            return -1
        inner = _Lexer(self.text, start, self.stop, self.depth + 1, self._ends)
        depth = 1
        while inner.at < inner.stop:
            character = inner.text[inner.at]
            if character == closing:
                depth -= 1
                if depth == 0:
                    return inner.at + 1
                inner.at += 1
            elif character in "\"'":
                inner._quotes(character)
            elif character in "$`":
                inner.at = inner._past_substitution(inner.at)
            else:
                depth += character == "(" and closing == ")"
                inner.at += 2 if character == "\\" else 1
        return -1
