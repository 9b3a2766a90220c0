"""SvelteKit: its adapter reads the wrangler file to choose between Pages and Workers.

Since version 7 it writes the Worker to ``main``, whatever lies there, and leaves ``_routes.json`` and ``404.html``
out (``@sveltejs/adapter-cloudflare`` 7.2.9, ``index.js``). It takes the path of the wrangler file as an option.
"""

from __future__ import annotations

import json
import os

from edgewise.migration.model import FileEdit
from edgewise.project.code import Module, imports, quoted, readable
from edgewise.project.code_options import option, set_option
from edgewise.project.folder import read_bytes
from edgewise.project.model import PagesProject

CONFIGS = ("svelte.config.js", "svelte.config.mjs", "svelte.config.ts", "vite.config.ts", "vite.config.js")
PAGES_FILE = "pages-build.jsonc"
"""The wrangler file that the adapter is told to read, beside the modules of the Worker."""
ADAPTER = "@sveltejs/adapter-cloudflare"


def keep(project: PagesProject, folder: str) -> tuple[tuple[FileEdit, ...], str | None, str | None]:
    """Edits that let the adapter go on building for Pages, or what is to be set by hand and where.

    Args:
        folder: where the modules of the Worker are written.
    """
    assert project.output is not None
    path = f"{folder}/{PAGES_FILE}"
    problem = f'the option config: "{path}" of the adapter'
    name = next((each for each in CONFIGS if (project.root / each).is_file()), None)
    before = read_bytes(project.root, name) if name else None
    text = readable(before)
    if name is None or before is None or text is None:
        return (), problem, name
    module = Module(name, text)
    after = _with_option(module, path)
    if after is None:
        return (), problem, name
    existing = read_bytes(project.root, path)
    pages = FileEdit(path, existing, _pages_file(project.output.value, folder))
    edits = (FileEdit(name, before, after.encode()), pages)
    return tuple(each for each in edits if each.before != each.after), None, name


def _with_option(module: Module, path: str) -> str | None:
    """The configuration with the option set in ``adapter(…)``; ``None`` when the call cannot be found."""
    if module.broken or not any(source == ADAPTER for source, _ in imports(module)):
        return None
    call = option(module, ["kit", "adapter"]) or option(module, ["adapter"])
    if call is None or call.kind() != "call_expression":
        return None
    value = quoted(module, path)
    arguments = call.field("arguments")
    given = [each for each in arguments.children() if each.is_named() and each.kind() != "comment"] if arguments else []
    if arguments is None or len(given) > 1:
        return None
    if given:
        return set_option(module, ["config"], value, given[0]) if given[0].kind() == "object" else None
    place = arguments.range().start.index + 1
    return f"{module.text[:place]}{{ config: {value} }}{module.text[place:]}"


def _pages_file(output: str, folder: str) -> bytes:
    relative = os.path.relpath(output, folder).replace(os.sep, "/")
    return (
        f"// {ADAPTER} reads this file instead of the project's own, so that it goes on building as it did\n"
        "// for Pages. The Worker in this folder imports what it builds.\n"
        "{\n"
        f'  "pages_build_output_dir": {json.dumps(relative, ensure_ascii=False)}\n'
        "}\n"
    ).encode()
