"""What is known about each framework's builds for Cloudflare, one row each.

Sources: the adapters' own code (``@sveltejs/adapter-cloudflare`` 4.9 to 7.2, ``@astrojs/cloudflare`` 12, ``nitropack``
2.13, ``@cloudflare/next-on-pages`` 1.13) and Cloudflare's templates (create-cloudflare, 2026-08-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from edgewise.project.frameworks import major
from edgewise.project.model import Framework


class Reads(StrEnum):
    """What makes a build change once the project has a Worker's configuration."""

    NOTHING = "nothing"
    WRANGLER = "the wrangler file"
    """The adapter writes its Worker to ``main``."""
    PROVIDER = "the machine it runs on"
    """The preset is chosen by the environment, and on Workers Builds it writes a configuration of its own."""


class Emits(StrEnum):
    """What a build for Pages leaves that runs code."""

    FOLDER = "a _worker.js folder"
    FILE = "a _worker.js file"
    FUNCTION = "a Function in functions/ that imports the server build"


@dataclass(frozen=True)
class Row:
    """One framework.

    Attributes:
        emits: what its build for Pages leaves that runs code.
        reads: what its next build depends on.
        since: the major version of the adapter since which it depends on that.
        workers_only: package and major version since which it builds for Workers only.
        rewritten: whether edgewise can take the project to the framework's own Workers form.
        commands: what takes the project to that form by hand.
        form: that form in one sentence.
    """

    framework: str
    emits: Emits
    reads: Reads = Reads.NOTHING
    since: int = 0
    workers_only: tuple[str, int] | None = None
    rewritten: bool = False
    commands: tuple[str, ...] = ()
    form: str = ""


_NITRO = "The preset cloudflare_module builds .output/server/index.mjs and .output/public."
_PLUGIN = "npm install --save-dev @cloudflare/vite-plugin"
_VITE = "The Cloudflare plugin for Vite builds the Worker and its configuration."

ROWS: Mapping[str, Row] = {
    row.framework: row
    for row in (
        Row(
            "astro",
            Emits.FOLDER,
            workers_only=("@astrojs/cloudflare", 13),
            commands=("npx @astrojs/upgrade", "npx astro add cloudflare"),
            form="Since Astro 6 the adapter builds for Workers only, with a configuration of its own.",
        ),
        Row(
            "sveltekit",
            Emits.FILE,
            Reads.WRANGLER,
            since=7,
            workers_only=("@sveltejs/kit", 3),
            form="Without the option config, the same adapter builds for Workers, over the module that main names.",
        ),
        Row("nuxt", Emits.FOLDER, Reads.PROVIDER, rewritten=True, form=_NITRO),
        Row("analog", Emits.FOLDER, Reads.PROVIDER, rewritten=True, form=_NITRO),
        Row("solidstart", Emits.FOLDER, Reads.PROVIDER, rewritten=True, form=_NITRO),
        Row("tanstack-start", Emits.FOLDER, Reads.PROVIDER, commands=(_PLUGIN,), form=_VITE),
        Row("react-router", Emits.FUNCTION, commands=(_PLUGIN,), form=_VITE),
        Row("remix", Emits.FUNCTION, commands=("npx codemod remix/2/react-router/upgrade",), form=_VITE),
        Row(
            "qwik",
            Emits.FILE,
            commands=("npm run qwik add cloudflare-workers",),
            form="An adapter of its own builds dist/_worker.js for Workers, with the binding ASSET.",
        ),
        Row("angular", Emits.FOLDER, form='outputMode "server" with a neutral platform builds dist/server/server.mjs.'),
        Row("hono", Emits.FILE, form="wrangler takes src/index.ts as main, without a build."),
        Row("next", Emits.FOLDER, rewritten=True, form="OpenNext builds .open-next/worker.js."),
    )
}


def row_of(framework: Framework | None) -> Row | None:
    """What is known about the framework; ``None`` for those that never run code, and without one."""
    return None if framework is None else ROWS.get(framework.id)


def workers_only(framework: Framework) -> bool:
    """Whether the installed version builds for Workers only, so that its output is no Pages project's."""
    row = ROWS.get(framework.id)
    if row is None or row.workers_only is None:
        return False
    package, since = row.workers_only
    version = framework.adapter_version if package == framework.adapter else framework.version
    if package != framework.adapter and framework.adapter is None:
        return False
    found = major(version)
    return found is not None and found >= since


def depends(framework: Framework) -> Reads:
    """What the next build of the installed version depends on."""
    row = ROWS.get(framework.id)
    if row is None:
        return Reads.NOTHING
    version = major(framework.adapter_version)
    return row.reads if version is None or version >= row.since else Reads.NOTHING
