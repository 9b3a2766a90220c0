"""What to say when nothing came back: from Cloudflare's own address, or from one that was set instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edgewise.account.failures import NoAnswer
from edgewise.text import clean

VARIABLES = ("CLOUDFLARE_API_BASE_URL", "CF_API_BASE_URL")
"""Where another address than Cloudflare's own may be set. The first one counts."""


@dataclass(frozen=True)
class Elsewhere:
    """An address of the API that is not Cloudflare's own.

    Attributes:
        address: cleaned.
        variable: the one that sets it; empty when none does.
        proxied: whether a proxy may stand between, which none does on this machine.
    """

    address: str
    variable: str
    proxied: bool


def elsewhere(base_url: str, environ: Mapping[str, str], *, proxied: bool) -> Elsewhere:
    """What there is to tell of ``base_url``, which is not the default one."""
    variable = next((name for name in VARIABLES if environ.get(name)), "")
    meant = environ.get(variable, "").strip().rstrip("/") == base_url
    return Elsewhere(clean(base_url, 120), variable if meant else "", proxied)


def timed_out(where: str, *, sent: bool = True, at: Elsewhere | None = None) -> NoAnswer:
    """No answer in time."""
    if at is None:
        message = "Cloudflare's API did not answer in time."
        fix = "Check the connection, then try again. https://www.cloudflarestatus.com/ tells of outages."
    else:
        message, fix = f"The API at {at.address} did not answer in time.", f"{_advice(at)} Then try again."
    return NoAnswer(message, code="timeout", where=where, fix=fix, sent=sent)


def unreachable(where: str, reason: str, *, sent: bool = True, at: Elsewhere | None = None) -> NoAnswer:
    """The connection failed, or broke before the answer was complete."""
    reason = clean(reason, 160)
    api = "Cloudflare's API" if at is None else f"The API at {at.address}"
    clock = "Check this computer's clock" if _about_time(reason) else ""
    if at is None:
        connection = f"{clock}, then the connection" if clock else "Check the connection"
        advice = f"{connection}, and HTTPS_PROXY if you are behind a proxy."
    else:
        advice = f"{clock}. {_advice(at)}" if clock else _advice(at)
    return NoAnswer(
        f"{api} cannot be reached: {reason or 'the connection failed'}.",
        code="unreachable",
        where=where,
        fix=f"{advice} Then try again.",
        sent=sent,
    )


def _advice(at: Elsewhere) -> str:
    proxy = ", and HTTPS_PROXY if you are behind a proxy" if at.proxied else ""
    if at.variable:
        return f"{at.variable} sets this address: check it and the server there, or unset it{proxy}."
    return f"Check the server at this address{proxy}."


def _about_time(reason: str) -> bool:
    """Whether a certificate was refused because of the date, which is more often wrong here than there."""
    return "certificate" in reason and ("not yet valid" in reason or "has expired" in reason)
