"""The settings of the Worker that answers as the Pages project does."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from edgewise.migration.building import BUNDLE, compile_command, copy_command, outermost, watched
from edgewise.migration.choices import Choices
from edgewise.migration.native.folders import AssetFolder, asset_folders
from edgewise.migration.native.table import types_handlers
from edgewise.migration.worker_first import TooManyRulesError, run_worker_first
from edgewise.project.folder import read_text
from edgewise.project.model import Kind, PagesProject, RoutesSpec

HTML_HANDLING = "auto-trailing-slash"
"""The mode that is nearest to what Pages does."""
FOLDERS = ("worker", "pages-worker", "edgewise-worker")
"""Where the entry and its modules go: the first of these that is not there yet."""
EVERYWHERE = RoutesSpec(("/*",), ())
"""Code runs on every path: what Pages does with a ``_worker.js`` and no ``_routes.json``."""


class Code(StrEnum):
    """The code of the project that the Worker runs."""

    NONE = "none"
    COMPILED = "compiled"
    """``functions/``, compiled in each build."""
    NATIVE = "native"
    """The handlers of ``functions/``, imported one by one."""
    ADVANCED = "advanced"
    """``_worker.js`` as one file, or as a folder whose entry is ``index.js``."""


@dataclass(frozen=True)
class WorkerSettings:
    """What the new configuration and the Worker's entry say.

    Attributes:
        directory: the assets, as written in the configuration.
        code: what runs beside the assets.
        entry: the module that edgewise writes, relative to the root; ``None`` when the code is its own entry.
        folder: where that module, and those that it needs, are written.
        main: the Worker's entry, or ``None`` for a Worker without code.
        build: the command that compiles the Functions, or copies the folders.
        watch: the folder, or folders, whose changes ``wrangler dev`` compiles again.
        first: the value of ``run_worker_first``; ``None`` without code.
        routes: where the project's code runs.
        routes_file: the ``_routes.json`` that says so, relative to the root, where each build writes it anew.
        folders: folders of files that the handlers of an entry of one's own import.
        unbundled: whether modules are uploaded as they are, because they find each other while they run.
        about: what the entry runs, for a comment, where the kind of code does not say it.
        misses: what answers paths without a file, likewise.
        empty_page: whether an empty 404 page is added, to keep paths that are not there away from the code.
    """

    name: str
    date: str
    directory: str
    not_found: str
    code: Code = Code.NONE
    entry: str | None = None
    folder: str = FOLDERS[0]
    main: str | None = None
    build: str | None = None
    watch: str | tuple[str, ...] | None = None
    first: bool | tuple[str, ...] | None = None
    routes: RoutesSpec = EVERYWHERE
    routes_file: str | None = None
    folders: tuple[AssetFolder, ...] = ()
    unbundled: bool = False
    faithful: bool = False
    typescript: bool = False
    empty_page: bool = False
    about: str = ""
    misses: str = ""


def not_found_handling(project: PagesProject) -> str:
    """What answers a path that nothing answers, as the files decide it on Pages."""
    if "404.html" in project.assets or nested_404_only(project):
        return "404-page"
    return "single-page-application" if "index.html" in project.assets else "none"


def nested_404_only(project: PagesProject) -> bool:
    """Whether 404 pages stand in folders only and index.html answers elsewhere: no setting of Workers does both."""
    nested = any(name.endswith("/404.html") for name in project.assets)
    return nested and "404.html" not in project.assets


def today() -> str:
    """Today's date, or the newest that the runtime of edgewise's wrangler takes when that is older.

    Before wrangler is installed, the day on which that runtime was made is the newest known.
    """
    from edgewise.errors import ToolchainError
    from edgewise.runtime.pins import pins
    from edgewise.runtime.toolchain import installed, version_date

    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        toolchain = installed()
    except ToolchainError:
        toolchain = None
    return min(date, version_date(pins().workerd) if toolchain is None else toolchain.newest_date)


def code_of(project: PagesProject, choices: Choices) -> Code:
    """Which code of the project the Worker runs."""
    if project.kind is Kind.ADVANCED:
        return Code.ADVANCED
    if not project.functions or project.routes is None:
        return Code.NONE
    return Code.NATIVE if choices.functions == "native" else Code.COMPILED


def worker_settings(project: PagesProject, choices: Choices) -> WorkerSettings:
    """The settings for ``project``, whose output directory must be known.

    Raises:
        TooManyRulesError: see :func:`edgewise.migration.worker_first.run_worker_first`; never in faithful mode.
        ValueError: when the output directory is not known.
    """
    if project.output is None:
        raise ValueError("the output directory is not known")
    code = code_of(project, choices)
    routes = project.routes or EVERYWHERE
    unbundled = code is Code.ADVANCED and _modules_as_they_are(project)
    folder = _folder(project)
    typescript = not unbundled and _typescript(project, code)
    entry = None
    if choices.faithful or code is Code.NATIVE:
        entry = f"{folder}.js" if unbundled else f"{folder}/index.{'ts' if typescript else 'js'}"
    first: bool | tuple[str, ...] | None = None
    if choices.faithful:
        first = True
    elif code is not Code.NONE:
        first = run_worker_first(routes)
    date = project.compatibility_date.value if project.compatibility_date else today()
    directory = "./" if project.output.value == "." else f"./{project.output.value}"
    not_found = not_found_handling(project)
    empty_page = not_found == "none" and first not in (None, True)
    compiled = code is Code.COMPILED
    folders = asset_folders(project) if code is Code.NATIVE else ()
    return WorkerSettings(
        name=project.name.value,
        date=date,
        directory=directory,
        not_found="404-page" if empty_page else not_found,
        code=code,
        entry=entry,
        folder=folder,
        main=entry or (f"{BUNDLE}/index.js" if compiled else advanced_module(project)),
        build=compile_command(project, directory, date) if compiled else copy_command(folders, directory),
        watch=watched(project) if compiled else outermost(each.path for each in folders) or None,
        folders=folders,
        first=first,
        routes=routes,
        routes_file=_routes_file(project) if code is Code.ADVANCED else None,
        unbundled=unbundled,
        faithful=choices.faithful,
        typescript=typescript,
        empty_page=empty_page,
    )


def advanced_module(project: PagesProject) -> str | None:
    """The module of ``_worker.js`` that Pages runs, relative to the root."""
    found = project.advanced_worker
    if found is None or project.kind is not Kind.ADVANCED:
        return None
    return f"{found}/index.js" if (project.root / found).is_dir() else found


def _modules_as_they_are(project: PagesProject) -> bool:
    """Whether Pages uploads the modules of ``_worker.js`` unbundled: a folder, or because the configuration says so."""
    document = project.config.document if project.config else {}
    folder = project.advanced_worker is not None and (project.root / project.advanced_worker).is_dir()
    return folder or document.get("no_bundle") is True


def _routes_file(project: PagesProject) -> str | None:
    """The ``_routes.json`` that a build makes along with the code: the next build may write other rules."""
    path = f"{project.output.value}/_routes.json" if project.output is not None else ""
    text = read_text(project.root, path) if project.build_product and project.routes is not None else None
    return path if text is not None and '"exclude"' in text else None


def _folder(project: PagesProject) -> str:
    taken = ("", ".js", ".ts")
    free = (name for name in FOLDERS if not any((project.root / f"{name}{end}").exists() for end in taken))
    return next(free, FOLDERS[-1])


def _typescript(project: PagesProject, code: Code) -> bool:
    """Whether the entry is TypeScript: as the project is, or as the handlers are that it imports."""
    if code is Code.NATIVE:
        return types_handlers(project)
    return (
        any(name.endswith((".ts", ".tsx")) for name in project.function_files)
        or (project.root / "tsconfig.json").is_file()
    )


def narrow(settings: WorkerSettings) -> bool:
    """Whether some paths never run the Worker."""
    return settings.first is not None and settings.first is not True


__all__ = [
    "BUNDLE",
    "EVERYWHERE",
    "Code",
    "TooManyRulesError",
    "WorkerSettings",
    "advanced_module",
    "code_of",
    "narrow",
    "nested_404_only",
    "not_found_handling",
    "worker_settings",
]
