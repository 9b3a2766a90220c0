"""A snapshot for strangers: every text that could say whose account it is becomes a stable pseudonym.

What stays is what edgewise itself says (field names, ids of kinds and findings, codes), numbers,
times, and words of a fixed vocabulary in the fields that hold one, such as ``success``. Everything
else is replaced, whatever it looks like: a new field is unreadable until it is listed here, not
leaked until it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

VOCABULARY = {
    "status": "success failure failed error canceled cancelled skipped active idle queued running paused waiting "
    "errored terminated complete unknown pending initializing deactivated blocked disabled stopped building",
    "environment": "production preview",
    "latest_status": "success failure failed error canceled cancelled skipped active idle",
    "difference": "only production only preview type value same unknown",
    "handlers": "fetch scheduled queue email tail trace alarm test",
    "compatibility_flags": "nodejs_compat nodejs_compat_v2 nodejs_als global_navigator streams_enable_constructors",
    "usage_model": "standard bundled unbound",
    "framework": "astro nuxt sveltekit next next-js nextjs remix react-router qwik angular solidstart docusaurus "
    "vitepress hugo eleventy vite gatsby jekyll vue react svelte preact",
    "branch": "main master",
    "production_branch": "main master",
    "source": "direct upload wrangler api dash dashboard github gitlab",
    "type": "plain_text secret_text secret_key json kv_namespace d1 r2_bucket queue durable_object_namespace workflow "
    "service assets ai vectorize hyperdrive analytics_engine mtls_certificate browser images ratelimit send_email "
    "version_metadata inherit A AAAA CNAME TXT MX NS CAA SRV worker http_pull",
    "storage_class": "Standard InfrequentAccess",
    "location": "APAC EEUR ENAM WEUR WNAM OC apac eeur enam weur wnam oc",
    "jurisdiction": "eu fedramp default",
    "metric": "cosine euclidean dot-product",
}
"""Fields whose values are words of Cloudflare's and ours, and these words. Phrases are told apart by whole value."""

PHRASES = {"difference": ("only production", "only preview"), "source": ("direct upload",)}

OURS = ("schema", "kind", "code", "findings")
"""Fields that only edgewise writes."""

TELLING = 4
"""Characters from which a text that is part of another one could be told."""

TRIES = 1000
"""Numbers that are tried for a pseudonym that holds no text of the document."""

_ENDINGS = {"person": "{}@example.invalid", "host": "{}.example.invalid"}

