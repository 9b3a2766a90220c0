"""Requests for the files that Pages serves, in every form that people and crawlers write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from edgewise.migration.parity.derivation.shape import encode, navigation_of, page_like, spread, with_method
from edgewise.migration.parity.model import OWN_ETAG, Kind, Request
from edgewise.project.model import PagesProject

PAGES_IN_ALL_FORMS = 120
"""HTML files that are asked for in every form; the others are asked for by their own address."""

FILES_IN_ALL_FORMS = 3
"""Other files of one extension that are asked for in every form."""

KEYED_REQUESTS = 12
"""Assets of each sort that are also asked for with other methods, ``If-None-Match`` and ``Range``."""


def asset_requests(project: PagesProject, limit: int, *, everything: bool = False) -> Iterator[Request]:
    """GETs for the assets, then the variant forms and methods of a spread-out part of them.

    Args:
        everything: the variant forms of all of them.
    """
    chosen = sample(project.assets, limit)
    for path in chosen:
        why = f"asset /{path}"
        target = address(path)
        yield Request("GET", target, why=why, kind=Kind.ASSET)
        plain = address(path, as_browser=True)
        if plain != target:
            yield Request("GET", plain, why=why, kind=Kind.ASSET)
    pages = [path for path in chosen if _is_html(path)]
    for path in pages if everything else spread(pages, PAGES_IN_ALL_FORMS):
        yield from _forms(path, page_forms(path))
    others: dict[str, list[str]] = defaultdict(list)
    for path in chosen:
        if not _is_html(path):
            others[PurePosixPath(path).suffix].append(path)
    keyed = spread(pages, KEYED_REQUESTS)
    for suffix in sorted(others):
        few = spread(others[suffix], FILES_IN_ALL_FORMS)
        keyed.extend(few[:1])
        for path in others[suffix] if everything else few:
            yield from _forms(path, file_forms(path))
    for path in keyed:
        yield from _keyed(path)


def _forms(path: str, targets: Iterable[str]) -> Iterator[Request]:
    return (Request("GET", target, why=f"form of /{path}", kind=Kind.FORM) for target in targets)


def address(path: str, *, as_browser: bool = False) -> str:
    """The address that Pages gives to a file: HTML without its extension, ``index`` as its folder."""
    if path == "index.html":
        return "/"
    if path.endswith("/index.html"):
        return "/" + encode(path[: -len("index.html")], as_browser=as_browser)
    if path.endswith(".html"):
        path = path[: -len(".html")]
    return "/" + encode(path, as_browser=as_browser)


def page_forms(path: str) -> Iterable[str]:
    """The ways to write an HTML file's address, right and wrong."""
    base = address(path)
    bare = base.rstrip("/")
    yield "/" + encode(path)
    yield bare + "/" if bare == base else bare or "/"
    yield f"{bare}/index"
    yield f"{bare}/index/"
    yield f"{bare}/index.html"
    if bare:
        yield f"{bare}.html"
    yield base + "?edgewise=1"
    yield from _common_forms(base)


def file_forms(path: str) -> Iterable[str]:
    """The ways to write another file's address."""
    base = address(path)
    yield base + "/"
    yield base + "?edgewise=1"
    yield from _common_forms(base)


def _common_forms(base: str) -> Iterable[str]:
    yield "/" + base
    head, _, tail = base.rpartition("/")
    if head:
        yield f"{head}//{tail}"
        yield f"{head}%2F{tail}"
    upper = base.upper()
    if upper != base and "%" not in base:
        yield upper
    yield from _escaped_letter(base)
    if "%" in base:
        yield base.lower() if base.lower() != base else base


def _escaped_letter(base: str) -> Iterable[str]:
    """``base`` with its first letter written as an escape, which means the same."""
    for index, letter in enumerate(base):
        if letter == "%":
            return
        if letter.isalpha():
            yield f"{base[:index]}%{ord(letter):02X}{base[index + 1 :]}"
            return


def _keyed(path: str) -> Iterator[Request]:
    target = address(path)
    why = f"method on /{path}"
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE"):
        yield replace(with_method(method, target, why), kind=Kind.METHOD)
    for etag in (OWN_ETAG, f"W/{OWN_ETAG}", f'"edgewise", {OWN_ETAG}', '"edgewise"', "*"):
        headers = (("if-none-match", etag),)
        yield Request("GET", target, headers, why=f"revalidation of /{path}", kind=Kind.REVALIDATION)
    for headers in ((("range", "bytes=0-3"),), (("range", "bytes=-2"),)):
        yield Request("GET", target, headers, why=f"range of /{path}", kind=Kind.RANGE)
    yield Request("GET", target, (("authorization", "Basic ZWRnZXdpc2U6"),), why=why, kind=Kind.METHOD)
    if not page_like(target):
        yield replace(navigation_of(Request("GET", target, why=why)), kind=Kind.METHOD)


def sample(paths: Iterable[str], limit: int) -> list[str]:
    """At most ``limit`` paths, taken evenly from each group of one folder and extension."""
    everything = list(paths)
    if len(everything) <= limit:
        return everything
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in everything:
        pure = PurePosixPath(path)
        groups[(str(pure.parent), pure.suffix)].append(path)
    if len(groups) >= limit:
        return sorted(group[0] for group in spread(list(groups.values()), limit))
    share = limit / len(everything)
    chosen = {path for group in groups.values() for path in spread(group, max(1, int(len(group) * share)))}
    if len(chosen) > limit:
        return spread(sorted(chosen), limit)
    rest = [path for path in everything if path not in chosen]
    return sorted([*chosen, *spread(rest, limit - len(chosen))])


def _is_html(path: str) -> bool:
    return path.endswith(".html")
