"""Inspect: everything that edgewise knows about the project, each value with where it was found."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from edgewise.project.model import Kind, Origin, PagesProject, Value
from edgewise.text import clean

_KINDS = {
    Kind.STATIC: "A static site.",
    Kind.SPA: "A single-page application: unknown addresses get the start page.",
    Kind.FUNCTIONS: "A site with Pages Functions.",
    Kind.ADVANCED: "A site with its own _worker.js.",
}
_ORIGINS = {
    Origin.CONFIG: "wrangler file",
    Origin.SCRIPT: "package.json",
    Origin.CI: "CI workflow",
    Origin.SHELL: "script",
    Origin.TERRAFORM: "Terraform",
    Origin.README: "README",
    Origin.FRAMEWORK: "framework's convention",
    Origin.DASHBOARD: "dashboard",
    Origin.OPTION: "you said so",
    Origin.INFERRED: "a guess",
}
_LABEL = 15
_VALUE = 30
_ROUTES = 12

Row = tuple[str, str, str]
"""Label, value, origin."""


def facts(project: PagesProject) -> Content:
    """The project as a text: what it is, then a line for each fact."""
    text = Content.styled(clean(project.name.value, 60), "bold") + Content("\n")
    text += Content.styled(_KINDS[project.kind], "$text-muted") + Content("\n")
    rows = list(_rows(project))
    column = min(_VALUE, max(len(value) for _, value, _ in rows))
    for label, value, origin in rows:
        line = Content.styled(label.ljust(_LABEL), "$text-muted") + Content(clean(value, 200).ljust(column))
        text += Content("\n") + line + Content.styled(f"  {clean(origin, 60)}" if origin else "", "$text-muted")
    for route in project.functions[:_ROUTES]:
        kind = "middleware" if not route.modules else route.method or "ALL"
        path = route.route if route.modules else route.mount
        text += Content("\n") + Content.styled(f"{'':<{_LABEL}}{kind:<11}", "$text-muted") + Content(clean(path, 60))
    if len(project.functions) > _ROUTES:
        text += Content.styled(f"\n{'':<{_LABEL}}and {len(project.functions) - _ROUTES} more", "$text-muted")
    return text


def _rows(project: PagesProject) -> Iterator[Row]:
    yield _row("Output", project.output) if project.output else ("Output", "not known", "press s to say it")
    if project.assets_complete:
        yield "Files", f"{len(project.assets):,} are served", ""
    else:
        yield "Files", "not built yet", ""
    if project.framework:
        version = f" {project.framework.version}" if project.framework.version else ""
        yield "Framework", f"{project.framework.title}{version}", "package.json"
    if project.build_command:
        yield _row("Build", project.build_command)
    if project.config:
        yield "Configuration", project.config.path, ""
    if project.compatibility_date:
        yield _row("Compatibility", project.compatibility_date)
    if project.compatibility_flags:
        yield "Flags", ", ".join(project.compatibility_flags), ""
    if project.redirects or project.redirects_invalid:
        yield "Redirects", _rules(len(project.redirects), len(project.redirects_invalid)), "_redirects"
    if project.headers or project.headers_invalid:
        yield "Headers", _rules(len(project.headers), len(project.headers_invalid)), "_headers"
    if project.routes:
        number = len(project.routes.include)
        spec = f"{number} {'pattern runs' if number == 1 else 'patterns run'} code"
        yield "Routing", spec, "as Pages' build derives it" if project.routes.generated else "_routes.json"
    if project.ci_files:
        yield "CI", ", ".join(project.ci_files), ""
    if project.functions:
        number = len(project.functions)
        yield "Functions", f"{number} {'route' if number == 1 else 'routes'}", f"{project.functions_dir}/"


def _row(label: str, value: Value[str]) -> Row:
    return label, value.value, str(value.place) if value.place else _ORIGINS[value.origin]


def _rules(good: int, dropped: int) -> str:
    text = f"{good} {'rule' if good == 1 else 'rules'}"
    return f"{text}, {dropped} not valid" if dropped else text
