"""Requests, answers, differences and the report that a proof ends in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ABSENT = "(absent)"
"""How a header that an answer does not carry is shown in a :class:`Difference`."""

NO_ANSWER = 0
"""The status of an answer that did not come in time."""

OWN_ETAG = "{etag}"
"""In the value of a request's ``if-none-match``: the side's own ETag for that target, asked for just before."""


TIERS: Mapping[int, str] = {
    1: "same status (307 counts as 308), location, type and body",
    2: "and the exact status",
    3: "and every other stable header",
    4: "and ETags, and what a redirect carries besides its location",
}
"""The nested tiers on which answers are judged, and what each asks."""


class Kind(StrEnum):
    """What a request is sent for. The values are shown."""

    ASSET = "assets"
    FORM = "other forms of an address"
    METHOD = "other methods and headers on assets"
    REVALIDATION = "revalidations"
    RANGE = "ranges"
    REDIRECT = "redirect rules"
    HEADER = "header rules"
    FUNCTION = "functions"
    ROUTING = "borders of _routes.json"
    MISS = "misses"
    PRIVATE = "private files"
    HOST = "the project's own host"
    USER = "your own requests"


@dataclass(frozen=True)
class Request:
    """One request, sent as written: the target is never normalised.

    Attributes:
        method: upper-case.
        target: path and query exactly as they go on the wire, percent-encoding included.
        headers: extra request headers, lower-case names. ``host`` replaces the host that both sides
            are asked for; the value :data:`OWN_ETAG` is filled in by the sender.
        why: what this request probes, such as ``asset /about.html`` or ``redirect line 3``.
        secret: headers that are sent and never shown, such as cookies from a recording.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    why: str = ""
    kind: Kind = Kind.USER
    secret: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def navigation(self) -> bool:
        """Whether a browser would send this as a page navigation."""
        return ("sec-fetch-mode", "navigate") in self.headers

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two requests the same one, whatever they are sent for."""
        return (self.method, self.target, self.headers, self.body, self.secret)

    def header(self, name: str) -> str | None:
        """The value of an extra header, by its lower-case name."""
        return dict(self.headers).get(name)

    def headers_named(self, *names: str) -> tuple[tuple[str, str], ...]:
        """The extra headers with these names."""
        return tuple(pair for pair in self.headers if pair[0] in names)

    def label(self) -> str:
        """Such as ``GET /about (navigation)``."""
        notes = []
        if self.navigation:
            notes.append("navigation")
        for name, value in self.headers:
            if name == "if-none-match":
                notes.append(f"if-none-match: {value.replace(OWN_ETAG, 'its own ETag')}")
            elif name in ("range", "host"):
                notes.append(f"{name}: {value}")
            elif name == "authorization":
                notes.append("with authorization")
        if self.body:
            notes.append("with a body")
        if self.secret:
            notes.append("with recorded credentials")
        return f"{self.method} {self.target}" + (f" ({', '.join(notes)})" if notes else "")


@dataclass(frozen=True)
class Response:
    """One answer. Header names are lower-case; a repeated header is joined with ``, ``.

    Attributes:
        body: the bytes as they came, nothing decompressed. A report keeps the first few kilobytes.
        size: the length of the whole body in bytes; ``-1`` means that ``body`` is the whole.
        endless: whether the body did not end in time, as with a stream of events; ``body`` is its beginning.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0
    size: int = -1
    endless: bool = False

    @property
    def length(self) -> int:
        """The length of the whole body in bytes."""
        return len(self.body) if self.size < 0 else self.size

    @property
    def redirect(self) -> bool:
        """Whether this answer sends the client somewhere else."""
        return self.status in (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Difference:
    """One thing that differs between the two answers to a request.

    Attributes:
        what: ``status``, ``body``, or ``header:<name>``.
        tier: the first tier (1 to 4) that this difference breaks.
        old: the old side's value as text, cut for display.
        new: the new side's value.
        finding: id of the declared finding that explains it, or ``None``: undeclared.
    """

    what: str
    tier: int
    old: str
    new: str
    finding: str | None = None


@dataclass(frozen=True)
class Exchange:
    """A request, both answers, and how they differ. No differences: equal.

    Attributes:
        note: what a reader must know about this comparison, such as a part that was left out.
    """

    request: Request
    old: Response
    new: Response
    differences: tuple[Difference, ...] = ()
    note: str = ""

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """The differences that no finding explains."""
        return tuple(each for each in self.differences if each.finding is None)

    def equal_on(self, tier: int) -> bool:
        """Whether nothing differs on this tier and those below, declared or not."""
        return all(each.tier > tier for each in self.differences)

    @property
    def verdict(self) -> str:
        """``equal``, ``declared`` or ``undeclared``."""
        if not self.differences:
            return "equal"
        return "undeclared" if self.undeclared else "declared"


@dataclass(frozen=True)
class StateDifference:
    """Something about the sides themselves that differs, and that no single answer shows.

    Attributes:
        place: such as ``D1 DB, table posts`` or ``binding GREETING``.
        old: what the old side has, or what was done to it, as text.
        new: the same of the new side.
    """

    place: str
    old: str
    new: str


@dataclass(frozen=True)
class ParityReport:
    """The result of a proof.

    Attributes:
        old: what the old side was, such as ``wrangler pages dev public`` or a URL.
        new: what the new side was.
        seconds: ``old_start``, ``new_start`` and ``requests``.
        left_out: requests not compared and why (artefacts of the local servers), so that nothing is silent.
        notes: one line each, for what a reader should know about the run.
        warnings: one line each, for what the run did not see.
        migrated: whether the folder itself is migrated; ``False`` when the plan was applied in a copy.
        mode: ``faithful`` or ``idiomatic``, as the migration was planned.
        state: what the requests stored, or what the code can reach, on one side only. Nothing declares it.
    """

    exchanges: tuple[Exchange, ...]
    old: str
    new: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    left_out: tuple[tuple[Request, str], ...] = ()
    notes: tuple[str, ...] = ()
    migrated: bool = True
    warnings: tuple[str, ...] = ()
    mode: str = "faithful"
    state: tuple[StateDifference, ...] = ()

    @property
    def equal(self) -> int:
        """Requests with no difference at all."""
        return sum(not each.differences for each in self.exchanges)

    @property
    def undeclared(self) -> int:
        """Requests with at least one difference that no finding explains."""
        return sum(bool(each.undeclared) for each in self.exchanges)

    @property
    def declared(self) -> int:
        """Requests that differ, each difference explained by a finding."""
        return len(self.exchanges) - self.equal - self.undeclared

    @property
    def tiers(self) -> Mapping[int, int]:
        """For each of :data:`TIERS`, the requests that are equal on it, declared or not."""
        return {tier: sum(each.equal_on(tier) for each in self.exchanges) for tier in TIERS}

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """How many requests of each kind were compared, in the order of :class:`Kind`."""
        counted = Counter(each.request.kind for each in self.exchanges)
        return {kind: counted[kind] for kind in Kind if counted[kind]}

    @property
    def proved(self) -> bool:
        """Whether something was compared and nothing undeclared differs."""
        return bool(self.exchanges) and self.undeclared == 0 and not self.state
