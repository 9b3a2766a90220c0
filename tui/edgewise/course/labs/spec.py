"""Reading ``lab.toml``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from edgewise.course.labs.model import Check, CheckStep, Cron, Email, Logged, Restart, Send, Socket, Spec
from edgewise.course.manifest import ID_FIX, is_id
from edgewise.course.markdown.blocks import Reader
from edgewise.course.markdown.inline import Inline
from edgewise.course.markdown.syntax import Origin, parse
from edgewise.course.model import Block, Lab
from edgewise.course.sources import root_of, shared_sources
from edgewise.course.toml import Fields, parse_toml, read_text

CODE = "lab-syntax"
FILE = "lab.toml"
TYPES = ("string", "number", "integer", "boolean", "list", "object", "null")
_REQUEST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/\S*)")
_EXPECTATIONS = ("status", "contains", "equals", "types", "headers_equal", "differs")
_STEPS = ("send", "logged", "cron", "email", "socket", "restart")
_MOST = 100
"""Requests at once."""
_LONGEST = 60.0


def load_spec(lab: Lab) -> Spec:
    """Read the lab that a lesson names.

    Raises:
        InputError: ``lab-syntax`` (or ``lesson-syntax`` inside its texts), with file and line.
    """
    path = lab.folder / FILE
    fields = parse_toml(path, read_text(path, CODE), CODE).fields()
    server = fields.table("server")
    kind = server.text("kind", "worker")
    if kind not in ("worker", "pages"):
        server.fail("kind", f'"{kind[:40]}" is not a kind of server.', 'Write kind = "worker" or kind = "pages".')
    checks = _checks(fields)
    spec = Spec(
        id=lab.id,
        title=fields.text("title"),
        start=lab.folder,
        solution=lab.solution,
        task=_markdown(fields, "task", path, lab.id),
        success=_markdown(fields, "success", path, lab.id),
        editable=_editable(fields),
        checks=checks,
        kind=_kind(kind),
        arguments=server.texts("arguments"),
        timeout=server.number("timeout", 60, high=600),
    )
    server.done()
    fields.done()
    return spec


def _kind(kind: str) -> Literal["worker", "pages"]:
    return "pages" if kind == "pages" else "worker"


def _markdown(fields: Fields, key: str, path: Path, lab_id: str) -> tuple[Block, ...]:
    text = fields.text(key)
    # A multi-line text begins on the line after its key.
    origin = Origin(path, int(fields.where(key).rpartition(":")[2]) + 1)
    sources = shared_sources(root_of(path.parent.with_name("lesson.md")))
    return Reader(Inline(origin, sources), lab_id).blocks(parse(text, origin))


def _editable(fields: Fields) -> tuple[str, ...]:
    found = fields.texts("editable")
    if not found:
        fields.fail(None, "The lab names no editable file.", 'Write: editable = ["src/index.js"]')
    for name in found:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or ".." in parts or str(PurePosixPath(name)) != name or name == FILE:
            fields.fail("editable", f'"{name[:80]}" is not a file of the lab.', "Use a plain relative path.")
    return found


def _checks(fields: Fields) -> tuple[Check, ...]:
    checks: list[Check] = []
    rows = fields.tables("checks")
    if not rows:
        fields.fail(None, "The lab has no checks.", "Begin one with [[checks]].")
    for row in rows:
        checks.append(_check(row, [check.id for check in checks]))
    return tuple(checks)


def _check(row: Fields, earlier: list[str]) -> Check:
    check_id, title = row.text("id"), row.text("title")
    if not is_id(check_id) or check_id in earlier:
        row.fail("id", f'"{check_id[:80]}" is not a new, well-formed check id.', ID_FIX)
    needs, hints = row.texts("needs"), row.texts("hints")
    for need in needs:
        if need not in earlier:
            row.fail("needs", f'There is no earlier check "{need[:80]}".', "Needs name checks that stand above.")
    if len(hints) != 2:
        row.fail("hints" if hints else None, "A check has two hints: where to look, then what to write.")
    rows = row.tables("steps")
    row.done()
    if not rows:
        row.fail(None, "The check has no steps.", "Begin one with [[checks.steps]].")
    saved = {"uuid"}
    return Check(check_id, title, tuple(_step(step, saved) for step in rows), (hints[0], hints[1]), needs)


def _step(row: Fields, saved: set[str]) -> CheckStep:
    kinds = [kind for kind in _STEPS if kind in row]
    if len(kinds) != 1:
        row.fail(None, "A step does one thing.", f"Write one of: {', '.join(_STEPS)}.")
    step = _READERS[kinds[0]](row, saved)
    row.done()
    return step


def _logged(row: Fields, saved: set[str]) -> CheckStep:
    return Logged(row.text("logged"), row.number("within", 5, high=_LONGEST))


def _cron(row: Fields, saved: set[str]) -> CheckStep:
    expression = row.text("cron")
    if len(expression.split()) != 5:
        row.fail("cron", f'"{expression[:40]}" is not a cron expression.', 'Write: cron = "*/5 * * * *"')
    return Cron(expression)


def _email(row: Fields, saved: set[str]) -> CheckStep:
    table = row.table("email")
    step = Email(table.text("from"), table.text("to"), table.text("subject"), table.text("body"))
    for key, address in (("from", step.sender), ("to", step.to)):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            table.fail(key, f'"{address[:60]}" is not an address.', f'Write: {key} = "ada@example.com"')
    table.done()
    _known(row, "email", saved, step.subject, step.body)
    return step


def _socket(row: Fields, saved: set[str]) -> CheckStep:
    path = row.text("socket")
    if not re.fullmatch(r"/\S*", path):
        row.fail("socket", f'"{path[:80]}" is not a path.', 'Write for example: socket = "/live"')
    step = Socket(path, row.texts("say"), row.texts("hears"), row.number("within", 5, high=_LONGEST))
    if not step.hears:
        row.fail("socket", "The step expects nothing, so it cannot fail.", 'Add hears = ["…"].')
    _known(row, "socket", saved, path, *step.say, *step.hears)
    return step


def _restart(row: Fields, saved: set[str]) -> CheckStep:
    if not row.boolean("restart", False):
        row.fail("restart", "A restart is one, or it is left out.", "Write: restart = true")
    return Restart()


def _send(row: Fields, saved: set[str]) -> CheckStep:
    request = row.text("send")
    found = _REQUEST.fullmatch(request)
    if not found:
        row.fail("send", f'"{request[:80]}" is not a request.', 'Write for example: send = "POST /jobs"')
    status = row.integer("status", 0, low=100, high=599)
    types = _flat(row, "types")
    for path, kind in types.items():
        if kind not in TYPES:
            row.fail("types", f'"{path}" has no known type.', f"Types: {', '.join(TYPES)}.")
    headers, body = _header_table(row, "headers"), _body(row)
    if "json" in row:
        headers.setdefault("content-type", "application/json")
    send = Send(
        method=found.group(1),
        path=found.group(2),
        headers=headers,
        body=body,
        status=status or None,
        contains=row.texts("contains"),
        equals=_flat(row, "equals"),
        types=types,
        save=_save(row),
        within=row.number("within", 0, high=_LONGEST),
        headers_equal=_header_table(row, "headers_equal"),
        differs=_flat(row, "differs"),
        parallel=row.integer("parallel", 1, low=1, high=_MOST),
    )
    if not any(key in row for key in _EXPECTATIONS):
        row.fail("send", "The step expects nothing, so it cannot fail.", f"Add {', '.join(_EXPECTATIONS)}.")
    texts = (send.path, send.body or "", *send.headers.values(), *send.contains, *send.headers_equal.values())
    _known(row, "send", saved, *texts, *map(str, send.equals.values()), *map(str, send.differs.values()))
    saved.update(send.save)
    return send


_READERS: Mapping[str, Callable[[Fields, set[str]], CheckStep]] = {
    "send": _send,
    "logged": _logged,
    "cron": _cron,
    "email": _email,
    "socket": _socket,
    "restart": _restart,
}


def _header_table(row: Fields, key: str) -> dict[str, str]:
    table = row.table(key)
    return {name.lower(): table.text(name) for name in table.names()}


def _body(row: Fields) -> str | None:
    document = row.value("json")
    text = row.value("body")
    if document is not None:
        return json.dumps(document, default=str)
    if text is not None and not isinstance(text, str):
        row.fail("body", '"body" must be a text; use json = … for a document.')
    return text


def _save(row: Fields) -> dict[str, str]:
    table = row.table("save")
    for name in table.names():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == "uuid":
            table.fail(name, f'"{name[:40]}" cannot be the name of a saved value.', "Use small letters.")
    return {name: table.text(name) for name in table.names()}


def _flat(row: Fields, key: str) -> dict[str, Any]:
    """A table as dotted paths: ``{a = {b = 1}}`` and ``{"a.b" = 1}`` are the same."""
    row.table(key)
    flat: dict[str, Any] = {}

    def visit(table: Mapping[str, Any], prefix: str) -> None:
        for name, value in table.items():
            if isinstance(value, dict) and value:
                visit(value, f"{prefix}{name}.")
            else:
                flat[f"{prefix}{name}"] = value

    visit(row.value(key) or {}, "")
    return flat


def _known(row: Fields, key: str, saved: set[str], *texts: str) -> None:
    """Every ``{name}`` must have been saved by an earlier step."""
    for text in texts:
        for name in re.findall(r"\{([a-z][a-z0-9_]*)\}", text):
            if name not in saved:
                row.fail(key, f"Nothing was saved as {{{name}}}.", f'Add to an earlier step: save = {{ {name} = "…" }}')
