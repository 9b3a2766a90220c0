"""What a running lab keeps: from a fake of the local explorer API, and from the real one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.course.labs.model import Check, Send, Spec
from edgewise.course.labs.resources import API, MOST, Entry, Resource, read_resources
from edgewise.course.labs.run import LabRun
from edgewise.course.labs.stored import decode
from edgewise.course.labs.workspace import Workspace
from edgewise.store import Folders

OBJECT = "ab" * 32
BINDINGS = {
    "kv": [{"id": "kept", "bindingName": "KEPT"}],
    "d1": [{"id": "one", "bindingName": "DB"}],
    "r2": [{"id": "files", "bindingName": "FILES"}],
    "do": [{"id": "all-Shelf", "bindingName": "SHELF", "className": "Shelf", "useSqlite": True}],
    "workflows": [{"id": "report", "bindingName": "REPORT"}],
}
CONFIG = '{"queues": {"producers": [{"queue": "jobs"}], "consumers": [{"queue": "jobs"}, {"queue": "dead"}]}}'


def explorer(answers: dict[str, Any]) -> Callable[[httpx.Request], httpx.Response]:
    """A fake: the longest beginning of a path that is known decides; a text is sent as it is."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(API)
        key = max((key for key in answers if path.startswith(key)), key=len, default=None)
        if key is None:
            return httpx.Response(404, text="404 Not Found")
        found = answers[key]
        if callable(found):
            found = found(json.loads(request.content))
        if isinstance(found, str | bytes):
            return httpx.Response(200, content=found)
        return httpx.Response(200, json={"success": True, "result": found})

    return answer


async def read(
    answers: dict[str, Any], root: Path, log: tuple[str, ...] = (), bindings: Any = BINDINGS
) -> list[Resource]:
    answers = {"/local/workers": [{"isSelf": False}, {"isSelf": True, "bindings": bindings}]} | answers
    transport = httpx.MockTransport(explorer(answers))
    found = await read_resources("http://127.0.0.1:1", root, log, transport=transport)
    assert found is not None
    return list(found)


def sql(question: dict[str, Any]) -> list[Any]:
    """What D1 says."""
    text = question["sql"]
    if "sqlite_master" in text:
        return [{"results": {"columns": ["name"], "rows": [['or"ders']]}}]
    assert '"or""ders"' in text
    if "count" in text:
        return [{"results": {"columns": ["count(*)"], "rows": [[7]]}}]
    return [{"results": {"columns": ["id", "name"], "rows": [[1, "ada"], [2, None]]}}]


async def test_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "wrangler.jsonc").write_text(CONFIG)
    folder = tmp_path / ".wrangler" / "state" / "v3" / "do" / "all-Shelf"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / f"{OBJECT}.sqlite")) as base:
        base.execute("CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")
        base.execute("INSERT INTO _cf_KV VALUES ('left', ?)", (b"\xff\x0fI\x18",))
        base.commit()
    found = await read(
        {
            "/storage/kv/namespaces/kept/keys": [{"name": "k 1"}, {"name": "k2"}],
            "/storage/kv/namespaces/kept/values/k 1": "one",
            "/d1/database/one/raw": sql,
            "/r2/buckets/files/objects": [{"key": "a/b.txt", "size": 5}],
            "/workers/durable_objects/namespaces/all-Shelf/objects": [{"id": OBJECT, "name": "oak"}],
            "/workers/durable_objects/namespaces/all-Shelf/query": [{"columns": ["name"], "rows": []}],
            "/workflows/report/instances": [{"id": "i1", "status": "running"}],
            "/workflows/report/instances/i1": {
                "steps": [
                    {"name": "one", "success": True, "attempts": [{}, {}]},
                    {"name": "nap", "finished": False},
                    {"name": "bad", "success": False, "attempts": [{}]},
                ]
            },
        },
        tmp_path,
        ("[wrangler:info] QUEUE jobs 3/4 (2ms)", "[wrangler:info] QUEUE jobs 1/1 (2ms)", "QUEUE other 9/9"),
    )
    assert found[:5] == [
        Resource("KV", "KEPT", "2 keys", (Entry("k 1", "one"), Entry("k2", "(not read)"))),
        Resource(
            "D1",
            "DB",
            "1 table",
            (Entry('or"ders', "7 rows"), Entry("", 'id 1, name "ada"', 1), Entry("", "id 2, name null", 1)),
        ),
        Resource("R2", "FILES", "1 object", (Entry("a/b.txt", "5 bytes"),)),
        Resource("Durable Object", "SHELF (Shelf)", "1 object", (Entry("oak"), Entry("left", "12", 1))),
        Resource(
            "Workflow",
            "REPORT",
            "1 instance",
            (
                Entry("i1", "running"),
                Entry("one", "✓ done, 2 attempts", 1),
                Entry("nap", "▶ not done", 1),
                Entry("bad", "✗ failed", 1),
            ),
        ),
    ]
    jobs, dead = found[5:]
    assert jobs.entries == (
        Entry("this Worker", "sends to it and receives from it"),
        Entry("delivered", "2 batches, 4 of 5 done"),
    )
    assert dead.entries == (Entry("this Worker", "receives from it"), Entry("delivered", "nothing yet"))
    assert jobs.note == ""
    assert "cannot be read locally" in dead.note


