"""Requests for the route table of Functions, and for the borders of ``_routes.json``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.migration.parity.derivation.rules import encode_path, filled
from edgewise.migration.parity.derivation.shape import FORM, MADE_UP, METHODS, with_method
from edgewise.migration.parity.model import Request
from edgewise.project.model import FunctionRoute, PagesProject

_PARAMETER = re.compile(r":(\w+)(\*?)")


def route_requests(project: PagesProject) -> Iterator[Request]:
    """Each route with each method and each shape of its parameters."""
    for route in project.functions:
        yield from _route(route)
    if project.advanced_worker is not None:
        for target in ("/", f"/{MADE_UP}", f"/api/{MADE_UP}"):
            for method in METHODS:
                yield with_method(method, target, "advanced worker")


def routing_requests(project: PagesProject) -> Iterator[Request]:
    """Where the rules of ``_routes.json`` begin and end."""
    if project.routes is not None:
        for kind, patterns in (("include", project.routes.include), ("exclude", project.routes.exclude)):
            for pattern in patterns:
                for target in _border(pattern):
                    for method in ("GET", "POST"):
                        yield with_method(method, target, f"_routes.json {kind} {pattern}")


def _route(route: FunctionRoute) -> Iterator[Request]:
    why = f"function {route.method or 'ALL'} {route.route}"
    targets = shapes(route.route) if route.modules else [*shapes(route.mount), *_below(route.mount)]
    for index, target in enumerate(targets):
        methods = METHODS if index == 0 else dict.fromkeys(("GET", route.method or "POST"))
        for method in methods:
            yield with_method(method, target, why)
    first = targets[0]
    yield Request("GET", f"{first}?edgewise=1&a=%20b", why=why)
    if route.method in ("", "POST"):
        yield Request("POST", first, FORM, b"edgewise=probe&a=1", why)


def shapes(pattern: str) -> list[str]:
    """Paths that a route pattern matches, then some that differ by a slash, by case or by an escape."""
    parameters = list(_PARAMETER.finditer(pattern))
    paths = [_fill(pattern, MADE_UP, MADE_UP)]
    if parameters:
        paths.append(_fill(pattern, "a%20b", f"{MADE_UP}/second/third"))
        paths.append(_fill(pattern, "a%2Fb", ""))
    base = paths[0]
    paths.append(base.rstrip("/") if base.endswith("/") and base != "/" else base + "/")
    upper = _PARAMETER.sub("", pattern).upper()
    if upper != pattern and not parameters:
        paths.append(encode_path(upper))
    paths.append(base.rstrip("/") + f"/{MADE_UP}-deeper")
    return list(dict.fromkeys(path or "/" for path in paths))


def _below(mount: str) -> list[str]:
    base = _fill(mount, MADE_UP, MADE_UP).rstrip("/")
    return [f"{base}/{MADE_UP}", f"{base}/{MADE_UP}/second"]


def _fill(pattern: str, one: str, many: str) -> str:
    def value(found: re.Match[str]) -> str:
        return many if found[2] else one

    path = _PARAMETER.sub(value, pattern)
    path = path if path.startswith("/") else "/" + path
    return encode_path(path.rstrip("/") or "/")


def _border(pattern: str) -> Iterator[str]:
    """Paths just inside and just outside an include or exclude pattern."""
    yield from filled(pattern)
    stem = encode_path(pattern.rstrip("*").rstrip("/"))
    if stem:
        yield stem
        yield stem + "/"
        yield stem + "x"
        yield stem.upper()
