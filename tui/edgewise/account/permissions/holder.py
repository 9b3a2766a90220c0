"""Who a credential belongs to, and how long and from where it works. Never the secret itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edgewise.account.client import Client
from edgewise.account.permissions.table import OWN_TOKENS, USER_DETAILS
from edgewise.account.resources.values import at, moment, text, texts
from edgewise.errors import AuthError, EdgewiseError

_UNKNOWN = "It works, but Cloudflare knows no API token by it: it may be a login's. What it may do is told by trying."

TOKEN_KINDS = frozenset({"token", "legacy", "demo"})
"""Kinds of credential that can be asked for as tokens. A login of wrangler and a global key cannot."""


@dataclass(frozen=True)
class Holder:
    """What there is to know about a credential besides what it may do.

    Attributes:
        kind, label, source: as of the credential.
        owner: ``user`` or ``account`` for a token whose owner is known; ``user`` for a login or a key; else ``""``.
        email: of the user, where the credential may know it.
        token_id, name: of the token.
        status: ``active``, ``disabled`` or ``expired`` by the API's word; ``""`` where it did not say.
        expires, not_before: when it stops and begins to work.
        ip_in, ip_not_in: networks that it may be used from, and that it may not.
        scopes: of wrangler's login.
        policies: the token as the API tells of it; ``None`` where it may not be read.
        note: why something above is not known, in a sentence; empty when all is.
    """

    kind: str
    label: str
    source: str
    owner: str = ""
    email: str = ""
    token_id: str = ""
    name: str = ""
    status: str = ""
    expires: datetime | None = None
    not_before: datetime | None = None
    ip_in: tuple[str, ...] = ()
    ip_not_in: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    policies: Mapping[str, Any] | None = field(default=None, repr=False)
    note: str = ""


async def find_holder(client: Client) -> Holder:
    """Ask about the client's credential: three requests at most. What cannot be had is left out, with a note.

    Raises nothing but cancellation.
    """
    credential = client.credential
    email = await _email(client)
    if credential.kind not in TOKEN_KINDS:
        return Holder(
            credential.kind,
            credential.label,
            credential.source,
            owner="user",
            email=email,
            expires=credential.expires,
            scopes=credential.scopes,
            note=_why_no_token(credential.kind, credential.scopes),
        )
    owner, verified, failure = await _verify(client)
    identity = text(at(verified, "id")) or ""
    detail, why = await _detail(client, owner, identity) if identity else (None, failure)
    return Holder(
        credential.kind,
        credential.label,
        credential.source,
        owner=owner,
        email=email,
        token_id=identity,
        name=text(at(detail, "name")) or "",
        status=text(at(verified, "status")) or "",
        expires=moment(at(verified, "expires_on")) or moment(at(detail, "expires_on")),
        not_before=moment(at(verified, "not_before")) or moment(at(detail, "not_before")),
        ip_in=_networks(detail, "in"),
        ip_not_in=_networks(detail, "not_in"),
        policies=detail,
        note=why,
    )


def _networks(detail: Mapping[str, Any] | None, side: str) -> tuple[str, ...]:
    """Networks of the token's condition. Published types write ``request_ip``; older answers ``request.ip``."""
    for name in ("request_ip", "request.ip"):
        condition = (detail or {}).get("condition")
        found = condition.get(name) if isinstance(condition, Mapping) else None
        if isinstance(found, Mapping):
            return tuple(texts(found.get(side)))
    return ()


async def _email(client: Client) -> str:
    try:
        answer = await client.get("/user", permission=USER_DETAILS)
    except EdgewiseError:
        return ""
    return text(at(answer.result, "email")) or ""


async def _verify(client: Client) -> tuple[str, Any, str]:
    """Whose token it is, what the API says of it, and why it says nothing."""
    paths = (("user", "/user/tokens/verify"), ("account", "/accounts/{account_id}/tokens/verify"))
    why = ""
    for owner, path in paths:
        try:
            return owner, (await client.get(path)).result, ""
        except AuthError as error:
            why = error.message
        except EdgewiseError as error:
            return "", None, error.message
    return "", None, _UNKNOWN if client.standing.alive else why


async def _detail(client: Client, owner: str, identity: str) -> tuple[Mapping[str, Any] | None, str]:
    """The token's own document, with its policies, and why it cannot be read."""
    path = "/user/tokens/{id}" if owner == "user" else "/accounts/{account_id}/tokens/{id}"
    try:
        answer = await client.get(path, {"id": identity}, permission=OWN_TOKENS if owner == "user" else None)
    except AuthError:
        return None, "The token may not read its own policies, which is usual. What it may do is told by trying."
    except EdgewiseError as error:
        return None, f"The token's policies could not be read: {error.message}"
    return (answer.result, "") if isinstance(answer.result, Mapping) else (None, "The token's policies came empty.")


def _why_no_token(kind: str, scopes: tuple[str, ...]) -> str:
    if kind == "key":
        return "A global API key may do whatever its user may, in every account. It says nothing of itself."
    return "" if scopes else "Wrangler's login file does not say which scopes it was given."
