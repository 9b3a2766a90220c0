"""A live site as one of the sides: asked gently."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from edgewise.errors import InputError
from edgewise.migration.parity.http import is_here
from edgewise.migration.parity.serve import Running
from edgewise.migration.parity.wire import Side
from edgewise.text import clean

READS = ("GET", "HEAD", "OPTIONS")
"""The methods that a live site is asked with."""

PAUSE = 0.15
"""Seconds between two requests to a live site, unless its name says that it is on this machine."""

_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")


def live_address(url: str) -> str:
    """``url`` checked and without a trailing slash.

    Raises:
        InputError: ``bad-address`` when it is not an http or https address of a whole site.
    """
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        reason = "is not the address of a site"
    elif parts.path.strip("/") or parts.query or parts.fragment:
        reason = "names a page; the whole site is compared"
    else:
        return f"{parts.scheme}://{parts.netloc}"
    raise InputError(
        f"{clean(url, 120)} {reason}.",
        code="bad-address",
        where=clean(url, 120),
        fix="Give a scheme and a host, such as https://project.pages.dev",
    )


def aliases_of(address: str) -> tuple[bytes, ...]:
    """The ways in which answers name that site: with and without TLS."""
    host = urlsplit(address).netloc
    return (f"https://{host}".encode(), f"http://{host}".encode())


def two_places(old: str | None, new: str | None) -> None:
    """Raise when both sides are the same site, which proves nothing.

    Raises:
        InputError: ``same-address``.
    """
    if old is not None and old == new:
        raise InputError(
            f"{clean(old, 120)} is given for both sides, and a site always agrees with itself.",
            code="same-address",
            where=clean(old, 120),
            fix="Give the address of the Pages project with --against and that of the Worker with --new.",
        )


@asynccontextmanager
async def live(address: str, name: str) -> AsyncIterator[Running]:
    """The live site at ``address``, known to answer.

    Args:
        name: what to call it in errors: ``old side`` or ``new side``.

    Raises:
        NetworkError: ``no-answer``.
    """
    pause = 0.0 if is_here(urlsplit(address).hostname or "") else PAUSE
    async with Side(name, address, host=None, concurrency=2, pause=pause) as side:
        side.aliases = aliases_of(address)
        running = Running(side, address)
        await running.check()
        yield running
