"""Requests, answers, differences and the report that a proof ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request, sent as written: the target is never normalised.

    Attributes:
        method: upper-case.
        target: path and query exactly as they go on the wire, percent-encoding included.
        headers: extra request headers, lower-case names.
        why: what this request probes, such as ``asset /about.html`` or ``redirect line 3``.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    why: str = ""

    @property
    def navigation(self) -> bool:
        """Whether a browser would send this as a page navigation."""
        return ("sec-fetch-mode", "navigate") in self.headers

    def label(self) -> str:
        """Such as ``GET /about (navigation)``."""
        return f"{self.method} {self.target}" + (" (navigation)" if self.navigation else "")


@dataclass(frozen=True)
class Response:
    """One answer. Header names are lower-case; a repeated header is joined with ``, ``."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0


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
    """A request, both answers, and how they differ. No differences: equal."""

    request: Request
    old: Response
    new: Response
    differences: tuple[Difference, ...] = ()

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """The differences that no finding explains."""
        return tuple(each for each in self.differences if each.finding is None)


@dataclass(frozen=True)
class ParityReport:
    """The result of a proof.

    Attributes:
        seconds: ``old_start``, ``new_start`` and ``requests``.
        left_out: requests not compared and why (artefacts of the local servers), so that nothing is silent.
        notes: one line each, for what a reader should know about the run.
    """

    exchanges: tuple[Exchange, ...]
    old: str
    new: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    left_out: tuple[tuple[Request, str], ...] = ()
    notes: tuple[str, ...] = ()

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
    def proved(self) -> bool:
        """Whether something was compared and nothing undeclared differs."""
        return bool(self.exchanges) and self.undeclared == 0
