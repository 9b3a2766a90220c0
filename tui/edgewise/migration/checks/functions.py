"""What the Functions mean for a Worker."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.model import Finding
from edgewise.migration.scripts.bindings import dev_bindings
from edgewise.migration.usage import Usage
from edgewise.project.config import place_of
from edgewise.project.model import Kind, PagesProject, Place
from edgewise.text import clean


def check_functions(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """How they become a Worker, and what stops that."""
    if project.kind is Kind.ADVANCED:
        return
    folder = project.functions_dir or "functions"
    for problem in project.function_problems:
        yield finding("functions-do-not-build", Place(f"{folder}/{clean(problem.text)}"), problem.reason)
    if project.functions_dir and not project.functions and not project.function_problems:
        yield finding("functions-empty", Place(folder))
    if not project.functions:
        return
    yield finding(f"functions-{choices.functions}", Place(folder), _count(len(project.functions), "route"))


def check_bindings(project: PagesProject, usage: Usage) -> Iterator[Finding]:
    """Bindings, variables and queues: declared, used, and emptied."""
    document = project.settings
    secrets = set(project.dashboard.secrets if project.dashboard else ())
    declared = declared_names(document) | declared_names(dev_bindings(project)) | secrets
    missing = {name: place for name, place in usage.bindings.items() if name not in declared}
    if missing:
        first = next(iter(missing.values()))
        yield finding("bindings-undeclared", first, clean(", ".join(sorted(missing)), 200))
    if project.config is None and project.dashboard is None and project.kind is Kind.FUNCTIONS:
        yield finding("dashboard-settings")
    queues = document.get("queues")
    producers = queues.get("producers") if isinstance(queues, dict) else None
    consumed = queues.get("consumers") if isinstance(queues, dict) else None
    names = {str(each.get("queue")) for each in consumed or () if isinstance(each, dict)}
    for producer in producers if isinstance(producers, list) else ():
        queue = producer.get("queue") if isinstance(producer, dict) else None
        if isinstance(queue, str) and queue not in names and project.config:
            yield finding("queue-without-consumer", place_of(project.config, ["queues", "producers"]), clean(queue, 80))


def declared_names(document: object) -> set[str]:
    """Every binding and variable name that production has by a wrangler file."""
    found: set[str] = set()
    if not isinstance(document, dict):
        return found
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, dict) else None
    for holder in (document, production):
        if isinstance(holder, dict):
            variables = holder.get("vars")
            found.update(variables if isinstance(variables, dict) else ())
            found.update(_names({key: value for key, value in holder.items() if key not in ("env", "vars")}))
    return found


def _names(value: object) -> Iterator[str]:
    """The values of ``binding`` and, for Durable Objects, ``name`` keys, at any depth."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in ("binding", "name") and isinstance(each, str):
                yield each
            else:
                yield from _names(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
