"""The entry of the Worker: which code runs for a request, and what answers for the files."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator

from edgewise.migration.native.folders import AMONG_THE_ASSETS, AssetFolder
from edgewise.migration.native.table import native_table
from edgewise.migration.settings import BUNDLE, EVERYWHERE, Code, WorkerSettings, advanced_module
from edgewise.migration.site_rules import site_rules
from edgewise.migration.usage import imports_runtime
from edgewise.project.model import PagesProject, RoutesSpec
from edgewise.store.content import content

_ABOUT = {
    Code.NONE: "The Worker of this site: every request is for a file, and is answered as Pages answers it.",
    Code.COMPILED: "The Worker of this site: functions/ runs on its paths, and files answer all others.",
    Code.NATIVE: "The Worker of this site: the handlers run on their paths, and files answer all others.",
    Code.ADVANCED: "The Worker of this site: _worker.js runs on its paths, and files answer all others.",
}
_TABLE = (
    "/** Tried from top to bottom: the first row with handlers for a path answers, after all middlewares around it. */"
)
_WIDTH = 80
"""Columns that a value may take before it is broken into lines."""
_TYPES = """
interface Env {
  ASSETS: { fetch(request: Request): Promise<Response> };
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}
"""


def entry_files(project: PagesProject, settings: WorkerSettings) -> dict[str, str]:
    """The modules that edgewise writes, by their paths relative to the root; none when there is no entry."""
    if settings.entry is None:
        return {}
    extension = "ts" if settings.typescript else "js"
    found = {settings.entry: _entry(project, settings)}
    for name in _modules(settings):
        found[f"{settings.folder}/{name}.{extension}"] = content("assets", "worker", f"{name}.{extension}").read_text(
            encoding="utf-8"
        )
    for folder in settings.folders:
        found[f"{settings.folder}/{folder.module}.{extension}"] = _folder_module(folder)
    return found


def _folder_module(folder: AssetFolder) -> str:
    return (
        f"// The handler of the folder {folder.path}, which the build copies among the assets.\n\n"
        'import { pagesFolder } from "./pages-folder.js";\n\n'
        f"export const onRequest = pagesFolder({_quoted(f'/{AMONG_THE_ASSETS}/{folder.name}')});\n"
    )


def _modules(settings: WorkerSettings) -> Iterator[str]:
    if settings.faithful:
        yield "pages-assets"
    if settings.code is Code.NATIVE:
        yield "pages-functions"
    if settings.folders:
        yield "pages-folder"
    if _routed(settings):
        yield "pages-routes"


def _routed(settings: WorkerSettings) -> bool:
    """Whether the entry must tell by the path whether code runs: nobody has told before it is called."""
    everywhere = (settings.routes.include, settings.routes.exclude) == (EVERYWHERE.include, ())
    known = everywhere and settings.routes_file is None
    return settings.faithful and settings.code is not Code.NONE and not known


def _entry(project: PagesProject, settings: WorkerSettings) -> str:
    shared = settings.faithful and settings.code is not Code.NONE and imports_runtime(project)
    first = ['import { withEnv } from "cloudflare:workers";'] if shared else []
    parts = [f"// {_ABOUT[settings.code]}", "\n".join([*first, *_imports(project, settings)])]
    if settings.typescript and settings.faithful:
        parts.append(_TYPES.strip("\n"))
    if settings.code is Code.NATIVE:
        rows = native_table(project, settings.folder, typescript=settings.typescript).rows
        parts.append(f"{_TABLE}\nconst table{': Route[]' if settings.typescript else ''} = {rows};")
        if not settings.faithful:
            return "\n\n".join([*parts, "export default { fetch: pagesFunctions(table) };"]) + "\n"
        parts.append("const functions = { fetch: pagesFunctions(table) };")
    if rules := site_rules(project) if settings.faithful else "":
        parts.append(f"/** What _headers, _redirects and the files of this site have that is rare. */\n{rules}")
    if _routed(settings) and settings.routes_file is None:
        parts.append(f"/** Where code runs, by the rules of _routes.json. */\nconst routes = {_spec(settings.routes)};")
    elif _routed(settings) and settings.unbundled:
        parts.append("/** Where code runs, as the build says. */\nconst routes = JSON.parse(rules);")
    parts.append(_handler(settings, has_site=bool(rules), shared=shared))
    return "\n\n".join(parts) + "\n"


def _spec(routes: RoutesSpec) -> str:
    line = f"{{ include: {_listed(routes.include)}, exclude: {_listed(routes.exclude)} }}"
    if len(line) <= _WIDTH:
        return line
    fields = [f"  {name}: {_listed(rules)},\n" for name, rules in _rules(routes)]
    return "{\n" + "".join(fields) + "}"


def _rules(routes: RoutesSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "include", routes.include
    yield "exclude", routes.exclude


def _listed(rules: tuple[str, ...]) -> str:
    line = f"[{', '.join(map(_quoted, rules))}]"
    if len(line) <= _WIDTH:
        return line
    return "[\n" + "".join(f"    {_quoted(rule)},\n" for rule in rules) + "  ]"


def _imports(project: PagesProject, settings: WorkerSettings) -> Iterator[str]:
    own = "./" if settings.entry != f"{settings.folder}.js" else f"./{settings.folder}/"
    here = posixpath.dirname(settings.entry or "") or "."
    untyped = "// @ts-ignore: it is made by the build\n" if settings.typescript else ""
    if settings.code is Code.COMPILED:
        yield f"{untyped}import functions from {_quoted(_relative(f'{BUNDLE}/index.js', here))};"
    elif settings.code is Code.ADVANCED:
        module = _quoted(_relative(advanced_module(project) or "", here))
        yield f"{untyped}import worker from {module};"
        yield f"{untyped}export * from {module};"
        if settings.faithful and settings.routes_file is not None:
            name = "rules" if settings.unbundled else "routes"
            yield f"{untyped}import {name} from {_quoted(_relative(settings.routes_file, here))};"
    elif settings.code is Code.NATIVE:
        yield native_table(project, settings.folder, typescript=settings.typescript).imports
        route = ", type Route" if settings.typescript else ""
        yield f'import {{ pagesFunctions{route} }} from "{own}pages-functions.js";'
    if settings.faithful:
        yield f'import {{ pagesAssets }} from "{own}pages-assets.js";'
    if _routed(settings):
        yield f'import {{ runsCode }} from "{own}pages-routes.js";'


def _relative(path: str, folder: str) -> str:
    found = posixpath.relpath(path, folder)
    return found if found.startswith("../") else f"./{found}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _handler(settings: WorkerSettings, *, has_site: bool, shared: bool) -> str:
    """The export.

    Args:
        shared: whether code may import the bindings, which then have to be the same that it is called with.
    """
    typed = settings.typescript
    code = "worker" if settings.code is Code.ADVANCED else "functions"
    with_context = settings.code is not Code.NONE
    signature = "request, env, context" if with_context else "request, env"
    if typed:
        signature = "request: Request, env: Env" + (", context: Context" if with_context else "")
    lines = [f"  async fetch({signature}){': Promise<Response>' if typed else ''} {{"]
    files = "pagesAssets(env.ASSETS, site)" if has_site else "pagesAssets(env.ASSETS)"
    if settings.code is Code.NONE:
        lines.append(f"    return {files}.fetch(request);")
    else:
        lines.append(f"    const files = {files};")
        if _routed(settings):
            lines.append("    if (!runsCode(request, routes)) return files.fetch(request);")
        if shared:
            lines.append("    const bindings = { ...env, ASSETS: files };")
            lines.append(f"    return withEnv(bindings, () => {code}.fetch(request, bindings, context));")
        else:
            lines.append(f"    return {code}.fetch(request, {{ ...env, ASSETS: files }}, context);")
    return "\n".join(["export default {", *lines, "  },", "};"])
