"""What a proof did not see although nothing differs: each doubt is a sentence in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from edgewise.errors import Refused
from edgewise.migration.parity.declared.canonical import same_page
from edgewise.migration.parity.declared.case import decoded, path_of
from edgewise.migration.parity.model import Exchange, Kind, Response
from edgewise.migration.parity.wire import ORIGIN
from edgewise.project.model import PagesProject
from edgewise.text import clean

_MOST_OF_THEM = 0.8
_ENOUGH = 4
_CACHED = ("hit", "stale", "updating", "revalidated")


def failing_alike(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """A warning about requests that get a server error on both sides: equal, and yet no proof."""
    failing = [each for each in exchanges if each.old.status >= 500 and each.new.status >= 500]
    if not failing:
        return ()
    number = f"{len(failing)} {'request gets' if len(failing) == 1 else 'requests get'}"
    return (
        f"{number} a server error on both sides, such as {failing[0].request.label()}: "
        "what happens there when it works was not seen.",
    )


def shut_doors(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """A warning when nearly all files answer alike with a refusal or a redirect: a guard that nobody got past."""
    files = [each for each in exchanges if each.request.kind is Kind.ASSET and not each.request.navigation]
    if len(files) < _ENOUGH:
        return ()
    (answer, count), *_ = Counter(_refusal(each.old) for each in files).most_common(1)
    if not answer or count < _MOST_OF_THEM * len(files):
        return ()
    return (
        f"{count:,} of {len(files):,} files answer {answer}, so what lies behind was not seen. Give requests that get "
        "through: --requests takes a browser's recording with its cookies.",
    )


def _refusal(answer: Response) -> str:
    if answer.status in (401, 403, 407, 429, 451):
        return f"{answer.status} on the old side"
    if answer.redirect:
        place = answer.headers.get("location", "").partition("?")[0]
        return f"with a redirect to {clean(place, 80)}"
    return ""


def refuse_a_worker_as_oracle(exchanges: Sequence[Exchange], project: PagesProject, place: str) -> None:
    """Raise when the old side redirects to pages' right addresses as Workers does: it is no Pages project.

    Where code answers every path it may redirect as it likes, so nothing is concluded.

    Args:
        place: what the old side is, for the message.

    Raises:
        Refused: ``oracle-not-pages``.
    """
    if project.advanced_worker or (project.routes is not None and "/*" in project.routes.include):
        return
    forms = [each for each in exchanges if each.request.kind is Kind.FORM and _canonical(each)]
    statuses = Counter(each.old.status for each in forms)
    if not statuses[307] or statuses[308]:
        return
    raise Refused(
        f"The old side ({clean(place, 120)}) redirects as Workers does, with 307 where Pages says 308, so it cannot "
        "show how Pages answers.",
        code="oracle-not-pages",
        where=clean(place, 120),
        fix="Compare with the Pages project itself. When it is gone already, leave out --against.",
    )


def _canonical(exchange: Exchange) -> bool:
    location = path_of(exchange.old.headers.get("location", ""))
    return location != "" and exchange.old.redirect and same_page(exchange.request.path, location)


def from_caches(exchanges: Sequence[Exchange], *, old: bool, new: bool) -> tuple[str, ...]:
    """Warnings about answers that came out of a cache, which may be older than the site.

    Args:
        old: whether the old side is an address. The local servers' own marks mean nothing.
        new: the same of the new side.
    """
    found = []
    for name, asked in (("old", old), ("new", new)):
        hits = [each for each in exchanges if asked and _cached(each.old if name == "old" else each.new)]
        if hits:
            found.append(
                f"{len(hits):,} answers of the {name} side came from a cache, such as that to "
                f"{hits[0].request.label()}: they may be older than what the site says now."
            )
    return tuple(found)


def _cached(answer: Response) -> bool:
    headers = answer.headers
    if headers.get("cf-cache-status", "").lower() in _CACHED or headers.get("x-cache", "").lower().startswith("hit"):
        return True
    return headers.get("age", "0").strip().isdigit() and int(headers.get("age", "0")) > 0


def another_build(exchanges: Sequence[Exchange], project: PagesProject) -> tuple[str, ...]:
    """A warning when a live old side serves other files than the output directory holds."""
    output = project.output_path
    if output is None:
        return ()
    known: dict[str, bool] = {}
    for each in exchanges:
        request = each.request
        plain = request.kind is Kind.ASSET and request.method == "GET" and not request.headers
        whole = each.old.size < 0 and ORIGIN not in each.old.body
        if plain and each.old.status == 200 and whole:
            same = _on_disk(output, request.path, each.old.body)
            if same is not None:
                known[request.path] = same
    other = [path for path, same in known.items() if not same]
    if not other:
        return ()
    return (
        f"{len(other):,} of {len(known):,} files are not the same on the old side as in {clean(str(output.name))}, "
        f"such as {clean(other[0], 120)}: another build lies there. Build the deployed commit, and prove again.",
    )


def _on_disk(output: Path, path: str, body: bytes) -> bool | None:
    relative = decoded(path).decode("utf-8", "surrogateescape").lstrip("/")
    for name in (relative, f"{relative}.html", f"{relative}index.html"):
        try:
            file = output / name
            if file.is_file():
                return file.read_bytes() == body
        except (OSError, ValueError):
            return None
    return None


def unreadable(skipped: Sequence[str]) -> tuple[str, ...]:
    """A warning about files that could not be copied to either side."""
    files = list(dict.fromkeys(skipped))
    if not files:
        return ()
    number = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    return (f"{number} could not be read and were left out on both sides, such as {clean(files[0])}.",)
