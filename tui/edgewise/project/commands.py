"""``wrangler pages`` inside shell commands: the folder a call names, its options, and where it stands.

Commands are only read, never run. Arguments are told apart as wrangler's own parser (yargs) does it: an option that
may be given several values takes every following word up to the next option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from edgewise.project.shell import Word, words

__all__ = ["DEV_AND_DEPLOY", "TALK", "Option", "PagesCall", "Word", "pages_calls", "words"]

SWITCHES = frozenset(
    """
    live-reload no-live-reload bundle no-bundle show-interactive-dev-session no-show-interactive-dev-session
    local node-compat persist commit-dirty skip-caching upload-source-maps experimental-local simulate-cron help json
    force minify sourcemap watch plugin install-skills
    """.split()  # noqa: SIM905
)
"""Options of ``wrangler pages`` that take no value, or ``true`` and ``false`` at most."""
LISTS = frozenset(
    "binding kv d1 do r2 service compatibility-flag compatibility-flags env-file external status method".split()  # noqa: SIM905
)
"""Options that take every following word up to the next option."""
DEV_AND_DEPLOY = ("dev", "deploy")
GROUPS = frozenset({"functions", "deployment", "secret", "project", "download"})
"""Verbs of ``wrangler pages`` that have verbs of their own."""
_SHORT = {"-k": "kv", "-b": "binding", "-o": "do", "-c": "config", "-e": "env", "-h": "help"}
_SAME = {"publish": "deploy", "deployment create": "deploy"}
_PROGRAM = re.compile(r"(?:^[@+-]*|[\\/])wrangler2?(?:\.js|\.cmd)?(?:@\S*)?$")
TALK = frozenset({"echo", "printf", "grep", "rg", "sed", "awk", "alias"})
"""Commands whose quoted words are no commands."""


@dataclass(frozen=True)
class Option:
    """``--name value``, ``--name=value`` or a switch (``value`` is ``None``). ``name`` is kebab-case without dashes."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(frozen=True)
class PagesCall:
    """One ``wrangler pages <verb> [arguments] [options]``.

    Attributes:
        verb: ``dev``, ``deploy`` (``publish`` and ``deployment create`` are the same), or two words such as
            ``secret put``; empty when the call stops at ``pages``.
        arguments: what is no option, unquoted.
        options: in the order written, those before the word ``pages`` included.
        start, end: the range from the word ``pages`` to the end of the last argument.
        proxied: whether ``-- command`` or ``--proxy`` lets another server answer for the assets.
        program: the word that calls wrangler; ``None`` where it is left out.
        behind: the words after ``--``.
        nested: whether the call stands in a quoted word; ``start`` and ``end`` are the range of that word then.
        broken: whether a redirection stands between its arguments, so that the range is not theirs alone.
        before: the words of the same command before ``program``, such as ``npx`` or ``pnpm --filter web exec``.
    """

    verb: str
    arguments: tuple[str, ...]
    options: tuple[Option, ...]
    start: int
    end: int
    proxied: bool = False
    program: Word | None = None
    behind: tuple[str, ...] = ()
    nested: bool = False
    broken: bool = False
    before: tuple[str, ...] = ()

    @property
    def directory(self) -> str | None:
        """The folder that ``dev`` and ``deploy`` name, as written."""
        return self.arguments[0] if self.arguments and self.verb in DEV_AND_DEPLOY else None

    def option(self, *names: str) -> str | None:
        """The value of the first option called one of ``names``."""
        return next((each.value for each in self.options if each.name in names and each.value), None)

    def values(self, *names: str) -> list[str]:
        """All values of the options called one of ``names``."""
        return [each.value for each in self.options if each.name in names and each.value]


