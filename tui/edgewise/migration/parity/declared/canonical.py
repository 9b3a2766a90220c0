"""Redirects to the one right address of a page: where Pages and Workers send people, and with which status."""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

from edgewise.migration.parity.declared.case import (
    Case,
    Rule,
    collapsed,
    decoded,
    path_of,
    pattern_matches,
    query_of,
)
from edgewise.migration.parity.model import Difference

_EVERYTHING_OF_AN_ANSWER = frozenset(
    {
        "status",
        "body",
        "header:location",
        "header:content-type",
        "header:cache-control",
        "header:etag",
        "header:x-content-type-options",
    }
)
_ESCAPABLE = re.compile(r"%[0-9A-Fa-f]{0,2}|[+&=;,@$:\\^|`{}\[\]<>\"]")


def _page(path: str) -> bytes:
    """The page that an address names, whichever way it is written."""
    plain = decoded(collapsed(path))
    for tail in (b"/", b".html", b"/index", b"/"):
        plain = plain.removesuffix(tail)
    return b"/" + plain.lstrip(b"/\\")


def same_page(path: str, location: str) -> bool:
    """Whether both addresses name one page, whichever way they are written."""
    return _page(path) == _page(location)


def canonical_redirect(case: Case, _difference: Difference) -> bool:
    """Pages sends to a page's right address with 308, Workers with 307: to the same place."""
    old, new = case.header("location")
    if case.statuses != (308, 307) or old is None or old != new:
        return False
    return path_of(old) != "" and same_page(case.request.path, path_of(old))


def double_slash(case: Case, _difference: Difference) -> bool:
    """Workers sends a path with repeated slashes to the same path with single ones first."""
    location = case.new.headers.get("location", "")
    path = case.request.path
    return (
        case.new.status == 307
        and "//" in path
        and collapsed(path) != path
        and decoded(path_of(location)) == decoded(collapsed(path))
        and query_of(location) == query_of(case.request.target)
        and case.same_ending
    )


def encoded_path(case: Case, _difference: Difference) -> bool:
    """Workers sends a path to its canonical percent-encoding first; both spell the same path."""
    location = case.new.headers.get("location", "")
    path = case.request.path
    return (
        case.new.status == 307
        and _ESCAPABLE.search(path) is not None
        and path_of(location) not in ("", path)
        and _same_spelling(path, path_of(location))
        and query_of(location) == query_of(case.request.target)
        and case.same_ending
    )


def _same_spelling(path: str, location: str) -> bool:
    if decoded(path) == decoded(location):
        return True
    # An escape that is not valid, such as "%zz" or "%FF", is itself escaped: "%25zz".
    return decoded(location).decode("utf-8", "replace") == path


def index_canonical(case: Case, _difference: Difference) -> bool:
    """Pages sends ``/x/index`` and ``/x/index/`` to ``/x/`` whatever is there; Workers only to a page.

    The new side answers as for any address that is not there, or with its own canonical redirect.
    """
    path = case.request.path
    stem = path.removesuffix("/")
    if not stem.endswith("/index") or case.old.status != 308:
        return False
    folder = stem.removesuffix("index")
    location = path_of(case.old.headers.get("location", ""))
    # Pages takes slashes and backslashes off the beginning, lest the browser goes to another site.
    harmless = b"/" + decoded(folder).lstrip(b"/\\")
    if decoded(location) not in (decoded(folder), decoded(collapsed(folder)), harmless):
        return False
    target = path_of(case.new.headers.get("location", ""))
    redirected = case.new.status == 307 and _page(target) == _page(path)
    return case.same_ending or redirected or case.new_misses


def html_alias(case: Case, _difference: Difference) -> bool:
    """``/x/index.html`` beside ``x.html``, and ``/x.html`` beside ``x/index.html``.

    Pages finds nothing there; Workers redirects to the page.
    """
    path = case.request.path
    location = path_of(case.new.headers.get("location", ""))
    return (
        case.old_misses
        and case.new.status == 307
        and path.endswith(".html")
        and location != ""
        and decoded(location) != decoded(path)
        and _page(location) == _page(path)
    )


def spelling(case: Case, _difference: Difference) -> bool:
    """An unusual spelling of a path, whose usual spelling a rule of ``_redirects`` sends elsewhere.

    Pages matches rules with the path as it is written; to the Worker the file can only be had by its usual path.
    """
    path = case.request.path
    usual = "/" + quote_from_bytes(decoded(collapsed(path)).lstrip(b"/"), safe="/-_.!~*'()")
    redirects = [pattern for pattern in case.facts.redirects if pattern_matches(pattern, usual)]
    return usual != path and bool(redirects) and not any(pattern_matches(pattern, path) for pattern in redirects)


RULES = (
    Rule("spelling-follows-rules", _EVERYTHING_OF_AN_ANSWER, spelling, always=True),
    Rule("canonical-redirect-status", frozenset({"status"}), canonical_redirect),
    Rule("double-slash", _EVERYTHING_OF_AN_ANSWER, double_slash),
    Rule("encoded-path-redirect", _EVERYTHING_OF_AN_ANSWER, encoded_path),
    Rule("index-canonical", _EVERYTHING_OF_AN_ANSWER, html_alias),
    Rule("index-canonical", _EVERYTHING_OF_AN_ANSWER, index_canonical),
)
