"""What depends on a Worker: what would break without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edgewise.account.resources.bindings import pages_bindings
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.values import at, mappings, text

_BY_BINDING = {
    "service": ("Worker, by a service binding", "service"),
    "durable_object_namespace": ("Worker, by a Durable Object binding", "script_name"),
    "workflow": ("Worker, by a Workflow binding", "script_name"),
}
"""Type of a binding -> what it makes of the Worker that has it, and the field that names the other one."""


def references_to(worker: Row, scope: Scope) -> list[tuple[str, str]]:
    """``(what, name)`` of each thing that depends on a Worker, as far as it is known.

    From the API's own list where it was read (domains, queues, Workers, Durable Objects), and from what
    is loaded: queues, Pages projects, Workflows, routes, Workers whose bindings were read.
    """
    name = text(at(worker.raw, "id")) or worker.key
    found = [
        *_listed(at(worker.extra, "worker.references")),
        *(("queue", each) for each in _queues(name, scope)),
        *_pages(name, scope),
        *_workers(name, scope),
        *(("Workflow", each) for each in _named("workflows", "script_name", name, scope)),
        *(("route", found) for each in mappings(at(worker.extra, "routes")) if (found := text(each.get("pattern")))),
    ]
    return list(dict.fromkeys(found))


def _listed(references: Any) -> Iterator[tuple[str, str]]:
    """The API's own list, by the words of this module. Kinds of reference that are new keep their own."""
    if not isinstance(references, dict):
        return
    words = {
        "domains": ("domain", "hostname"),
        "queues": ("queue", "queue_name"),
        "workers": ("Worker, by a service binding", "name"),
        "durable_objects": ("Worker, by a Durable Object binding", "worker_name"),
        "dispatch_namespace_outbounds": ("dispatch namespace", "namespace_name"),
    }
    for field, rows in references.items():
        word, key = words.get(field, (text(str(field)) or "?", "name"))
        for each in mappings(rows):
            yield word, text(each.get(key)) or text(each.get("id")) or "?"


def _queues(name: str, scope: Scope) -> Iterator[str]:
    for queue in scope.rows.get("queues", ()):
        consumers = mappings(at(queue.raw, "consumers"))
        if any(name in (text(each.get(key)) for key in ("script_name", "script", "service")) for each in consumers):
            yield text(at(queue.raw, "queue_name")) or queue.key


def _pages(name: str, scope: Scope) -> Iterator[tuple[str, str]]:
    for project in scope.rows.get("pages_projects", ()):
        for environment in ("production", "preview"):
            bound = pages_bindings(at(project.raw, f"deployment_configs.{environment}"))
            if any(
                of.type in ("service", "durable_object_namespace") and text(each.get("service")) == name
                for _, of, each in bound
            ):
                only = "" if environment == "production" else ", in previews"
                yield f"Pages project{only}", text(at(project.raw, "name")) or project.key
                break


def _workers(name: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """Other Workers, as far as their bindings have been read, and those whose logs this one takes."""
    known = scope.once("references between Workers", lambda: _between(scope.rows.get("workers", ())))
    return (each for each in known.get(name, ()) if each[1] != name)


def _between(workers: tuple[Row, ...]) -> dict[str, list[tuple[str, str]]]:
    """By the Worker that is referred to: how, and by whom. Made once, for an account may have thousands."""
    found: dict[str, list[tuple[str, str]]] = {}
    for worker in workers:
        other = text(at(worker.raw, "id")) or worker.key
        for each in mappings(at(worker.extra, "settings.bindings")):
            word, field = _BY_BINDING.get(text(each.get("type")) or "", ("", ""))
            if word and (target := text(each.get(field))):
                found.setdefault(target, []).append((word, other))
        for target in tail_consumers(worker.raw):
            found.setdefault(target, []).append(("Worker, whose events it takes", other))
    return found


def tail_consumers(settings: Any) -> list[str]:
    """The Workers that take the events of one, called ``service`` or, in the newer interface, ``name``."""
    found = (text(each.get("service")) or text(each.get("name")) for each in mappings(at(settings, "tail_consumers")))
    return [each for each in found if each]


def _named(kind: str, field: str, name: str, scope: Scope) -> Iterator[str]:
    for row in scope.rows.get(kind, ()):
        if text(at(row.raw, field)) == name:
            yield text(at(row.raw, "name")) or row.key
