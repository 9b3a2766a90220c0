"""Making the two sides ready: the old one as Pages runs it, the new one as the migration leaves it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import InputError, Refused, ToolchainError
from edgewise.migration.locking import unchanging
from edgewise.migration.parity.staging.given import given_to_code
from edgewise.migration.parity.staging.production import oracle_notes, write_oracle_document
from edgewise.migration.parity.staging.tree import copy_project, overlay
from edgewise.project import discover
from edgewise.project.config import effective_document, find_configs, load_config
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import Config, PagesProject
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain
from edgewise.text import clean

_BUILD_SECONDS = 120.0


@dataclass(frozen=True)
class OldSide:
    """The working copy of the Pages project.

    Attributes:
        project: what the copy holds, as Pages reads it.
        arguments: what `wrangler pages dev` is given.
        notes: what a reader of the report should know.
        document: the configuration that it runs with.
    """

    root: Path
    project: PagesProject
    arguments: tuple[str, ...]
    notes: tuple[str, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewSide:
    """The working copy of the Worker, what `wrangler dev` is given, and the configuration that it runs with."""

    root: Path
    arguments: tuple[str, ...]
    notes: tuple[str, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Stager:
    """Makes working copies below ``folder``.

    Attributes:
        overrides: what the user said that the files do not, as for ``discover``.
        dashboard: what the account said about the project.
        beside: folders outside the project that it serves, relative to it with leading ``..``.
        skipped: files that may not be read, and so are on neither side.
    """

    root: Path
    folder: Path
    toolchain: Toolchain
    overrides: Mapping[str, str] = field(default_factory=dict)
    dashboard: Dashboard | None = None
    beside: tuple[str, ...] = ()
    skipped: list[str] = field(default_factory=list)

    async def old_copy(self, originals: Mapping[str, bytes | None]) -> PagesProject:
        """The project as it was before any migration, in a working copy.

        Args:
            originals: what the migration changed, as it was: path to bytes, ``None`` for no file.

        Raises:
            InputError: ``output-missing`` when there is nothing that Pages could serve.
        """
        root = await self._copy("old", journal=False)
        overlay(root, originals)
        project = await asyncio.to_thread(discover, root, self.overrides, self.dashboard)
        require_output(project, self.root)
        return project

    async def old_side(self, project: PagesProject) -> OldSide:
        """The copy made ready for `wrangler pages dev`.

        Raises:
            ToolchainError: ``functions-build`` when Cloudflare's compiler refuses the functions.
        """
        assert project.output is not None
        notes: list[str] = []
        document: Mapping[str, Any] = {}
        arguments = [project.output.value, "--persist-to", str(self.folder / "state-old")]
        if (config := _oracle_config(project)) is not None:
            oracle = await asyncio.to_thread(write_oracle_document, project.root, config)
            document = oracle.document
            notes.extend(oracle_notes(oracle, config))
        date = project.compatibility_date.value if project.compatibility_date else None
        if date is None:
            date = self.toolchain.newest_date
            notes.append(f"No compatibility date is known for the Pages project; {date} is used on this computer.")
        usable, note = self.toolchain.clamp_date(date)
        arguments += ["--compatibility-date", usable]
        if note:
            notes.append(note)
        for flag in project.compatibility_flags:
            arguments += ["--compatibility-flag", flag]
        if await self._generate_routes(project, usable):
            notes.append("Functions run on the paths of the _routes.json that Pages' build makes from functions/.")
        given = await asyncio.to_thread(given_to_code, project, document)
        arguments += given.arguments
        notes += given.notes
        return OldSide(project.root, project, tuple(arguments), tuple(notes), given.document)

    async def _generate_routes(self, project: PagesProject, date: str) -> bool:
        """Write the generated ``_routes.json`` into the copy: `wrangler pages dev` has none of its own."""
        output = project.output_path
        assert output is not None
        if project.functions_dir is None or not project.functions or project.advanced_worker is not None:
            return False
        spec = output / "_routes.json"
        if spec.exists():
            return False
        flags = [part for flag in project.compatibility_flags for part in ("--compatibility-flag", flag)]
        output.mkdir(parents=True, exist_ok=True)
        command = self.toolchain.wrangler(
            *("pages", "functions", "build", project.functions_dir),
            *("--outdir", str(self.folder / "functions-build")),
            *("--output-routes-path", str(spec), "--compatibility-date", date),
            *flags,
        )
        done = await run(command, cwd=project.root, env=self.toolchain.environment(), timeout=_BUILD_SECONDS)
        if done.returncode != 0 or not spec.is_file():
            raise ToolchainError(
                f"Cloudflare's compiler does not build {project.functions_dir}/:\n{done.tail}",
                code="functions-build",
                where=project.functions_dir,
                fix="Correct what it names. `npm install` helps when a package is missing.",
            )
        return True

    async def new_side(self, prepare: Callable[[Path], None] | None) -> NewSide:
        """The copy of the tree as it stands, made a Worker by ``prepare`` unless that is ``None``.

        Raises:
            Refused: ``config-missing`` when there is no wrangler configuration afterwards.
        """
        root = await self._copy("new", journal=True)
        if prepare is not None:
            await asyncio.to_thread(prepare, root)
        document = effective_document(root)
        return NewSide(root, *worker_arguments(root, self.toolchain, self.folder / "state-new"), document)

    def copy_local_state(self) -> bool:
        """Give both sides a copy of the data that the project's own local servers have kept. Whether there is any."""
        kept = self.root / ".wrangler" / "state" / "v3"
        if not kept.is_dir():
            return False
        for side in ("state-old", "state-new"):
            shutil.copytree(kept, self.folder / side / "v3", ignore=shutil.ignore_patterns("cache", "observability"))
        return True

    async def _copy(self, name: str, *, journal: bool) -> Path:
        stop = threading.Event()

        def copy() -> Path:
            with unchanging(self.root):
                return copy_project(
                    self.root,
                    self.folder / name,
                    journal=journal,
                    beside=self.beside,
                    stop=stop,
                    skipped=self.skipped,
                )

        try:
            return await asyncio.to_thread(copy)
        except asyncio.CancelledError:
            stop.set()
            raise


