"""What the code of the Functions needs before it runs on a Worker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from edgewise.migration.catalogue import finding
from edgewise.migration.checks.exposure import First, exposed_path
from edgewise.migration.choices import Choices
from edgewise.migration.model import Finding, Severity
from edgewise.migration.native.folders import unclear_imports
from edgewise.migration.usage import Feature, Usage
from edgewise.project.config import place_of
from edgewise.project.model import Config, PagesProject, Place
from edgewise.text import clean

NODE_FLAGS = frozenset({"nodejs_compat", "nodejs_compat_v2"})
ASYNC_CONTEXT = frozenset({"node:async_hooks", "async_hooks"})
PLUGIN = re.compile(r"@cloudflare/pages-plugin-|pages-plugin-")
_SETTLED = "The Worker runs first on all its paths, so the middleware runs before the files as it does on Pages."


def check_code(project: PagesProject, usage: Usage, choices: Choices) -> Iterator[Finding]:
    """Imports, routes and features."""
    yield from _listed("packages-not-installed", usage.missing)
    yield from _listed("import-unresolved", usage.unresolved)
    yield from _listed("node-builtins", _without_flag(project, usage.builtins))
    yield from _listed("pages-plugin", {name: at for name, at in usage.packages.items() if PLUGIN.match(name)})
    unclear = unclear_imports(project) if choices.functions == "native" and project.functions else ()
    yield from _listed("assets-import-native", {each: usage.assets_imports[each] for each in unclear})
    yield from _listed(
        "assets-import", {each: place for each, place in usage.assets_imports.items() if each not in unclear}
    )
    for route in project.functions:
        if not route_is_valid(route.route):
            file = (*route.modules, *route.middlewares)[0].rsplit(":", 1)[0]
            yield finding("function-route-invalid", Place(f"{project.functions_dir}/{clean(file)}"))
    if place := usage.first(Feature.WAIT_UNTIL):
        yield finding("long-work", place)
    if not choices.faithful and (place := usage.first(Feature.ASSETS)):
        yield finding("code-reads-assets", place)
    if place := usage.first(Feature.CACHE_API):
        yield finding("cache-api", place)


def check_guards(project: PagesProject, usage: Usage, first: First) -> Iterator[Finding]:
    """Middleware that keeps people out: settled when the Worker runs first wherever it stands before a file.

    Args:
        first: the value of ``run_worker_first`` that is planned.
    """
    mounts = {handler: route.route for route in project.functions for handler in route.middlewares}
    for guard in usage.guards:
        found = finding("auth-middleware", guard.place, guard.reason)
        path = exposed_path(project, [mounts[guard.handler]], first)
        if path is None:
            yield replace(found, severity=Severity.AUTOMATIC, remedy=_SETTLED)
        else:
            yield replace(found, title=f"{found.title}, and {clean(path, 80)} would be public")


def check_durable_objects(config: Config | None) -> Iterator[Finding]:
    """Bindings to Durable Objects whose class no other Worker holds."""
    if config is None:
        return
    for path, holder in _holders(config):
        table = holder.get("durable_objects")
        bindings = table.get("bindings") if isinstance(table, dict) else None
        for binding in bindings if isinstance(bindings, list) else ():
            if isinstance(binding, dict) and not binding.get("script_name"):
                place = place_of(config, [*path, "durable_objects"])
                yield finding("durable-object-script", place, clean(str(binding.get("name", "")), 60))


def route_is_valid(route: str) -> bool:
    """Whether Pages' router can match a route's pattern: see path-to-regexp 6, ``parse`` and ``tokensToRegexp``."""
    end = 0
    for found in re.finditer(r"(/?):(\w+)(\*?)", route, re.ASCII):
        text = route[end : found.start()]
        if not found.group(1) and (not text or found.group(3)):
            return False
        if "*" in text or ":" in text:
            return False
        end = found.end()
    return not re.search(r"[*:]", route[end:])


def _holders(config: Config) -> Iterator[tuple[list[str], Mapping[str, object]]]:
    yield [], config.document
    environments = config.document.get("env")
    for name, holder in environments.items() if isinstance(environments, dict) else ():
        if isinstance(holder, dict):
            yield ["env", str(name)], holder


def _without_flag(project: PagesProject, builtins: Mapping[str, Place]) -> Mapping[str, Place]:
    flags = set(project.compatibility_flags)
    if flags & NODE_FLAGS:
        return {}
    allowed = ASYNC_CONTEXT if "nodejs_als" in flags else frozenset()
    return {name: place for name, place in builtins.items() if name not in allowed}


def _listed(identity: str, names: Mapping[str, Place]) -> Iterable[Finding]:
    """One finding for all names, at the place of the first."""
    if not names:
        return []
    return [finding(identity, next(iter(names.values())), clean(", ".join(names), 200))]
