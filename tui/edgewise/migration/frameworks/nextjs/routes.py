"""What each route of a Next.js project uses that depends on where it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.migration.frameworks.nextjs.sources import config_module, is_middleware, route_of, telling_modules
from edgewise.project.code import Module, imports, specifiers, string_value
from edgewise.project.code_options import option
from edgewise.project.model import Place

if TYPE_CHECKING:
    from ast_grep_py import SgNode

NEXT_ON_PAGES = "@cloudflare/next-on-pages"
EDGE = frozenset({"edge", "experimental-edge"})
_DATA = frozenset({"revalidatePath", "revalidateTag", "updateTag", "unstable_cache", "cacheLife", "cacheTag"})


class Feature(StrEnum):
    """Something that depends on the adapter."""

    EDGE = "edge runtime"
    NODE_MIDDLEWARE = "Node middleware"
    CONTEXT = "getRequestContext"
    OPTIONAL_CONTEXT = "getOptionalRequestContext"
    NEW_CONTEXT = "getCloudflareContext"
    DEV_PLATFORM = "setupDevPlatform"
    FETCH_HANDLER = "next-on-pages as a module"
    MIDDLEWARE = "middleware"
    IMAGES = "image optimisation"
    REVALIDATION = "revalidation"
    IMAGE_RESPONSE = "next/og"


@dataclass(frozen=True)
class Use:
    """One use of a feature.

    Attributes:
        route: the route that the file answers; ``None`` for other modules and for the configuration.
        place: file and line.
    """

    feature: Feature
    route: str | None
    place: Place


def read_uses(root: Path) -> tuple[Use, ...]:
    """Every use in the project, in the order of files and lines."""
    found = [use for module in telling_modules(root) for use in module_uses(module)]
    config = config_module(root)
    if config is not None:
        found += config_uses(config)
    return tuple(found)


def config_uses(module: Module) -> Iterator[Use]:
    """The uses in ``next.config``."""
    for name, local, _ in _next_on_pages(module):
        if name == "setupDevPlatform":
            for node in module.tree.find_all(kind="call_expression"):
                called = node.field("function")
                if called is not None and called.text() == local:
                    yield Use(Feature.DEV_PLATFORM, None, module.place(node))
    loader = option(module, ["images", "loader"])
    plain = option(module, ["images", "unoptimized"])
    images = option(module, ["images"])
    if images is not None and string_value(loader) != "custom" and (plain is None or plain.text() != "true"):
        yield Use(Feature.IMAGES, None, module.place(images))


def module_uses(module: Module) -> Iterator[Use]:
    """The uses in one source file."""
    route = route_of(module.name)
    if is_middleware(module.name):
        yield Use(_middleware(module), None, Place(module.name))
    elif (edge := edge_runtime(module)) is not None:
        yield Use(Feature.EDGE, route, module.place(edge))
    seen: set[Feature] = set()
    for feature, node in _features(module):
        if feature not in seen:
            seen.add(feature)
            yield Use(feature, route, module.place(node))


def _middleware(module: Module) -> Feature:
    """Middleware runs at the edge unless it says otherwise; ``proxy`` always runs on Node."""
    runtime = string_value(option(module, ["runtime"], _exported_config(module)))
    node = runtime == "nodejs" or "proxy." in module.name
    return Feature.NODE_MIDDLEWARE if node else Feature.MIDDLEWARE


def edge_runtime(module: Module) -> SgNode | None:
    """The place that makes a route run at the edge: ``runtime`` itself, or the one in ``export const config``."""
    value = exported_constant(module, "runtime")
    if value is not None and string_value(value) in EDGE:
        return value
    held = _exported_config(module)
    inner = None if held is None else option(module, ["runtime"], held)
    return inner if inner is not None and string_value(inner) in EDGE else None


def _exported_config(module: Module) -> SgNode | None:
    value = exported_constant(module, "config")
    while value is not None and value.kind() in ("as_expression", "satisfies_expression", "parenthesized_expression"):
        value = next((each for each in value.children() if each.is_named()), None)
    return value if value is not None and value.kind() == "object" else None


def exported_constant(module: Module, name: str) -> SgNode | None:
    """The value of ``export const name = …``, or ``None``."""
    for statement in module.tree.children():
        declaration = statement.field("declaration") if statement.kind() == "export_statement" else None
        for each in declaration.children() if declaration is not None else ():
            target = each.field("name") if each.kind() == "variable_declarator" else None
            if target is not None and target.text() == name:
                return each.field("value")
    return None


def _features(module: Module) -> Iterator[tuple[Feature, SgNode]]:
    for source, statement in imports(module):
        names = [name for name, _, _ in specifiers(statement)]
        if source == f"{NEXT_ON_PAGES}/fetch-handler":
            yield Feature.FETCH_HANDLER, statement
        elif source == NEXT_ON_PAGES:
            yield from ((_CONTEXTS.get(name, Feature.FETCH_HANDLER), statement) for name in names)
        elif source == "@opennextjs/cloudflare" and "getCloudflareContext" in names:
            yield Feature.NEW_CONTEXT, statement
        elif source == "next/og" or (source == "next/server" and "ImageResponse" in names):
            yield Feature.IMAGE_RESPONSE, statement
        elif source in ("next/image", "next/legacy/image"):
            yield Feature.IMAGES, statement
        elif source == "next/cache" and _DATA & set(names):
            yield Feature.REVALIDATION, statement
    value = exported_constant(module, "revalidate")
    if value is not None and value.text() not in ("0", "false"):
        yield Feature.REVALIDATION, value
    for key in module.tree.find_all(kind="property_identifier"):
        parent = key.parent()
        if key.text() == "revalidate" and parent is not None and parent.kind() == "pair":
            yield Feature.REVALIDATION, key


_CONTEXTS = {"getRequestContext": Feature.CONTEXT, "getOptionalRequestContext": Feature.OPTIONAL_CONTEXT}


def _next_on_pages(module: Module) -> Iterator[tuple[str, str, SgNode]]:
    """Names taken from next-on-pages, by import or by ``require``: the name, the local name, the statement."""
    for source, statement in imports(module):
        if source.startswith(NEXT_ON_PAGES):
            yield from ((name, local, statement) for name, local, _ in specifiers(statement))
    for node in module.tree.find_all(kind="variable_declarator"):
        pattern, value = node.field("name"), node.field("value")
        if pattern is None or value is None or NEXT_ON_PAGES not in value.text():
            continue
        for each in pattern.children():
            if each.kind() == "shorthand_property_identifier_pattern":
                yield each.text(), each.text(), node
