"""Nitro, which Nuxt, Analog and SolidStart build with: its preset decides what it builds.

Without a preset in the configuration, the environment chooses one: Pages' builds get ``cloudflare_pages``, Workers
Builds gets ``cloudflare_module``. There it also writes a wrangler file of its own and points wrangler to it
(``deployConfig``), which then wins over the project's (``nitropack`` 2.13, ``presets/cloudflare/utils``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.migration.model import FileEdit
from edgewise.project.code import Module, quoted, readable, string_value
from edgewise.project.code_options import exported_object, option, set_option
from edgewise.project.folder import read_bytes
from edgewise.project.model import PagesProject

if TYPE_CHECKING:
    from ast_grep_py import SgNode

PAGES = "cloudflare_pages"
MODULE = "cloudflare_module"
SERVER = ".output/server/index.mjs"
PUBLIC = ".output/public"
_NAMED = re.compile(r"(?:NITRO_PRESET|SERVER_PRESET)=|--preset")


@dataclass(frozen=True)
class Home:
    """Where a framework keeps Nitro's options.

    Attributes:
        path: below the exported object, or below the first argument of a plugin's call.
        plugin: the name of that plugin.
    """

    files: tuple[str, ...]
    path: tuple[str, ...]
    plugin: str | None = None


HOMES = {
    "nuxt": Home(("nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs"), ("nitro",)),
    "solidstart": Home(("app.config.ts", "app.config.js"), ("server",)),
    "analog": Home(("vite.config.ts", "vite.config.js", "vite.config.mts"), ("nitro",), "analog"),
    "tanstack-start": Home(("app.config.ts",), ("server",)),
}


def keep(project: PagesProject, _folder: str) -> tuple[tuple[FileEdit, ...], str | None, str | None]:
    """Edits that pin the preset for Pages, or what is to be set by hand and where."""
    return _set(project, None)


def to_workers(project: PagesProject) -> tuple[tuple[FileEdit, ...], str | None, str | None]:
    """Edits that choose the preset for Workers, or what is to be set by hand and where."""
    return _set(project, MODULE)


def _set(project: PagesProject, preset: str | None) -> tuple[tuple[FileEdit, ...], str | None, str | None]:
    """Set the preset, and keep Nitro from writing a wrangler file.

    Args:
        preset: ``None`` keeps a preset that is set already, and pins the one for Pages else.
    """
    framework = project.framework
    home = HOMES.get(framework.id) if framework else None
    name = next((each for each in (home.files if home else ()) if (project.root / each).is_file()), None)
    before = read_bytes(project.root, name) if name else None
    text = readable(before)
    problem = f'preset: "{preset or PAGES}" and cloudflare: {{ deployConfig: false }} for Nitro'
    if home is None or name is None or before is None or text is None:
        return (), problem, name
    if any(_NAMED.search(script) for script in project.scripts.values()) and preset is not None:
        return (), f"{problem}, and no preset in the scripts of package.json", "package.json"
    after = _edited(project, Module(name, text), home, preset)
    if after is None:
        return (), problem, name
    return ((FileEdit(name, before, after.encode()),) if after != text else ()), None, name


def _edited(project: PagesProject, module: Module, home: Home, preset: str | None) -> str | None:
    start = _start(module, home)
    if start is None:
        return None
    held = string_value(option(module, (*home.path, "preset"), start))
    named = any(_NAMED.search(script) for script in project.scripts.values())
    if preset is not None or (held is None and not named):
        text = set_option(module, (*home.path, "preset"), quoted(module, preset or PAGES), start)
        if text is None:
            return None
        module = Module(module.name, text)
        start = _start(module, home)
    return set_option(module, (*home.path, "cloudflare", "deployConfig"), "false", start)


def _start(module: Module, home: Home) -> SgNode | None:
    """The object that the path begins at."""
    if home.plugin is None:
        return exported_object(module)
    for call in module.tree.find_all(kind="call_expression"):
        called, arguments = call.field("function"), call.field("arguments")
        if called is not None and arguments is not None and called.text() == home.plugin:
            given = [each for each in arguments.children() if each.is_named() and each.kind() != "comment"]
            return given[0] if len(given) == 1 and given[0].kind() == "object" else None
    return None
