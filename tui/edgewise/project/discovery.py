"""From a folder to a :class:`PagesProject`: every value with where it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import InputError
from edgewise.project import ci
from edgewise.project.assets import Listing, list_assets
from edgewise.project.commands import PagesCall, pages_calls
from edgewise.project.config import find_configs, load_config, place_of, string
from edgewise.project.folder import inside, read_text, tidy
from edgewise.project.frameworks import BUILT, Convention, find_framework, static_folder
from edgewise.project.functions import FOLDER, RouteTable, read_functions
from edgewise.project.headers import parse_headers
from edgewise.project.ignored import git_ignored
from edgewise.project.model import Config, Framework, Kind, Origin, PagesProject, Place, Value
from edgewise.project.package_json import Package, load_package
from edgewise.project.redirects import parse_redirects
from edgewise.project.routes import generate_routes, parse_routes
from edgewise.text import clean

OVERRIDES = ("name", "output", "build", "compatibility_date")
"""What ``--set KEY=VALUE`` may say."""
GUESSES = ("public", "dist", "build", "out", "_site", "site", "www", "docs", "static", "html")
"""Folders that are looked into for an ``index.html`` when nothing names the output directory."""


@dataclass(frozen=True)
class _Sources:
    """Everything that a value may be found in."""

    root: Path
    overrides: Mapping[str, str]
    config: Config | None
    package: Package
    calls: tuple[tuple[str, PagesCall], ...]
    deployments: tuple[ci.Deployment, ...]
    framework: Framework | None
    convention: Convention | None


def discover(root: Path, overrides: Mapping[str, str] | None = None) -> PagesProject:
    """Read the project in ``root``. Nothing is run and nothing is changed.

    Args:
        root: the project folder.
        overrides: values that win over whatever the files say; see :data:`OVERRIDES`.

    Raises:
        InputError: when the folder is not there, a configuration does not parse, or an override is unknown.
    """
    root = _folder(root)
    sources = _gather(root, _checked(overrides or {}))
    output = _output(sources)
    table = read_functions(root)
    output_path = inside(root, output.value) if output else None
    complete = output_path is not None and output_path.is_dir()
    listing = list_assets(root, output_path) if complete and output_path else Listing(())
    prefix = output.value if output and complete else None
    redirects, redirects_invalid = parse_redirects(_rules(root, prefix, "_redirects"))
    headers, headers_invalid = parse_headers(_rules(root, prefix, "_headers"))
    advanced = _advanced(root, prefix)
    routes_text = _rules(root, prefix, "_routes.json")
    routes, routes_problems = parse_routes(routes_text) if routes_text else (None, ())
    if routes is None and table.routes and not routes_problems and not advanced:
        routes = generate_routes(table.routes)
    return PagesProject(
        root=root,
        name=_name(sources),
        output=output,
        kind=_kind(table, listing, advanced),
        config=sources.config,
        configs=find_configs(root),
        compatibility_date=_date(sources),
        compatibility_flags=_flags(sources),
        functions_dir=FOLDER if table.files else None,
        functions=table.routes,
        function_files=table.files,
        function_problems=table.problems,
        advanced_worker=advanced,
        redirects=redirects,
        redirects_invalid=redirects_invalid,
        headers=headers,
        headers_invalid=headers_invalid,
        routes=routes,
        routes_problems=routes_problems,
        framework=sources.framework,
        build_command=_build(sources),
        package_manager=sources.package.manager,
        scripts=sources.package.scripts,
        dependencies=sources.package.dependencies,
        ci_files=ci.ci_files(root),
        deployments=tuple(each.place for each in sources.deployments),
        assets=listing.files,
        assets_large=listing.large,
        assets_outside=listing.outside,
        assets_complete=complete,
        build_product=_build_product(sources, output),
        static_source=_static_source(sources, output),
    )


def _folder(root: Path) -> Path:
    try:
        found = root.expanduser().resolve(strict=True)
    except (OSError, RuntimeError):
        raise InputError(
            f"There is no folder {clean(str(root))}.",
            code="folder-missing",
            where=clean(str(root)),
            fix="Name the folder of your Pages project.",
        ) from None
    if not found.is_dir():
        raise InputError(
            f"{clean(str(root))} is not a folder.",
            code="folder-missing",
            where=clean(str(root)),
            fix="Name the folder of your Pages project.",
        )
    return found


def _checked(overrides: Mapping[str, str]) -> Mapping[str, str]:
    for key, value in overrides.items():
        if key not in OVERRIDES:
            raise InputError(
                f"There is no setting called {clean(key)}.",
                code="setting-unknown",
                fix=f"Use one of {', '.join(OVERRIDES)}.",
            )
        if key == "compatibility_date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise InputError(f"{clean(value)} is not a date.", code="setting-invalid", fix="Write it as YYYY-MM-DD.")
        if not value.strip():
            raise InputError(f"The setting {key} is empty.", code="setting-invalid", fix=f"Give {key} a value.")
    return overrides


def _gather(root: Path, overrides: Mapping[str, str]) -> _Sources:
    configs = [load_config(root, name) for name in find_configs(root)]
    pages = [config for config in configs if string(config.document, "pages_build_output_dir")]
    package = load_package(root)
    framework, convention = find_framework(root, package.dependencies)
    return _Sources(
        root=root,
        overrides=overrides,
        config=next(iter([*pages, *configs]), None),
        package=package,
        calls=tuple(_calls(package)),
        deployments=tuple(ci.deployments(root, ci.ci_files(root))),
        framework=framework,
        convention=convention,
    )


def _calls(package: Package) -> Iterator[tuple[str, PagesCall]]:
    """Each ``wrangler pages`` call of the scripts, those that deploy first: they say what is live."""
    found = [(name, call) for name, script in package.scripts.items() for call in pages_calls(script)]
    yield from (pair for pair in found if pair[1].verb == "deploy")
    yield from (pair for pair in found if pair[1].verb != "deploy")


def _output(sources: _Sources) -> Value[str] | None:
    if given := sources.overrides.get("output"):
        return Value(tidy(given), Origin.OPTION)
    config = sources.config
    if config and (named := string(config.document, "pages_build_output_dir")):
        return Value(tidy(named), Origin.CONFIG, place_of(config, ["pages_build_output_dir"]))
    for script, call in sources.calls:
        if call.directory and "$" not in call.directory:
            return Value(tidy(call.directory), Origin.SCRIPT, sources.package.place(script))
    for deployment in sources.deployments:
        if deployment.directory and "$" not in deployment.directory:
            return Value(tidy(deployment.directory), Origin.CI, deployment.place)
    if sources.convention and sources.framework:
        candidates = sources.convention.outputs
        built = next((name for name in candidates if (sources.root / name).is_dir()), None)
        return Value(built or candidates[0], Origin.FRAMEWORK)
    for name in (*GUESSES, "."):
        if (sources.root / name / "index.html").is_file():
            return Value(name, Origin.INFERRED)
    return None


def _name(sources: _Sources) -> Value[str]:
    if given := sources.overrides.get("name"):
        return Value(given, Origin.OPTION)
    config = sources.config
    if config and (named := string(config.document, "name")):
        return Value(clean(named), Origin.CONFIG, place_of(config, ["name"]))
    for script, call in sources.calls:
        if named := call.option("project-name"):
            return Value(clean(named), Origin.SCRIPT, sources.package.place(script))
    for deployment in sources.deployments:
        if deployment.project:
            return Value(clean(deployment.project), Origin.CI, deployment.place)
    if sources.package.name:
        return Value(_slug(sources.package.name), Origin.INFERRED, Place("package.json"))
    return Value(_slug(sources.root.name), Origin.INFERRED)


def _slug(name: str) -> str:
    """``name`` as a Worker may be called."""
    return re.sub(r"[^a-z0-9]+", "-", name.rpartition("/")[2].lower()).strip("-")[:63].strip("-") or "site"


def _date(sources: _Sources) -> Value[str] | None:
    if given := sources.overrides.get("compatibility_date"):
        return Value(given, Origin.OPTION)
    config = sources.config
    if config:
        production = config.document.get("env", {})
        production = production.get("production") if isinstance(production, dict) else None
        if found := string(production, "compatibility_date"):
            return Value(clean(found), Origin.CONFIG, place_of(config, ["env", "production", "compatibility_date"]))
        if found := string(config.document, "compatibility_date"):
            return Value(clean(found), Origin.CONFIG, place_of(config, ["compatibility_date"]))
    for script, call in sources.calls:
        if found := call.option("compatibility-date"):
            return Value(clean(found), Origin.SCRIPT, sources.package.place(script))
    return None


def _flags(sources: _Sources) -> tuple[str, ...]:
    document = sources.config.document if sources.config else {}
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, dict) else None
    for holder in (production, document):
        found = holder.get("compatibility_flags") if isinstance(holder, dict) else None
        if isinstance(found, list):
            return tuple(str(flag) for flag in found)
    flags = [option.value for _, call in sources.calls for option in call.options if _is_flag(option.name)]
    return tuple(dict.fromkeys(flag for flag in flags if flag))


def _is_flag(name: str) -> bool:
    return name in ("compatibility-flag", "compatibility-flags")


def _build(sources: _Sources) -> Value[str] | None:
    if given := sources.overrides.get("build"):
        return Value(given, Origin.OPTION)
    if "build" in sources.package.scripts:
        return Value(sources.package.run("build"), Origin.SCRIPT, sources.package.place("build"))
    if sources.convention and sources.convention.build:
        return Value(sources.convention.build, Origin.FRAMEWORK)
    return None


def _rules(root: Path, output: str | None, name: str) -> str:
    """The text of a rule file in the output directory; empty when there is none."""
    return "" if output is None else read_text(root, f"{output}/{name}") or ""


def _advanced(root: Path, output: str | None) -> str | None:
    if output is None:
        return None
    path = f"{output}/_worker.js" if output != "." else "_worker.js"
    return path if (root / path).exists() else None


def _kind(table: RouteTable, listing: Listing, advanced: str | None) -> Kind:
    if advanced:
        return Kind.ADVANCED
    if table.routes or table.problems:
        return Kind.FUNCTIONS
    has_404 = any(name.rpartition("/")[2] == "404.html" for name in listing.files)
    return Kind.SPA if not has_404 and "index.html" in listing.files else Kind.STATIC


def _build_product(sources: _Sources, output: Value[str] | None) -> bool:
    """Whether the output directory is made by a build, so that edits in it do not last."""
    if output is None or output.value == "." or output.value.startswith(".."):
        return False
    if git_ignored(sources.root, output.value):
        return True
    if _build(sources) is None:
        return False
    conventional = sources.convention.outputs if sources.convention else ()
    return output.value in conventional or output.value in BUILT


def _static_source(sources: _Sources, output: Value[str] | None) -> str | None:
    folder = static_folder(sources.root, sources.convention)
    return None if output is None or folder == output.value else folder
