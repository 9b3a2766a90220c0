"""A framework that is built anew, in its form for Workers: names of built files, and what Next.js' adapters add."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from edgewise.migration.parity.declared.case import Case, Rule, collapsed, decoded
from edgewise.migration.parity.model import ABSENT, Difference

BUILT_FOLDERS = ("_next/static/", "_nuxt/", "_astro/", "_app/", "assets/", "build/")
"""Where frameworks put files that are named by their content or by the build."""

REPORTS = frozenset({"nitro.json"})
"""What a build says about itself, beside the files of the site."""
ADAPTER_HEADERS = frozenset(
    {
        "header:allow",
        "header:x-edge-runtime",
        "header:x-matched-path",
        "header:x-next-cache-tags",
        "header:x-nextjs-cache",
        "header:x-nextjs-prerender",
        "header:x-nextjs-stale-time",
        "header:x-opennext",
        "header:x-powered-by",
    }
)
"""Headers that next-on-pages, OpenNext and Next.js set by themselves."""
CACHING = frozenset(
    {
        ABSENT,
        "no-store",
        "public, max-age=0, must-revalidate",
        "private, no-cache, no-store, max-age=0, must-revalidate",
    }
)
"""What the adapters say about caching pages; OpenNext also names a time for shared caches."""
FILE_HEADERS = frozenset(
    f"header:{name}" for name in ("access-control-allow-origin", "referrer-policy", "x-content-type-options")
)
EVERYTHING = frozenset(
    {
        "status",
        "body",
        *(f"header:{name}" for name in ("location", "content-type", "cache-control", "etag", "vary")),
        "header:content-disposition",
        "header:x-frame-options",
        "header:content-security-policy",
        *ADAPTER_HEADERS,
        *FILE_HEADERS,
    }
)
_MOMENT = re.compile(rb"(?<!\d)1[5-9]\d{11}(?!\d)")
_OWN_PAGES = frozenset({"/404", "/500", "/_not-found", "/_error", "/_document", "/_app"})
"""Pages that Next.js makes for itself."""
_SCRIPTS = re.compile(
    rb"<script\b[^>]*>.*?</script>|<link rel=\"(?:preload|modulepreload|prefetch)\"[^>]*>|<!--.*?-->", re.S
)


def _plain(case: Case) -> str:
    """The path that was asked for in its usual form, without a slash at the end."""
    path = collapsed(decoded(case.request.path).decode("utf-8", "replace"))
    return path.rstrip("/") or "/"


def _built_file(case: Case, _difference: Difference) -> bool:
    """A built file that one of the two builds has, and the other answers as it answers any path without a file."""
    path = _plain(case).strip("/")
    if not path.lower().startswith(BUILT_FOLDERS) and path not in REPORTS:
        return False
    if any(each == path for each in case.facts.gone):
        return case.new.status in (404, 307, 308)
    if any(each == path for each in case.facts.came):
        return case.old.status in (404, 307, 308)
    return False


@lru_cache(maxsize=64)
def _names(paths: frozenset[str]) -> re.Pattern[bytes] | None:
    """What names the built files of one build: their file names, and folders that no other build has."""
    parts = {part for path in paths for part in path.split("/")}
    found = {each for part in parts for each in (part, part.rpartition(".")[0]) if len(each) > 7}
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(b"|".join(re.escape(each.encode()) for each in ordered)) if ordered else None


def _masked(body: bytes, paths: frozenset[str]) -> bytes:
    """``body`` without the names of built files and the moments (in milliseconds) at which pages were built."""
    names = _names(paths)
    return _MOMENT.sub(b"*", body if names is None else names.sub(b"*", body))


def _names_in_body(case: Case, _difference: Difference) -> bool:
    """A body that is the same but for the names of built files and the numbers of the build."""
    old, new = _masked(case.old.body, case.facts.gone), _masked(case.new.body, case.facts.came)
    return case.old.status == case.new.status and old == new


def _same_document(case: Case) -> bool:
    """Whether two pages are the same but for scripts, which hold the data of the framework's version."""
    types = [each.headers.get("content-type", "") for each in (case.old, case.new)]
    if not all(each.startswith("text/html") for each in types):
        return False
    old = _masked(_SCRIPTS.sub(b"", case.old.body), case.facts.gone)
    new = _masked(_SCRIPTS.sub(b"", case.new.body), case.facts.came)
    return old == new


def _page_body(case: Case, _difference: Difference) -> bool:
    """A page that shows the same; the data in its scripts is of another version of Next.js."""
    return case.old.status == case.new.status and _same_document(case)


def _adapter_header(case: Case, _difference: Difference) -> bool:
    """A header that the adapters add by themselves, on an answer with the same status."""
    return case.old.status == case.new.status


