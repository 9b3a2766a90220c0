"""The settings of the Worker that answers as the Pages project does."""

from __future__ import annotations

import datetime
import re
import shlex
from dataclasses import dataclass

from edgewise.migration.choices import Choices
from edgewise.migration.worker_first import TooManyRulesError, run_worker_first
from edgewise.project.model import PagesProject

BUNDLE = ".wrangler/functions"
"""Where the Functions are compiled to: outside the assets, and in a folder that tools and git ignore."""
HTML_HANDLING = "auto-trailing-slash"
"""The mode that is nearest to what Pages does."""


@dataclass(frozen=True)
class WorkerSettings:
    """What the new configuration says.

    Attributes:
        directory: the assets, as written in the configuration.
        main: the compiled entry, or ``None`` for a Worker without code.
        build: the command that compiles it.
        watch: the folder whose changes ``wrangler dev`` compiles again.
        first: the value of ``run_worker_first``; ``None`` without code.
        empty_page: whether an empty 404 page is added, to keep paths that are not there away from the code.
    """

    name: str
    date: str
    directory: str
    not_found: str
    main: str | None = None
    build: str | None = None
    watch: str | None = None
    first: bool | tuple[str, ...] | None = None
    empty_page: bool = False


def not_found_handling(project: PagesProject) -> str:
    """What answers a path that nothing answers, as the files decide it on Pages."""
    if "404.html" in project.assets:
        return "404-page"
    return "single-page-application" if "index.html" in project.assets else "none"


def nested_404_only(project: PagesProject) -> bool:
    """Whether 404 pages stand in folders only, which no setting of Workers can do."""
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


def worker_settings(project: PagesProject, choices: Choices) -> WorkerSettings:
    """The settings for ``project``, whose output directory must be known.

    Raises:
        TooManyRulesError: see :func:`edgewise.migration.worker_first.run_worker_first`.
        ValueError: when the output directory is not known.
    """
    if project.output is None:
        raise ValueError("the output directory is not known")
    date = project.compatibility_date.value if project.compatibility_date else today()
    output = project.output.value
    plain = WorkerSettings(
        name=project.name.value,
        date=date,
        directory="./" if output == "." else f"./{output}",
        not_found=not_found_handling(project),
    )
    if not project.functions or project.routes is None:
        return plain
    first = run_worker_first(project.routes)
    empty_page = plain.not_found == "none" and first is not True
    return WorkerSettings(
        name=plain.name,
        date=plain.date,
        directory=plain.directory,
        not_found="404-page" if empty_page else plain.not_found,
        main=f"{BUNDLE}/index.js",
        build=_build_command(project, plain.directory, date),
        watch=project.functions_dir,
        first=first,
        empty_page=empty_page,
    )


def _build_command(project: PagesProject, directory: str, date: str) -> str:
    """The command that compiles ``functions/`` as Pages would, with the date and flags that Pages would use.

    The output directory is named because wrangler would otherwise take a ``_worker.js`` beside it for the code.
    """
    words = [
        "wrangler pages functions build",
        f"--outdir={BUNDLE}",
        shlex.quote(f"--build-output-directory={directory}"),
        f"--compatibility-date={date}",
    ]
    words += [f"--compatibility-flag={flag}" for flag in project.compatibility_flags if re.fullmatch(r"[\w-]+", flag)]
    return " ".join(words)


def narrow(settings: WorkerSettings) -> bool:
    """Whether some paths never run the Worker."""
    return settings.first is not None and settings.first is not True


__all__ = ["TooManyRulesError", "WorkerSettings", "narrow", "nested_404_only", "not_found_handling", "worker_settings"]
