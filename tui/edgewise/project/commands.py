"""``wrangler pages dev|deploy`` inside shell commands: the folder they name, their options, and where they stand.

Commands are only read, never run. Words are found as a POSIX shell would for the plain cases: quotes, backslashes
and the operators ``&&``, ``||``, ``;``, ``|`` and ``&``. Substitutions are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SWITCHES = frozenset(
    """
    live-reload no-live-reload bundle no-bundle show-interactive-dev-session no-show-interactive-dev-session
    local node-compat persist commit-dirty skip-caching upload-source-maps experimental-local simulate-cron help
    """.split()  # noqa: SIM905
)
"""Options of ``wrangler pages`` that take no value of their own."""
_SHORT = {"-k": "kv", "-b": "binding", "-o": "do", "-c": "config", "-e": "env"}
_WORD = re.compile(r"""(?:[^\s"'\\&|;]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+""", re.DOTALL)
_OPERATOR = re.compile(r"&&|\|\||[;|&]|\n")


@dataclass(frozen=True)
class Word:
    """One word of a command, unquoted, and its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Option:
    """``--name value``, ``--name=value`` or a switch (``value`` is ``None``). ``name`` is without dashes."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(frozen=True)
class PagesCall:
    """One ``wrangler pages <verb> [directory] [options]``.

    Attributes:
        verb: ``dev`` or ``deploy`` (its old name ``publish`` included).
        directory: as written, or ``None``.
        options: in the order written.
        start, end: the range from the word ``pages`` to the end of the last argument.
        proxied: whether ``-- command`` or ``--proxy`` lets another server answer for the assets.
    """

    verb: str
    directory: str | None
    options: tuple[Option, ...]
    start: int
    end: int
    proxied: bool = False

    def option(self, *names: str) -> str | None:
        """The value of the first option called one of ``names``."""
        return next((each.value for each in self.options if each.name in names and each.value), None)


def words(command: str) -> Iterator[list[Word]]:
    """The simple commands of a command line, each as its words."""
    current: list[Word] = []
    at = 0
    while at < len(command):
        if operator := _OPERATOR.match(command, at):
            yield current
            current = []
            at = operator.end()
        elif word := _WORD.match(command, at):
            current.append(Word(_unquote(word.group()), word.start(), word.end()))
            at = word.end()
        else:
            at += 1
    yield current


def pages_calls(command: str, *, bare: bool = False) -> list[PagesCall]:
    """Every ``wrangler pages dev|deploy|publish`` of a command line.

    Args:
        command: a script as ``package.json`` or a workflow holds it.
        bare: also accept the call without the word ``wrangler`` before it, as Cloudflare's GitHub action takes it.
    """
    found: list[PagesCall] = []
    for simple in words(command):
        for index, word in enumerate(simple):
            following = simple[index + 1].text if index + 1 < len(simple) else ""
            if word.text != "pages" or following not in ("dev", "deploy", "publish"):
                continue
            before = simple[index - 1].text if index else ""
            if re.search(r"(^|[\\/])wrangler(@[^\s]*)?$", before) or (bare and index == 0):
                found.append(_call(simple[index:], "dev" if following == "dev" else "deploy"))
    return found


def _call(arguments: list[Word], verb: str) -> PagesCall:
    directory: str | None = None
    options: list[Option] = []
    rest = arguments[2:]
    index = 0
    proxied = False
    while index < len(rest):
        word = rest[index]
        index += 1
        if word.text == "--":
            proxied = True
            break
        if not word.text.startswith("-") or word.text == "-":
            directory = directory if directory is not None else word.text
            continue
        name, equals, value = word.text.partition("=")
        name = _SHORT.get(name, name.lstrip("-"))
        if equals:
            options.append(Option(name, value, word.start, word.end))
        elif name in SWITCHES or index >= len(rest) or rest[index].text.startswith("-"):
            options.append(Option(name, None, word.start, word.end))
        else:
            options.append(Option(name, rest[index].text, word.start, rest[index].end))
            index += 1
    proxied = proxied or any(option.name == "proxy" for option in options)
    return PagesCall(verb, directory, tuple(options), arguments[0].start, arguments[-1].end, proxied)


def _unquote(word: str) -> str:
    parts = re.findall(r"""\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^"'\\]+|.""", word, re.DOTALL)
    plain: list[str] = []
    for part in parts:
        if part[0] == '"' and len(part) > 1:
            plain.append(re.sub(r'\\(["\\$`])', r"\1", part[1:-1]))
        elif part[0] == "'" and len(part) > 1:
            plain.append(part[1:-1])
        elif part[0] == "\\":
            plain.append(part[1:])
        else:
            plain.append(part)
    return "".join(plain)
