"""Which requests to the demo account are struck by its faults, and what they are answered instead."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from hashlib import blake2b

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Bare, Refusal, Reply, Request, Said
from edgewise.account.demo.faults import NAMED, Fault

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


class Fate:
    """Decides by the seed, the fault, the address and how often it was asked before.

    So it does not matter in which order requests to several addresses arrive.
    """

    def __init__(self, company: Company) -> None:
        self.faults = company.faults
        self._asked: Counter[str] = Counter()

    def strikes(self, request: Request) -> tuple[Said | None, bool]:
        """What this request is answered instead, if anything, and whether its body breaks off. Counts it."""
        if not self.faults:
            return None, False
        target = f"{request.method} {request.target}"
        self._asked[target] += 1
        turn = f"{target} {self._asked[target]}"
        struck = next((each for each in self.faults.faults if self._falls(each, request, turn)), None)
        cut = self._draw(f"cut {turn}") < self.faults.cut
        return (instead(struck, request.target) if struck else None), cut

    def _falls(self, fault: Fault, request: Request, turn: str) -> bool:
        return fault.path in request.target and self._draw(f"{fault} {turn}") < fault.chance

    def _draw(self, what: str) -> float:
        """A number from 0 to below 1 that depends on nothing but the seed and ``what``."""
        digest = blake2b(f"{self.faults.seed} {what}".encode(errors="replace"), digest_size=7).digest()
        return int.from_bytes(digest, "big") / 2**56

    def carry(self, reply: Reply, *, cut: bool) -> Reply:
        """``reply`` as it goes out: later, and in part."""
        return replace(reply, delay=self.faults.latency, cut=len(reply.body) // 2 if cut and reply.body else None)


def instead(fault: Fault, target: str) -> Said:
    """The answer of a struck request, in the shape in which Cloudflare gives it."""
    if fault.what in NAMED:
        title = b"Just a moment..." if fault.what == "challenge" else b"Welcome to the guest network"
        headers = {"cf-mitigated": "challenge"} if fault.what == "challenge" else {}
        return Bare(_PAGE % (title, title), "text/html; charset=UTF-8", NAMED[fault.what], headers)
    status = int(fault.what)
    if status == 502 or status >= 504:
        words = b"%d: the server behind Cloudflare does not answer" % status
        return Bare(_PAGE % (words, words), "text/html; charset=UTF-8", status)
    wait = {"retry-after": str(RETRY_AFTER)} if status in (429, 503) else {}
    code, message = _WORDS.get(status, (8000000 if "/pages/" in target else 10013, "An unknown error has occurred."))
    refusal = Refusal(status, code, message)
    return Bare(json.dumps(refusal.document()).encode(), "application/json; charset=utf-8", status, wait)
