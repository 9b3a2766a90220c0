"""Workers Builds of the company: builds of its Workers' repositories, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import commit, identity
from edgewise.account.demo.scripts import tag_of
from edgewise.account.demo.times import age, stamp


class Builds:
    """Builds, as ``assets/demo-account/builds.json`` has them: ``[age, branch, message, author]``, maybe an outcome."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._builds: dict[str, list[list[Any]]] = company.read("builds")
        self._cancelled: set[str] = set()

    def builds(self, tag: str) -> list[Document]:
        """A Worker's builds, newest first; none for a Worker that is deployed in another way."""
        name = self._name(tag)
        if name is None:
            return []
        rows = self._builds[name]
        return [self._build(name, len(rows) - index, row) for index, row in enumerate(rows)]

    def build(self, build_uuid: str) -> Document | None:
        """A build by its id."""
        return next(
            (each for name in self._builds for each in self.builds(tag_of(name)) if each["build_uuid"] == build_uuid),
            None,
        )

    def triggers(self, tag: str) -> list[Document]:
        """What starts builds of a Worker."""
        name = self._name(tag)
        return [] if name is None else [self._trigger(name, True), self._trigger(name, False)]

    def cancel(self, build_uuid: str) -> Document | None:
        """Stop a build that runs; ``None`` when there is none that does."""
        found = self.build(build_uuid)
        if found is None or found["status"] == "stopped":
            return None
        self._cancelled.add(build_uuid)
        return self.build(build_uuid)

    def _name(self, tag: str) -> str | None:
        return next((name for name in self._builds if tag_of(name) == tag), None)

    def _build(self, name: str, number: int, row: list[Any]) -> Document:
        old, branch, message, author, *rest = row
        unique = identity(name, "build", number)
        outcome = "cancelled" if unique in self._cancelled else rest[0] if rest else "success"
        created, now = self.company.anchor - age(old), self.company.clock()
        dice = int(unique[:8], 16)
        initializing = created + timedelta(seconds=2 + dice % 4)
        running = initializing + timedelta(seconds=6 + dice % 9)
        stopped = running + timedelta(seconds=48 + dice % 37)
        over = now >= stopped or unique in self._cancelled
        return {
            "build_uuid": unique,
            "status": "stopped" if over else _status(now, initializing, running),
            "build_outcome": outcome if over else None,
            "created_on": stamp(created),
            "initializing_on": stamp(initializing) if now >= initializing else None,
            "running_on": stamp(running) if now >= running else None,
            "stopped_on": stamp(min(stopped, now)) if over else None,
            "modified_on": stamp(min(now, stopped)),
            "pull_request": None,
            "trigger": self._trigger(name, branch == "main"),
            "build_trigger_metadata": {
                "author": author,
                "branch": branch,
                "build_command": "npm run build",
                "build_token_name": _token(self.company),
                "build_token_uuid": identity("build token"),
                "build_trigger_source": "push",
                "commit_hash": commit(name, branch, message),
                "commit_message": message,
                "deploy_command": _command(branch == "main"),
                "environment_variables": {},
                "provider_account_name": self.company.subdomain,
                "provider_type": "github",
                "repo_name": name,
                "root_directory": "/",
            },
        }

    def _trigger(self, name: str, production: bool) -> Document:
        created = stamp(self.company.anchor - age("90d"))
        return {
            "trigger_uuid": identity(name, "trigger", production),
            "trigger_name": "Deploy the default branch" if production else "Deploy other branches",
            "external_script_id": tag_of(name),
            "branch_includes": ["main"] if production else ["*"],
            "branch_excludes": [] if production else ["main"],
            "path_includes": ["*"],
            "path_excludes": [],
            "build_command": "npm run build",
            "deploy_command": _command(production),
            "root_directory": "/",
            "build_caching_enabled": True,
            "build_token_name": _token(self.company),
            "build_token_uuid": identity("build token"),
            "created_on": created,
            "modified_on": created,
            "deleted_on": None,
            "repo_connection": {
                "repo_connection_uuid": identity(name, "repository"),
                "provider_type": "github",
                "provider_account_name": self.company.subdomain,
                "repo_name": name,
                "created_on": created,
                "modified_on": created,
                "deleted_on": None,
            },
        }


def _command(production: bool) -> str:
    return "npx wrangler deploy" if production else "npx wrangler versions upload"


def _status(now: datetime, initializing: datetime, running: datetime) -> str:
    return "queued" if now < initializing else "initializing" if now < running else "running"


def _token(company: Company) -> str:
    """What the token that builds use is called."""
    name: str = company.account["name"]
    return f"Workers Builds - {name.removesuffix(' (demo)')}"
