"""What is known of a credential in sentences, for the screen and the command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from edgewise.account.permissions.holder import Holder


def holder_lines(holder: Holder) -> Iterator[str]:
    """Who it is, how long it works, and from where. Lines without an end of their own."""
    owner = {"user": "of a user", "account": "of the account itself"}.get(holder.owner, "")
    of = (owner, holder.email if holder.owner != "account" else "")
    whose = ": ".join(each for each in of if each)
    name = f" “{holder.name}”" if holder.name else ""
    yield f"{holder.label}{name} ({holder.source}){f', {whose}' if whose else ''}"
    yield validity(holder)
    if holder.ip_in:
        yield f"Only from {', '.join(holder.ip_in)}."
    if holder.ip_not_in:
        yield f"Not from {', '.join(holder.ip_not_in)}."
    if holder.scopes:
        yield f"Scopes of the login: {', '.join(holder.scopes)}."
    if holder.note:
        yield holder.note


def validity(holder: Holder) -> str:
    """Its status, and until when it works."""
    if holder.kind == "login":
        if holder.expires is None:
            return "Wrangler's file does not say when the login runs out."
        return f"The login runs out at {_stamp(holder.expires)}; wrangler renews it when it is used."
    if holder.kind == "key":
        return "A global API key does not run out."
    status = holder.status or "status unknown"
    until = "does not run out" if holder.status else "when it runs out is unknown"
    if holder.expires:
        until = f"until {_stamp(holder.expires)}"
    begin = f", from {_stamp(holder.not_before)} on" if holder.not_before else ""
    return f"{status.capitalize()}, {until}{begin}."


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def remedy(holder: Holder) -> str:
    """What to do about permissions that are missing, as the beginning of a list of rows to tick."""
    if holder.kind == "login":
        return "Wrangler's login cannot be given more. Make an API token, set CLOUDFLARE_API_TOKEN, and tick there:"
    if holder.kind == "key":
        return "A global API key may do what its user may: ask for a role in this account that allows:"
    return "Edit the token in the dashboard and tick:"