def _vary(case: Case, _difference: Difference) -> bool:
    """Next.js says that its answers vary by the headers of its own links."""
    values = [value for value in case.header("vary") if value is not None]
    return case.old.status == case.new.status and all(value.lower().startswith("rsc") for value in values)


def _from_next(case: Case) -> bool:
    """Whether OpenNext has answered, not Workers' own file server."""
    return "x-opennext" in case.new.headers or "x-powered-by" in case.new.headers


def _file_header(case: Case, _difference: Difference) -> bool:
    """Pages serves what is built beforehand as files, with the headers of files; OpenNext answers with code."""
    return case.old.status == case.new.status and _from_next(case)


def _caching(case: Case, _difference: Difference) -> bool:
    """How long a page may be kept: both adapters say so by themselves."""
    old, new = (value or ABSENT for value in case.header("cache-control"))
    told = new in CACHING or new.startswith("s-maxage=")
    return case.old.status == case.new.status and _from_next(case) and old in CACHING and told


def _inner(case: Case, _difference: Difference) -> bool:
    """An address of an adapter's own: its inner files, pages with .html, and the data for Next.js' own links."""
    path = _plain(case)
    name = path.strip("/")
    if name in case.facts.came:
        return case.old.status == 404 and (name == "BUILD_ID" or name.startswith("cdn-cgi/_next_cache/"))
    gone = {each.lower() for each in case.facts.gone}  # next-on-pages finds them in any case
    with_suffix = name.lower() in gone and name.lower().endswith((".html", ".rsc", ".json", ".txt", ".assetsignore"))
    own = path in _OWN_PAGES or path.endswith("/index") or path == "/_next/image"
    errors = name.startswith("cdn-cgi/errors/")
    return (with_suffix or own or errors) and case.new.status in (400, 404, 307, 308)


def _slashes(case: Case, _difference: Difference) -> bool:
    """Next.js redirects an address with slashes too many to the one without."""
    location = (case.new.headers.get("location") or "").partition("?")[0]
    target = collapsed(decoded(case.request.path).decode("utf-8", "replace"))
    wanted = {target.rstrip("/") or "/", target}
    moved = case.new.status in (307, 308) and decoded(location).decode("utf-8", "replace") in wanted
    return moved and location != case.request.path


def _method(case: Case, _difference: Difference) -> bool:
    """A method that a page does not have: both refuse it or show the page, each in its own way."""
    refused = (200, 204, 400, 404, 405)
    return (
        case.request.method not in ("GET", "HEAD")
        and case.old.status in (404, 405)
        and case.new.status in refused
        and _from_next(case)
    )


def _condition(case: Case, _difference: Difference) -> bool:
    """A page that is asked for only if it has changed: one side says that it has not, and the other sends it."""
    asked = case.request.header("if-none-match") is not None
    return asked and {case.old.status, case.new.status} == {200, 304}


def _built_miss(case: Case, _difference: Difference) -> bool:
    """An unknown path among the built files: next-on-pages has a page of its own for those."""
    own_page = case.old.headers.get("x-matched-path") == "/_next/static/not-found.txt"
    missed = case.old.status == 404 or (case.old.status == 200 and own_page)
    return missed and case.new.status == 404 and _plain(case).lower().startswith("/_next/")


def _rule(
    finding: str, covers: frozenset[str], condition: Callable[[Case, Difference], bool], *, always: bool = False
) -> Rule:
    """A rule that holds only where the new side is another build than the old one."""

    def explains(case: Case, difference: Difference) -> bool:
        return bool(case.facts.gone or case.facts.came) and condition(case, difference)

    explains.__doc__ = condition.__doc__
    return Rule(finding, covers, explains, always=always)


RULES = (
    _rule("framework-rebuilt", EVERYTHING, _built_file, always=True),
    _rule("framework-rebuilt", frozenset({"body", "header:etag"}), _names_in_body, always=True),
    _rule("nextjs-answers", ADAPTER_HEADERS, _adapter_header),
    _rule("nextjs-answers", frozenset({"header:vary"}), _vary),
    _rule("nextjs-answers", frozenset({"header:etag"}), _file_header),
    _rule("nextjs-answers", FILE_HEADERS, _file_header),
    _rule("nextjs-answers", frozenset({"header:cache-control"}), _caching),
    _rule("nextjs-answers", frozenset({"body"}), _page_body),
    _rule("nextjs-answers", EVERYTHING, _inner),
    _rule("nextjs-answers", EVERYTHING, _slashes),
    _rule("nextjs-answers", EVERYTHING, _method),
    _rule("nextjs-answers", EVERYTHING, _condition),
    _rule("nextjs-answers", EVERYTHING, _built_miss),
)
