"""Who is asking, and which accounts they see."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route


@route("/user/tokens/verify")
def verify(company: Company, call: Call) -> Result | Refusal:
    """Any token is alive."""
    return Result({"id": identity("token").replace("-", ""), "status": "active"})


@route("/accounts/{account}/tokens/verify")
def verify_account_token(company: Company, call: Call) -> Said:
    """The same for an account's own token."""
    return verify(company, call)


@route("/user")
def user(company: Company, call: Call) -> Result | Refusal:
    """Who the token belongs to."""
    return Result(company.user)


@route("/accounts")
def accounts(company: Company, call: Call) -> Result | Refusal:
    """The one account."""
    return paged([company.account], call.query, size=20)


@route("/accounts/{account}")
def account(company: Company, call: Call) -> Result | Refusal:
    """The account by its id."""
    return Result(company.account)


@route("/memberships")
def memberships(company: Company, call: Call) -> Result | Refusal:
    """The user's membership of the account."""
    short = {key: company.account[key] for key in ("id", "name")}
    membership = {"id": identity("membership"), "status": "accepted", "account": short, "roles": ["Administrator"]}
    return paged([membership], call.query, size=20)
