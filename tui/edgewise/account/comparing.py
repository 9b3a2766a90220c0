"""What two documents of the API have different: field by field, whatever JSON they are.

Lists whose entries have names are compared by name, and lists that Cloudflare treats as sets are
compared as sets: their order says nothing. Values of secrets are never shown; that two of them are
the same cannot be known. What changes all the time, such as etags and times, is told apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMES = ("name", "id", "queue_id", "cron", "hostname", "pattern", "version_id", "script", "type")
"""Fields that tell the entries of a list apart, the best first."""

SETS = frozenset(
    {
        "compatibility_flags", "domains", "aliases", "handlers", "named_handlers", "tags", "crons", "path_includes",
        "path_excludes", "preview_branch_includes", "preview_branch_excludes", "usages",
    }
)  # fmt: skip
"""Lists of scalars whose order means nothing."""

VOLATILE = frozenset({"etag", "created_on", "modified_on", "updated_on", "started_on", "ended_on", "created_at"})
"""Fields that differ from one moment to the next, wherever they stand."""

OWN = frozenset(
    {"id", "short_id", "uuid", "tag", "url", "number", "latest_deployment", "canonical_deployment", "queue_id"}
)
"""Fields at the top that say which one it is: they always differ between two."""

SECRET_TYPES = ("secret_text", "secret_key")
IN_SECRETS = frozenset({"value", "text", "key_base64", "key_jwk"})
"""Fields of a binding that is a secret which would hold it, should an API ever send it."""

ALWAYS = frozenset({"secret", "password", "token", "jwt", "api_token", "web_analytics_token"})
"""Fields that hold a secret wherever they stand."""


class Absent:
    """Stands where one side has nothing, which is something else than null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True)
class Secret:
    """Stands for a value that nobody may see. Whether two of them are the same is unknown."""


SECRET = Secret()


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        path: keys from the outside in. An entry of a list stands by its name, else by its index.
        old, new: JSON values, :data:`SECRET` or :data:`ABSENT`.
    """

    path: tuple[str, ...]
    old: Any
    new: Any

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.old is ABSENT else "removed" if self.new is ABSENT else "changed"


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two documents.

    Attributes:
        folded: differences in fields that differ all the time.
        same: values that are the same in both.
        secrets: secrets that both have under one name, whose values nobody can compare.
        remarks: sentences about what could not be compared.
    """

    changes: tuple[Change, ...] = ()
    folded: tuple[Change, ...] = ()
    same: int = 0
    secrets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def compare(old: Any, new: Any, *, own: frozenset[str] = OWN, remarks: Sequence[str] = ()) -> Comparison:
    """What differs between two JSON values.

    Args:
        own: fields at the top that are told apart as volatile ones are.
    """
    walk = _Walk(own)
    walk.both((), hidden(old), hidden(new))
    return Comparison(tuple(walk.changes), tuple(walk.folded), walk.same, tuple(walk.secrets), tuple(remarks))


def hidden(value: Any) -> Any:
    """The same value with :data:`SECRET` for what is secret, by its type or by its name."""
    if isinstance(value, Mapping):
        inner = value.get("type") in SECRET_TYPES
        return {
            str(key): SECRET if each is not None and _is_secret(str(key), inner) else hidden(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [hidden(each) for each in value]
    return value


def _is_secret(key: str, inner: bool) -> bool:
    return key in ALWAYS or (inner and key in IN_SECRETS)


class _Walk:
    def __init__(self, own: frozenset[str]) -> None:
        self.changes: list[Change] = []
        self.folded: list[Change] = []
        self.secrets: list[str] = []
        self.same = 0
        self._own = own

    def both(self, path: tuple[str, ...], old: Any, new: Any) -> None:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            self._entries(path, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            self._lists(path, old, new)
        elif old is SECRET and new is SECRET:
            self._secret(path)
        elif _equal(old, new):
            self.same += _leaves(old)
        else:
            self._found(Change(path, old, new))

    def _secret(self, path: tuple[str, ...]) -> None:
        """Both have a secret here. One inside a part that always differs is not worth a word."""
        if not self._folds(path):
            named = path[:-1] if path[-1] in IN_SECRETS else path
            self.secrets.append(".".join(named))

    def _folds(self, path: tuple[str, ...]) -> bool:
        return any(part in VOLATILE for part in path) or (bool(path) and path[0] in self._own)

    def _entries(self, path: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        for key in dict.fromkeys((*old, *new)):
            self.both((*path, key), old.get(key, ABSENT), new.get(key, ABSENT))

    def _lists(self, path: tuple[str, ...], old: list[Any], new: list[Any]) -> None:
        by = _name_of(old, new)
        if by is not None:
            self._entries(path, {_word(each[by]): each for each in old}, {_word(each[by]): each for each in new})
        elif path and path[-1] in SETS and all(_scalar(each) for each in (*old, *new)):
            self._sets(path, old, new)
        else:
            for at in range(max(len(old), len(new))):
                one, other = (each[at] if at < len(each) else ABSENT for each in (old, new))
                self.both((*path, str(at)), one, other)

    def _sets(self, path: tuple[str, ...], old: list[Any], new: list[Any]) -> None:
        before, after = Counter(map(_word, old)), Counter(map(_word, new))
        values = {_word(each): each for each in (*old, *new)}
        self.same += sum((before & after).values())
        for word, count in (before - after).items():
            self.changes += [Change((*path, word), values[word], ABSENT)] * count
        for word, count in (after - before).items():
            self.changes += [Change((*path, word), ABSENT, values[word])] * count

    def _found(self, change: Change) -> None:
        (self.folded if self._folds(change.path) else self.changes).append(change)


def _name_of(old: list[Any], new: list[Any]) -> str | None:
    """The field by which the entries of both lists are told apart, when there is one."""
    if not (old or new) or not all(isinstance(each, Mapping) for each in (*old, *new)):
        return None
    for field in NAMES:
        if all(_unique([each.get(field) for each in entries]) for entries in (old, new)):
            return field
    return None


def _unique(values: list[Any]) -> bool:
    words = [_word(each) for each in values if isinstance(each, str | int) and not isinstance(each, bool)]
    return len(words) == len(values) == len(set(words))


def _scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _word(value: Any) -> str:
    """A scalar as a key: text as it is, anything else in brackets, so that 1 and "1" are two."""
    plain = isinstance(value, str) and not value.startswith("⟨")
    return str(value) if plain else f"⟨{json.dumps(value)}⟩"


def _equal(old: Any, new: Any) -> bool:
    """As JSON is equal: true is not 1, and an object's order says nothing."""
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    if isinstance(old, Mapping) or isinstance(new, Mapping) or isinstance(old, list) or isinstance(new, list):
        return False  # Two of a kind are walked through; here they are of different kinds.
    return bool(old == new)


def _leaves(value: Any) -> int:
    return 0 if value is ABSENT else 1


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every scalar of a value with its path; empty objects and lists as themselves."""
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from leaves(each, (*path, str(key)))
    elif isinstance(value, list) and value:
        for at, each in enumerate(value):
            yield from leaves(each, (*path, str(at)))
    else:
        yield path, value
