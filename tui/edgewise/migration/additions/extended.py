"""The text of the module around the Worker's entry, from what was added. The same additions give the same text."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edgewise.migration.additions.model import CONSUMER, CRON, WORKFLOW, Module, Wanted
from edgewise.migration.additions.naming import STATUS_BINDING, STATUS_CLASS, binding_name, class_name

_ABOUT = """\
// The Worker of this site, with what a Pages project cannot have. edgewise writes this file anew with each addition:
// your own code belongs into the files that it names."""


@dataclass(frozen=True)
class Row:
    """A queue that is consumed.

    Attributes:
        workflows: bindings of the Workflows that each message starts.
        own: whether a file of the user's handles it.
    """

    queue: str
    retries: int
    status: bool
    own: bool
    workflows: tuple[str, ...] = ()


def consumed(added: Sequence[Wanted]) -> tuple[Row, ...]:
    """The queues that are consumed, in the order in which that was asked for."""
    rows: dict[str, Row] = {}
    for each in added:
        if each.kind == CONSUMER:
            rows[each.queue] = Row(each.queue, each.retries, each.status, own=True)
    for each in added:
        if each.kind == WORKFLOW and each.queue:
            row = rows.get(each.queue) or Row(each.queue, each.retries, status=False, own=False)
            started = (*row.workflows, binding_name(each.name))
            rows[each.queue] = Row(row.queue, row.retries, row.status, row.own, started)
    return tuple(rows.values())


def modules(added: Sequence[Wanted]) -> tuple[str, ...]:
    """Names of the modules of ours that the module needs beside it."""
    rows = consumed(added)
    found = ["queue-consumer"] if rows else []
    found += ["job-status"] if any(row.status for row in rows) else []
    return (*found, "workflow-start") if any(row.workflows for row in rows) else tuple(found)


def extended(module: Module, added: Sequence[Wanted], assets: str | None) -> str:
    """The module's text.

    Args:
        assets: the binding of the files, for a Worker that has no entry of its own.
    """
    rows = consumed(added)
    typed = module.typescript
    parts = [_ABOUT, "\n".join(_imports(module, added, rows))]
    if types := list(_types(module, rows, crons=_crons(added))):
        parts.append("\n\n".join(types))
    if module.entry is not None:
        parts.append(f"const site = entry{' as unknown as Site' if typed else ''};")
    if rows:
        parts.append("\n".join(_table(rows, typed=typed)))
    parts.append("\n".join(["export default {", *_handlers(module, added, rows, assets), "};"]))
    return "\n\n".join(parts) + "\n"


def _crons(added: Sequence[Wanted]) -> bool:
    return any(each.kind == CRON for each in added)


def _imports(module: Module, added: Sequence[Wanted], rows: Sequence[Row]) -> Iterator[str]:
    if module.entry is not None:
        found = _quoted(_relative(module.entry, module.folder))
        untyped = ["// @ts-ignore: it may come from the build"] if module.typescript else []
        yield from (*untyped, f"import entry from {found};")
    status = any(row.status for row in rows)
    if status:
        yield 'import { statusAnswer, tellStatus } from "./job-status.js";'
    if rows:
        types = ", type Batch, type Consumer" if module.typescript else ""
        yield f'import {{ consume{types} }} from "./queue-consumer.js";'
    for row, name in zip(rows, _names(rows), strict=True):
        job = f", jobId as jobOf{name}" if row.status else ""
        if row.own:
            yield f'import {{ handle as handle{name}{job} }} from "./consumers/{row.queue}.js";'
    if _crons(added):
        yield 'import { scheduled } from "./scheduled.js";'
    if any(row.workflows for row in rows):
        yield 'import { startsWorkflow } from "./workflow-start.js";'
    exports = [*untyped, f"export * from {found};"] if module.entry is not None else []
    exports += [f'export {{ {STATUS_CLASS} }} from "./job-status.js";'] if status else []
    exports += [
        f'export {{ {class_name(each.name)} }} from "./workflows/{each.name}.js";'
        for each in added
        if each.kind == WORKFLOW
    ]
    if exports:
        yield from ("", *exports)


