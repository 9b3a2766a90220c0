"""Requests that make each rule of ``_redirects`` and ``_headers`` match, nearly match, and not match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from edgewise.migration.parity.declared.case import matches
from edgewise.migration.parity.derivation.assets import address
from edgewise.migration.parity.derivation.shape import MADE_UP, encode, with_method
from edgewise.migration.parity.model import Request
from edgewise.project.model import PagesProject, Redirect

_PLACEHOLDER = re.compile(r":[A-Za-z]\w*")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_SPLATS = ("", MADE_UP, f"{MADE_UP}/a/b.txt")
_METHODS_ON_FIRST = ("HEAD", "POST", "OPTIONS")


def redirect_requests(project: PagesProject) -> Iterator[Request]:
    """For each rule: its path, with made-up splats and placeholders, a query, and other methods."""
    for index, rule in enumerate(project.redirects):
        why = f"redirect line {rule.line}"
        targets = list(dict.fromkeys(_targets(rule)))
        for target in targets:
            yield Request("GET", target, why=why)
        if targets:
            yield Request("GET", f"{targets[0]}?edgewise=1", why=why)
        if targets and index < 40:
            for method in _METHODS_ON_FIRST:
                yield with_method(method, targets[0], why)


def _targets(rule: Redirect) -> Iterator[str]:
    for path in filled(rule.source):
        yield path
    path = next(iter(filled(rule.source)))
    if rule.source.endswith("/*"):
        yield encode_path(rule.source[:-2]) or "/"
    elif path.endswith("/"):
        yield path.rstrip("/") or "/"
    else:
        yield path + "/"
        yield path + "-more"


def header_requests(project: PagesProject) -> Iterator[Request]:
    """For each rule: assets that it matches, and made-up paths in the same place.

    A rule with a host is asked for with that host.
    """
    addresses = [address(path) for path in project.assets]
    for rule in project.headers:
        why = f"header rule line {rule.line}"
        headers: tuple[tuple[str, str], ...] = ()
        pattern = rule.pattern
        if "://" in pattern:
            parts = urlsplit(pattern)
            host = _PLACEHOLDER.sub(MADE_UP, parts.netloc).replace("*", MADE_UP)
            if not _HOST.fullmatch(host):
                continue
            headers, pattern = (("host", host),), parts.path or "/"
        matching = [each for each in addresses if matches(rule, each)]
        for target in [*matching[:2], *matching[-1:], *filled(pattern)]:
            yield Request("GET", target, headers, why=why)
        if matching and not headers:
            yield Request("HEAD", matching[0], why=why)


def filled(pattern: str) -> list[str]:
    """Paths that ``pattern`` matches: its splat empty, one segment and several; placeholders made up."""
    path = _PLACEHOLDER.sub(MADE_UP, pattern)
    if "*" not in path:
        return [encode_path(path)]
    return [encode_path(path.replace("*", splat)) for splat in _SPLATS]


def encode_path(path: str) -> str:
    """A path as it stands in a rule, made fit for a request line; escapes in it are kept."""
    return re.sub(r"[^!-~]+", lambda found: encode(found[0]), path)
