"""Which requests to the demo account are struck by its faults, and what they are answered instead."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Bare, Refusal, Reply, Request, Said
from edgewise.account.demo.faults import CONFLICT, NAMED, PENDING, UPLOAD, Fault, Faults

RETRY_AFTER = 1
"""Seconds that a struck request is asked to wait where the status is 429 or 503."""

_PAGE = (
    b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1>"
    b"<p>This page is one of the demo account's faults.</p></body></html>"
)
_WORDS = {
    400: (10001, "Unable to parse the request"),
    401: (10000, "Authentication error"),
    403: (10000, "Authentication error"),
    404: (7003, "Could not route to this address, perhaps your object identifier is invalid?"),
    429: (971, "Please wait and consider throttling your request speed"),
}
_IN_THE_WAY = Refusal(
    409,
    100117,
    "Hostname already has externally managed DNS records (A, CNAME, etc). Either delete them, try a different "
    "hostname, or use the option 'override_existing_dns_record' to override.",
)
_GIVES_DOMAINS = re.compile(r"PUT [^?]*/workers/(?:domains|scripts/[^/?]+/domains/records)(?:\?|$)")


class Fate:
    """Decides by the seed, the fault, the address and how often it was asked before.

    So it does not matter in which order requests to several addresses arrive; it does for faults that begin after
    some requests, or end.
    """

    def __init__(self, company: Company) -> None:
        self._company = company
        self._begin(company.faults)

    def _begin(self, faults: Faults) -> None:
        self._faults = faults
        self._asked: Counter[str] = Counter()
        self._met: Counter[int] = Counter()
        self._struck: Counter[int] = Counter()

    @property
    def faults(self) -> Faults:
        """The company's faults. What was counted for earlier ones is forgotten."""
        if self._company.faults is not self._faults:
            self._begin(self._company.faults)
        return self._faults

    def strikes(self, request: Request) -> tuple[Said | None, bool]:
        """What this request is answered instead, if anything, and whether its body breaks off. Counts it."""
        if not self.faults:
            return None, False
        target = f"{request.method} {request.target}"
        self._asked[target] += 1
        turn = f"{target} {self._asked[target]}"
        struck: Fault | None = None
        for number, fault in enumerate(self.faults.faults):
            if _could(fault, request) and self._falls(number, fault, turn) and struck is None:
                struck = fault
                self._struck[number] += 1
        cut = self._draw(f"cut {turn}") < self.faults.cut
        return (instead(struck, request.target) if struck else None), cut

    def arrives(self, address: str) -> float:
        """The share of a session's files that arrive before it breaks; above 1 when it does not. Counts the session.

        Args:
            address: the path at which the session was begun.
        """
        for number, fault in enumerate(self.faults.faults):
            if fault.what == UPLOAD and fault.path in address and self._due(number, fault):
                self._struck[number] += 1
                return fault.chance
        return 2.0

    def _due(self, number: int, fault: Fault) -> bool:
        """Whether a fault has begun and is not over. Counts what it could strike."""
        self._met[number] += 1
        return self._met[number] > fault.after and not 0 < fault.times <= self._struck[number]

    def _falls(self, number: int, fault: Fault, turn: str) -> bool:
        return self._due(number, fault) and self._draw(f"{fault} {turn}") < fault.chance

    def _draw(self, what: str) -> float:
        """A number from 0 to below 1 that depends on nothing but the seed and ``what``."""
        digest = blake2b(f"{self.faults.seed} {what}".encode(errors="replace"), digest_size=7).digest()
        return int.from_bytes(digest, "big") / 2**56

    def carry(self, reply: Reply, *, cut: bool) -> Reply:
        """``reply`` as it goes out: later, and in part."""
        return replace(reply, delay=self.faults.latency, cut=len(reply.body) // 2 if cut and reply.body else None)


def _could(fault: Fault, request: Request) -> bool:
    """Whether a fault is one of requests, and of this one."""
    if fault.what in (UPLOAD, PENDING) or fault.path not in request.target:
        return False
    return fault.what != CONFLICT or _GIVES_DOMAINS.match(f"{request.method} {request.target}") is not None


def instead(fault: Fault, target: str) -> Said:
    """The answer of a struck request, in the shape in which Cloudflare gives it."""
    if fault.what in NAMED:
        title = b"Just a moment..." if fault.what == "challenge" else b"Welcome to the guest network"
        headers = {"cf-mitigated": "challenge"} if fault.what == "challenge" else {}
        return Bare(_PAGE % (title, title), "text/html; charset=UTF-8", NAMED[fault.what], headers)
    if fault.what == CONFLICT:
        return _enveloped(_IN_THE_WAY, {})
    status = int(fault.what)
    if status == 502 or status >= 504:
        words = b"%d: the server behind Cloudflare does not answer" % status
        return Bare(_PAGE % (words, words), "text/html; charset=UTF-8", status)
    wait = {"retry-after": str(RETRY_AFTER)} if status in (429, 503) else {}
    code, message = _WORDS.get(status, (8000000 if "/pages/" in target else 10013, "An unknown error has occurred."))
    return _enveloped(Refusal(status, code, message), wait)


def _enveloped(refusal: Refusal, headers: Mapping[str, str]) -> Bare:
    return Bare(
        json.dumps(refusal.document()).encode(), "application/json; charset=utf-8", refusal.status, dict(headers)
    )
