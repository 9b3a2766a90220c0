"""The demo account's own count of requests, as Cloudflare keeps it: so many in five minutes for a credential."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from hashlib import blake2b

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Refusal, Request

QUOTA = 1200
WINDOW = 300


class Meter:
    """Counts requests by credential. Above the quota it refuses only when the faults set a limit."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._seen: dict[bytes, deque[float]] = {}

    @property
    def quota(self) -> int:
        """Requests that a credential has in five minutes."""
        return self._company.faults.limit or QUOTA

    def count(self, request: Request) -> tuple[Refusal | None, Mapping[str, str]]:
        """Count a request: the refusal when it is one too many, and the headers that tell how many are left."""
        now = self._company.clock().timestamp()
        times = self._seen.setdefault(_caller(request.headers), deque())
        while times and times[0] <= now - WINDOW:
            times.popleft()
        full = len(times) >= self.quota
        if not full:
            times.append(now)
        reset = max(1, math.ceil(times[0] + WINDOW - now))
        headers = {
            "ratelimit": f'"default";r={max(0, self.quota - len(times))};t={reset}',
            "ratelimit-policy": f'"default";q={self.quota};w={WINDOW}',
        }
        if not (full and self._company.faults.limit):
            return None, headers
        refusal = Refusal(429, 971, "Please wait and consider throttling your request speed")
        return refusal, {**headers, "retry-after": str(reset)}


def _caller(headers: Mapping[str, str]) -> bytes:
    """A mark of the credential that cannot be turned back into it."""
    secret = headers.get("authorization") or headers.get("x-auth-key") or ""
    return blake2b(secret.encode(errors="replace"), digest_size=16).digest()
