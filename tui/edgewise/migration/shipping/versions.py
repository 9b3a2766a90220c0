"""Versions of a Worker as the account tells of them: found by the tag that they were uploaded with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.account.client import Client
from edgewise.account.pagination import Plan
from edgewise.account.resources.values import at
from edgewise.errors import EdgewiseError, Refused
from edgewise.text import clean

SCRIPT = "/accounts/{account_id}/workers/scripts/{worker}"
PREFIX = 8
"""Characters of a version's id in its own address."""


@dataclass(frozen=True)
class Version:
    """One version.

    Attributes:
        tag: what it was uploaded with; empty for none.
    """

    id: str
    tag: str
    number: int


async def versions(client: Client, worker: str) -> tuple[Version, ...]:
    """The newest versions of a Worker, newest first; none when there is no such Worker.

    Raises:
        AuthError, NetworkError: they cannot be read.
    """
    try:
        found = (
            await client.rows(f"{SCRIPT}/versions", {"worker": worker}, plan=Plan("page", "items", most=100))
        ).items
    except EdgewiseError as error:
        if error.code != "not-found":
            raise
        return ()
    read = [_version(each) for each in found if isinstance(each, Mapping)]
    return tuple(sorted(read, key=lambda each: -each.number))


def _version(row: Mapping[str, Any]) -> Version:
    tag, number = at(row, "annotations.workers/tag"), row.get("number")
    return Version(
        clean(str(row.get("id")), 64), tag if isinstance(tag, str) else "", number if type(number) is int else 0
    )


async def deployed(client: Client, worker: str) -> dict[str, float]:
    """The versions that answer now, with their shares in per cent; none when nothing is deployed.

    Raises:
        AuthError, NetworkError: it cannot be read.
    """
    try:
        found = (await client.get(f"{SCRIPT}/deployments", {"worker": worker})).result
    except EdgewiseError as error:
        if error.code != "not-found":
            raise
        return {}
    rows = at(found, "deployments.0.versions")
    shares = [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []
    return {str(each.get("version_id")): float(each.get("percentage") or 0) for each in shares}


async def host_of(client: Client, worker: str, version: str) -> str:
    """The host at which one version answers.

    Raises:
        Refused: ``no-address``, when it has none.
        AuthError, NetworkError: it cannot be read.
    """
    own = (await client.get("/accounts/{account_id}/workers/subdomain")).result
    below = f"{worker}.{at(own, 'subdomain')}.workers.dev"
    open_ = (await client.get(f"{SCRIPT}/subdomain", {"worker": worker})).result
    shares = await deployed(client, worker)
    if at(open_, "enabled") is True and shares == {version: 100.0}:
        return clean(below, 253)
    detail = (await client.get(f"{SCRIPT}/versions/{{version}}", {"worker": worker, "version": version})).result
    if at(open_, "previews_enabled") is True and at(detail, "metadata.hasPreview") is not False:
        return clean(f"{version[:PREFIX]}-{below}", 253)
    raise Refused(
        f"The version {clean(version, 40)} has no address of its own, so it cannot be compared.",
        code="no-address",
        where=clean(worker, 60),
        fix='Set "preview_urls": true in the wrangler file. A Worker with Durable Objects has no preview URLs: for its '
        'first upload, set "workers_dev": true until it is compared.',
    )
