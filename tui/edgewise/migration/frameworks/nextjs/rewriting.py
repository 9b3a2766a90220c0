"""The rewrites of sources that take a project from next-on-pages to OpenNext, each by syntax tree.

What they do, by the adapter's own guide: routes stop asking for the edge runtime, which OpenNext does not have;
``getRequestContext`` becomes ``getCloudflareContext``; ``setupDevPlatform`` becomes ``initOpenNextCloudflareForDev``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from edgewise.migration.frameworks.nextjs.routes import EDGE, NEXT_ON_PAGES
from edgewise.project.code import (
    Module,
    Patch,
    imports,
    newline_of,
    patched,
    quoted,
    references,
    removal,
    semicolons,
    span,
    specifiers,
    string_value,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

OPEN_NEXT = "@opennextjs/cloudflare"
START = "initOpenNextCloudflareForDev"
HELPER = "worker/request-context"
"""The module, without its extension, that stands in for ``getOptionalRequestContext``."""


def rewrite_module(module: Module) -> str | None:
    """The text of a source file for OpenNext; ``None`` when it cannot be rewritten safely.

    A file that needs nothing comes back as it is.
    """
    if module.broken:
        return None
    try:
        text = patched(module.text, [*_edge(module), *_context(module)])
    except ValueError:
        return None
    after = Module(module.name, text)
    return None if after.broken else text


def _edge(module: Module) -> Iterator[Patch]:
    """Takes away whatever asks for the edge runtime."""
    for statement in module.tree.children():
        declaration = statement.field("declaration") if statement.kind() == "export_statement" else None
        if declaration is None or declaration.kind() not in ("lexical_declaration", "variable_declaration"):
            continue
        parts = [each for each in declaration.children() if each.kind() == "variable_declarator"]
        for each in parts:
            name, value = each.field("name"), each.field("value")
            if name is None or value is None:
                continue
            if name.text() == "runtime" and string_value(value) in EDGE:
                yield removal(module.text, statement) if len(parts) == 1 else _member_removal(module.text, each, parts)
            elif name.text() == "config":
                yield from _edge_member(module, statement, value, alone=len(parts) == 1)


def _edge_member(module: Module, statement: SgNode, value: SgNode, *, alone: bool) -> Iterator[Patch]:
    """``runtime: "edge"`` in the ``config`` of the pages router; a config of nothing else goes away whole."""
    held = value if value.kind() == "object" else value.find(kind="object")
    if held is None:
        return
    members = [each for each in held.children() if each.is_named() and each.kind() != "comment"]
    for each in members:
        key, inner = each.field("key"), each.field("value")
        if key is None or key.text().strip("\"'") != "runtime" or string_value(inner) not in EDGE:
            continue
        if len(members) == 1 and alone:
            yield removal(module.text, statement)
        else:
            yield _member_removal(module.text, each, members)


def _member_removal(text: str, node: SgNode, members: list[SgNode]) -> Patch:
    """Takes one of several members away, with the comma that belongs to it."""
    index = next(number for number, each in enumerate(members) if span(each) == span(node))
    start, end = span(node)
    if index + 1 < len(members):
        return Patch(start, span(members[index + 1])[0])
    return Patch(span(members[index - 1])[1] if index else start, end)


def _context(module: Module) -> Iterator[Patch]:
    """``getRequestContext`` by its new name, and ``getOptionalRequestContext`` from the stand-in."""
    for source, statement in imports(module):
        if source != NEXT_ON_PAGES:
            continue
        found = list(specifiers(statement))
        kept = [(name, local, node) for name, local, node in found if name != "getOptionalRequestContext"]
        optional = [(name, local) for name, local, _ in found if name == "getOptionalRequestContext"]
        if any(name != "getRequestContext" for name, _, _ in kept) or not found:
            continue
        where = statement.field("source")
        if where is None:
            continue
        if kept:
            yield Patch(*span(where), text=_like(where, OPEN_NEXT))
            yield from _renamed(module, kept[0][1], kept[0][2])
            if optional:
                yield from _without(module.text, statement, "getOptionalRequestContext")
                after = span(statement)[1]
                yield Patch(after, after, newline_of(module.text) + _helper_import(module, optional))
        else:
            yield Patch(*span(where), text=_like(where, helper_path(module.name)))


def _renamed(module: Module, local: str, specifier: SgNode) -> Iterator[Patch]:
    """The import by its new name, and each call too; where that is not safe, under its old name."""
    name = specifier.field("name")
    if name is None:
        return
    uses = [node for node in references(module, local) if not _within(node, specifier)]
    plain = specifier.field("alias") is None
    new = "getCloudflareContext"
    taken = plain and (_declared_again(module, local) or bool(references(module, new)))
    yield Patch(*span(name), text=f"{new} as {local}" if taken else new)
    if plain and not taken:
        yield from (Patch(*span(node), text=new) for node in uses)


def _declared_again(module: Module, name: str) -> bool:
    """Whether something else in the file has that name: a variable, a parameter, a shorthand property."""
    kinds = ("shorthand_property_identifier", "shorthand_property_identifier_pattern")
    if any(node.text() == name for kind in kinds for node in module.tree.find_all(kind=kind)):
        return True
    called = [node for node in references(module, name) if (above := node.parent()) is not None]
    binders = (
        "variable_declarator",
        "required_parameter",
        "optional_parameter",
        "function_declaration",
        "import_clause",
    )
    for node in called:
        above = node.parent()
        if above is not None and above.kind() in (*binders, "array_pattern", "assignment_pattern", "export_specifier"):
            target = above.field("name") or above.field("pattern") or above
            if span(target) == span(node) or above.kind() in ("array_pattern", "export_specifier", "import_clause"):
                return True
    return False


def _within(node: SgNode, outer: SgNode) -> bool:
    start, end = span(node)
    return span(outer)[0] <= start and end <= span(outer)[1]


def _without(text: str, statement: SgNode, name: str) -> Iterator[Patch]:
    members = [node for _, _, node in specifiers(statement)]
    for node in members:
        field = node.field("name")
        if field is not None and field.text() == name:
            yield _member_removal(text, node, members)


def _helper_import(module: Module, names: list[tuple[str, str]]) -> str:
    parts = ", ".join(name if name == local else f"{name} as {local}" for name, local in names)
    return f"import {{ {parts} }} from {quoted(module, helper_path(module.name))}{';' if semicolons(module) else ''}"


def helper_path(name: str) -> str:
    """How the file ``name`` imports the stand-in for ``getOptionalRequestContext``."""
    relative = os.path.relpath(HELPER, PurePosixPath(name).parent.as_posix()).replace(os.sep, "/")
    return relative if relative.startswith(".") else f"./{relative}"


def _like(literal: SgNode, value: str) -> str:
    """``value`` in the quotes of another literal."""
    mark = literal.text()[:1]
    return f"{mark}{value}{mark}"


def rewrite_config(module: Module) -> str | None:
    """``next.config`` for OpenNext; ``None`` when it cannot be rewritten safely.

    ``setupDevPlatform`` gives way to OpenNext's counterpart in the same place, with the same options. Where there is
    none, the call is added at the end.
    """
    if module.broken:
        return None
    patches = [*_dev_imports(module)]
    if not patches and START not in module.text:
        patches = [_appended(module)]
    try:
        text = patched(module.text, patches)
    except ValueError:
        return None
    return None if Module(module.name, text).broken else text


def _dev_imports(module: Module) -> Iterator[Patch]:
    for source, statement in imports(module):
        where = statement.field("source")
        if not source.startswith(f"{NEXT_ON_PAGES}/") or where is None:
            continue
        for name, local, node in specifiers(statement):
            field = node.field("name")
            if name != "setupDevPlatform" or field is None:
                continue
            yield Patch(*span(where), text=_like(where, OPEN_NEXT))
            plain = node.field("alias") is None
            yield Patch(*span(field), text=START)
            if plain:
                uses = [each for each in references(module, local) if not _within(each, node)]
                yield from (Patch(*span(each), text=START) for each in uses)
    yield from _dev_require(module)


def _dev_require(module: Module) -> Iterator[Patch]:
    """``const { setupDevPlatform } = require(…)``: OpenNext is a module, so it is imported where it is called."""
    for statement in module.tree.children():
        if statement.kind() not in ("lexical_declaration", "variable_declaration"):
            continue
        if "setupDevPlatform" not in statement.text() or f"{NEXT_ON_PAGES}/next-dev" not in statement.text():
            continue
        yield removal(module.text, statement)
        for node in references(module, "setupDevPlatform"):
            call = node.parent()
            if _within(node, statement) or call is None or call.kind() != "call_expression":
                continue
            start, end = span(node)
            mark = quoted(module, OPEN_NEXT)
            if _awaited(call):
                yield Patch(start, end, f"(await import({mark})).{START}")
            else:
                yield Patch(start, end, f"import({mark}).then((openNext) => openNext.{START}")
                yield Patch(span(call)[1], span(call)[1], ")")


def _awaited(call: SgNode) -> bool:
    above = call.parent()
    return above is not None and above.kind() == "await_expression"


def _appended(module: Module) -> Patch:
    """The call at the end of the file, as OpenNext's own tool adds it."""
    newline, end = newline_of(module.text), ";" if semicolons(module) else ""
    lead = "" if module.text.endswith("\n") or not module.text else newline
    call = f"import({quoted(module, OPEN_NEXT)}).then((openNext) => openNext.{START}()){end}"
    place = len(module.text)
    return Patch(place, place, f"{lead}{newline}// Bindings in `next dev`.{newline}{call}{newline}")
