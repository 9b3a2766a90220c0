"""The demo account: Northgate Coffee, a small company that roasts coffee and sells it.

What it has is written down in ``assets/demo-account/*.json``, tersely; here it becomes what the API
would say, field by field. Time passes: ages grow, a build that runs now is done in a minute, and the
queue that nobody reads gets longer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from edgewise.account.demo.deployments import deployment
from edgewise.account.demo.scripts import script, script_deployments, script_versions
from edgewise.account.demo.times import age, resolve
from edgewise.store import content

Document = dict[str, Any]

_NO_CONFIG: Document = {
    "env_vars": None,
    "fail_open": True,
    "always_use_latest_compatibility_date": False,
    "compatibility_date": "2025-01-15",
    "compatibility_flags": [],
    "build_image_major_version": 3,
    "usage_model": "standard",
}


class Company:
    """The account and everything in it.

    Args:
        clock: says what time it is. The first answer is the moment that all ages count from.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.clock = clock
        self.anchor = clock()
        identity = self._read("account")
        self.account: Document = identity["account"]
        self.user: Document = identity["user"]
        self.subdomain: str = identity["subdomain"]
        self._projects: list[Document] = self._read("pages-projects")
        self._deployments: Mapping[str, list[list[Any]]] = self._read("pages-deployments")
        self._workers: list[Document] = self._read("workers")
        self._queues: list[Document] = self._read("queues")
        self.storage: Mapping[str, list[Document]] = self._read("storage")

    def _read(self, name: str) -> Any:
        document = json.loads(content("assets", "demo-account", f"{name}.json").read_text(encoding="utf-8"))
        return resolve(document, self.anchor)

    # ------------------------------------------------------------------ Pages

    def projects(self) -> list[Document]:
        """Every Pages project, the one with the newest deployment first, as the API lists them."""
        found = [self._project(each) for each in self._projects]
        return sorted(found, key=lambda each: str(each["latest_deployment"]["created_on"]), reverse=True)

    def project(self, name: str) -> Document | None:
        """A project by name."""
        return next((self._project(each) for each in self._projects if each["name"] == name), None)

    def deployments(self, project: str) -> list[Document]:
        """A project's deployments, newest first."""
        facts = next((each for each in self._projects if each["name"] == project), None)
        if facts is None:
            return []
        rows = self._deployments[project]
        return [deployment(facts, row, len(rows) - index, self.anchor, self.clock()) for index, row in enumerate(rows)]

    def _project(self, facts: Document) -> Document:
        name, number = facts["name"], facts["number"]
        deployments = self.deployments(name)
        live = [
            each
            for each in deployments
            if each["environment"] == "production"
            and each["latest_stage"] == each["stages"][-1]
            and each["latest_stage"]["status"] == "success"
        ]
        configs = facts.get("deployment_configs", {})
        return {
            "id": deployments[0]["project_id"],
            "name": name,
            "subdomain": f"{name}.pages.dev",
            "domains": [f"{name}.pages.dev", *facts["domains"]],
            "source": self._source(facts),
            "build_config": {"web_analytics_tag": None, "web_analytics_token": None, **facts["build_config"]},
            "deployment_configs": {each: {**_NO_CONFIG, **configs.get(each, {})} for each in ("preview", "production")},
            "latest_deployment": deployments[0],
            "canonical_deployment": live[0] if live else None,
            "created_on": facts["created_on"],
            "production_branch": "main",
            "production_script_name": f"pages-worker--{number}-production",
            "preview_script_name": f"pages-worker--{number}-preview",
            "uses_functions": facts["uses_functions"],
            "framework": facts["framework"],
            "framework_version": facts.get("framework_version", ""),
        }

    def _source(self, facts: Document) -> Document | None:
        if "repository" not in facts:
            return None
        return {
            "type": "github",
            "config": {
                "owner": "northgate-coffee",
                "repo_name": facts["repository"],
                "production_branch": "main",
                "pr_comments_enabled": True,
                "deployments_enabled": True,
                "production_deployments_enabled": True,
                "preview_deployment_setting": "all",
                "preview_branch_includes": ["*"],
                "preview_branch_excludes": [],
                "path_includes": ["*"],
                "path_excludes": [],
            },
        }

    def domains(self, project: str) -> list[Document]:
        """A project's own domains, all of them validated long ago."""
        facts = next(each for each in self._projects if each["name"] == project)
        return [
            {
                "id": f"{project}-{index}",
                "name": name,
                "status": "active",
                "verification_data": {"status": "active"},
                "validation_data": {"status": "active", "method": "http"},
                "certificate_authority": "google",
                "created_on": facts["created_on"],
            }
            for index, name in enumerate(facts["domains"])
        ]

    # ------------------------------------------------------------------ Workers

    def scripts(self) -> list[Document]:
        """Every Worker, by name. Scripts of Pages projects are not among them."""
        return sorted((script(each, self.anchor) for each in self._workers), key=lambda each: str(each["id"]))

    def worker(self, name: str) -> Document | None:
        """What is written down about a Worker."""
        return next((each for each in self._workers if each["id"] == name), None)

    def script_deployments(self, name: str) -> list[Document]:
        """A Worker's deployments, newest first."""
        facts = self.worker(name)
        return script_deployments(facts, self.anchor) if facts else []

    def script_versions(self, name: str) -> list[Document]:
        """A Worker's versions, newest first."""
        facts = self.worker(name)
        return script_versions(facts, self.anchor) if facts else []

    # ------------------------------------------------------------------ queues

    def queues(self) -> list[Document]:
        """Every queue."""
        return [
            {
                **{key: value for key, value in each.items() if key != "backlog"},
                "modified_on": each["created_on"],
                "producers_total_count": len(each["producers"]),
                "consumers_total_count": len(each["consumers"]),
            }
            for each in self._queues
        ]

    def backlog(self, queue_id: str) -> Document | None:
        """What waits in a queue now. Where nobody reads, it grows by one every so many seconds."""
        facts = next((each["backlog"] for each in self._queues if each["queue_id"] == queue_id), None)
        if facts is None:
            return None
        elapsed = (self.clock() - self.anchor).total_seconds()
        count = facts["count"] + (int(elapsed // facts["grows_every"]) if "grows_every" in facts else 0)
        oldest = (self.anchor - age(facts["oldest"])).timestamp() if facts["oldest"] else 0
        return {
            "backlog_count": count,
            "backlog_bytes": count * facts["bytes_each"],
            "oldest_message_timestamp_ms": round(oldest * 1000),
        }
