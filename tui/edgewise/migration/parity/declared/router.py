"""What the parts of Workers in front of the files do by themselves, and no setting changes.

Source: ``packages/workers-shared`` of workers-sdk, 2026-08-22; seen with wrangler 4.156.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from edgewise.migration.parity.declared.case import Case, Rule, collapsed, path_of, query_of
from edgewise.migration.parity.model import Difference

_REDIRECTS = (301, 302, 303, 307, 308)


def redirect_slashes(case: Case, difference: Difference) -> bool:
    """Workers collapses repeated slashes in the target of a redirect. A target on another host is none of these."""
    old, new = case.header("location")
    if old is None or new is None or old.startswith("//") or case.old.status not in _REDIRECTS:
        return False
    if case.old.status != case.new.status or path_of(old) in ("", path_of(new)):
        return False
    if collapsed(path_of(old)) != path_of(new) or query_of(old) != query_of(new):
        return False
    if difference.what == "header:location":
        return True
    # The text of a redirect names the target. Without our module Workers sends none, and no type. Anything else in a
    # body is a difference of its own.
    said = b"" if case.request.method == "HEAD" else b"Redirecting to " + old.encode()
    silent = not case.new.body and case.old.body == said
    if difference.what == "header:content-type":
        return silent and case.header("content-type")[1] is None
    return silent or case.old.body.replace(old.encode(), new.encode()) == case.new.body


def image_guard(case: Case, _difference: Difference) -> bool:
    """Workers refuses image endpoints that are asked for an image of another host, unless the answer is an image."""
    if case.new.status != 403 or case.old.status == 403 or case.request.method not in ("GET", "HEAD"):
        return False
    asked = parse_qs(query_of(case.request.target)[1:])
    if case.request.path == "/_next/image":
        return any("://" in url or url.startswith("//") for url in asked.get("url", ()))
    return case.request.path == "/_image" and any(href.startswith("//") for href in asked.get("href", ()))


RULES = (
    Rule(
        "redirect-slashes",
        frozenset({"header:location", "header:content-type", "body"}),
        redirect_slashes,
        always=True,
    ),
    Rule(
        "image-guard",
        frozenset({"status", "body", "header:content-type", "header:cache-control", "header:etag"}),
        image_guard,
        always=True,
    ),
)
