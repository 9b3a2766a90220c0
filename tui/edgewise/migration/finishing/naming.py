"""Naming the Worker's domains in the wrangler file: told to a person, with the exact lines, and never written.

What wrangler 4.156 does [workers-sdk: packages/deploy-helpers/src/triggers: publish-routes.ts, subdomain.ts]:

- A deploy whose file names no routes asks nothing about domains: the Worker keeps those that it has. It opens the
  address below workers.dev, unless the file says ``workers_dev``.
- A deploy whose file names custom domains puts exactly these (``override_scope``). Where standard output is no
  terminal, as in CI, it also takes them from other Workers and replaces DNS records that lead elsewhere, without a
  question.
- A file with routes and without ``workers_dev`` closes the address below workers.dev, and the API closes the addresses
  of previews with it, unless the file says ``preview_urls``.

So without the lines nothing breaks. With them any push deploys the domain away from Pages again, a minute after
``edgewise rollback`` has brought it back, and nobody is asked. An edit by ``finish`` would do that while the Pages
project is still the way back; therefore it is a task for the day on which nobody wants to go back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from edgewise.migration.finishing.model import Facts, Task
from edgewise.text import clean


def naming(facts: Facts, until: str) -> Iterator[Task]:
    """The task, if the Worker has a domain that the file does not name.

    Args:
        until: until when the Pages project is the way back, as an ISO date; empty where nothing says it.
    """
    listed = _routes(facts.document)
    there = {_pattern(each) for each in listed if _is_domain(each)}
    lacking = [each for each in facts.domains or () if each not in there]
    if not lacking:
        return
    file = clean(facts.file, 120) or "your wrangler file"
    toml = facts.file.endswith(".toml")
    routes = [*listed, *({"pattern": each, "custom_domain": True} for each in lacking)]
    value = _toml(routes) if toml else json.dumps(routes)
    line = clean(f"routes = {value}" if toml else f'"routes": {value},', 4000)
    lines = [
        "Nothing breaks without it: a deploy without routes leaves the domain with the Worker.",
        "Not before you are sure to stay: once the file names it, a deploy by CI takes the domain and its DNS record "
        "from Pages without asking, also after `edgewise rollback`. Take the line out before you go back.",
        line,
    ]
    if toml:
        lines.append("It stands before the first [table].")
    if "route" in facts.document:
        lines.append('It replaces "route": a file may have only one of the two.')
    if "workers_dev" not in facts.document:
        lines.append(
            'A file with routes closes the Worker\'s address below workers.dev. "workers_dev": true keeps it.'
            if not toml
            else "A file with routes closes the Worker's address below workers.dev. workers_dev = true keeps it."
        )
    if "preview_urls" not in facts.document:
        said = "preview_urls = true" if toml else '"preview_urls": true'
        lines.append(f"`edgewise ship` compares a version at its own address: {said} keeps those.")
    when = f", after {until}" if until else ""
    yield Task(
        "domain-in-file", f"Name {', '.join(clean(each, 120) for each in lacking)} in {file}{when}", tuple(lines)
    )


def _routes(document: Mapping[str, Any]) -> list[Any]:
    found = document.get("routes")
    one = document.get("route")
    rows = list(found) if isinstance(found, Sequence) and not isinstance(found, str) else []
    return [each for each in (*rows, *([one] if one else [])) if isinstance(each, str | Mapping)]


def _is_domain(route: Any) -> bool:
    return isinstance(route, Mapping) and route.get("custom_domain") is True


def _pattern(route: Any) -> str:
    return str(route.get("pattern", "")) if isinstance(route, Mapping) else str(route)


def _toml(value: Any) -> str:
    """Routes as TOML on one line: text, switches and flat tables."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value)
