"""Which Worker of the demo account a request is for, and which of its versions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

VERSION_KEY = "cloudflare-workers-version-key"
"""The header that ties a visitor to a version [AFFIN]."""

OVERRIDES = "cloudflare-workers-version-overrides"
"""The header that asks for one version of the current deployment: ``worker="version id"``.
[developers.cloudflare.com/workers/configuration/versions-and-deployments/gradual-deployments, 2026]"""

PREFIX = 8
"""Characters of a version's id in the address of that version."""


@dataclass(frozen=True)
class Target:
    """A Worker, or a Pages project, that answers for a request.

    Attributes:
        name: of the Worker or the project.
        by: what led to it: ``route``, ``domain``, ``workers.dev``, or ``pages`` for a project.
        version: id of the one version that answers; empty when the deployment decides.
    """

    name: str
    by: str
    version: str = ""


def target(company: Company, host: str, path: str) -> Target | None:
    """Who answers for a host and a path; ``None`` when nobody of the account does.

    A route lies in front of a custom domain; among routes the longest pattern wins. One that leads to no Worker
    switches routes off where it fits: what lies behind them answers.
    """
    host = bare(host)
    zones, workers = company.part(Zones), company.part(Workers)
    routes = [route for zone in zones.zones() for route in zones.routes(zone["id"]) or ()]
    fitting = [each for each in routes if matches(each["pattern"], host, path)]
    first = max(fitting, key=lambda each: len(each["pattern"]), default=None)
    if first is not None and first["script"]:
        return Target(first["script"], "route")
    for domain in workers.domains():
        if domain["hostname"] == host:
            return Target(domain["service"], "domain")
    return _below_workers_dev(company, workers, host) or _on_pages(company, host)


def _on_pages(company: Company, host: str) -> Target | None:
    """The project whose name below pages.dev it is, or whose domain it is while DNS leads there."""
    pages = company.part(Pages)
    project = host.removesuffix(".pages.dev")
    if project == host:
        records = company.part(Zones).record_named(host)
        leads = [
            each["content"] for each in records if each["type"] == "CNAME" and each["content"].endswith(".pages.dev")
        ]
        project = leads[0].removesuffix(".pages.dev") if leads else ""
        domain = pages.domain(project, host)
        if domain is None or domain["status"] != "active":
            return None
    return Target(project, "pages") if pages.project(project) is not None else None


def bare(host: str) -> str:
    """A ``Host`` header as the name of the account that it means: without port, and without ``.localhost``, which
    browsers lead to this machine."""
    return host.partition(":")[0].lower().rstrip(".").removesuffix(".localhost")


def matches(pattern: str, host: str, path: str) -> bool:
    """Whether a route's pattern fits. ``*`` stands for anything; before a host for any name below it, or itself."""
    pattern = re.sub(r"^https?://", "", pattern)
    own, slash, rest = pattern.partition("/")
    if own.startswith("*."):
        fits = host.endswith(own[1:])
    elif own.startswith("*"):
        fits = host == own[1:] or host.endswith(f".{own[1:]}")
    else:
        fits = host == own
    wanted = re.escape(f"/{rest}" if slash else "/").replace(r"\*", ".*")
    return fits and re.fullmatch(wanted, path or "/") is not None


def overridden(header: str, worker: str, versions: Sequence[dict[str, Any]]) -> str:
    """The version that a request asks for, if it is one of the deployment's; empty otherwise."""
    for name, version in re.findall(r'([\w-]+)\s*=\s*"([\w-]+)"', header):
        if name == worker and any(each["version_id"] == version for each in versions):
            return str(version)
    return ""


def choose(versions: Sequence[dict[str, Any]], key: str, dice: float) -> str:
    """The version that answers, of a deployment's versions with their percentages.

    Args:
        key: what a visitor is known by; empty for chance.
        dice: from 0 up to 1, thrown by the caller.
    """
    if key:
        # The same key falls on the same place, so that nobody goes back while the newer share grows.
        dice = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32
    reached = 0.0
    for each in versions:
        reached += each["percentage"]
        if dice * 100 < reached:
            return str(each["version_id"])
    return str(versions[-1]["version_id"])


def _below_workers_dev(company: Company, workers: Workers, host: str) -> Target | None:
    name = host.removesuffix(f".{company.subdomain}.workers.dev")
    if name == host:
        return None
    if workers.facts(name) is not None:
        return Target(name, "workers.dev") if (workers.subdomain(name) or {}).get("enabled") else None
    prefix, dash, worker = name.partition("-")
    if not dash or not (workers.subdomain(worker) or {}).get("previews_enabled"):
        return None
    found = [each["id"] for each in workers.versions(worker) if each["id"][:PREFIX] == prefix]
    return Target(worker, "workers.dev", found[0]) if found else None
