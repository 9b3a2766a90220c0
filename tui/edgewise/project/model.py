"""The facts of a Pages project, each with where it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from edgewise.project.dashboard import Dashboard

T = TypeVar("T")


class Origin(StrEnum):
    """Where a value comes from. Shown beside it wherever it is shown."""

    CONFIG = "config"
    SCRIPT = "package.json"
    CI = "ci"
    SHELL = "shell script"
    TERRAFORM = "terraform"
    README = "readme"
    FRAMEWORK = "framework"
    DASHBOARD = "dashboard"
    OPTION = "option"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Place:
    """A line in a file. ``file`` is relative to the project root, with forward slashes."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Value(Generic[T]):
    """A value that knows its origin."""

    value: T
    origin: Origin
    place: Place | None = None


class Kind(StrEnum):
    """What answers requests on Pages."""

    STATIC = "static"
    SPA = "spa"
    FUNCTIONS = "functions"
    ADVANCED = "advanced"


@dataclass(frozen=True)
class Config:
    """The project's wrangler file.

    Attributes:
        path: relative to the root, such as ``wrangler.toml``.
        format: ``toml``, ``json`` or ``jsonc``.
        document: the parsed content.
        text: the content as it stands, comments and all.
    """

    path: str
    format: str
    document: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class UnusedSetting:
    """A key of the wrangler file that Pages does not act on, and a Worker would.

    Attributes:
        key: dotted, such as ``queues.consumers``.
        serving: whether it says how a Worker is built and where it answers; else it needs code of a kind that no
            Pages project can hold.
    """

    key: str
    place: Place
    serving: bool


@dataclass(frozen=True)
class FunctionRoute:
    """One row of the Functions route table, in the order in which Pages tries them.

    Attributes:
        route: the pattern, such as ``/api/posts/:id`` or ``/files/:path*``.
        mount: the folder's path that a middleware covers.
        method: upper-case, or ``""`` for all methods.
        modules: ``file:export`` of the handlers; empty for a pure middleware row.
        middlewares: ``file:export`` of the middlewares, outermost first.
    """

    route: str
    mount: str
    method: str
    modules: tuple[str, ...] = ()
    middlewares: tuple[str, ...] = ()


@dataclass(frozen=True)
class Redirect:
    """One valid rule of ``_redirects``. ``dynamic`` as the real parser counts it."""

    source: str
    target: str
    status: int
    line: int
    dynamic: bool


@dataclass(frozen=True)
class HeaderRule:
    """One valid rule of ``_headers``: a path pattern, headers set and headers removed (``! Name``)."""

    pattern: str
    set: Mapping[str, str]
    unset: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class InvalidLine:
    """A line that Cloudflare's parser drops, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class RoutesSpec:
    """``_routes.json``: when a Function runs at all."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    generated: bool = False
    """True when edgewise derived it from ``functions/``, as Pages' build does."""


@dataclass(frozen=True)
class Framework:
    """The framework found in ``package.json`` and files, with its version where known."""

    id: str
    title: str
    version: str | None = None
    adapter: str | None = None
    adapter_version: str | None = None


@dataclass(frozen=True)
class PagesProject:
    """Everything that edgewise knows about one project folder.

    Attributes:
        root: absolute path.
        output: the build output directory relative to the root, ``.`` for the root itself; ``None``
            when nothing says which it is.
        assets: paths of the files that Pages would serve, relative to the output directory, sorted.
        assets_complete: ``False`` when the output directory does not exist yet (build first).
        assets_large: those of them that are over 25 MiB.
        assets_pointers: those that are no files but what Git LFS left in their place.
        assets_outside: symbolic links in the output that lead out of the project; not followed, not in ``assets``.
        configs: all wrangler files; ``config`` is the one that describes the Pages project.
        function_files: every source file below ``functions/``, relative to it, handlers or not.
        routes_problems: why a hand-written ``_routes.json`` is refused; ``routes`` is ``None`` then.
        deployments: lines of CI files that deploy to Pages.
        build_product: whether a build makes the output directory, so that edits in it do not last.
        static_source: the folder whose files the build copies verbatim into the output, such as ``public``.
        overrides: the values of ``--set`` that it was read with.
        workspace: the folder of the repository or monorepo around it; the project's own folder without one.
        output_candidates: other folders that something names as the output, the likeliest first.
        settings: what Pages acts on, as a wrangler file says it: that file's own word where Pages reads it, else the
            account's; ``{}`` when neither is known.
        unused_settings: keys of the wrangler file that Pages does not act on.
        redirected: the generated wrangler file that ``.wrangler/deploy/config.json`` points wrangler to.
        elsewhere: sub-folders that look like Pages projects, looked for only when this folder does not.
        dashboard: what the account says, when it was asked.
    """

    root: Path
    name: Value[str]
    output: Value[str] | None
    kind: Kind
    config: Config | None = None
    compatibility_date: Value[str] | None = None
    compatibility_flags: tuple[str, ...] = ()
    functions_dir: str | None = None
    functions: tuple[FunctionRoute, ...] = ()
    function_problems: tuple[InvalidLine, ...] = ()
    advanced_worker: str | None = None
    redirects: tuple[Redirect, ...] = ()
    redirects_invalid: tuple[InvalidLine, ...] = ()
    headers: tuple[HeaderRule, ...] = ()
    headers_invalid: tuple[InvalidLine, ...] = ()
    routes: RoutesSpec | None = None
    framework: Framework | None = None
    build_command: Value[str] | None = None
    package_manager: str | None = None
    scripts: Mapping[str, str] = field(default_factory=dict)
    ci_files: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    assets_complete: bool = True
    assets_large: tuple[str, ...] = ()
    assets_outside: tuple[str, ...] = ()
    assets_pointers: tuple[str, ...] = ()
    configs: tuple[str, ...] = ()
    function_files: tuple[str, ...] = ()
    routes_problems: tuple[InvalidLine, ...] = ()
    dependencies: Mapping[str, str] = field(default_factory=dict)
    deployments: tuple[Place, ...] = ()
    build_product: bool = False
    static_source: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    workspace: Path | None = None
    output_candidates: tuple[Value[str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    unused_settings: tuple[UnusedSetting, ...] = ()
    redirected: str | None = None
    elsewhere: tuple[str, ...] = ()
    dashboard: Dashboard | None = None

    @property
    def output_path(self) -> Path | None:
        """The output directory as an absolute path, or ``None`` when it is not known."""
        return None if self.output is None else (self.root / self.output.value)

    @property
    def answers(self) -> bool:
        """Whether there is anything that Pages would answer with: files or code."""
        return bool(self.assets or self.functions or self.advanced_worker)
