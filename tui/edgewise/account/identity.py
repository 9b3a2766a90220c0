"""Which account a credential looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.errors import AuthError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client

ACCOUNT_SETTINGS = Permission("Account Settings Read", "Account · Account Settings · Read")


@dataclass(frozen=True)
class Account:
    """An account, and how it came to be the one in use.

    Attributes:
        id: as the API writes it.
        name: cleaned for display; empty when the credential may not know it.
        others: further accounts that the credential sees.
        note: a sentence about the choice when there was one to make.
    """

    id: str
    name: str
    others: tuple[Account, ...] = ()
    note: str | None = None

    @property
    def label(self) -> str:
        """The name, else the beginning of the id."""
        return self.name or clean(self.id, 13)


async def choose(client: Client, wanted: str | None) -> Account:
    """The account to look at: the wanted one, else the only one, else the first with a note.

    Raises:
        AuthError: when the credential is refused, or sees no account.
        NetworkError: when the list cannot be had.
    """
    try:
        collected = await client.rows("/accounts", plan=Plan("page", per_page=50), permission=ACCOUNT_SETTINGS)
    except AuthError as error:
        if wanted and error.code == "permission-missing":
            return Account(wanted, "", note="The account's name is unknown: the credential may not list accounts.")
        raise
    found = [account for account in map(_account, collected.items) if account is not None]
    if wanted:
        chosen = next((account for account in found if account.id == wanted), None)
        others = tuple(account for account in found if account.id != wanted)
        if chosen is None:
            unlisted = "CLOUDFLARE_ACCOUNT_ID names an account that this credential does not list."
            return Account(wanted, "", others, unlisted)
        return Account(chosen.id, chosen.name, others)
    if not found:
        raise AuthError(
            "This credential sees no account.",
            code="no-account",
            where="/accounts",
            fix="Edit the token and include your account under Account Resources, or set CLOUDFLARE_ACCOUNT_ID.",
        )
    note = None
    if len(found) > 1:
        note = f"The credential sees {len(found)} accounts; this is the first. CLOUDFLARE_ACCOUNT_ID chooses another."
    return Account(found[0].id, found[0].name, tuple(found[1:]), note)


def _account(document: Any) -> Account | None:
    if not isinstance(document, dict):
        return None
    identity, name = document.get("id"), document.get("name")
    if not isinstance(identity, str) or not identity.strip():
        return None
    return Account(identity.strip(), clean(name, 80) if isinstance(name, str) else "")
