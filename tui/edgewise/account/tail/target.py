"""What a live log can be had of, and the request for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edgewise.account.failures import Permission

TAIL_READ = Permission("Workers Tail Read", "Account · Workers Tail · Read")
OBSERVABILITY_READ = Permission("Workers Observability Read", "Account · Workers Observability · Read")
PAGES_TAIL = Permission("Pages Write", "Account · Cloudflare Pages · Edit")
"""Cloudflare does not say what a tail of Pages needs. It is a POST below the project, so this is the safe guess."""


@dataclass(frozen=True)
class Target:
    """A Worker, or one deployment of a Pages project.

    Attributes:
        path: where its tails are made.
        name: for people; not cleaned.
        address: where a request can be sent to make an event; empty when it is not known.
        command: what wrangler would be called with.
    """

    path: str
    parameters: Mapping[str, str]
    permission: Permission
    name: str
    command: tuple[str, ...]
    address: str = ""


def worker(name: str, address: str = "") -> Target:
    """A Worker by its name."""
    path = "/accounts/{account_id}/workers/scripts/{script}/tails"
    return Target(path, {"script": name}, TAIL_READ, name, ("wrangler", "tail", name), address)


def deployment(project: str, identity: str, address: str = "") -> Target:
    """A deployment of a Pages project by its id."""
    return Target(
        "/accounts/{account_id}/pages/projects/{project}/deployments/{deployment}/tails",
        {"project": project, "deployment": identity},
        PAGES_TAIL,
        f"{project} {identity[:8]}",
        ("wrangler", "pages", "deployment", "tail", identity, "--project-name", project),
        address,
    )