_TIME = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HOST = re.compile(r"(?:https?://)?(?:\*\.)?(?:[a-z0-9_-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_ID = re.compile(r"[0-9a-f]{7,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SHARED = re.compile(r"(.+)\.(pages\.dev|workers\.dev)", re.IGNORECASE)
_ROLE = re.compile(r"(.+) \((Pages|R2)\)")
_WORD = re.compile(r"[a-z]+")


def sanitised(document: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a snapshot with pseudonyms. The same text has the same pseudonym throughout the document."""
    names = _Pseudonyms(document)
    found = {names.key(key): names.replaced(value, key, usage_words(key)) for key, value in document.items()}
    return {**found, "sanitised": True}


@cache
def usage_words(field: str) -> frozenset[str]:
    """What may stand in ``usage`` besides numbers: products, units and sources of prices, as edgewise declares them."""
    if field != "usage":
        return frozenset()
    from edgewise.account.analytics.report import ESTIMATE
    from edgewise.account.plans import ALLOWANCES, PRICED, UNMEASURED

    found = {"free", "paid", "subscriptions", "assumed", "unknown", f"{ESTIMATE} Prices of {PRICED}.", *UNMEASURED}
    for each in ALLOWANCES:
        found |= {each.id, each.product, each.title, each.unit, f"{each.source} ({each.date})"}
    return frozenset(found)


@cache
def known_keys() -> frozenset[str]:
    """The field names that edgewise itself writes in a snapshot; any other is somebody's data."""
    from edgewise.account.resources import KINDS

    ours = {"account", "id", "name", "demo", "sanitised", "taken_at", "resources", "problems", "kind", "code"}
    ours |= {"message", "fix", "findings", "below", "rows", "more", "schema"}
    ours |= {"usage", "month", "plan", "how", "why", "used", "product", "unit", "today", "limit", "estimate", "note"}
    ours |= {"base", "total", "projected", "lines", "quantity", "included", "price", "per", "amount", "source"}
    ours |= {"not_known", "not_measured"}
    return frozenset(ours | {each.id for each in KINDS} | {item.id for each in KINDS for item in each.summary})


class _Pseudonyms:
    """One document's pseudonyms, each made at the first sight of a text."""

    def __init__(self, document: Any) -> None:
        self._texts = set(_texts(document))
        self._all = "\0".join(self._texts)
        self._given: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        # Names first, so that whatever refers to something is seen to be its name.
        for name in _names(document):
            self._of(name, "name")

    def replaced(self, value: Any, field: str, ours: frozenset[str] = frozenset()) -> Any:
        """A value with pseudonyms for all its texts but those that may stay, by their field or among ``ours``."""
        if isinstance(value, str):
            return value if value in ours or _may_stay(value, field) else self._of(value, field)
        if isinstance(value, Mapping):
            return {self.key(str(key)): self.replaced(each, str(key), ours) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.replaced(each, field, ours) for each in value]
        if isinstance(value, int) and not isinstance(value, bool) and _names_something(field):
            return self._of(str(value), field)
        return value

    def key(self, key: str) -> str:
        """A field's name, or its pseudonym when edgewise does not write it."""
        return key if key in known_keys() else self._of(key, "key")

    def _of(self, text: str, field: str) -> str:
        role, shared = _ROLE.fullmatch(text), _SHARED.fullmatch(text)
        if role is not None:
            return f"{self._of(role[1], field)} ({role[2]})"
        if shared is not None and "/" not in shared[1]:
            return f"{self._of(shared[1], 'host')}.{shared[2].lower()}"
        if text not in self._given:
            self._given[text] = self._new(_sort_of(text, field))
        return self._given[text]

    def _new(self, sort: str) -> str:
        """The next pseudonym of a sort that neither stands in the document by chance, nor holds a text of it."""
        for attempt in count(1):
            number = self._counts[sort] = self._counts.get(sort, 0) + 1
            made = _ENDINGS.get(sort, "{}").format(f"{sort}-{number}")
            if made not in self._all and (attempt > TRIES or not self._holds(made)):
                return made
        raise AssertionError("numbers do not end")

    def _holds(self, made: str) -> bool:
        """Whether a text of the document is part of a pseudonym. What all pseudonyms consist of says nothing."""
        ends = range(TELLING, len(made) + 1)
        parts = (made[start:end] for end in ends for start in range(end - TELLING + 1))
        return any(part in self._texts and any(letter.isdigit() for letter in part) for part in parts)


def _sort_of(text: str, field: str) -> str:
    if _EMAIL.fullmatch(text):
        return "person"
    if _HOST.fullmatch(text):
        return "host"
    if _ID.fullmatch(text) or _names_something(field):
        return "id"
    return field if field in ("name", "message", "fix", "key") else "text"


def _names_something(field: str) -> bool:
    return field == "id" or field.endswith(("_id", "_hash", "_tag"))


def _may_stay(text: str, field: str) -> bool:
    if text == "" or _TIME.fullmatch(text):
        return True
    if field in OURS:
        return text in known_keys() or text in _our_words()
    return text in PHRASES.get(field, ()) or text in VOCABULARY.get(field, "").split()


@cache
def _our_words() -> frozenset[str]:
    """Ids of findings, and codes of errors in the words that edgewise uses: kebab-case, and nothing else."""
    from edgewise.account.resources import KINDS

    findings = {insight.id for each in KINDS for insight in each.insights}
    return frozenset(findings | CODES)


_CODES = """
account-choice api-refused api-unavailable bad-answer base-url base-url-insecure blocked-by-firewall
credential-malformed left-out locked login-expired login-in-keyring login-syntax login-unreadable no-account not-found
not-the-api odd-answer perhaps-done permission-missing proxy query-refused rate-limited timeout token-disabled
token-expired token-malformed token-not-yet-valid token-refused unreachable
"""
CODES = frozenset(_CODES.split())
"""Codes of problems, as :mod:`edgewise.account.failures` and the listings give them."""


def _names(value: Any, field: str = "") -> Iterator[str]:
    """The names and titles in a document that may not stay as they are."""
    if isinstance(value, str):
        if field in ("name", "title") and not _may_stay(value, field):
            yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _names(each, str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _names(each, field)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
