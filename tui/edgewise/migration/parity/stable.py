"""What does not stay the same when a side is asked again: times, ids, nonces.

Something is left out of the comparison only when it changes on **both** sides. A value that is random on
one side and fixed on the other is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgewise.migration.parity.model import Response

_WORDS = re.compile(rb"[0-9A-Za-z_+/=.-]+|[^0-9A-Za-z_+/=.-]+")


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
    return _same((values[0] or "").encode(), texts[0], (values[1] or "").encode(), texts[1])


def same_body(old: Response, old_again: Sequence[Response], new: Response, new_again: Sequence[Response]) -> bool:
    """Whether the bodies are the same, but for words that change from one answer to the next on both sides."""
    return _same(old.body, [each.body for each in old_again], new.body, [each.body for each in new_again])


def changes_shape(first: Response, again: Sequence[Response]) -> bool:
    """Whether even the number of words in the body changes from one answer to the next."""
    return _moving(_WORDS.findall(first.body), [each.body for each in again]) is None


def _same(old: bytes, old_again: Sequence[bytes], new: bytes, new_again: Sequence[bytes]) -> bool:
    if old == new:
        return True
    if not old_again or not new_again:
        return False
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    if len(old_words) != len(new_words):
        return False
    old_moving, new_moving = _moving(old_words, old_again), _moving(new_words, new_again)
    if old_moving is None or new_moving is None:
        return False
    moving = old_moving & new_moving
    pairs = enumerate(zip(old_words, new_words, strict=True))
    return all(one == other or index in moving for index, (one, other) in pairs)


def _moving(words: list[bytes], again: Sequence[bytes]) -> set[int] | None:
    """Positions of the words that are not the same in all answers; ``None`` when they cannot be matched."""
    moving: set[int] = set()
    for text in again:
        others = _WORDS.findall(text)
        if len(others) != len(words):
            return None
        pairs = enumerate(zip(words, others, strict=True))
        moving.update(index for index, (one, other) in pairs if one != other)
    return moving
