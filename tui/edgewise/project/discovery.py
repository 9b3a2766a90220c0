"""From a folder to a :class:`PagesProject`: every value with where it was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from edgewise.errors import InputError
from edgewise.project import ci
from edgewise.project.assets import Listing, list_assets
from edgewise.project.boundary import leaves, reachable, read_reachable
from edgewise.project.build_settings import public_folder
from edgewise.project.dashboard import Dashboard
from edgewise.project.elsewhere import pages_folders
from edgewise.project.folder import tidy
from edgewise.project.frameworks import BUILT, static_folder
from edgewise.project.functions import FOLDER, RouteTable, read_functions
from edgewise.project.headers import parse_headers
from edgewise.project.ignored import git_ignored
from edgewise.project.model import Kind, Origin, PagesProject, Value
from edgewise.project.output import find_output
from edgewise.project.redirects import parse_redirects
from edgewise.project.routes import generate_routes, parse_routes
from edgewise.project.settings import find_settings
from edgewise.project.sources import Sources, gather
from edgewise.project.values import OVERRIDES, checked, find_build, find_date, find_flags, find_name
from edgewise.text import clean

__all__ = ["OVERRIDES", "discover"]


def discover(
    root: Path, overrides: Mapping[str, str] | None = None, dashboard: Dashboard | None = None
) -> PagesProject:
    """Read the project in ``root``. Nothing is run and nothing is changed.

    Args:
        root: the project folder.
        overrides: values that win over whatever the files say; see :data:`OVERRIDES`.
        dashboard: what the account says, for what the files are silent about.

    Raises:
        InputError: when the folder is not there, a configuration does not parse, or an override is unknown.
    """
    root = _folder(root)
    overrides = dict(checked(overrides or {}))
    sources = gather(root, overrides, dashboard)
    output, candidates = find_output(sources)
    table = read_functions(root)
    served = _Served(sources, output)
    advanced = served.advanced()
    redirects, redirects_invalid = parse_redirects(served.text("_redirects"))
    headers, headers_invalid = parse_headers(served.text("_headers"))
    routes_text = served.text("_routes.json")
    routes, routes_problems = parse_routes(routes_text) if routes_text else (None, ())
    if routes is None and table.routes and not routes_problems and not advanced:
        routes = generate_routes(table.routes)
    settings, unused = find_settings(sources)
    return PagesProject(
        root=root,
        overrides=overrides,
        dashboard=dashboard,
        workspace=sources.workspace.root,
        name=find_name(sources),
        output=output,
        output_candidates=candidates,
        kind=_kind(table, served.listing, advanced),
        config=sources.config,
        configs=tuple(each.path for each in sources.configs),
        settings=settings,
        unused_settings=unused,
        redirected=sources.redirected.path if sources.redirected else None,
        compatibility_date=find_date(sources),
        compatibility_flags=find_flags(sources),
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
        build_command=find_build(sources),
        package_manager=sources.package.manager,
        scripts=sources.package.scripts,
        dependencies=sources.package.dependencies,
        ci_files=ci.ci_files(root),
        deployments=tuple(each.place for each in sources.deployments if each.origin is Origin.CI),
        assets=served.listing.files,
        assets_large=served.listing.large,
        assets_outside=served.listing.outside,
        assets_pointers=served.listing.pointers,
        assets_complete=served.complete,
        build_product=_build_product(sources, output),
        static_source=_static_source(sources, output),
        elsewhere=_elsewhere(sources, output, table),
    )


class _Served:
    """The output directory as it stands."""

    def __init__(self, sources: Sources, output: Value[str] | None) -> None:
        self.root = sources.root
        path = reachable(self.root, output.value) if output else None
        self.complete = path is not None and path.is_dir()
        around = sources.workspace.root if output and leaves(output.value) else self.root
        self.listing = list_assets(around, path) if self.complete and path else Listing(())
        self._prefix = output.value if output and self.complete else None

    def text(self, name: str) -> str:
        """The text of a rule file in the output directory; empty when there is none."""
        prefix = self._prefix
        data = None if prefix is None else read_reachable(self.root, tidy(f"{prefix}/{name}"))
        return "" if data is None else data.decode("utf-8", "replace")

    def advanced(self) -> str | None:
        """``_worker.js`` in the output directory, relative to the project."""
        if self._prefix is None:
            return None
        path = f"{self._prefix}/_worker.js" if self._prefix != "." else "_worker.js"
        return path if (self.root / path).exists() else None


def _folder(root: Path) -> Path:
    try:
        found = root.expanduser().resolve(strict=True)
    except (OSError, RuntimeError):
        found = None
    if found is None or not found.is_dir():
        said = "is not a folder" if found is not None else "is not there"
        raise InputError(
            f"There is no folder {clean(str(root))}." if found is None else f"{clean(str(root))} {said}.",
            code="folder-missing",
            where=clean(str(root)),
            fix="Name the folder of your Pages project.",
        )
    return found


def _kind(table: RouteTable, listing: Listing, advanced: str | None) -> Kind:
    if advanced:
        return Kind.ADVANCED
    if table.routes or table.problems:
        return Kind.FUNCTIONS
    has_404 = any(name.rpartition("/")[2] == "404.html" for name in listing.files)
    return Kind.SPA if not has_404 and "index.html" in listing.files else Kind.STATIC


def _build_product(sources: Sources, output: Value[str] | None) -> bool:
    """Whether the output directory is made by a build, so that edits in it do not last."""
    if output is None or output.value == ".":
        return False
    if git_ignored(sources.root, output.value):
        return True
    if find_build(sources) is None:
        return False
    conventional = sources.convention.outputs if sources.convention else ()
    named = output.value.rpartition("/")[2]
    return output.value in conventional or output.value in BUILT or (".." in output.value and named in BUILT)


def _static_source(sources: Sources, output: Value[str] | None) -> str | None:
    told = public_folder(sources.root, sources.convention.id) if sources.convention else None
    folder = told if told and (sources.root / told).is_dir() else static_folder(sources.root, sources.convention)
    return None if output is None or folder == output.value else folder


def _elsewhere(sources: Sources, output: Value[str] | None, table: RouteTable) -> tuple[str, ...]:
    """Where else the Pages project may be, when this folder does not look like one."""
    if output is not None and output.origin is not Origin.INFERRED:
        return ()
    if table.routes or any(config.document.get("pages_build_output_dir") for config in sources.configs):
        return ()
    return tuple(dict.fromkeys((*sources.strayed, *pages_folders(sources.root))))
