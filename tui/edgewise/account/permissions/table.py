"""The permissions that edgewise can use, and what each of them unlocks: read off the table of resources.

Nothing is listed twice: a kind, a follow-up, a view or an action names its permission where it is
declared, and this turns the names around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from edgewise.account.analytics.model import ANALYTICS_READ
from edgewise.account.analytics.plan import BILLING_READ
from edgewise.account.failures import Permission
from edgewise.account.identity import ACCOUNT_SETTINGS
from edgewise.account.resources.model import Drill, Follow, Kind
from edgewise.account.sql.changing import D1_WRITE

USER_DETAILS = Permission("User Details Read", "User · User Details · Read")
OWN_TOKENS = Permission("API Tokens Read", "User · API Tokens · Read")

_OPTIONAL = frozenset({USER_DETAILS.name, OWN_TOKENS.name, BILLING_READ.name})
"""Permissions that tell more about the credential or its plan: without them every resource can be read."""

ANALYTICS = "/graphql"
"""A probe of this path is a small question to the analytics API."""


@dataclass(frozen=True)
class Probe:
    """A GET that shows whether a permission is there.

    Attributes:
        parent: id of the kind that has a row to name in the path; empty when the path names none.
        parameters: parameter of the path -> field of that row.
        query: the query string; values may hold ``{account_id}``.
    """

    path: str
    parent: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ability:
    """A permission and what edgewise can do with it.

    Attributes:
        scope: ``account``, ``zone`` or ``user``: what it is given for.
        writes: whether it is to change something.
        unlocks: what there is to see or to do with it, in words.
        optional: whether no resource is hidden without it.
        probes: requests that show whether it is there, the cheapest first. None for what only a change would show.
    """

    permission: Permission
    scope: str
    writes: bool
    unlocks: tuple[str, ...]
    probes: tuple[Probe, ...] = ()
    optional: bool = False

    @property
    def name(self) -> str:
        """The permission's API name."""
        return self.permission.name


Use = tuple[Permission, str, Probe | None]


def abilities(kinds: Iterable[Kind]) -> tuple[Ability, ...]:
    """Every permission that the table of resources names, those for reading first, in the order of the table."""
    known = {each.id: each for each in kinds}
    found: dict[str, list[Use]] = {}
    for use in (*_standing(), *_declared(known)):
        found.setdefault(use[0].name, []).append(use)
    made = [_ability(uses) for uses in found.values()]
    return tuple(sorted(made, key=lambda each: each.writes))


def _ability(uses: list[Use]) -> Ability:
    permission = uses[0][0]
    unlocks = tuple(dict.fromkeys(words for _, words, _ in uses))
    probes = dict.fromkeys(repr(probe) for _, _, probe in uses if probe)
    by_text = {repr(probe): probe for _, _, probe in uses if probe}
    cheapest = sorted((by_text[each] for each in probes), key=lambda probe: bool(probe.parent))
    writes = not permission.name.endswith(" Read")
    scope = permission.dashboard.partition(" · ")[0].casefold()
    optional = permission.name in _OPTIONAL
    return Ability(permission, scope, writes, unlocks, () if writes else tuple(cheapest), optional)


def _standing() -> Iterator[Use]:
    """What edgewise asks besides resources."""
    yield ACCOUNT_SETTINGS, "The account's settings", Probe("/accounts/{account_id}")
    yield USER_DETAILS, "Whose credential this is", Probe("/user")
    yield OWN_TOKENS, "This list, by the token's own word instead of by trying", Probe("/user/tokens")
    yield BILLING_READ, "Which plan the account has", Probe("/accounts/{account_id}/subscriptions")
    yield D1_WRITE, "D1: change data with SQL", None
    yield ANALYTICS_READ, "Limits, costs and errors over the last day", Probe(ANALYTICS)


def _declared(known: Mapping[str, Kind]) -> Iterator[Use]:
    for kind in known.values():
        parent = known.get(kind.parent)
        title = f"{kind.title} of {parent.title}" if parent else kind.title
        yield kind.permission, title, _probe_of(kind, parent)
        for follow in (*kind.follows, *kind.details):
            if follow.permission != kind.permission:
                yield follow.permission, f"{title}: {follow.name.replace('_', ' ')}", _probe_below(kind, follow)
        for view in kind.views:
            if view.permission is not None:
                yield view.permission, f"{title}: {_lowered(view.title)}", None
        for name in dict.fromkeys(each.permission for each in kind.actions):
            verbs = ", ".join(_lowered(each.title) for each in kind.actions if each.permission == name)
            yield name, f"{title}: {verbs}", None


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _probe_of(kind: Kind, parent: Kind | None) -> Probe | None:
    if kind.body is not None:
        return None
    if parent is None:
        return None if kind.parent else Probe(kind.path, query=kind.query)
    drill: Drill | None = next((each for each in parent.drills if each.kind == kind.id), None)
    # A row of the parent is at hand only where the parent stands by itself.
    if drill is None or parent.parent:
        return None
    return Probe(kind.path, parent.id, drill.parameters, kind.query)


def _probe_below(kind: Kind, follow: Follow) -> Probe | None:
    if kind.parent or follow.body is not None:
        return None
    return Probe(follow.path, kind.id, follow.parameters, follow.query)
