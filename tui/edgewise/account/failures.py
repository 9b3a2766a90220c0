"""What went wrong, as an error that a person can act on.

The API says no in many voices: an HTTP status, a list of codes in an envelope, ``{code, error}``
from a gateway, an HTML page from a firewall or a hotel's network. Each becomes one of edgewise's
errors with a stable code:

=========================  ==============  ====================================================
code                       class           when
=========================  ==============  ====================================================
token-refused              AuthError       the credential is unknown, or refused without a reason
token-malformed            AuthError       the API cannot even read it
token-expired              AuthError       it ended, by what the API says of it
token-disabled             AuthError       somebody switched it off
token-not-yet-valid        AuthError       it begins later, by the API's clock
login-expired              AuthError       wrangler's login is refused
permission-missing         PermissionGap   it works, and may not read this
rate-limited               RateLimited     429, or our own budget is spent
not-found                  NotFound        404
blocked-by-firewall        NetworkError    a challenge page instead of an answer
not-the-api                NetworkError    HTML or a redirect where JSON should be
bad-answer                 NetworkError    JSON that is cut, or shaped otherwise than documented
api-unavailable            NetworkError    5xx, after all attempts
api-refused                NetworkError    any other 4xx, or ``success: false``
query-refused              NetworkError    the analytics API lists errors, under HTTP 200
timeout, unreachable       NoAnswer        nothing came back
perhaps-done               PerhapsDone     a change whose answer never came, or is none
=========================  ==============  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edgewise.account.refusals import TOKENS_PAGE, dead
from edgewise.errors import AuthError, EdgewiseError, NetworkError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.credentials import Credential
    from edgewise.account.standing import Standing

_UNKNOWN_CALLER = frozenset({1000, 1001, 6003, 6103, 6111, 9103, 9106, 9107})
"""Codes that mean "who are you?": a credential that is malformed or that nobody knows."""

_AUTHENTICATION = _UNKNOWN_CALLER | {9109, 10000, 10001, 8000013}
"""The same, and codes that also stand for a missing permission: 10000 above all."""


@dataclass(frozen=True)
class Permission:
    """What a token needs for something, by the names that Cloudflare gives it.

    Attributes:
        name: as the API and Terraform call it, such as ``Queues Read``.
        dashboard: the row to tick when editing a token, such as ``Account · Queues · Read``.
        note: a sentence on what else it takes, where the row alone is not enough.
    """

    name: str
    dashboard: str
    note: str = ""


_UNAUTHORISED = ("not authorized", "does not have access", "unauthorized", "authz", "authentication", "permission")
"""Words by which the analytics API says that a permission is missing."""


_SPENT = ("rate limiter budget depleted", "too many queries in progress", "consumed excessive resources")
"""Words by which the analytics API says that it has had enough for now."""


class PermissionGap(AuthError):
    """The credential works, and lacks ``permission``."""

    def __init__(self, message: str, *, where: str | None, fix: str, permission: Permission | None) -> None:
        super().__init__(message, code="permission-missing", where=where, fix=fix)
        self.permission = permission


class RateLimited(NetworkError):
    """Too many requests. ``seconds`` is how long the API wants to be left alone, where it says so."""

    def __init__(self, message: str, *, where: str | None, seconds: float | None) -> None:
        wait = "a few minutes" if seconds is None else _duration(seconds)
        super().__init__(message, code="rate-limited", where=where, fix=f"Wait {wait}, then try again.")
        self.seconds = seconds


class NotFound(NetworkError):
    """There is nothing at this address, or nothing that the credential may know of."""


class BadAnswer(NetworkError):
    """An answer that is not shaped as documented. ``again`` when asking again may help, as after one that was cut."""

    again = False


class NoAnswer(NetworkError):
    """Nothing came back. ``sent`` is false only where it is sure that the request never left."""

    def __init__(self, message: str, *, code: str, where: str | None, fix: str, sent: bool) -> None:
        super().__init__(message, code=code, where=where, fix=fix)
        self.sent = sent


class PerhapsDone(NetworkError):
    """A change was sent, and nobody knows whether it was made."""


def rate_limited(where: str, seconds: float | None) -> RateLimited:
    """The server answered 429 more often than we ask."""
    return RateLimited("Cloudflare has had too many requests from this user.", where=where, seconds=seconds)


def budget_spent(where: str, limit: int, seconds: float) -> RateLimited:
    """Our own count says that the next request would be one too many."""
    return RateLimited(
        f"edgewise has used up the {limit:,} requests that Cloudflare allows in five minutes, and stops before "
        "the API locks you out.",
        where=where,
        seconds=seconds,
    )


def perhaps_done(failure: EdgewiseError, method: str) -> PerhapsDone:
    """A change was sent and ``failure`` is all that came back."""
    return PerhapsDone(
        f"{failure.message} The change ({method}) was sent: it may have happened all the same.",
        code="perhaps-done",
        where=failure.where,
        fix="Look before you try again: refresh, and repeat it only if nothing changed.",
    )


def bad_answer(where: str, what: str, *, again: bool = False) -> BadAnswer:
    """The answer is not shaped as documented. ``what`` finishes the sentence "The API's answer …"."""
    found = BadAnswer(
        f"The API's answer {what}.",
        code="bad-answer",
        where=where,
        fix="Try again. If it stays so, the API has changed: please report it with the address above.",
    )
    found.again = again
    return found


def not_the_api(where: str, what: str) -> NetworkError:
    """Somebody else answered: a captive portal, a proxy, a wrong base URL."""
    return NetworkError(
        f"Something other than Cloudflare's API answered: {what}.",
        code="not-the-api",
        where=where,
        fix="A network login page or a proxy may stand between. Check CLOUDFLARE_API_BASE_URL if it is set.",
    )


def query_refused(document: Any, where: str, permission: Permission | None) -> NetworkError | AuthError:
    """The analytics API lists errors, under HTTP 200."""
    words = _all(said(document))
    if any(sign in words.casefold() for sign in _SPENT):
        # The analytics have a budget of their own: 320 queries in five minutes at most, by their cost.
        return rate_limited(where, 300.0)
    if permission is not None and any(sign in words.casefold() for sign in _UNAUTHORISED):
        return PermissionGap(
            f'This credential may not read analytics ({words}). It needs "{permission.name}".',
            where=where,
            fix=f"Edit the token at {TOKENS_PAGE} and add {permission.dashboard}.",
            permission=permission,
        )
    return NetworkError(
        f"The analytics API refused the query{f': {words}' if words else ''}.",
        code="query-refused",
        where=where,
        fix="Another range may work. If it stays so, the API has changed: please report it with the words above.",
    )


def from_status(
    status: int,
    headers: Mapping[str, str],
    document: Any,
    where: str,
    *,
    permission: Permission | None,
    standing: Standing,
    credential: Credential,
    now: datetime,
    seconds: float | None = None,
    reading: bool = True,
) -> AuthError | NetworkError:
    """The error for an answer that says no.

    Args:
        status: the HTTP status.
        headers: the answer's headers, names in lower case.
        document: the body as parsed JSON, ``None`` when it is not JSON.
        permission: what the request needs.
        standing: what is known of the credential: one that works is refused for want of permission.
        now: this computer's time.
        seconds: what ``Retry-After`` asks for.
        reading: whether the request was to read something, rather than to do something.
    """
    if "cf-mitigated" in headers:
        return NetworkError(
            "A firewall in front of the API asks for a browser check, which a program cannot pass.",
            code="blocked-by-firewall",
            where=where,
            fix="Try from another network, without a VPN, or later.",
        )
    if status == 429:
        return rate_limited(where, seconds)
    errors = said(document)
    codes = {code for code, _ in errors}
    if status in (401, 403) or (status < 500 and codes & _AUTHENTICATION):
        return _refused(status, errors, where, permission, standing, credential, now, "read" if reading else "do")
    words = _all(errors)
    if status == 404:
        return NotFound(
            f"The API knows nothing here{f': {words}' if words else ''}.",
            code="not-found",
            where=where,
            fix="It may have been deleted meanwhile. Refresh the list.",
        )
    if status >= 500:
        return NetworkError(
            f"Cloudflare's API has trouble (HTTP {status}{f': {words}' if words else ''}).",
            code="api-unavailable",
            where=where,
            fix="Try again in a minute. https://www.cloudflarestatus.com/ tells of outages.",
        )
    if 300 <= status < 400:
        return not_the_api(where, f"a redirect (HTTP {status})")
    return NetworkError(
        f"The API refused the request (HTTP {status}{f': {words}' if words else ''}).",
        code="api-refused",
        where=where,
        fix="Refresh. If it stays so, please report it with the code above.",
    )


def said(document: Any) -> list[tuple[int | None, str]]:
    """The codes and messages in an error document, in whichever of its shapes; cleaned for display."""
    if not isinstance(document, dict):
        return []
    listed = document.get("errors")
    if isinstance(listed, list):
        found = [entry for each in listed for entry in _entries(each)]
    else:
        found = _entries({"code": document.get("code"), "message": document.get("error") or document.get("message")})
    return [(code, text) for code, text in found if code is not None or text][:5]


def _entries(error: Any) -> list[tuple[int | None, str]]:
    """One error and those that it is chained to."""
    if not isinstance(error, dict):
        return [(None, clean(error, 200))] if isinstance(error, str) else []
    code, text = error.get("code"), error.get("message")
    number = code if isinstance(code, int) and not isinstance(code, bool) else None
    if number is None and isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 12:
        number = int(code)
    found = [(number, clean(text, 200) if isinstance(text, str) else "")]
    chain = error.get("error_chain")
    if isinstance(chain, list):
        found += [
            entry for each in chain[:3] if isinstance(each, dict) for entry in _entries({**each, "error_chain": None})
        ]
    return found


def _voice(code: int | None, text: str) -> str:
    if code is None:
        return text
    return f"{text} [code {code}]" if text else f"code {code}"


def _refused(
    status: int,
    errors: list[tuple[int | None, str]],
    where: str,
    permission: Permission | None,
    standing: Standing,
    credential: Credential,
    now: datetime,
    verb: str,
) -> AuthError:
    tail = f" (HTTP {status}{f': {_all(errors)}' if errors else ''})"
    codes = {code for code, _ in errors}
    alive = standing.alive
    if alive is None and not standing.reason(now):
        alive = status == 403 and permission is not None and not codes & _UNKNOWN_CALLER
    # That other requests are answered does not outweigh a word that nobody is known by this credential.
    if alive and (standing.verdict.status == "active" or not codes & _UNKNOWN_CALLER):
        needs = f' It needs "{permission.name}".' if permission else ""
        fix = f"add {permission.dashboard}" if permission else "compare its permissions"
        return PermissionGap(
            f"This credential may not {verb} this{tail}.{needs}",
            where=where,
            fix=f"Edit the token at {TOKENS_PAGE} and {fix}. {permission.note if permission else ''}".rstrip(),
            permission=permission,
        )
    code, message, fix = dead(standing, credential, codes, now)
    return AuthError(f"{message}{tail}.", code=code, where=where, fix=fix)


def _all(errors: list[tuple[int | None, str]]) -> str:
    return "; ".join(_voice(code, text) for code, text in errors)


def _duration(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 120 else f"{round(whole / 60)} minutes"