def _oracle_config(project: PagesProject) -> Config | None:
    """The configuration that the old side runs with: the file that Pages reads, else what is known of the live one."""
    config = project.config
    if config is not None and (project.dashboard is None or "pages_build_output_dir" in config.document):
        return config
    if project.settings:
        return Config(project.redirected or "The account", "json", project.settings, "")
    return config


def worker_arguments(root: Path, toolchain: Toolchain, state: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The arguments for `wrangler dev` in ``root``, and notes about them.

    Raises:
        Refused: ``config-missing``.
        InputError: the configuration does not parse.
    """
    names = find_configs(root)
    if not names:
        raise Refused(
            "The migrated project has no wrangler configuration.",
            code="config-missing",
            where=str(root),
            fix="Run `edgewise undo`, then migrate again.",
        )
    arguments = ["--persist-to", str(state)]
    date = load_config(root, names[0]).document.get("compatibility_date")
    usable, note = toolchain.clamp_date(str(date)) if date is not None else ("", None)
    if note is not None:
        arguments += ["--compatibility-date", usable]
    return tuple(arguments), (() if note is None else (note,))


def require_output(project: PagesProject, root: Path) -> None:
    """Raise when there is nothing that could be served.

    Args:
        root: the user's own folder, for the message.

    Raises:
        InputError: ``output-missing``.
    """
    output = project.output_path
    code = bool(project.functions or project.advanced_worker)
    if output is not None and (code or (output.is_dir() and project.assets)):
        return
    name = "The output directory" if project.output is None else f"The output directory {clean(project.output.value)}"
    raise InputError(
        f"{name} is missing or empty, so there is nothing to serve on either side.",
        code="output-missing",
        where=clean(str(root)),
        fix=_build_hint(project),
    )


def _build_hint(project: PagesProject) -> str:
    if project.output is None:
        return "Say which folder your build writes: --set output=FOLDER"
    if project.build_command is not None:
        return f"Build first: {project.build_command.value}"
    return "Build the project first, or say which folder holds the built site: --set output=FOLDER"