def pages_calls(
    command: str, *, bare: bool = False, verbs: Sequence[str] | None = DEV_AND_DEPLOY, quoted: bool = True
) -> list[PagesCall]:
    """Every ``wrangler pages`` call of a command line or a whole script, in order.

    Args:
        command: as ``package.json``, a workflow or a shell script holds it.
        bare: also accept the call without the word ``wrangler`` before it, as Cloudflare's GitHub action takes it.
        verbs: those that count; ``None`` for all.
        quoted: also look into quoted words, such as those that ``concurrently`` runs.
    """
    return [call for call in _calls(command, bare, quoted, 0) if verbs is None or call.verb in verbs]


def _calls(command: str, bare: bool, quoted: bool, depth: int) -> Iterator[PagesCall]:
    if "pages" not in command:
        return
    for simple in words(command):
        plain = [word for word in simple if not word.redirection]
        if call := _call_of(simple, plain, bare):
            yield call
        elif quoted and depth < 4 and not (plain and plain[0].text in TALK):
            for word in plain:
                if word.quoted and "pages" in word.text:
                    for inner in _calls(word.text, False, True, depth + 1):
                        yield replace(inner, start=word.start, end=word.end, program=None, nested=True)


def _call_of(simple: list[Word], plain: list[Word], bare: bool) -> PagesCall | None:
    if bare and plain and plain[0].text == "pages":
        return _call(plain, simple, None, (), ())
    for index, word in enumerate(plain):
        if not _PROGRAM.search(word.text):
            continue
        at = index + 1
        while at < len(plain) and plain[at].text.startswith("-"):
            at += 1 if "=" in plain[at].text or plain[at].text in ("--", "-y") else 2
        if at < len(plain) and plain[at].text == "pages":
            before = tuple(each.text for each in plain[:index])
            return _call(plain[at:], simple, word, tuple(plain[index + 1 : at]), before)
    return None


def _call(
    arguments: list[Word], simple: list[Word], program: Word | None, ahead: tuple[Word, ...], before: tuple[str, ...]
) -> PagesCall:
    verb, rest = _verb(arguments)
    positional: list[str] = []
    options: list[Option] = list(_options([*ahead], []))
    behind: tuple[str, ...] = ()
    cut = next((index for index, word in enumerate(rest) if word.text == "--"), None)
    if cut is not None:
        behind = tuple(word.text for word in rest[cut + 1 :])
    options += _options(rest[:cut], positional)
    start, end = arguments[0].start, arguments[-1].end
    return PagesCall(
        verb,
        tuple(positional),
        tuple(options),
        start,
        end,
        proxied=bool(behind) or any(option.name == "proxy" for option in options),
        program=program,
        behind=behind,
        broken=any(word.redirection and start < word.start < end for word in simple),
        before=before,
    )


def _verb(arguments: list[Word]) -> tuple[str, list[Word]]:
    first = arguments[1].text if len(arguments) > 1 else ""
    taken = 2 if first in GROUPS and len(arguments) > 2 and not arguments[2].text.startswith("-") else 1
    verb = " ".join(word.text for word in arguments[1 : 1 + taken])
    return _SAME.get(verb, verb), arguments[1 + taken :]


def _options(rest: list[Word], positional: list[str]) -> Iterator[Option]:
    """The options among ``rest``; what is none goes to ``positional``."""
    index = 0
    while index < len(rest):
        word = rest[index]
        index += 1
        if not word.text.startswith("-") or word.text == "-":
            positional.append(word.text)
            continue
        written, equals, value = word.text.partition("=")
        name = _name(written)
        if equals:
            yield Option(name, value, word.start, word.end)
            continue
        following: list[Word] = []
        while index < len(rest) and not rest[index].text.startswith("-"):
            following.append(rest[index])
            index += 1
            if name not in LISTS:
                break
        if name in SWITCHES and following and following[0].text not in ("true", "false"):
            index -= 1
            following = []
        if not following:
            yield Option(name, None, word.start, word.end)
        for number, each in enumerate(following):
            yield Option(name, each.text, each.start if number else word.start, each.end)


def _name(written: str) -> str:
    """An option's name in kebab-case: yargs takes ``--compatibilityDate`` for ``--compatibility-date`` too."""
    if written in _SHORT:
        return _SHORT[written]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", written.lstrip("-")).lower()
