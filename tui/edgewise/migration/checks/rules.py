"""``_redirects``, ``_headers`` and ``_routes.json``: what each line means on Workers."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.asset_headers import DEFAULTS, merge_headers
from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.model import Finding
from edgewise.migration.placing import in_output
from edgewise.project.folder import read_text
from edgewise.project.model import InvalidLine, Kind, PagesProject, Place
from edgewise.project.redirects import LOOP
from edgewise.text import clean


def check_redirects(project: PagesProject) -> Iterator[Finding]:
    """Lines that are removed or commented out."""
    name = in_output(project, "_redirects")
    loops = [line for line in project.redirects_invalid if line.reason == LOOP]
    others = [line for line in project.redirects_invalid if line.reason != LOOP]
    for line in loops:
        yield finding("spa-redirect-line", Place(name, line.line), clean(line.text, 60))
    yield from _invalid("redirect-lines-invalid", name, others)
    doubled = [rule for rule in project.redirects if rule.dynamic and rule.status != 200 and _may_double(rule.target)]
    if doubled:
        yield finding("redirect-slashes", Place(name, doubled[0].line), clean(doubled[0].target, 80))


def _may_double(target: str) -> bool:
    """Whether a relative target can have two slashes in a row: as written, or because a splat begins with one."""
    path = target.partition("?")[0]
    return path.startswith("/") and ("//" in path or "/:splat" in path)


def check_headers(project: PagesProject, choices: Choices) -> Iterator[Finding]:
    """The headers that Pages adds, and rules that change meaning."""
    name = in_output(project, "_headers")
    if project.answers:
        yield finding("asset-headers", Place(name) if project.headers else None)
    yield from _invalid("header-lines-invalid", name, project.headers_invalid)
    for rule in project.headers:
        if rule.pattern.startswith("https://"):
            yield finding("header-rule-host", Place(name, rule.line), clean(rule.pattern, 80))
    links = [rule for rule in project.headers if "rel=pre" in rule.set.get("link", "").replace('"', "")]
    if links:
        yield finding("early-hints", Place(name, links[0].line))
    if choices.faithful:
        return
    unsettled = set(merge_headers(rules_text(project, "_headers")).unsettled)
    # On the live network, though not locally, a rule for "/" is applied before one for "/*" (workers-sdk issue 11351).
    unsettled |= {rule.line for rule in project.headers if rule.pattern == "/" and rule.set.keys() & DEFAULTS.keys()}
    for line in sorted(unsettled):
        yield finding("header-rule-overlap", Place(name, line))


def check_routes(project: PagesProject) -> Iterator[Finding]:
    """A hand-written ``_routes.json``."""
    name = in_output(project, "_routes.json")
    if project.kind is Kind.ADVANCED:
        return
    if not project.functions:
        if project.routes or project.routes_problems:
            yield finding("routes-json-unused", Place(name))
        return
    for problem in project.routes_problems:
        yield finding("routes-json-invalid", Place(name, problem.line), f"{clean(problem.text, 60)}: {problem.reason}")


def _invalid(identity: str, name: str, lines: list[InvalidLine] | tuple[InvalidLine, ...]) -> Iterator[Finding]:
    for line in lines:
        yield finding(identity, Place(name, line.line), f"{clean(line.text, 50)}: {line.reason}")


def rules_text(project: PagesProject, name: str) -> str:
    """The text of a rule file in the output directory; empty when there is none."""
    return read_text(project.root, in_output(project, name)) or "" if project.assets_complete else ""
