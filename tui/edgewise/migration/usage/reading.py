"""Everything that the code uses, put together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from edgewise.migration.usage.bindings import env_names
from edgewise.migration.usage.features import features_of, pages_variables_of
from edgewise.migration.usage.guards import guards_of
from edgewise.migration.usage.model import Feature, Usage
from edgewise.migration.usage.modules import ModuleGraph, module_graph
from edgewise.migration.usage.resolving import Lead
from edgewise.project.exports import LANGUAGES
from edgewise.project.model import PagesProject, Place

BUILT_IN = frozenset({"ASSETS", "CF_PAGES", "CF_PAGES_BRANCH", "CF_PAGES_COMMIT_SHA", "CF_PAGES_URL", "NODE_ENV"})
"""What nobody has to declare."""
RUNTIME = "cloudflare:workers"
NODE_FLAGS = frozenset({"nodejs_compat", "nodejs_compat_v2"})
_LEADS = (
    Lead.PACKAGE,
    Lead.MISSING_PACKAGE,
    Lead.MISSING_FILE,
    Lead.BUILTIN,
    Lead.FILE,
    Lead.RUNTIME,
    Lead.ASSETS,
)


def read_usage(project: PagesProject) -> Usage:
    """Read every module that reaches the Worker: those with handlers or the ``_worker.js``, and what they import.

    Imports are followed by relative paths, path aliases and packages of the same workspace, never into installed
    packages.
    """
    graph = module_graph(project, _entries(project))
    process = not NODE_FLAGS.isdisjoint(project.compatibility_flags)
    bindings: dict[str, Place] = {}
    features: dict[Feature, list[Place]] = {}
    variables: dict[str, Place] = {}
    for module in graph.modules.values():
        for name, node in env_names(module.tree, module.source, process=process):
            if name not in BUILT_IN:
                bindings.setdefault(name, module.place(node))
        for name, place in pages_variables_of(module.source, module.name):
            variables.setdefault(name, place)
        for feature, node in features_of(module.tree, module.source):
            features.setdefault(feature, []).append(module.place(node))
    leads = _by_lead(graph)
    return Usage(
        bindings=bindings,
        features={feature: tuple(dict.fromkeys(places)) for feature, places in features.items()},
        packages={**leads[Lead.PACKAGE], **leads[Lead.MISSING_PACKAGE]},
        missing=leads[Lead.MISSING_PACKAGE],
        unresolved=leads[Lead.MISSING_FILE],
        builtins=leads[Lead.BUILTIN],
        files=leads[Lead.FILE],
        runtime=leads[Lead.RUNTIME],
        assets_imports=leads[Lead.ASSETS],
        guards=tuple(guards_of(project, graph)),
        modules=len(graph.modules),
        pages_variables=variables,
        read=frozenset(graph.modules),
    )


def imports_runtime(project: PagesProject) -> bool:
    """Whether code takes its bindings from ``cloudflare:workers`` instead of from what it is called with.

    The modules of a ``_worker.js`` are only searched: most are bundles, and large.
    """
    if project.advanced_worker is None:
        graph = module_graph(project, _entries(project))
        return any(lead.name == RUNTIME for module in graph.modules.values() for _, lead in module.leads)
    found = project.root / project.advanced_worker
    files = sorted(found.rglob("*.*js")) if found.is_dir() else [found]
    return any(RUNTIME.encode() in file.read_bytes() for file in files if file.is_file())


def asset_imports(project: PagesProject) -> tuple[tuple[str, str], ...]:
    """Every ``assets:`` import, as (module relative to the root, text of the import)."""
    graph = module_graph(project, _entries(project))
    return tuple(
        (module.name, lead.name)
        for module in graph.modules.values()
        for _, lead in module.leads
        if lead.lead is Lead.ASSETS
    )


def imported_folders(project: PagesProject) -> tuple[str, ...]:
    """Folders outside ``functions/`` that code is imported from, relative to the root; none within another."""
    inside = f"{project.functions_dir}/"
    graph = module_graph(project, _entries(project))
    files = [*graph.modules, *_by_lead(graph)[Lead.FILE]]
    folders = sorted({posixpath.dirname(name) for name in files if not name.startswith(inside)} - {""})
    return tuple(each for each in folders if not any(each.startswith(f"{other}/") for other in folders))


def _entries(project: PagesProject) -> Iterator[str]:
    if project.advanced_worker is not None:
        yield project.advanced_worker
        yield from (f"{project.advanced_worker}/index{suffix}" for suffix in LANGUAGES)
        return
    for route in project.functions:
        for handler in (*route.middlewares, *route.modules):
            yield f"{project.functions_dir}/{handler.rsplit(':', 1)[0]}"


def _by_lead(graph: ModuleGraph) -> Mapping[Lead, dict[str, Place]]:
    found: dict[Lead, dict[str, Place]] = {lead: {} for lead in _LEADS}
    for module in graph.modules.values():
        for written, lead in module.leads:
            if lead.lead in found:
                found[lead.lead].setdefault(lead.name, Place(module.name, written.line))
    return found
