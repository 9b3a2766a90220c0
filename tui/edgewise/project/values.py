"""The single values of a project: its name, compatibility date and flags, build command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from edgewise.errors import InputError
from edgewise.project.config import place_of, string
from edgewise.project.model import Origin, Place, Value
from edgewise.project.sources import Sources
from edgewise.text import clean

OVERRIDES = ("name", "output", "build", "compatibility_date")
"""What ``--set KEY=VALUE`` may say."""
BUILDS = (
    "build", "pages:build", "build:pages", "build:prod", "build:production", "generate", "export", "site:build",
    "docs:build", "build:docs", "build-site", "build:site", "build:web",
)  # fmt: skip
"""Names of scripts that build a site, the likeliest first."""


def checked(overrides: Mapping[str, str]) -> Mapping[str, str]:
    """``overrides`` as they are.

    Raises:
        InputError: ``setting-unknown`` or ``setting-invalid``.
    """
    for key, value in overrides.items():
        if key not in OVERRIDES:
            raise InputError(
                f"There is no setting called {clean(key)}.",
                code="setting-unknown",
                where=f"--set {clean(key)}",
                fix=f"Use one of {', '.join(OVERRIDES)}.",
            )
        if key == "compatibility_date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise InputError(
                f"{clean(value)} is not a date.",
                code="setting-invalid",
                where=f"--set {key}",
                fix="Write it as YYYY-MM-DD.",
            )
        if not value.strip():
            raise InputError(
                f"The setting {key} is empty.", code="setting-invalid", where=f"--set {key}", fix=f"Give {key} a value."
            )
    return overrides


def find_name(sources: Sources) -> Value[str]:
    """What the project is called on Pages; a guess from the package or the folder when nothing says so."""
    if given := sources.overrides.get("name"):
        return Value(given, Origin.OPTION)
    config = sources.config
    if config and (named := string(config.document, "name")):
        return Value(clean(named), Origin.CONFIG, place_of(config, ["name"]))
    if sources.redirected and (named := string(sources.redirected.document, "name")):
        return Value(clean(named), Origin.CONFIG, Place(sources.redirected.path))
    if sources.dashboard:
        return Value(sources.dashboard.name, Origin.DASHBOARD)
    for found in sources.calls:
        if (named := found.call.option("project-name")) and "$" not in named:
            return Value(clean(named), found.origin, found.place)
    for deployment in sources.deployments:
        if deployment.project:
            return Value(clean(deployment.project), Origin.CI, deployment.place)
    for resource in sources.resources:
        if named := resource.values.get("name"):
            return Value(clean(named), Origin.TERRAFORM, resource.place("name"))
    if sources.package.name:
        return Value(_slug(sources.package.name), Origin.INFERRED, Place("package.json"))
    return Value(_slug(sources.root.name), Origin.INFERRED)


def _slug(name: str) -> str:
    """``name`` as a Worker may be called."""
    return re.sub(r"[^a-z0-9]+", "-", name.rpartition("/")[2].lower()).strip("-")[:63].strip("-") or "site"


def _production(document: Mapping[str, Any]) -> Any:
    environments = document.get("env")
    return environments.get("production") if isinstance(environments, dict) else None


def find_date(sources: Sources) -> Value[str] | None:
    """Production's compatibility date."""
    key = "compatibility_date"
    if given := sources.overrides.get(key):
        return Value(given, Origin.OPTION)
    told = _told(sources, key)
    config = sources.config
    if config and not told:
        if found := string(_production(config.document), key):
            return Value(clean(found), Origin.CONFIG, place_of(config, ["env", "production", key]))
        if found := string(config.document, key):
            return Value(clean(found), Origin.CONFIG, place_of(config, [key]))
    if sources.redirected and (found := string(sources.redirected.document, key)):
        return Value(clean(found), Origin.CONFIG, Place(sources.redirected.path))
    if told or (sources.dashboard and (told := string(sources.dashboard.document, key))):
        return Value(clean(told), Origin.DASHBOARD)
    for call in sources.calls:
        if (found := call.call.option("compatibility-date")) and "$" not in found:
            return Value(clean(found), call.origin, call.place)
    path = f"deployment_configs.production.{key}"
    for resource in sources.resources:
        if found := resource.values.get(path):
            return Value(clean(found), Origin.TERRAFORM, resource.place(path))
    return None


def _told(sources: Sources, key: str) -> str | None:
    """The account's word, where no file counts."""
    dashboard = sources.dashboard
    return string(dashboard.document, key) if dashboard is not None and not sources.file_counts else None


def find_flags(sources: Sources) -> tuple[str, ...]:
    """Production's compatibility flags."""
    document = sources.document
    if sources.dashboard is not None and not sources.file_counts:
        document = sources.dashboard.document
    for holder in (_production(document), document):
        found = holder.get("compatibility_flags") if isinstance(holder, dict) else None
        if isinstance(found, list):
            return tuple(str(flag) for flag in found)
    return tuple(dict.fromkeys(_flags_of_calls(sources)))


def _flags_of_calls(sources: Sources) -> Iterator[str]:
    for found in sources.calls:
        for option in found.call.options:
            if option.name in ("compatibility-flag", "compatibility-flags") and option.value:
                yield from re.split(r"[\s,]+", option.value.strip())


def find_build(sources: Sources) -> Value[str] | None:
    """The command that makes the output directory."""
    if given := sources.overrides.get("build"):
        return Value(given, Origin.OPTION)
    if sources.dashboard and sources.dashboard.build:
        return Value(clean(sources.dashboard.build), Origin.DASHBOARD)
    package = sources.package
    for name in BUILDS:
        if name in package.scripts:
            return Value(package.run(name), Origin.SCRIPT, package.place(name))
    for resource in sources.resources:
        if found := resource.values.get("build_config.build_command"):
            return Value(clean(found), Origin.TERRAFORM, resource.place("build_config.build_command"))
    if sources.convention and sources.convention.build:
        return Value(sources.convention.build, Origin.FRAMEWORK)
    return None
