"""Finding anything in the account by a few letters: kinds, and every row that has been read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edgewise.account.resources import KINDS
from edgewise.account.resources.model import Kind, Row
from edgewise.text import clean

LONGEST = 60
"""Characters of a name that are looked at and shown."""

WORDS = 600
"""Characters of a row's other texts that are looked through."""

MOST_IN_GROUP = 8
"""Rows of a kind that are shown; of more the number is said."""


@dataclass(frozen=True)
class Entry:
    """Something to find.

    Attributes:
        kind: the kind, or that of the row.
        key: the row's key; ``None`` for the kind itself.
        parameters: what the row's listing was asked with.
        name: cleaned, what is shown and looked through first.
        of: what a row belongs to, such as the project of a deployment.
        words: other texts of the row, in small letters, such as its address.
        favourite: whether the user keeps it at hand.
    """

    kind: Kind
    key: str | None
    parameters: tuple[tuple[str, str], ...] = ()
    name: str = ""
    of: str = ""
    words: str = ""
    favourite: bool = False


@dataclass(frozen=True)
class Hit:
    """An entry that was found.

    Attributes:
        score: the greater the better.
        marks: where the letters of the name are that were looked for.
        said: another text of the row that holds what was looked for, when its name does not.
    """

    entry: Entry
    score: float
    marks: tuple[int, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Group:
    """Hits under one heading; ``more`` counts those that are not listed."""

    title: str
    hits: tuple[Hit, ...]
    more: int = 0


def entry_of_kind(kind: Kind) -> Entry:
    """A kind as something to go to."""
    return Entry(kind, None, name=kind.title, words=clean(f"{kind.singular} {kind.group}").casefold())


def entries_of(
    kind: Kind, rows: Sequence[Row], parameters: tuple[tuple[str, str], ...] = (), of: str = ""
) -> Iterator[Entry]:
    """The rows of a listing as things to find."""
    for row in rows:
        words = " ".join(_texts(row.raw))[:WORDS]
        yield Entry(kind, row.key, parameters, clean(kind.row_name(row), LONGEST), clean(of, LONGEST), words.casefold())


def _texts(raw: Any) -> Iterator[str]:
    """The short texts at the top of a document, and those in its lists: ids, addresses, branches."""
    if not isinstance(raw, Mapping):
        return
    for value in raw.values():
        if isinstance(value, str):
            yield clean(value[:200], 80)
        elif isinstance(value, list):
            yield from (clean(each[:200], 80) for each in value[:20] if isinstance(each, str))


def search(entries: Sequence[Entry], wanted: str) -> tuple[Group, ...]:
    """What holds all words of ``wanted``, grouped by kind, the best first; favourites before anything else.

    Without words: the favourites, then the kinds.
    """
    words = wanted.casefold().split()
    hits = [hit for entry in entries if (hit := _hit(entry, words)) is not None]
    if not words:
        hits = [hit for hit in hits if hit.entry.favourite or hit.entry.key is None]
    favourites = sorted((hit for hit in hits if hit.entry.favourite), key=lambda hit: -hit.score)
    groups = [_group("★ Favourites", favourites)] if favourites else []
    by_title: dict[str, list[Hit]] = {}
    for hit in hits:
        if not hit.entry.favourite:
            by_title.setdefault("Go to" if hit.entry.key is None else _title(hit.entry.kind), []).append(hit)
    for found in by_title.values() if words else ():
        found.sort(key=lambda hit: -hit.score)
    # Equals stand as at the side: which list was read first is chance, and must not move what is about to be chosen.
    places = {each.id: place for place, each in enumerate(KINDS)}

    def rank(title: str) -> tuple[float, int]:
        best = by_title[title][0]
        return -best.score, places.get(best.entry.kind.id, -1)

    order = sorted(by_title, key=rank) if words else list(by_title)
    return (*groups, *(_group(title, by_title[title], all_of=not words) for title in order))


def _title(kind: Kind) -> str:
    """Deployments of Workers and of Pages projects are told apart."""
    return f"{kind.title} of {PARENTS[kind.parent]}" if kind.parent in PARENTS else kind.title


PARENTS = {"pages_projects": "Pages projects", "workers": "Workers"}


def _group(title: str, hits: list[Hit], *, all_of: bool = False) -> Group:
    shown = hits if all_of else hits[:MOST_IN_GROUP]
    return Group(title, tuple(shown), len(hits) - len(shown))


def _hit(entry: Entry, words: Sequence[str]) -> Hit | None:
    score, marks, said = 0.0, set[int](), ""
    name = entry.name.casefold()
    for word in words:
        found = fuzzy(word, name)
        if found is not None and found[0] >= LOOSE:
            score += found[0]
            marks.update(found[1])
        elif word in entry.words or word in entry.of.casefold():
            score += 15
            said = said or _around(entry, word)
        elif found is not None:
            score += found[0]
            marks.update(found[1])
        else:
            return None
    if entry.key is None:
        score += 5
    # Casefolding may change a name's length; the marks would then stand at other letters.
    aligned = len(name) == len(entry.name)
    return Hit(entry, score - len(name) / 100, tuple(sorted(marks)) if aligned else (), said)


def _around(entry: Entry, word: str) -> str:
    """The text that holds a word, for the user to see why a row was found."""
    if word in entry.of.casefold():
        return ""
    return next((each for each in entry.words.split(" ") if word in each), word)


LOOSE = 20.0
"""The score from which letters in a name count for more than a whole word elsewhere."""


def fuzzy(word: str, name: str) -> tuple[float, tuple[int, ...]] | None:
    """How well a word fits a name, both in small letters, and where; ``None`` when it does not.

    A whole name beats its beginning, that the beginning of a word in it, that any other part, and that
    letters in the right order with others between; the fewer between, the better.
    """
    at = name.find(word)
    if at >= 0:
        starts = [found.start() for found in re.finditer(re.escape(word), name)]
        at = next((start for start in starts if start == 0 or not name[start - 1].isalnum()), at)
        score = 100.0 if word == name else 80.0 if at == 0 else 60.0 if not name[at - 1].isalnum() else 40.0
        return score, tuple(range(at, at + len(word)))
    if len(word) < 2 or re.search(".*?".join(map(re.escape, word)), name) is None:
        return None
    marks = _tightest(word, name)
    spread = marks[-1] - marks[0] + 1 - len(word)
    starts_here = sum(at == 0 or not name[at - 1].isalnum() for at in marks)
    # Letters strewn over a long name are chance, unless they begin its words.
    if spread > 2 * len(word) + 4 and starts_here < len(word):
        return None
    return max(1.0, 25.0 - spread + 3 * starts_here), marks


def _tightest(word: str, name: str) -> tuple[int, ...]:
    """The letters of a word in a name, in order, with the fewest others between."""
    best: tuple[int, ...] = ()
    for start in (at for at, letter in enumerate(name) if letter == word[0]):
        marks, at = [start], start
        for letter in word[1:]:
            at = name.find(letter, at + 1)
            if at < 0:
                break
            marks.append(at)
        if len(marks) == len(word) and (not best or marks[-1] - marks[0] < best[-1] - best[0]):
            best = tuple(marks)
    return best
