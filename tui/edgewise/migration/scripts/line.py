"""Rewriting the ``wrangler pages`` calls of any text that holds shell commands.

Only the calls change; every other byte stays as it is. Commands in quotes, such as those that ``concurrently`` runs,
are rewritten inside their quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from edgewise.migration.scripts.deploy import translate_deploy
from edgewise.migration.scripts.dev import translate_dev
from edgewise.migration.scripts.options import dynamic
from edgewise.migration.scripts.others import STILL_WORK, translate_other
from edgewise.migration.scripts.target import Remark, Target, Translation, left
from edgewise.project.commands import DEV_AND_DEPLOY, TALK, PagesCall, pages_calls
from edgewise.project.shell import Word, words

_MOVING = re.compile(r"^(?:--prefix|--cwd|--dir|-C|--filter|-F|-w|--workspace|workspace)(?:=|$)")
"""Words of package managers that run a command in another folder or package."""
_OLD_PIN = re.compile(r"@(?:[\^~]|>=)?[0-3](?:\.[\w.*-]+)?$")


@dataclass(frozen=True)
class Rewrite:
    """A text with its calls rewritten.

    Attributes:
        text: the whole text.
        remarks: what to say about calls, changed or left.
        default_port: whether a changed call listens on a port that nothing names.
        calls: how many calls there were, changed or left.
    """

    text: str
    remarks: tuple[Remark, ...] = ()
    default_port: bool = False
    calls: int = 0


def rewrite(text: str, target: Target, *, bare: bool = False, quote: str = "'", depth: int = 0) -> Rewrite:
    """Rewrite every call in ``text``.

    Args:
        bare: also take calls without the word ``wrangler``, as Cloudflare's GitHub action does.
        quote: the kind of quotes to use for words that need some.
        depth: how many quotes ``text`` stands in already.
    """
    if "pages" not in text:
        return Rewrite(text)
    edits: list[tuple[int, int, str]] = []
    remarks: list[Remark] = []
    port = False
    calls = pages_calls(text, bare=bare, verbs=None, quoted=False)
    for call in calls:
        found = _translate(call, text, target, quote)
        remarks += (replace(remark, offset=call.start) for remark in found.remarks)
        if found.text is not None:
            port = port or found.default_port
            edits.append((call.start, call.end, found.text))
            if call.program and (pin := _OLD_PIN.search(text, call.program.start, call.program.end)):
                edits.append((pin.start(), pin.end(), "@4"))
    count = len(calls)
    patterns = _patterns(text)
    for word in _quoted_commands(text, [(start, end) for start, end, _ in edits]) if depth < 3 else ():
        inner = _inside(text, word, _as_pattern(target) if word in patterns else target, depth)
        remarks += (replace(remark, offset=word.start) for remark in inner.remarks)
        port = port or inner.default_port
        count += inner.calls
        edits.append((word.start, word.end, inner.text))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return Rewrite(text, tuple(dict.fromkeys(remarks)), port, count)


def _patterns(text: str) -> set[Word]:
    """Quoted words by which a process is found, so that no more may be said in them than is always there."""
    return {word for simple in words(text) if simple and simple[0].text in ("pkill", "pgrep") for word in simple}


def _as_pattern(target: Target) -> Target:
    return replace(target, keep_port=False, output=None)


def _translate(call: PagesCall, text: str, target: Target, quote: str) -> Translation:
    if call.verb in STILL_WORK:
        return Translation(None)
    if call.broken:
        return left("a redirection stands between its arguments")
    if call.verb in DEV_AND_DEPLOY and len(call.arguments) > 1 and not call.proxied:
        return left("it names more than a folder")
    here = _folder(call, text, target)
    if here is None or any(_MOVING.match(word) for word in call.before):
        return left("it runs in another folder or package")
    if call.verb == "dev":
        return translate_dev(call, here, quote)
    if call.verb == "deploy":
        return translate_deploy(call, here, quote)
    return translate_other(call, here, quote)


def _folder(call: PagesCall, text: str, target: Target) -> Target | None:
    """The target as it is seen from where the call runs; ``None`` when that cannot be told."""
    if call.option("cwd") is not None:
        return None
    for simple in words(text):
        if not simple or simple[0].start > call.start:
            continue
        name, step = simple[0].text.lstrip("@+-"), simple[1].text if len(simple) > 1 else "-"
        if name in ("pushd", "popd") or (name == "cd" and (dynamic(step) or step[0] in "-~/" or _grouped(text))):
            return None
        if name == "cd":
            target = target.moved(step)
    return None if target.folder.startswith("..") else target


def _grouped(text: str) -> bool:
    """Whether commands stand in brackets, so that a change of the folder may hold for some of them only."""
    return re.search(r"(?<![$\w])\(", text) is not None


def _quoted_commands(text: str, taken: list[tuple[int, int]]) -> list[Word]:
    """The quoted words that hold calls, outside the ranges ``taken``."""
    return [
        word
        for simple in words(text)
        if simple and simple[0].text not in TALK
        for word in simple
        if word.quoted
        and not word.redirection
        and not any(start < word.end and word.start < end for start, end in taken)
        and pages_calls(word.text, verbs=None)
    ]


def _inside(text: str, word: Word, target: Target, depth: int) -> Rewrite:
    """A quoted word with the calls in it rewritten."""
    assert word.quoted is not None
    quote = text[word.start]
    raw = text[slice(*word.quoted)]
    escaped = quote == '"' and "\\" in raw
    if escaped and _escaped(word.text) != raw:
        return Rewrite(text[word.start : word.end], (Remark("script-keeps-pages", "its quotes are nested too deep"),))
    found = rewrite(word.text, target, quote='"' if quote == "'" else "'", depth=depth + 1)
    new = _escaped(found.text) if escaped else found.text
    if not escaped and quote in new:
        return Rewrite(text[word.start : word.end], (Remark("script-keeps-pages", "its quotes are nested too deep"),))
    return Rewrite(quote + new + quote, found.remarks, found.default_port, found.calls)


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
