"""Troubles that the demo account can have on request: for tests, and to see how tools take them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from edgewise.errors import InputError
from edgewise.text import clean

NAMED = {"challenge": 403, "web-page": 200}
"""Troubles that are no API answers: a firewall's browser check, and some network's login page."""

CONFLICT = "conflict"
"""A domain that is given to a Worker is refused, as if a DNS record stood in the way, even to those who override."""

UPLOAD = "upload"
"""The upload of static files breaks after a share of them; its number is that share, not a chance."""

PENDING = "domain-pending"
"""A Pages domain whose record is new, or that is new itself, waits to be validated and does not become active."""

LONGEST_LATENCY = 120.0
"""Seconds."""

_FAULT = re.compile(
    r"(?P<what>\d{3}|[a-z-]+)(?:@(?P<path>/[!\"$-?A-~]*))?(?:@(?P<chance>[0-9.]+))?"
    r"(?:#(?=[\dx])(?P<after>\d{1,6})?(?:x(?P<times>[1-9]\d{0,5}))?)?"
)
_TIME = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s)")
_FIX = (
    "Write for example: 429@0.1, 500@/queues, 503@/workers@0.5, 403@/workers/domains#3 (after three requests), "
    "500@/queues#x2 (twice), challenge, web-page, conflict, upload@0.8, domain-pending, latency=300ms, cut=0.05, "
    "drop=20, seed=7"
)


@dataclass(frozen=True)
class Fault:
    """One trouble.

    Attributes:
        what: an HTTP status from 400 to 599 as text, a name in ``NAMED``, ``CONFLICT``, ``UPLOAD`` or ``PENDING``.
        chance: how probable it is for one request, from 0 to 1; of ``UPLOAD`` the share of the files that arrive.
        path: only for addresses that hold this; empty for all. An upload's address is where its session begins.
        after: so many requests that it could strike pass unharmed first; of ``UPLOAD`` sessions.
        times: how often it strikes at most; 0 for as often as it can.
    """

    what: str
    chance: float = 1.0
    path: str = ""
    after: int = 0
    times: int = 0

    def describe(self) -> str:
        """This fault in a few words, such as ``429 for 10 %``."""
        if self.what == PENDING:
            return "domains of Pages stay pending"
        uploads = self.what == UPLOAD
        share = f" {'after' if uploads else 'for'} {self.chance:.0%}".replace("%", " %")
        parts = (
            "uploads of files break" if uploads else self.what,
            f" at {self.path}" if self.path else "",
            share if self.chance < 1 or uploads else "",
            f" after {self.after:,} {'uploads' if uploads else 'requests'}" if self.after else "",
            f" at most {self.times:,} times" if self.times else "",
        )
        return "".join(parts)


@dataclass(frozen=True)
class Faults:
    """All troubles of one demo account.

    Attributes:
        latency: seconds that each answer takes.
        cut: how probable it is that a body breaks off in the middle, from 0 to 1.
        limit: requests in five minutes after which it answers 429; 0 for as many as you like.
        seed: decides which requests are struck: the same seed strikes the same ones.
        drop: messages after which the connection of a live log breaks; 0 for never.
    """

    faults: tuple[Fault, ...] = ()
    latency: float = 0.0
    cut: float = 0.0
    limit: int = 0
    seed: int = 0
    drop: int = 0

    def __bool__(self) -> bool:
        return bool(self.faults or self.latency or self.cut or self.limit or self.drop)

    def describe(self) -> str:
        """All of them in one line; empty when there are none."""
        parts = [each.describe() for each in self.faults]
        if self.latency:
            parts.append(f"{self.latency * 1000:.0f} ms slower")
        if self.cut:
            parts.append(f"{self.cut:.0%} cut off".replace("%", " %"))
        if self.limit:
            parts.append(f"{self.limit:,} requests in five minutes")
        if self.drop:
            parts.append(f"live logs break after {self.drop:,} messages")
        return ", ".join(parts)

    def adding(self, word: str) -> Faults:
        """These and the one that ``word`` writes down.

        Raises:
            InputError: ``fault`` when it cannot be understood.
        """
        name, equals, value = word.partition("=")
        if equals:
            return self._setting(name.strip(), value.strip(), word)
        found = _FAULT.fullmatch(word)
        named = (*NAMED, CONFLICT, UPLOAD, PENDING)
        if found is None or not (found["what"] in named or "400" <= found["what"] <= "599"):
            raise _unclear(word)
        if found["what"] == PENDING != word:
            raise _unclear(word)
        fault = Fault(
            found["what"],
            _chance(found["chance"], word),
            clean(found["path"] or "", 80),
            int(found["after"] or 0),
            int(found["times"] or 0),
        )
        return replace(self, faults=(*self.faults, fault))

    def has(self, what: str) -> bool:
        """Whether one of them is this."""
        return any(each.what == what for each in self.faults)

    def _setting(self, name: str, value: str, word: str) -> Faults:
        if name == "latency":
            return replace(self, latency=_seconds(value, word))
        if name == "cut":
            return replace(self, cut=_chance(value, word))
        if name in ("limit", "drop", "seed") and value.isascii() and value.isdigit() and len(value) < 10:
            number = int(value)
            match name:
                case "limit":
                    return replace(self, limit=number)
                case "drop":
                    return replace(self, drop=number)
                case _:
                    return replace(self, seed=number)
        raise _unclear(word)


NONE = Faults()


def parse(text: str) -> Faults:
    """Faults as one line writes them down, with commas or blanks between: ``429@0.1, latency=300ms, seed=7``.

    Raises:
        InputError: ``fault`` when a part cannot be understood.
    """
    return gather(text.replace(",", " ").split())


def gather(words: Iterable[str]) -> Faults:
    """Faults from their parts. Raises as :func:`parse` does."""
    found = NONE
    for word in words:
        found = found.adding(word)
    return found


def _chance(text: str | None, word: str) -> float:
    try:
        chance = 1.0 if text is None else float(text)
    except ValueError:
        raise _unclear(word) from None
    if not 0 <= chance <= 1:
        raise _unclear(word)
    return chance


def _seconds(text: str, word: str) -> float:
    found = _TIME.fullmatch(text)
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else -1.0
    if not 0 <= seconds <= LONGEST_LATENCY:
        raise _unclear(word)
    return seconds


def _unclear(word: str) -> InputError:
    return InputError(
        f"The demo account has no such fault: {clean(word, 60)}",
        code="fault",
        where="--fault, --latency, --cut or EDGEWISE_DEMO_FAULTS",
        fix=_FIX,
    )
