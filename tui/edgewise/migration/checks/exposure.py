"""Whether files that a middleware guards on Pages would be public on a Worker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edgewise.project.model import PagesProject
from edgewise.project.routes import runs_function

First = bool | tuple[str, ...] | None


def exposed_path(project: PagesProject, mounts: Iterable[str], first: First) -> str | None:
    """The address of a file that Pages answers only through one of the middlewares, and a Worker without it.

    Args:
        mounts: route patterns of middlewares, such as ``/admin`` or ``/teams/:id``.
        first: the value of ``run_worker_first`` that is planned.
    """
    if first is True or project.routes is None:
        return None
    covered = [_prefix(mount) for mount in mounts]
    rules = first if isinstance(first, tuple) else ()
    wanted = [_glob(rule) for rule in rules if not rule.startswith("!")]
    unwanted = [_glob(rule[1:]) for rule in rules if rule.startswith("!")]
    for path in _addresses(project.assets):
        if not any(expression.match(path) for expression in covered) or not runs_function(project.routes, path):
            continue
        runs = any(each.match(path) for each in wanted) and not any(each.match(path) for each in unwanted)
        if not runs:
            return path
    return None


def _addresses(assets: Iterable[str]) -> Iterator[str]:
    """The paths under which files are found."""
    for name in assets:
        path = f"/{name}"
        yield path
        if path.endswith("/index.html"):
            yield path.removesuffix("index.html")
            yield path.removesuffix("/index.html") or "/"
        elif path.endswith(".html"):
            yield path.removesuffix(".html")


def _prefix(mount: str) -> re.Pattern[str]:
    """What the router of Pages takes for paths at or below ``mount``."""
    if mount == "/":
        return re.compile("/")
    source = re.sub(r"/:\w+\\\*", "(?:/.*)?", re.escape(mount))
    source = re.sub(r":\w+", "[^/]+?", source)
    return re.compile(f"{source}(?=/|$)", re.IGNORECASE)


def _glob(rule: str) -> re.Pattern[str]:
    """How a Worker reads a rule of ``run_worker_first``."""
    return re.compile("^" + ".*".join(re.escape(part) for part in rule.split("*")) + "$", re.DOTALL)