async def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    for resource in await read({}, tmp_path):
        assert resource.count == ""
        assert "could not be read" in resource.note


async def test_no_local_api_is_none(tmp_path: Path) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    assert await read_resources("http://127.0.0.1:1", tmp_path, transport=httpx.MockTransport(refuse)) is None
    for text in ("", "[]", '{"result": 3}', "[" * 100_000, "\xff", "x" * (2 << 20)):
        transport = httpx.MockTransport(explorer({"/local/workers": text}))
        assert await read_resources("http://127.0.0.1:1", tmp_path, transport=transport) is None


async def test_many_keys_and_long_values_are_cut(tmp_path: Path) -> None:
    keys = [{"name": f"k{number}"} for number in range(1000)]
    answers = {"/storage/kv/namespaces/kept/keys": keys, "/storage/kv/namespaces/kept/values": "x" * 100_000}
    (kv,) = await read(answers, tmp_path, bindings={"kv": BINDINGS["kv"]})
    assert kv.count == "1,000 keys or more"
    assert len(kv.entries) == MOST + 1
    assert kv.entries[-1].name == "and 988 more"
    assert all(len(entry.value) <= 200 for entry in kv.entries)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "..", "\x1b[31m[/x]\u202e", "x" * 500, "a\nb"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "id", "rows", "columns", "results", "steps", "key", "status", "bindingName"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(HOSTILE, st.dictionaries(st.sampled_from(list(BINDINGS)), st.lists(HOSTILE, max_size=2)) | HOSTILE)
async def test_hostile_answers_are_lines_of_safe_text(
    tmp_path_factory: pytest.TempPathFactory, answer: Any, bindings: Any
) -> None:
    paths = ("/storage", "/d1", "/r2", "/workers", "/workflows")
    found = await read({path: [answer] for path in paths}, tmp_path_factory.getbasetemp(), bindings=bindings)
    found += await read({path: [answer] for path in paths}, tmp_path_factory.getbasetemp())
    for resource in found:
        for text in (resource.name, resource.count, *(part for e in resource.entries for part in (e.name, e.value))):
            assert text.isprintable()
            assert len(text) <= 300


async def test_names_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / f"{OBJECT}.sqlite").write_bytes(b"secret")
    path = "/workers/durable_objects/namespaces"
    bound = {"do": [{"id": "../../../..", "bindingName": "X"}]}
    (found,) = await read({path: [{"id": OBJECT}, {"id": "../x"}]}, tmp_path, bindings=bound)
    assert [entry.name for entry in found.entries] == [
        "abababababa…",
        "nothing stored",
        "../x",
        "nothing stored",
    ]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\xff\x0fI\x18", 12),
        (b"\xff\x0fI\x05", -3),
        (b"\xff\x0fN\x00\x00\x00\x00\x00\x00\xf8\x3f", 1.5),
        (b'\xff\x0f"\x03abc', "abc"),
        (b"\xff\x0f\x00c\x04\x3a\x20a\x00", "\u203aa"),
        (b"\xff\x0fT", True),
        (b"\xff\x0f0", None),
        (b'\xff\x0fo"\x07retrieso"\x05limitI\n{\x01"\x07timeoutF{\x02', {"retries": {"limit": 5}, "timeout": False}),
        (b'\xff\x0fA\x02I\x02"\x01x$\x00\x02', [1, "x"]),
        (b'\xff\x0f;"\x01aI\x02:\x02', {"a": 1}),
        (b"\xff\x0f'I\x02I\x04,\x02", [1, 2]),
        (b"\xff\x0fD\x00\x20\xd6\x83\x8f\x21\x7a\x42", "2026-11-26T17:47:31.554+00:00"),
        (b"\xff\x0fZ\x10\x00\x00\x00\x00\x00\x01\x00\x00", 1 << 40),
    ],
)
def test_values_as_v8_writes_them(data: bytes, value: object) -> None:
    assert decode(data) == value


