"""Tokens of the demo account that may do less than everything: to learn what a missing permission looks like.

Any word but ``invalid`` is a token that may do everything; these may not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from edgewise.account.demo.access import everything, needed
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exchange import Bare, Refusal, Request, Result, Said, guard
from edgewise.account.demo.times import stamp

EVERYTHING = frozenset({"*"})

_READING = frozenset(
    f"{area} Read"
    for area in (
        "Account Settings",
        "User Details",
        "Pages",
        "Workers Scripts",
        "Workers Tail",
        "Queues",
        "Workers KV Storage",
        "D1",
        "Workers R2 Storage",
        "Hyperdrive",
        "Vectorize",
        "Workers AI",
        "Workers CI",
        "Workers Observability",
        "Workers Routes",
        "Account Analytics",
        "Billing",
        "Zone",
        "DNS",
    )
)
_LOGIN = frozenset(
    {
        "Account Settings Read",
        "User Details Read",
        "Memberships Read",
        "Workers Scripts Write",
        "Workers Tail Read",
        "Workers KV Storage Write",
        "Workers Routes Write",
        "Workers R2 Storage Write",
        "Hyperdrive Write",
        "Vectorize Write",
        "D1 Write",
        "Pages Write",
        "Zone Read",
        "Queues Write",
        "Workers AI Write",
    }
)

SCOPES = (
    "account:read",
    "user:read",
    "workers:write",
    "workers_kv:write",
    "workers_routes:write",
    "workers_scripts:write",
    "workers_tail:read",
    "d1:write",
    "pages:write",
    "zone:read",
    "ssl_certs:write",
    "ai:write",
    "queues:write",
    "pipelines:write",
    "secrets_store:write",
    "containers:write",
)
"""What ``wrangler login`` asks for, as far as the demo account is concerned."""


@dataclass(frozen=True)
class Token:
    """A token.

    Attributes:
        word: what is sent as the token.
        about: what it is for, in a few words.
        permissions: API names, or ``*`` for all.
        owner: ``user``, ``account``, or ``login`` for wrangler's, which cannot be asked about.
        expires: from the moment that the company begins; negative for one that has run out.
        networks: the only networks that it may be used from, by its condition. The demo account does not check.
        open_book: whether it may read its own policies.
        everywhere: whether it is for every account of the user, rather than for the company's own.
    """

    word: str
    about: str
    permissions: frozenset[str] = EVERYTHING
    owner: str = "user"
    expires: timedelta | None = None
    networks: tuple[str, ...] = field(default=())
    open_book: bool = False
    everywhere: bool = False

    def may(self, names: tuple[str, ...]) -> bool:
        """Whether it has one of these permissions."""
        return not names or self.permissions == EVERYTHING or bool(self.permissions & set(names))


ANY = Token("demo", "may do everything", open_book=True, everywhere=True)
TOKENS: tuple[Token, ...] = (
    Token("demo-readonly", "reads everything and changes nothing", _READING, expires=timedelta(days=20)),
    Token("demo-pages-only", "sees Pages projects and nothing else", frozenset({"Pages Read"})),
    Token(
        "demo-told",
        "reads its own policies: Pages, queues and KV",
        frozenset({"Pages Read", "Queues Write", "Workers KV Storage Read", "User Details Read", "API Tokens Read"}),
        expires=timedelta(days=3),
        networks=("192.0.2.0/24", "2001:db8::/32"),
        open_book=True,
    ),
    Token("demo-account-owned", "belongs to the account, not to a user", _READING - {"Workers CI Read"}, "account"),
    Token("demo-expired", "ran out twelve days ago", _READING, expires=timedelta(days=-12)),
    Token("demo-wrangler", "is wrangler's login, with the scopes it asks for", _LOGIN, "login", everywhere=True),
)
"""Those that may do less."""

_BY_WORD = {each.word: each for each in TOKENS}


def token_of(headers: Mapping[str, str]) -> Token:
    """The token of a request, by its headers; see :data:`TOKENS`."""
    _, _, word = headers.get("authorization", "").partition(" ")
    return _BY_WORD.get(word.strip(), ANY)


@guard
def allowed(company: Company, request: Request, path: str) -> Said | None:
    """Refuse what the token may not do, in Cloudflare's words."""
    token = token_of(request.headers)
    if path.endswith("/tokens/verify"):
        return None
    if expired(token, company):
        return Refusal(401, 10000, "Authentication error")
    elsewhere = any(path.startswith(f"/accounts/{each.account['id']}") for each in company.others)
    if (token.everywhere or not elsewhere) and token.may(needed(request.method, path, request.body)):
        return None
    if path == "/graphql":
        words = {"message": "not authorized for that account", "extensions": {"code": "authz"}}
        return Bare(json.dumps({"data": None, "errors": [words]}).encode(), "application/json")
    if path.startswith("/user"):
        return Refusal(403, 9109, "Unauthorized to access requested resource")
    return Refusal(403, 10000, "Authentication error")


def seen_by(token: Token, company: Company) -> tuple[Company, ...]:
    """The accounts that a token sees."""
    return (company, *company.others) if token.everywhere else (company,)


def expired(token: Token, company: Company) -> bool:
    """Whether it has run out by the company's clock."""
    return token.expires is not None and company.anchor + token.expires <= company.clock()


def verified(token: Token, company: Company, owner: str) -> Result | Refusal:
    """What the API says of a token where an ``owner``'s tokens are asked about."""
    if token.owner != owner and token is not ANY:
        return Refusal(401, 1000, "Invalid API Token")
    found: Document = {"id": token_id(token), "status": "expired" if expired(token, company) else "active"}
    if token.expires is not None:
        found["expires_on"] = stamp(company.anchor + token.expires)
    return Result(found)


def token_id(token: Token) -> str:
    """A token's id. It is no secret."""
    return identity("token", token.word).replace("-", "")


def document(token: Token, company: Company) -> Document:
    """A token with its policies, as the API tells of it."""
    by_scope: dict[str, list[str]] = {"account": [], "zone": [], "user": []}
    for name in sorted(everything() if token.permissions == EVERYTHING else token.permissions):
        scope = "user" if name.startswith(("User", "API Tokens", "Memberships")) else "account"
        by_scope["zone" if name.startswith(("Zone", "DNS", "Workers Routes")) else scope].append(name)
    own = "com.cloudflare.api.account." + ("*" if token.everywhere else company.account["id"])
    resources: dict[str, Any] = {
        "account": {own: "*"},
        "zone": {own: {"com.cloudflare.api.account.zone.*": "*"}},
        "user": {f"com.cloudflare.api.user.{company.user['id']}": "*"},
    }
    policies: list[Any] = [
        {
            "id": identity("policy", token.word, scope).replace("-", ""),
            "effect": "allow",
            "resources": resources[scope],
            "permission_groups": [{"id": identity("group", name).replace("-", ""), "name": name} for name in names],
        }
        for scope, names in by_scope.items()
        if names
    ]
    found: Document = {"id": token_id(token), "name": token.about, "status": "active", "policies": policies}
    if token.expires is not None:
        found["expires_on"] = stamp(company.anchor + token.expires)
    if token.networks:
        found["condition"] = {"request_ip": {"in": list(token.networks), "not_in": []}}
    return {**found, "issued_on": stamp(company.anchor - timedelta(days=90))}
