"""Headers and bodies that the two asset servers write differently on the same answer."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from edgewise.migration.parity.declared.case import Case, Rule
from edgewise.migration.parity.model import ABSENT, Difference

_ETAG = re.compile(r'(?:W/)?"[0-9a-f]{32}"')
_REVALIDATE = "public, max-age=0, must-revalidate"
_UNKNOWN = "application/octet-stream"
_SCRIPTS = (".js", ".mjs")
_OF_AN_EMPTY_ANSWER = frozenset(
    {
        "status",
        "header:location",
        "header:content-type",
        "header:cache-control",
        "header:etag",
        "header:x-content-type-options",
    }
)


def etag_value(case: Case, difference: Difference) -> bool:
    """Both asset servers make an ETag from the file, each in its own way; the bodies are the same."""
    return (
        case.old.status == case.new.status
        and case.old.body == case.new.body
        and _ETAG.fullmatch(difference.old) is not None
        and _ETAG.fullmatch(difference.new) is not None
    )


def redirect_body(case: Case, difference: Difference) -> bool:
    """Pages writes a line of text under a redirect of ``_redirects``; Workers leaves the body empty."""
    old, new = case.header("location")
    if case.old.status != case.new.status or not case.old.redirect or old is None or old != new:
        return False
    if case.new.body:
        return False
    if difference.what == "body":
        return case.old.body == b"Redirecting to " + old.encode("latin-1", "replace")
    return difference.old.lower().replace(" ", "") == "text/plain;charset=utf-8" and difference.new == ABSENT


def not_found_headers(case: Case, difference: Difference) -> bool:
    """A 404 page is ``no-store`` without an ETag on Pages, and an ordinary asset on Workers."""
    before, after = case.header("cache-control")
    if case.statuses != (404, 404) or before != "no-store" or after not in _not_found_values(case):
        return False
    if difference.what == "header:etag":
        return difference.old == ABSENT and _ETAG.fullmatch(difference.new) is not None
    return True


def _not_found_values(case: Case) -> set[str]:
    # A rule of the project for this path reaches the 404 page on Workers; on Pages it never does.
    return case.rule_values("cache-control") or {_REVALIDATE}


def javascript_type(case: Case, difference: Difference) -> bool:
    """JavaScript has its old media type on Pages and the registered one on Workers."""
    return (
        case.statuses in ((200, 200), (304, 304))
        and case.request.path.endswith(_SCRIPTS)
        and difference.old == "application/javascript"
        and difference.new == "text/javascript; charset=utf-8"
    )


def unknown_type(case: Case, difference: Difference) -> bool:
    """A file of unknown type is ``application/octet-stream`` on Pages and has no type on Workers."""
    return (
        case.statuses == (200, 200)
        and PurePosixPath(case.request.path).suffix not in (".html", *_SCRIPTS)
        and (difference.old, difference.new) == (_UNKNOWN, ABSENT)
    )


def not_modified(case: Case, difference: Difference) -> bool:
    """A 304 carries the headers of the file on Workers, and hardly any on Pages."""
    if case.statuses != (304, 304) or case.request.header("if-none-match") is None:
        return False
    if difference.old != ABSENT:
        return False
    if difference.what == "header:etag":
        return _ETAG.fullmatch(difference.new) is not None
    return True


def headers_without_body(case: Case, difference: Difference) -> bool:
    """Pages leaves ``nosniff`` off answers that have no body; a rule in ``_headers`` reaches them all.

    So does the rule that gives a file of unknown type its type back.
    """
    old, new = case.old, case.new
    if old.body or new.body or difference.old != ABSENT:
        return False
    if difference.what == "header:content-type":
        return case.statuses == (405, 405) and difference.new == _UNKNOWN
    bodiless = (old.redirect and new.redirect) or case.statuses in ((304, 304), (405, 405))
    return bodiless and difference.new == "nosniff"


def empty_not_found(case: Case, difference: Difference) -> bool:
    """Without a 404 page both answer with an empty 404: Pages with ``no-store``, Workers as ``_headers`` says."""
    if case.statuses != (404, 404) or case.old.body or case.new.body:
        return False
    if difference.what == "header:cache-control":
        after = case.new.headers.get("cache-control")
        return difference.old == "no-store" and (after is None or after in case.rule_values("cache-control"))
    return (difference.old, difference.new) == (ABSENT, "nosniff")


def refused_method(case: Case, _difference: Difference) -> bool:
    """Without a 404 page, other methods than GET and HEAD on a path that is not there: 405 on Pages, 404 on Workers."""
    refused = case.statuses == (405, 404) and case.request.method not in ("GET", "HEAD")
    return refused and not case.old.body and not case.new.body


def empty_page(case: Case, difference: Difference) -> bool:
    """The empty 404 page that the migration adds has a type; and it can be asked for by its own address."""
    old, new = case.old, case.new
    if old.body or new.body or old.status != 404:
        return False
    if new.status == 404:
        return difference.what in ("header:content-type", "header:x-content-type-options") and difference.old == ABSENT
    return case.request.path.strip("/") in ("404", "404.html") and new.status in (200, 307)


RULES = (
    Rule("empty-not-found", frozenset({"header:cache-control", "header:x-content-type-options"}), empty_not_found),
    Rule("empty-404-page", _OF_AN_EMPTY_ANSWER, empty_page),
    Rule("method-on-asset", frozenset({"status", "header:x-content-type-options"}), refused_method),
    Rule("etag-value", frozenset({"header:etag"}), etag_value),
    Rule("redirect-body", frozenset({"body", "header:content-type"}), redirect_body),
    Rule("not-found-cache-control", frozenset({"header:cache-control", "header:etag"}), not_found_headers),
    Rule("javascript-content-type", frozenset({"header:content-type"}), javascript_type),
    Rule("unknown-content-type", frozenset({"header:content-type"}), unknown_type),
    Rule(
        "not-modified-headers",
        frozenset({"header:content-type", "header:cache-control", "header:etag"}),
        not_modified,
    ),
    Rule(
        "nosniff-without-body",
        frozenset({"header:x-content-type-options", "header:content-type"}),
        headers_without_body,
    ),
)
