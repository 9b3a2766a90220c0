"""What differs between two answers, on four nested tiers.

1. Functional: status (307 counts as 308), Location, Content-Type (not on redirects), body.
2. The exact status.
3. Every stable header but ETag; and no Cache-Control, Vary, CORS, CSP or Set-Cookie that was not there.
4. ETag, the rest of the added headers, and what a redirect carries besides its Location.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from edgewise.migration.parity.declared import Case, Facts, attribute
from edgewise.migration.parity.excerpt import body_excerpts
from edgewise.migration.parity.model import ABSENT, NO_ANSWER, Difference, Request, Response
from edgewise.migration.parity.stable import same_body, same_header
from edgewise.text import clean

NOT_COMPARED = {
    "date": "the time of the answer",
    "cf-ray": "the id of the request at Cloudflare",
    "cf-cache-status": "says where the answer came from, not what it is",
    "age": "how long the answer lay in a cache",
    "server": "the name of the server program",
    "nel": "where the browser reports network errors; set by Cloudflare's edge",
    "report-to": "where the browser reports network errors; set by Cloudflare's edge",
    "alt-svc": "other protocols of this server; set by Cloudflare's edge",
    "connection": "about the connection",
    "keep-alive": "about the connection",
    "transfer-encoding": "how the body was framed",
    "content-length": "how the body was framed; the body itself is compared",
    "x-server-env": "set by `wrangler pages dev` alone",
    "cf-connecting-ip": "the address of the client",
    "x-edgewise-version": "set by `edgewise demo-account --serve`, which names what answered",
}
"""Headers that are left out, and why. Shown in every report."""

NO_FACTS = Facts()
"""Nothing is known about the project."""

_ORDER = {what: place for place, what in enumerate(("status", "header:location", "header:content-type", "body"))}
_NEVER_ADDED = ("cache-control", "vary", "content-security-policy", "set-cookie", "access-control-")


def compare(
    old: Response,
    new: Response,
    request: Request,
    findings: Collection[str] | None = None,
    *,
    old_again: Sequence[Response] = (),
    new_again: Sequence[Response] = (),
    endings: Sequence[tuple[Response, Response]] = (),
    ignore_body: bool = False,
    misses: tuple[Response, Response] | None = None,
    facts: Facts = NO_FACTS,
) -> tuple[Difference, ...]:
    """The differences between ``old`` and ``new``, each attributed to a finding where one explains it.

    Args:
        findings: ids of the findings that may explain a difference; ``None`` for the whole catalogue.
        old_again: further answers of the old side to the same request. What is not the same in all of
            them *and* not the same in all of the new side's is left out as not stable.
        new_again: the same of the new side.
        endings: pairs of answers, of which one pair must be functionally the same where a redirect is
            declared only when nothing is lost behind it.
        ignore_body: leave the body out (an error page of the local tools, a body that is never stable).
        misses: what each side answers to a made-up path in the same folder.
        facts: what is known about the project.
    """
    found: list[Difference] = []
    if old.status != new.status:
        tier = 2 if {old.status, new.status} == {307, 308} else 1
        found.append(Difference("status", tier, _status(old), _status(new)))
    redirect = old.redirect and new.redirect
    for name in sorted({*old.headers, *new.headers} - set(NOT_COMPARED)):
        if not same_header(name, old, old_again, new, new_again):
            before, after = old.headers.get(name), new.headers.get(name)
            tier = _header_tier(name, added=before is None, redirect=redirect)
            found.append(Difference(f"header:{name}", tier, _shown(before), _shown(after)))
    if old.endless != new.endless:
        found.append(Difference("body", 1, *("it does not end" if each.endless else "it ends" for each in (old, new))))
    elif request.method != "HEAD" and not ignore_body and not same_body(old, old_again, new, new_again):
        found.append(Difference("body", 4 if redirect else 1, *body_excerpts(old.body, new.body)))
    found.sort(key=lambda each: (each.tier, _ORDER.get(each.what, len(_ORDER)), each.what))
    behind = tuple(
        compare(*pair, request, findings, ignore_body=ignore_body, misses=misses, facts=facts) for pair in endings
    )
    return attribute(tuple(found), Case(request, old, new, behind, misses, facts), findings)


def _header_tier(name: str, *, added: bool, redirect: bool) -> int:
    if name == "location":
        return 1
    if name == "content-type":
        return 4 if redirect else 1
    if name == "etag":
        return 4
    if added and not name.startswith(_NEVER_ADDED):
        return 4
    return 3


def _status(answer: Response) -> str:
    return "no answer" if answer.status == NO_ANSWER else str(answer.status)


def _shown(value: str | None) -> str:
    return ABSENT if value is None else clean(value, 300)
