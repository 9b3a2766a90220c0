"""Pages projects and domains as the API writes them. Fields as of its published types, 2026-08."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.deployments import identity

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


def project_document(facts: Document, latest: Document | None, canonical: Document | None) -> Document:
    """A project as written down, with what has been changed since."""
    name, number = facts["name"], facts["number"]
    configs = facts.get("deployment_configs", {})
    document = {
        "id": identity(name),
        "name": name,
        "subdomain": f"{name}.pages.dev",
        "domains": [f"{name}.pages.dev", *facts["domains"]],
        "source": _source(facts),
        "build_config": {"web_analytics_tag": None, "web_analytics_token": None, **facts["build_config"]},
        "deployment_configs": {each: {**_NO_CONFIG, **configs.get(each, {})} for each in ("preview", "production")},
        "latest_deployment": latest,
        "canonical_deployment": canonical,
        "created_on": facts["created_on"],
        "production_branch": "main",
        "production_script_name": f"pages-worker--{number}-production",
        "preview_script_name": f"pages-worker--{number}-preview",
        "uses_functions": facts["uses_functions"],
        "framework": facts["framework"],
        "framework_version": facts.get("framework_version", ""),
    }
    changed: Document = merged(document, facts.get("changed", {}))
    return _without_secrets(changed)


def merged(old: Any, new: Any) -> Any:
    """``old`` with ``new`` over it, object by object; ``null`` takes a key out of an object of names."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def _without_secrets(project: Document) -> Document:
    """A secret's value is kept and never told; a name that was set to ``null`` is gone."""
    for config in project["deployment_configs"].values():
        for field, word in list(config.items()):
            if isinstance(word, Mapping) and field not in ("placement", "limits"):
                config[field] = {name: _told(value) for name, value in word.items() if value is not None}
    return project


def _told(value: Any) -> Any:
    secret = isinstance(value, Mapping) and value.get("type") == "secret_text"
    return {**value, "value": ""} if secret else value


def _source(facts: Document) -> Document | None:
    if "repository" not in facts:
        return None
    return {
        "type": "github",
        "config": {
            "owner": facts.get("owner", "northgate-coffee"),
            "owner_id": "50861203",
            "repo_name": facts["repository"],
            "repo_id": str(700_000_000 + facts["number"]),
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


def domain_document(facts: Document, name: str, zone_id: str | None, led: bool, *, validates: bool = True) -> Document:
    """A domain of a project.

    Args:
        zone_id: its zone in this account, where it has one.
        led: whether a record of that zone leads to the project.
        validates: whether that is enough to validate the domain; else it waits.
    """
    written = facts.get("domain_facts", {}).get(name, {})
    waits = {"status": "pending"} if led else {"status": "pending", "error_message": "CNAME record not set"}
    works = led and validates if zone_id else written.get("status", "pending") == "active"
    return {
        "id": identity("domain", name),
        "domain_id": identity("domain id", name),
        "name": name,
        "status": "active" if works else "pending",
        "verification_data": {"status": "active"} if works else waits,
        "validation_data": {"status": "active" if works else "pending", "method": "http"}
        | written.get("validation_data", {}),
        "certificate_authority": "google",
        "zone_tag": zone_id or "",
        "created_on": written.get("created_on", facts["created_on"]),
    }
