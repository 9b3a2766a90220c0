"""Why a credential is refused, as far as that can be told, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.account.credentials import Credential
    from edgewise.account.standing import Standing

TOKENS_PAGE = "https://dash.cloudflare.com/profile/api-tokens"

_UNREADABLE = frozenset({6003, 6102, 6103, 6111})
"""Codes for authentication headers that the API cannot read."""


def dead(standing: Standing, credential: Credential, codes: set[int | None], now: datetime) -> tuple[str, str, str]:
    """The code, the sentence (without its full stop) and the fix for a credential that does not work."""
    verdict, reason, clock = standing.verdict, standing.reason(now), standing.clock()
    clock = f" {clock}" if clock else ""
    if reason == "expired":
        when = f" on {_day(verdict.expires_on)}" if verdict.expires_on else ""
        return "token-expired", f"This token expired{when}", f"Roll it, or make a new one: {TOKENS_PAGE}{clock}"
    if reason == "disabled":
        return "token-disabled", "This token is switched off", f"Switch it on, or make a new one: {TOKENS_PAGE}"
    if reason == "not-yet-valid":
        when = f" before {_day(verdict.not_before)}" if verdict.not_before else " yet"
        return "token-not-yet-valid", f"This token is not valid{when}", f"Wait, or edit it: {TOKENS_PAGE}{clock}"
    if codes & _UNREADABLE:
        return (
            "token-malformed",
            f"Cloudflare cannot read what {credential.source} holds: it is not shaped like a credential",
            f"Copy it again from {TOKENS_PAGE}, whole and without quotes. A global API key needs its email beside it.",
        )
    if credential.kind == "login":
        return (
            "login-expired",
            "Cloudflare does not accept wrangler's login",
            f"Run `wrangler whoami`: it renews the login. Then try again.{clock}",
        )
    if credential.kind == "key":
        return (
            "token-refused",
            "Cloudflare does not accept this email and global API key",
            f"Check that they belong together and are copied whole: {TOKENS_PAGE}",
        )
    return (
        "token-refused",
        "Cloudflare does not accept this credential",
        f"Check that it is copied whole, active and not expired: {TOKENS_PAGE}{clock}",
    )


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else ""