@given(st.binary(max_size=40))
def test_whatever_a_file_holds_is_a_value_or_a_value_error(data: bytes) -> None:
    for begin in (b"", b"\xff\x0f", b"\xff\x0fo", b"\xff\x0fA\xff\xff\xff\x7f", b"\xff\x0f" + b"o" * 60):
        try:
            decode(begin + data)
        except ValueError:
            continue


WORKER = """\
import { DurableObject, WorkflowEntrypoint } from "cloudflare:workers";
export class Shelf extends DurableObject {
  async add() {
    await this.ctx.storage.put("left", { count: 12, at: new Date(0), names: ["é", "→"] });
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, name TEXT)");
    this.ctx.storage.sql.exec("INSERT INTO seen (name) VALUES ('ada')");
  }
}
export class Report extends WorkflowEntrypoint {
  async run(event, step) { await step.do("one", async () => 1); await step.sleep("nap", "1 hour"); }
}
export default {
  async fetch(request, env) {
    await env.KEPT.put("greeting", "hello");
    await env.DB.exec("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, name TEXT)");
    await env.DB.prepare("INSERT INTO orders (name) VALUES (?)").bind("lamp").run();
    await env.FILES.put("a/b.txt", "hello");
    await env.JOBS.send({ hi: 1 });
    await env.SHELF.get(env.SHELF.idFromName("oak")).add();
    await env.REPORT.create({ id: "first" });
    return new Response("ok");
  },
};
"""
WRANGLER = {
    "name": "all",
    "main": "index.js",
    "compatibility_date": "2026-10-01",
    "kv_namespaces": [{"binding": "KEPT", "id": "kept"}],
    "d1_databases": [{"binding": "DB", "database_name": "orders", "database_id": "d1-id"}],
    "r2_buckets": [{"binding": "FILES", "bucket_name": "files"}],
    "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}]},
    "durable_objects": {"bindings": [{"name": "SHELF", "class_name": "Shelf"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["Shelf"]}],
    "workflows": [{"name": "report", "binding": "REPORT", "class_name": "Report"}],
}


@pytest.mark.wrangler
async def test_the_real_local_server_is_read(tmp_path: Path) -> None:
    start = tmp_path / "start"
    start.mkdir()
    (start / "index.js").write_text(WORKER)
    (start / "wrangler.jsonc").write_text(json.dumps(WRANGLER))
    check = Check("asks", "It answers", (Send("GET", "/", status=200),), ("a", "b"))
    spec = Spec("all/lab", "All", start, start, (), (), ("index.js",), (check,))
    async with LabRun(Workspace(spec, Folders(tmp_path, tmp_path, tmp_path, tmp_path))) as run:
        report = await run.check()
        assert report is not None, run.state.fault
        assert report.ok, report
        assert run.url is not None
        found = await read_resources(run.url, run.workspace.root, run.log.lines())
    assert found is not None
    seen = {resource.kind: resource for resource in found}
    assert seen["KV"].entries == (Entry("greeting", "hello"),)
    assert seen["D1"].entries == (Entry("orders", "1 row"), Entry("", 'id 1, name "lamp"', 1))
    assert seen["R2"].entries == (Entry("a/b.txt", "5 bytes"),)
    assert seen["Durable Object"].entries == (
        Entry("oak"),
        Entry("left", '{"count": 12, "at": "1970-01-01T00:00:00.000+00:00", "names": ["é", "→"]}', 1),
        Entry("seen", "1 row", 1),
        Entry("", 'id 1, name "ada"', 2),
    )
    assert [entry.name for entry in seen["Workflow"].entries] == ["first", "one-1", "nap-1"]
    assert seen["Queue"].entries == (Entry("this Worker", "sends to it"),)