def _types(module: Module, rows: Sequence[Row], *, crons: bool) -> Iterator[str]:
    if not module.typescript or module.entry is None:
        return
    lines = ["  fetch(request: Request, env: any, context: any): Response | Promise<Response>;"]
    if rows:
        lines.append("  queue?(batch: Batch, env: any, context: any): unknown;")
    if crons:
        lines.append("  scheduled?(controller: any, env: any, context: any): unknown;")
    yield "\n".join(["interface Site {", *lines, "}"])


def _table(rows: Sequence[Row], *, typed: bool) -> Iterator[str]:
    yield "/** What takes the messages of each queue. */"
    yield f"const consumers{': Record<string, Consumer>' if typed else ''} = {{"
    for row, name in zip(rows, _names(rows), strict=True):
        handles = [f"handle{name}"] if row.own else []
        handles += [f"startsWorkflow({_quoted(each)})" for each in row.workflows]
        yield f"  {_quoted(row.queue)}: {{"
        yield f"    handles: [{', '.join(handles)}],"
        yield f"    retries: {row.retries},"
        if row.status:
            yield "    tell: (message, env, state, detail) =>"
            job = f"jobOf{name}(message)"
            yield f"      tellStatus(env.{STATUS_BINDING}, {_quoted(row.queue)}, {job}, state, detail),"
            if row.workflows:
                yield '    done: "started",'
        yield "  },"
    yield "};"


def _handlers(module: Module, added: Sequence[Wanted], rows: Sequence[Row], assets: str | None) -> Iterator[str]:
    typed = module.typescript
    any_ = ": any" if typed else ""
    request, context = ("request: Request", "context: any") if typed else ("request", "context")
    status = [row.queue for row in rows if row.status]
    rest = "site.fetch(request, env, context)" if module.entry is not None else f"env.{assets}.fetch(request)"
    result = ": Response | Promise<Response>" if typed else ""
    if module.entry is not None:
        yield "  ...site,"
    yield f"  fetch({request}, env{any_}, {context}){result} {{"
    if status:
        queues = ", ".join(map(_quoted, status))
        asked = f"statusAnswer(request, env.{STATUS_BINDING}, {_quoted(module.status)}, [{queues}])"
        yield f"    return {asked} ?? {rest};"
    else:
        yield f"    return {rest};"
    yield "  },"
    if rows:
        yield from _queue(module)
    if _crons(added):
        yield f"  async scheduled(controller{any_}, env{any_}, {context}){': Promise<void>' if typed else ''} {{"
        if module.entry is not None:
            yield "    await site.scheduled?.(controller, env, context);"
        yield "    await scheduled(controller, env, context);"
        yield "  },"


def _queue(module: Module) -> Iterator[str]:
    batch = "batch: Batch, env: any, context: any" if module.typescript else "batch, env, context"
    yield f"  async queue({batch}){': Promise<void>' if module.typescript else ''} {{"
    yield "    const consumer = consumers[batch.queue];"
    yield "    if (consumer) return consume(batch, env, consumer);"
    if module.entry is not None:
        yield "    if (!site.queue) throw new Error(`Nothing takes the messages of ${batch.queue}.`);"
        yield "    await site.queue(batch, env, context);"
    else:
        yield "    throw new Error(`Nothing takes the messages of ${batch.queue}.`);"
    yield "  },"


def _names(rows: Sequence[Row]) -> list[str]:
    """A part of a name in code for each queue, no two the same."""
    found: list[str] = []
    for row in rows:
        name = class_name(row.queue)
        found.append(f"{name}{len(found) + 1}" if name in found else name)
    return found


def _relative(path: str, folder: str) -> str:
    """How the module imports ``path``: TypeScript by the name that it compiles to."""
    found = posixpath.relpath(path, folder)
    for end, compiled in ((".ts", ".js"), (".tsx", ".js"), (".mts", ".mjs")):
        if found.endswith(end):
            found = found.removesuffix(end) + compiled
            break
    return found if found.startswith("../") else f"./{found}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
