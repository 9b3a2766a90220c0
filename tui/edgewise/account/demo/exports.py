"""What a Worker's bundled main module exports, as far as it can be seen without running it.

Seen is what bundlers write: ``export default {…}``, ``export { name as default, Other }``, and names that lead to an
object literal or a class at the top of the module. Of these the members are read that are written there by name.
Not seen is what is imported, spread, inherited, or made by a call.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HANDLERS = ("fetch", "scheduled", "queue", "email", "tail", "trace", "tailStream")
"""Members by which Cloudflare calls a Worker."""

_NAME = r"[A-Za-z_$][\w$]*"
_LIST = re.compile(r"\bexport\s*\{([^{}]*)\}")
_DEFAULT = re.compile(r"\bexport\s+default\s+")
_DIRECT = re.compile(rf"\bexport\s+(?:async\s+)?(?:class|function\*?|const|let|var)\s+({_NAME})")
_MEMBER = re.compile(rf"(?:async\s+)?({_NAME})\s*(?=[(:,}}=]|$)")
_SKIPPED = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
    r"|(?<=[(,=:\[!&|?{};\n])[ \t]*/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/",
    re.DOTALL,
)
_MOST_HOPS = 5


@dataclass(frozen=True)
class Exports:
    """What is seen.

    Attributes:
        handlers: of the default export; ``None`` when it cannot be read.
        named: other exports by name, with the handlers that they have.
    """

    handlers: tuple[str, ...] | None
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()


NOTHING_SEEN = Exports(None)


def exports(code: str) -> Exports:
    """What the main module ``code`` exports."""
    text = _SKIPPED.sub(lambda found: " " * len(found[0]), code)
    names: dict[str, str] = {}
    for found in _LIST.finditer(text):
        for each in found[1].split(","):
            own, _, told = each.strip().partition(" as ")
            if own:
                names[(told or own).strip()] = own.strip()
    names.update({name: name for name in _DIRECT.findall(text)})
    direct = _DEFAULT.search(text)
    handlers = _handlers(text, direct.end()) if direct else _of(text, names.pop("default", ""))
    named = tuple((each, _of(text, own) or ()) for each, own in sorted(names.items()) if each != "default")
    return Exports(handlers, named)


def _of(text: str, name: str, hops: int = 0) -> tuple[str, ...] | None:
    """The handlers of what a name stands for."""
    if not name or hops > _MOST_HOPS:
        return None
    word = re.escape(name)
    found = re.search(rf"\b(?:var|let|const)\s+{word}\s*=\s*|\b(?=class\s+{word}\b)", text)
    return _handlers(text, found.end(), hops + 1) if found else None


def _handlers(text: str, at: int, hops: int = 0) -> tuple[str, ...] | None:
    """The handlers among the members of the literal or class at ``at``, or of what the name there stands for."""
    found = re.compile(rf"(?:class\b[^{{;=]*)?\{{|({_NAME})\s*(?=;|\n|$)").match(text, at)
    if found is None:
        return None
    if found[1]:
        return _of(text, found[1], hops)
    members = _members(text, found.end())
    if members is None:
        return None
    return tuple(each for each in HANDLERS if each in members)


def _members(text: str, at: int) -> set[str] | None:
    """Names at the outermost level between a brace, after which ``at`` is, and the one that closes it.

    ``None`` when no brace closes it: then something was taken for text that is none, or the other way round.
    """
    depth, fresh, names = 0, True, set()
    while at < len(text):
        sign = text[at]
        if fresh and not depth and (found := _MEMBER.match(text, at)) is not None:
            names.add(found[1])
            at, fresh = found.end(), False
            continue
        if sign in "{([":
            depth += 1
        elif sign in "})]":
            if not depth:
                return names
            depth -= 1
            # After a method's body another member may follow without a comma, as in a class.
            fresh = not depth and sign == "}"
        elif not depth and sign in ",;":
            fresh = True
        elif not sign.isspace():
            fresh = False
        at += 1
    return None
