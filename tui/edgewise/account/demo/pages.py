"""The company's Pages projects, their deployments and domains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import deployment

_NO_CONFIG: Document = {
    "env_vars": None,
    "fail_open": True,
    "always_use_latest_compatibility_date": False,
    "compatibility_date": "2025-01-15",
    "compatibility_flags": [],
    "build_image_major_version": 3,
    "usage_model": "standard",
}


class Pages:
    """Pages projects, as ``assets/demo-account/pages-*.json`` tell of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._projects: list[Document] = company.read("pages-projects")
        self._deployments: Mapping[str, list[list[Any]]] = company.read("pages-deployments")

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
        return [
            deployment(facts, row, len(rows) - index, self.company.anchor, self.company.clock())
            for index, row in enumerate(rows)
        ]

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
