"""Who is asking, and which accounts they see."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route
from edgewise.account.demo.tokens import document, seen_by, token_id, token_of, verified

_NO_TOKEN = Refusal(404, 1001, "There is no token with this id that you may see.")


@route("/user/tokens/verify")
def verify(company: Company, call: Call) -> Result | Refusal:
    """Whether a user's token is alive."""
    return verified(token_of(call.headers), company, "user")


@route("/accounts/{account}/tokens/verify")
def verify_account_token(company: Company, call: Call) -> Said:
    """The same for an account's own token."""
    return verified(token_of(call.headers), company, "account")


@route("/user/tokens")
def tokens(company: Company, call: Call) -> Result | Refusal:
    """The tokens of the user, as far as they are written down: the one that asks."""
    return paged([document(token_of(call.headers), company)], call.query, size=20)


@route("/user/tokens/{token}")
def token(company: Company, call: Call) -> Result | Refusal:
    """The token that asks, with its policies."""
    found = token_of(call.headers)
    known = found.open_book and token_id(found) == call.values["token"]
    return Result(document(found, company)) if known else _NO_TOKEN


@route("/user")
def user(company: Company, call: Call) -> Result | Refusal:
    """Who the token belongs to."""
    return Result(company.user)


@route("/accounts")
def accounts(company: Company, call: Call) -> Result | Refusal:
    """The accounts that the token sees."""
    return paged([each.account for each in seen_by(token_of(call.headers), company)], call.query, size=20)


@route("/accounts/{account}")
def account(company: Company, call: Call) -> Result | Refusal:
    """The account by its id."""
    return Result(company.account)


@route("/memberships")
def memberships(company: Company, call: Call) -> Result | Refusal:
    """The user's memberships of the accounts that the token sees."""
    found = [
        {
            "id": identity("membership", each.branch),
            "status": "accepted",
            "account": {key: each.account[key] for key in ("id", "name")},
            "roles": ["Administrator"],
        }
        for each in seen_by(token_of(call.headers), company)
    ]
    return paged(found, call.query, size=20)
