"""What is left for a person: names, dates, secrets, scripts, workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.mentions import find_mentions
from edgewise.migration.model import Finding
from edgewise.migration.placing import source_files
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.settings import TooManyRulesError, narrow, worker_settings
from edgewise.project.folder import read_text
from edgewise.project.ignored import git_ignored, in_repository
from edgewise.project.model import Origin, PagesProject, Place
from edgewise.project.package_json import load_package
from edgewise.text import clean

SECRET_FILES = (".dev.vars", ".dev.vars.production", ".env.production")


def check_values(project: PagesProject) -> Iterator[Finding]:
    """Values that are guesses."""
    if project.functions and project.compatibility_date is None:
        yield finding("compatibility-date-unknown", Place("functions"))
    if project.name.origin is Origin.INFERRED:
        yield finding("name-inferred", project.name.place, clean(project.name.value))


def check_secrets(project: PagesProject) -> Iterator[Finding]:
    """Secrets by name. Their values are never read into anything."""
    for name in SECRET_FILES:
        text = read_text(project.root, name)
        if text is None:
            continue
        names = re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", text, re.MULTILINE)
        if names and name.startswith(".dev.vars"):
            yield finding("secrets", Place(name), clean(", ".join(dict.fromkeys(names)), 200))
        if in_repository(project.root) and not git_ignored(project.root, name):
            yield finding("secrets-in-git", Place(name))


def check_scripts(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """Scripts that change, and those that cannot."""
    package = load_package(project.root)
    result = rewrite_scripts(package.text)
    if result.changed:
        first = result.changed[0]
        yield finding("package-scripts", package.place(first), ", ".join(clean(name, 40) for name in result.changed))
        if result.default_port:
            yield finding("dev-port", package.place(result.default_port))
    for name, reason in result.kept:
        yield finding("script-keeps-pages", package.place(name), f"{clean(name, 40)}: {reason}")
    if _old_wrangler(project, choices):
        yield finding("wrangler-too-old", Place("package.json"), clean(project.dependencies["wrangler"], 20))


def _old_wrangler(project: PagesProject, choices: Choices) -> bool:
    found = re.search(r"(\d+)(?:\.(\d+))?", project.dependencies.get("wrangler", ""))
    if found is None:
        return False
    major, minor = int(found.group(1)), int(found.group(2) or 0)
    if project.dependencies["wrangler"].startswith("^") and major == 4:
        return False
    if major >= 4 and (major, minor) >= (4, 20):
        return False
    try:
        return major < 4 or (project.output is not None and narrow(worker_settings(project, choices)))
    except TooManyRulesError:
        return major < 4


def check_surroundings(project: PagesProject) -> Iterator[Finding]:
    """Workflows, variables of the build, addresses, and what a build would undo."""
    for place in project.deployments:
        yield finding("ci-deploys-pages", place)
    for mention in find_mentions(project):
        if mention.variable:
            yield finding("cf-pages-variables", mention.place, mention.word)
        else:
            yield finding("pages-dev-links", mention.place, clean(mention.word, 80))
    yield from source_files(project).findings
    if project.functions and in_repository(project.root) and not git_ignored(project.root, ".wrangler"):
        yield finding("tool-state-ignored", Place(".gitignore"))
