"""Everything that edgewise knows about the project, as rows: each value with where it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from edgewise.project.model import FunctionRoute, Kind, PagesProject, Place
from edgewise.screens.migrate.inspect.bindings import bindings
from edgewise.screens.migrate.inspect.settings import SETTINGS, Setting, origin_of, value_of
from edgewise.screens.migrate.lists import Row
from edgewise.screens.migrate.words import plural
from edgewise.text import clean

KINDS = {
    Kind.STATIC: "A static site.",
    Kind.SPA: "A single-page application: unknown addresses get the start page.",
    Kind.FUNCTIONS: "A site with Pages Functions.",
    Kind.ADVANCED: "A site with its own _worker.js.",
}
_ACCOUNT = (
    "Variables, bindings, names of secrets and build settings of a Pages project can live in the account alone. "
    "Asking reads them, with the credential that the Account door uses, and changes nothing."
)
_LABEL = 15
_VALUE = 30


@dataclass(frozen=True)
class Fact:
    """One thing that is known.

    Attributes:
        origin: where it was found, in words.
        place: the line that says it, when there is one.
        setting: how it is asked for, when the user may say it.
        detail: more about it, for the text beside the list.
        missing: whether it is not known and ought to be.
    """

    label: str
    value: str
    origin: str = ""
    place: Place | None = None
    setting: Setting | None = None
    detail: tuple[str, ...] = ()
    missing: bool = False


def facts(project: PagesProject) -> tuple[Fact, ...]:
    """The settings, what is served, what runs, and what stands around it."""
    parts = (_settings, _account, _served, _around, _functions)
    return tuple(fact for part in parts for fact in part(project))


def rows(found: tuple[Fact, ...]) -> list[Row]:
    """The facts in columns."""
    column = min(_VALUE, max(len(clean(fact.value)) for fact in found))
    return [Row(_row(fact, column), (fact.label, fact.value, number)) for number, fact in enumerate(found)]


def _row(fact: Fact, column: int) -> Content:
    value = clean(fact.value, 200)
    text = Content.styled("✗ ", "bold $text-error") if fact.missing else Content("  ")
    text += Content.styled(fact.label.ljust(_LABEL), "$text-muted")
    text += Content.styled(value, "$text-error" if fact.missing else "") + Content(" " * max(0, column - len(value)))
    return text + Content.styled(f"  {clean(fact.origin, 60)}" if fact.origin else "", "$text-muted")


def _settings(project: PagesProject) -> Iterator[Fact]:
    for setting in SETTINGS:
        value = value_of(setting, project)
        if value is not None:
            yield Fact(setting.label, value.value, origin_of(value), value.place, setting)
        else:
            needed = setting.key == "output"
            said = "press enter to say it" if needed else ""
            yield Fact(setting.label, setting.missing, said, setting=setting, missing=needed)
    if project.compatibility_flags:
        yield Fact("Flags", ", ".join(project.compatibility_flags))


def _account(project: PagesProject) -> Iterator[Fact]:
    found = bindings(project.settings)
    if found:
        number = sum(len(names) for _, names in found)
        lines = tuple(f"{kind}: {', '.join(names)}" for kind, names in found)
        yield Fact("Bindings", f"{number} of {plural(len(found), 'kind')}", detail=lines)
    asked = project.dashboard
    if asked is None:
        yield Fact("Account", "not asked", "d asks it", detail=(_ACCOUNT,))
    else:
        secrets = (f"secrets: {', '.join(asked.secrets)}",) if asked.secrets else ()
        value = f"{asked.name}: {plural(len(asked.secrets), 'secret')}"
        yield Fact("Account", value, "read from the dashboard", detail=(*secrets, *asked.untold))


def _served(project: PagesProject) -> Iterator[Fact]:
    number = len(project.assets)
    files = f"{number:,} {'is' if number == 1 else 'are'} served" if project.assets_complete else "not built yet"
    yield Fact("Files", files)
    if project.redirects or project.redirects_invalid:
        lines = tuple(f"line {each.line}: {each.reason}" for each in project.redirects_invalid)
        yield Fact("Redirects", _rules(len(project.redirects), len(lines)), "_redirects", detail=lines)
    if project.headers or project.headers_invalid:
        lines = tuple(f"line {each.line}: {each.reason}" for each in project.headers_invalid)
        yield Fact("Headers", _rules(len(project.headers), len(lines)), "_headers", detail=lines)
    if project.routes:
        number = len(project.routes.include)
        patterns = (
            *(f"+ {each}" for each in project.routes.include),
            *(f"- {each}" for each in project.routes.exclude),
        )
        origin = "as Pages' build derives it" if project.routes.generated else "_routes.json"
        yield Fact(
            "Routing",
            f"{number} {'pattern runs' if number == 1 else 'patterns run'} code",
            origin,
            None,
            None,
            patterns,
        )


def _around(project: PagesProject) -> Iterator[Fact]:
    if project.config:
        others = tuple(each for each in project.configs if each != project.config.path)
        yield Fact(
            "Configuration", project.config.path, f"and {plural(len(others), 'other')}" if others else "", detail=others
        )
    if project.framework:
        version = f" {project.framework.version}" if project.framework.version else ""
        yield Fact("Framework", f"{project.framework.title}{version}", "package.json")
    if project.ci_files:
        yield Fact("CI", ", ".join(project.ci_files), detail=tuple(str(place) for place in project.deployments))


def _functions(project: PagesProject) -> Iterator[Fact]:
    if not project.functions:
        return
    yield Fact("Functions", plural(len(project.functions), "route"), f"{project.functions_dir}/")
    for route in project.functions:
        kind = "middleware" if not route.modules else route.method or "ALL"
        path = route.route if route.modules else route.mount
        yield Fact("", f"{kind:<11}{path}", place=_place(project, route), detail=(*route.middlewares, *route.modules))


def _place(project: PagesProject, route: FunctionRoute) -> Place | None:
    """The file of a route's handler."""
    module = next(iter(route.modules or route.middlewares), "").partition(":")[0]
    return Place(f"{project.functions_dir}/{module}") if module else None


def _rules(good: int, dropped: int) -> str:
    text = plural(good, "rule")
    return f"{text}, {dropped} not valid" if dropped else text
