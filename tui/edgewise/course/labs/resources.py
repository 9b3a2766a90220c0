"""What a running lab keeps: KV, D1, R2, Durable Objects, Workflows, and what can be told of queues.

Read over loopback from the API that wrangler's local server has for its own explorer
(``/cdn-cgi/explorer/api``, seen in 4.156). It has nothing about queues, and refuses what Durable Objects
keep by ``storage.put()``; that is read from the local files instead (:mod:`~edgewise.course.labs.stored`).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from edgewise.course.labs.stored import stored
from edgewise.errors import EdgewiseError
from edgewise.project.config import effective_document
from edgewise.runtime.local_events import delivered
from edgewise.text import clean
from edgewise.together import together

if TYPE_CHECKING:
    import httpx

API = "/cdn-cgi/explorer/api"
MOST = 12
"""Keys, rows, objects or instances of one resource that are read in full."""
_LISTED = 1000
_TABLES = 6
_ROWS = 5
_NAME = 80
_VALUE = 200
_LARGEST = 1 << 20
"""Bytes of an answer."""
_PATIENCE = 3.0
_UNREAD = "It could not be read just now."
_QUEUE_NOTE = "How many messages wait in a queue cannot be read locally: the local server offers no way to ask."
_TABLE_NAMES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_miniflare%' ESCAPE '\\' "
    "AND name <> 'd1_migrations' ORDER BY name"
)

Kind = Literal["KV", "D1", "R2", "Durable Object", "Workflow", "Queue"]


@dataclass(frozen=True)
class Entry:
    """One line: a key and its value, or a heading for what is below it (``depth`` 1 and more)."""

    name: str
    value: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Resource:
    """One binding of the Worker, and what is in it. All texts are one line each and safe to show.

    Attributes:
        name: of the binding; of a queue its own.
        count: such as ``3 keys``; empty when it is not known.
        note: what cannot be read, as a sentence.
    """

    kind: Kind
    name: str
    count: str = ""
    entries: tuple[Entry, ...] = ()
    note: str = ""


async def read_resources(
    url: str, root: Path, log: Sequence[str] = (), *, transport: httpx.AsyncBaseTransport | None = None
) -> tuple[Resource, ...] | None:
    """Everything that the Worker at ``url`` is bound to, as it is now.

    Reading a Durable Object wakes it; nothing is written.

    Args:
        url: of the local server.
        root: the lab's folder, with the wrangler file and the local state.
        log: lines of the server's log: they tell what a queue delivered.

    Returns:
        ``None`` when the local API does not answer. A part that cannot be read says so in its note.
    """
    import httpx

    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=_PATIENCE, transport=transport) as client:
        api = _Api(client)
        workers = await api.rows("/local/workers")
        if workers is None:
            return None
        bound = next((each for each in workers if each.get("isSelf") is True), {}).get("bindings")
        state = root / ".wrangler" / "state" / "v3"
        calls = [
            *(_kv(api, each) for each in _bindings(bound, "kv")),
            *(_d1(api, each) for each in _bindings(bound, "d1")),
            *(_r2(api, each) for each in _bindings(bound, "r2")),
            *(_objects(api, each, state) for each in _bindings(bound, "do")),
            *(_workflow(api, each) for each in _bindings(bound, "workflows")),
        ]
        found = await together(calls)
    return (*found, *queues(root, log))


def queues(root: Path, log: Sequence[str]) -> list[Resource]:
    """The queues that the wrangler file names, with what the log tells of them."""
    names: dict[str, list[str]] = {}
    told = _config(root).get("queues")
    for role, word in (("producers", "sends to it"), ("consumers", "receives from it")):
        for each in _rows(_part(told, role)):
            roles = names.setdefault(clean(str(each.get("queue", "")), _NAME), [])
            if word not in roles:
                roles.append(word)
    found = [_queue(name, roles, log) for name, roles in names.items() if name]
    return [*found[:-1], *(replace(last, note=_QUEUE_NOTE) for last in found[-1:])]


def _queue(name: str, roles: Sequence[str], log: Sequence[str]) -> Resource:
    batches = [found for line in log if (found := delivered(line, name))]
    done, all_of_them = sum(each.done for each in batches), sum(each.total for each in batches)
    entries = [Entry("this Worker", " and ".join(roles))]
    if batches:
        entries.append(Entry("delivered", f"{_many(len(batches), 'batch', 'batches')}, {done} of {all_of_them} done"))
    elif "receives from it" in roles:
        entries.append(Entry("delivered", "nothing yet"))
    return Resource("Queue", name, "", tuple(entries))


async def _kv(api: _Api, binding: Mapping[str, Any]) -> Resource:
    name, path = _name(binding), f"/storage/kv/namespaces/{_segment(binding.get('id'))}"
    keys = await api.rows(f"{path}/keys?limit={_LISTED}")
    if keys is None:
        return Resource("KV", name, note=_UNREAD)
    names = [str(key.get("name", "")) for key in keys]
    shown = names[:MOST]
    values = await together([api.text(f"{path}/values/{_segment(key)}") for key in shown])
    entries = [
        Entry(clean(key, _NAME), "(not read)" if value is None else clean(value, _VALUE) or "(empty)")
        for key, value in zip(shown, values, strict=True)
    ]
    return Resource("KV", name, _counted(len(names), "key"), (*entries, *_more(len(names))))


async def _r2(api: _Api, binding: Mapping[str, Any]) -> Resource:
    name = _name(binding)
    found = await api.rows(f"/r2/buckets/{_segment(binding.get('id'))}/objects?per_page={_LISTED}")
    if found is None:
        return Resource("R2", name, note=_UNREAD)
    entries = [
        Entry(clean(str(each.get("key", "")), _NAME), f"{clean(str(each.get('size', '?')), 20)} bytes")
        for each in found[:MOST]
    ]
    return Resource("R2", name, _counted(len(found), "object"), (*entries, *_more(len(found))))


async def _d1(api: _Api, binding: Mapping[str, Any]) -> Resource:
    path = f"/d1/database/{_segment(binding.get('id'))}/raw"

    async def ask(sql: str) -> Any:
        answer = await api.result("POST", path, {"sql": sql})
        return _part(answer[0], "results") if isinstance(answer, list) and answer else None

    tables = await _tables(ask)
    if tables is None:
        return Resource("D1", _name(binding), note=_UNREAD)
    count, entries = tables
    return Resource("D1", _name(binding), _many(count, "table"), tuple(entries))


async def _objects(api: _Api, binding: Mapping[str, Any], state: Path) -> Resource:
    name = f"{_name(binding)} ({clean(str(binding.get('className', '')), _NAME)})"
    space = str(binding.get("id", ""))
    path = f"/workers/durable_objects/namespaces/{_segment(space)}"
    found = await api.rows(f"{path}/objects?limit={_LISTED}")
    if found is None:
        return Resource("Durable Object", name, note=_UNREAD)
    entries: list[Entry] = []
    for each in found[:MOST]:
        identity = str(each.get("id", ""))
        label = each.get("name")
        entries.append(Entry(clean(label, _NAME) if isinstance(label, str) else clean(identity, 12)))
        inner = await asyncio.to_thread(_put, state / "do", space, identity)
        if binding.get("useSqlite") is True:
            inner += await _object_tables(api, path, identity)
        entries += inner or [Entry("nothing stored", depth=1)]
    return Resource("Durable Object", name, _counted(len(found), "object"), (*entries, *_more(len(found))))


def _put(folder: Path, space: str, identity: str) -> list[Entry]:
    """What an object keeps by ``storage.put()``."""
    # Both names come from outside and lead to a file.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,200}", space) or not re.fullmatch(r"[0-9a-f]{64}", identity):
        return []
    found = stored(folder / space / f"{identity}.sqlite", MOST, _VALUE)
    if found is None:
        return [Entry("What it keeps by storage.put() cannot be read.", depth=1)]
    pairs, count = found
    return [*(Entry(key, value, 1) for key, value in pairs), *_more(count, 1)]


async def _object_tables(api: _Api, path: str, identity: str) -> list[Entry]:
    async def ask(sql: str) -> Any:
        answer = await api.result("POST", f"{path}/query", {"durable_object_id": identity, "queries": [{"sql": sql}]})
        return answer[0] if isinstance(answer, list) and answer else None

    tables = await _tables(ask, 1)
    return tables[1] if tables is not None else [Entry("Its SQL tables cannot be read just now.", depth=1)]


async def _tables(ask: Any, depth: int = 0) -> tuple[int, list[Entry]] | None:
    """How many tables there are, and the first rows of the first of them."""
    listed = await ask(_TABLE_NAMES)
    if not isinstance(listed, dict):
        return None
    names = [str(row[0]) for row in _lists(listed.get("rows"))]
    entries: list[Entry] = []
    for name in names[:_TABLES]:
        quoted = '"' + name.replace('"', '""') + '"'
        counted, rows = await ask(f"SELECT count(*) FROM {quoted}"), await ask(f"SELECT * FROM {quoted} LIMIT {_ROWS}")
        count = next((row[0] for row in _lists(_part(counted, "rows"))), None)
        entries.append(
            Entry(clean(name, _NAME), _many(count, "row") if isinstance(count, int) else "rows unknown", depth)
        )
        columns = [str(each) for each in _list(_part(rows, "columns"))]
        for row in _lists(_part(rows, "rows"))[:_ROWS]:
            cells = ", ".join(f"{key} {_json(value)}" for key, value in zip(columns, row, strict=False))
            entries.append(Entry("", clean(cells, _VALUE), depth + 1))
    if len(names) > _TABLES:
        entries.append(Entry(f"and {_many(len(names) - _TABLES, 'more table')}", depth=depth))
    return len(names), entries


async def _workflow(api: _Api, binding: Mapping[str, Any]) -> Resource:
    name, path = _name(binding), f"/workflows/{_segment(binding.get('id'))}/instances"
    found = await api.rows(f"{path}?per_page=25")
    if found is None:
        return Resource("Workflow", name, note=_UNREAD)
    entries: list[Entry] = []
    for each in found[:MOST]:
        identity = str(each.get("id", ""))
        entries.append(Entry(clean(identity, _NAME), clean(str(each.get("status", "")), 40)))
        detail = await api.result("GET", f"{path}/{_segment(identity)}")
        entries += [_step(step) for step in _rows(_part(detail, "steps"))[:MOST]]
    return Resource("Workflow", name, _many(len(found), "instance"), (*entries, *_more(len(found))))


def _step(step: Mapping[str, Any]) -> Entry:
    attempts = len(_list(step.get("attempts")))
    if step.get("success") is True or step.get("finished") is True:
        state = "✓ done"
    elif step.get("success") is False:
        state = "✗ failed"
    else:
        state = "▶ not done"
    return Entry(
        clean(str(step.get("name", "")), _NAME),
        f"{state}, {attempts} attempts" if attempts > 1 else state,
        1,
    )


class _Api:
    """The local API. Whatever it answers, a method gives what was asked for or ``None``."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def text(self, path: str, method: str = "GET", document: object = None) -> str | None:
        """The body of an answer that went well."""
        import httpx

        body = bytearray()
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                self._client.stream(method, API + path, json=document) as response,
            ):
                if response.status_code != 200:
                    return None
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > _LARGEST:
                        return None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError):
            return None
        return body.decode("utf-8", "replace")

    async def result(self, method: str, path: str, document: object = None) -> Any:
        """What is in the envelope."""
        text = await self.text(path, method, document)
        try:
            return _part(json.loads(text), "result") if text is not None else None
        except (ValueError, RecursionError):
            return None

    async def rows(self, path: str) -> list[Mapping[str, Any]] | None:
        """A list of objects."""
        found = await self.result("GET", path)
        return _rows(found) if isinstance(found, list) else None


def _config(root: Path) -> Mapping[str, Any]:
    """The wrangler file; empty while it cannot be read, as when the learner is in the middle of a word."""
    try:
        return effective_document(root)
    except (EdgewiseError, OSError):
        return {}


def _bindings(bound: Any, kind: str) -> list[Mapping[str, Any]]:
    return _rows(_part(bound, kind))[:MOST]


def _part(document: Any, key: str) -> Any:
    return document.get(key) if isinstance(document, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _lists(value: Any) -> list[list[Any]]:
    return [each for each in _list(value) if isinstance(each, list) and each]


def _name(binding: Mapping[str, Any]) -> str:
    return clean(str(binding.get("bindingName", "")), _NAME)


def _segment(value: object) -> str:
    """``value`` as one segment of a path, whatever it holds."""
    quoted = quote(str(value), safe="", errors="replace")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E") or "-"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}s or more" if count >= _LISTED else _many(count, one)


def _more(count: int, depth: int = 0) -> Iterable[Entry]:
    return [Entry(f"and {count - MOST:,} more", depth=depth)] if count > MOST else []
