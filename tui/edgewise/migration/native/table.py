"""The route table of ``functions/`` as source code: imports of the handlers, and a row for each route."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from edgewise.migration.native.naming import handler_names
from edgewise.project import jsonc
from edgewise.project.folder import read_text
from edgewise.project.model import FunctionRoute, PagesProject

WIDTH = 100
"""Columns that a row of the table may take before it is broken into lines."""
_EMITTED = {".ts": ".js", ".tsx": ".js"}
"""How TypeScript wants modules imported: by the name that they have when compiled."""


@dataclass(frozen=True)
class Table:
    """Source code, without a line end.

    Attributes:
        imports: one statement for each module with handlers.
        rows: the array of routes, in the order in which they are tried.
    """

    imports: str
    rows: str


def native_table(project: PagesProject, folder: str, *, typescript: bool) -> Table:
    """The table for an entry in ``folder``, which is relative to the project root.

    Args:
        typescript: whether the entry is TypeScript, which names modules otherwise.
    """
    handlers = [each for route in project.functions for each in (*route.middlewares, *route.modules)]
    names = handler_names(handlers)
    functions = project.functions_dir or "functions"
    modules: dict[str, list[str]] = {}
    for handler in sorted(names):
        file, export = handler.rsplit(":", 1)
        modules.setdefault(file, []).append(f"{export} as {names[handler]}")
    untyped = typescript and not _reads_javascript(project)
    imports = [
        _import(parts, _specifier(project, functions, file, folder, typescript), untyped=untyped and _javascript(file))
        for file, parts in modules.items()
    ]
    rows = [_row(route, names) for route in project.functions]
    return Table("\n".join(imports), "[\n" + "".join(f"{row},\n" for row in rows) + "]")


def types_handlers(project: PagesProject) -> bool:
    """Whether an entry in TypeScript knows the types of the handlers, or at least of some."""
    files = {each.rsplit(":", 1)[0] for route in project.functions for each in (*route.middlewares, *route.modules)}
    return any(not _javascript(file) for file in files) or _reads_javascript(project)


def _import(parts: list[str], specifier: str, *, untyped: bool) -> str:
    lead = "// @ts-ignore: JavaScript, without types\n" if untyped else ""
    line = f"import {{ {', '.join(parts)} }} from {_string(specifier)};"
    if len(line) <= WIDTH or len(parts) == 1:
        return lead + line
    return lead + "import {\n" + "".join(f"  {part},\n" for part in parts) + f"}} from {_string(specifier)};"


def _javascript(file: str) -> bool:
    return PurePosixPath(file).suffix not in _EMITTED


def _reads_javascript(project: PagesProject) -> bool:
    """Whether the project's TypeScript finds types in JavaScript by itself."""
    text = read_text(project.root, "tsconfig.json")
    try:
        document = jsonc.loads(text) if text else {}
    except jsonc.JsoncError:
        return False
    options = document.get("compilerOptions") if isinstance(document, dict) else None
    return isinstance(options, dict) and (options.get("allowJs") is True or options.get("checkJs") is True)


def _specifier(project: PagesProject, functions: str, file: str, folder: str, typescript: bool) -> str:
    relative = os.path.relpath(f"{functions}/{file}", folder).replace(os.sep, "/")
    path = PurePosixPath(relative)
    emitted = _EMITTED.get(path.suffix) if typescript else None
    if emitted is not None and PurePosixPath(file).with_suffix(emitted).as_posix() not in project.function_files:
        relative = relative.removesuffix(path.suffix) + emitted
    return relative if relative.startswith(".") else f"./{relative}"


def _row(route: FunctionRoute, names: dict[str, str]) -> str:
    fields = list(_fields(route, names))
    line = "  { " + ", ".join(fields) + " }"
    if len(line) + 1 <= WIDTH:
        return line
    return "  {\n" + "".join(f"    {field},\n" for field in fields) + "  }"


def _fields(route: FunctionRoute, names: dict[str, str]) -> Iterator[str]:
    yield f"path: {_string(route.route)}"
    if route.method:
        yield f"method: {_string(route.method)}"
    for key, handlers in (("middlewares", route.middlewares), ("handlers", route.modules)):
        if handlers:
            yield f"{key}: [{', '.join(names[each] for each in handlers)}]"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
