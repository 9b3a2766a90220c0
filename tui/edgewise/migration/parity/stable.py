"""What does not stay the same when a side is asked again: times, ids, nonces, orders.

Something is left out of the comparison only when it changes on **both** sides. A value that is random on
one side and fixed on the other is a difference. The one exception is the time of this very proof: code may
keep the moment at which it started.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from edgewise.migration.parity.model import Response
from edgewise.migration.parity.moments import both_now, neutral
from edgewise.migration.parity.stable_json import same_json

_WORDS = re.compile(rb"[0-9A-Za-z_+/=.-]+|[^0-9A-Za-z_+/=.-]+")
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_MOST_WORDS = 20_000


def same_header(
    name: str, old: Response, old_again: Sequence[Response], new: Response, new_again: Sequence[Response]
) -> bool:
    """Whether a header is the same on both sides, but for words that change on both."""
    values = old.headers.get(name), new.headers.get(name)
    if values[0] == values[1]:
        return True
    others = [[each.headers.get(name) for each in side] for side in (old_again, new_again)]
    if None in values or any(None in side for side in others):
        # A header that comes and goes on both sides says nothing; on one side alone it is a difference.
        return all(
            len({value is None for value in (first, *side)}) == 2 for first, side in zip(values, others, strict=True)
        )
    texts = [[(value or "").encode() for value in side] for side in others]
    return same_text((values[0] or "").encode(), texts[0], (values[1] or "").encode(), texts[1])


def same_body(old: Response, old_again: Sequence[Response], new: Response, new_again: Sequence[Response]) -> bool:
    """Whether the bodies are the same, but for what changes from one answer to the next on both sides.

    Bodies that do not end are compared as far as both go.
    """
    if old.endless and new.endless:
        return _same_beginning((old, *old_again), (new, *new_again))
    if old.body == new.body:
        return True
    sides = [each.body for each in (old, *old_again)], [each.body for each in (new, *new_again)]
    if not old_again or not new_again:
        return False
    documents = _json(sides[0]), _json(sides[1])
    if documents[0] is not None and documents[1] is not None:
        return same_json(documents[0], documents[1])
    return same_text(old.body, sides[0][1:], new.body, sides[1][1:])


def nothing_stable(first: Response, again: Sequence[Response]) -> bool:
    """Whether no word of the body stays from one answer to the next, so that comparing it tells nothing."""
    bodies = [first.body, *(each.body for each in again)]
    return len(set(bodies)) > 1 and not any(part.strip() for part in _lasting(bodies))


def same_text(old: bytes, old_again: Sequence[bytes], new: bytes, new_again: Sequence[bytes]) -> bool:
    """Whether two texts are the same but for words that change on both sides."""
    if old == new:
        return True
    if not old_again or not new_again:
        return False
    olds, news = [neutral(text) for text in (old, *old_again)], [neutral(text) for text in (new, *new_again)]
    old, new = olds[0], news[0]
    if old == new:
        return True
    for parts in (_LINES, _WORDS):
        if _shuffled(olds, parts) and _shuffled(news, parts):
            return _sorted(old, parts) == _sorted(new, parts)
    if _same_in_place(olds, news):
        return True
    if len(set(olds)) == 1 or len(set(news)) == 1:
        return False  # One side is always the same, so whatever the other does is a difference.
    lasting = _lasting(olds), _lasting(news)
    if _grows(olds) and _grows(news):
        return set(lasting[0]) == set(lasting[1])
    return lasting[0] == lasting[1]


def _shuffled(texts: Sequence[bytes], parts: re.Pattern[bytes]) -> bool:
    """Whether all texts have the same parts, in different orders."""
    return len(set(texts)) > 1 and len({_sorted(text, parts) for text in texts}) == 1


def _sorted(text: bytes, parts: re.Pattern[bytes]) -> tuple[bytes, ...]:
    return tuple(sorted(part.rstrip(b"\n") for part in parts.findall(text)))


def _grows(texts: Sequence[bytes]) -> bool:
    return len({len(_WORDS.findall(text)) for text in texts}) > 1


def _same_in_place(olds: Sequence[bytes], news: Sequence[bytes]) -> bool:
    """Word by word, where every answer has the same number of words."""
    old_words, new_words = ([_WORDS.findall(text) for text in side] for side in (olds, news))
    if len({len(words) for words in (*old_words, *new_words)}) != 1:
        return False
    for index, (one, other) in enumerate(zip(old_words[0], new_words[0], strict=True)):
        if one == other:
            continue
        moving = all(len({words[index] for words in side}) > 1 for side in (old_words, new_words))
        if not moving and not both_now(_text(one), _text(other)):
            return False
    return True


def _lasting(texts: Sequence[bytes]) -> list[bytes]:
    """The words that all ``texts`` have in common, in order."""
    words = [_WORDS.findall(text) for text in texts]
    if max(map(len, words)) > _MOST_WORDS:
        words = [_LINES.findall(text) for text in texts]
    common = words[0]
    for other in words[1:]:
        blocks = SequenceMatcher(None, common, other, autojunk=False).get_matching_blocks()
        common = [word for block in blocks for word in common[block.a : block.a + block.size]]
    return common


def _same_beginning(olds: Sequence[Response], news: Sequence[Response]) -> bool:
    shortest = min(len(_WORDS.findall(each.body)) for each in (*olds, *news))
    sides = [[b"".join(_WORDS.findall(each.body)[:shortest]) for each in side] for side in (olds, news)]
    return same_text(sides[0][0], sides[0][1:], sides[1][0], sides[1][1:])


def _json(bodies: Sequence[bytes]) -> list[Any] | None:
    """The bodies as JSON objects or lists; ``None`` when one is none."""
    found = []
    for body in bodies:
        if body.lstrip()[:1] not in (b"{", b"["):
            return None
        try:
            found.append(json.loads(body))
        except (ValueError, RecursionError):
            return None
    return found


def _text(word: bytes) -> str:
    return word.decode("latin-1")
