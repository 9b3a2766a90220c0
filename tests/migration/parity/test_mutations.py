"""A migration that was broken on purpose is never called proved, in either mode."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from edgewise.migration.choices import Choices
from edgewise.migration.parity import prove
from edgewise.migration.parity.derivation import derivation, unique
from edgewise.migration.parity.derivation.hidden import published_requests
from edgewise.migration.parity.model import Exchange, Request, Response
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.serve import Running, serving
from edgewise.migration.parity.staging.assets import new_assets
from edgewise.migration.parity.staging.plan import Planned, plan_of
from edgewise.migration.parity.staging.sides import NewSide, Stager, worker_arguments
from edgewise.migration.parity.watch import compare_bindings
from edgewise.migration.parity.wire import Side
from edgewise.project import jsonc
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler

PROJECT = {
    "wrangler.jsonc": '{\n  "name": "lock",\n  "pages_build_output_dir": "public",\n'
    '  "compatibility_date": "2026-01-01",\n  "vars": { "GREETING": "ahoy", "UNUSED": "yes" },\n'
    '  "env": { "preview": { "vars": { "GREETING": "preview", "UNUSED": "yes" } } }\n}\n',
    "public/index.html": "<!doctype html><title>Lock</title>",
    "public/gate/index.html": "<!doctype html><title>Gate</title>",
    "public/about us.html": "<!doctype html><title>About us</title>",
    "public/404.html": "<!doctype html><title>Not here</title>",
    "public/app.css": "body { color: teal }",
    "public/app.js": "console.log(1)",
    "public/LICENCE": "free",
    "public/_redirects": "/old /gate/ 301\n",
    "public/_headers": "/app.css\n  X-Frame-Options: DENY\n",
    "public/_routes.json": '{ "version": 1, "include": ["/api/*", "/gate/*"], "exclude": ["/api/static/*"] }\n',
    "functions/api/hello.js": "export const onRequest = (c) => new Response(\n"
    "  `${c.env.GREETING} from the lock ${new URL(c.request.url).search}`,\n"
    '  { headers: { "set-cookie": "seen=1; HttpOnly; Path=/" } });\n',
    "functions/api/echo.js": "export const onRequestPost = async (c) => new Response(await c.request.text());\n",
    "functions/api/static/[name].js": 'export const onRequest = () => new Response("never");\n',
    "functions/gate/_middleware.js": "export const onRequest = async (c) => {\n"
    "  const answer = await c.next();\n"
    "  const marked = new Response(answer.body, answer);\n"
    '  marked.headers.set("x-gate", "open");\n'
    "  return marked;\n};\n",
}


class Recorded(Side):
    """The old side, asked for each thing once: nothing in this project changes by asking."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.name, side.url)
        self._side = side
        self._known: dict[object, Response] = {}

    async def send(self, request: Request) -> Response:
        if request.key not in self._known:
            self._known[request.key] = await self._side.send(request)
        return self._known[request.key]


class Marked(Side):
    """The new side, told with each request in which way it is broken."""

    def __init__(self, side: Side, name: str) -> None:
        super().__init__(side.name, side.url)
        self._side, self._mark = side, ("x-broken", name)

    async def send(self, request: Request) -> Response:
        marked = Request(request.method, request.target, (*request.headers, self._mark), request.body, request.why)
        return await self._side.send(marked)


class Bench:
    """One mode: the migrated copy, and the old side that is shared by all."""

    def __init__(self, stager: Stager, planned: Planned, old: Running, new: NewSide) -> None:
        self.stager, self.planned, self.old, self.new = stager, planned, old, new
        self.recorded = Recorded(old.side)

    def requests(self, root: Path) -> list[Request]:
        project = self.planned.project
        asked = [*derivation(project).requests, *published_requests(project, new_assets(root))]
        random.Random(7).shuffle(asked)
        return list(unique(asked))

    def prover(self, new: Side) -> Prover:
        planned = self.planned
        return Prover(self.recorded, new, planned.findings, planned.project.output_path, facts=planned.facts)

    async def first_undeclared(self, root: Path, new: Side) -> list[Exchange]:
        """Ask in parts, until something undeclared has come up."""
        asked = self.requests(root)
        for start in range(0, len(asked), 80):
            found = await self.prover(new).run(asked[start : start + 80])
            if wrong := [each for each in found if each.undeclared]:
                return wrong
        return []

    def copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.new.root, self.stager.folder / name, symlinks=True))

    def serve(self, root: Path):
        arguments, _ = worker_arguments(root, self.stager.toolchain, root.with_name(f"{root.name}-state"))
        return serving(self.stager.toolchain, "worker", root, arguments)

    async def caught(self, name: str, break_it: Callable[[Path], None]) -> bool:
        """Whether the harm that ``break_it`` does to a copy is seen."""
        root = self.copy(f"broken-{abs(hash(name))}")
        break_it(root)
        async with self.serve(root) as new:
            assert self.old.watch is not None and new.watch is not None
            if compare_bindings([self.old.watch, new.watch]):
                return True
            return bool(await self.first_undeclared(root, new.side))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(prove, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def loop():
    """One event loop for all tests here, because they share servers."""
    runner = asyncio.Runner()
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def benches(loop, tmp_path_factory):
    """Both modes, beside one old side."""
    root = tmp_path_factory.mktemp("project") / "lock"
    for name, text in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    stack = AsyncExitStack()

    async def start() -> dict[str, Bench]:
        toolchain: Toolchain = await ensure()
        found: dict[str, Bench] = {}
        old: Running | None = None
        for mode in ("faithful", "idiomatic"):
            stager = Stager(root, tmp_path_factory.mktemp("work"), toolchain)
            planned = await plan_of(stager, choices=Choices(mode))
            if old is None:
                side = await stager.old_side(planned.project)
                old = await stack.enter_async_context(serving(toolchain, "pages", side.root, side.arguments))
            found[mode] = Bench(stager, planned, old, await stager.new_side(planned.prepare))
        return found

    yield loop.run(start())
    loop.run(stack.aclose())


def config(root: Path, *path: str, value: object = None) -> None:
    """Set a value in the new configuration, or delete it."""
    file = root / "wrangler.jsonc"
    text = file.read_text()
    file.write_text(jsonc.delete(text, list(path)) if value is None else jsonc.set_value(text, list(path), value))


def replace(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text, f"{name} does not hold {old!r}"
    (root / name).write_text(text.replace(old, new))


def publish(root: Path) -> None:
    (root / "public/.assetsignore").write_text("")


SETTINGS: dict[str, Callable[[Path], None]] = {
    "code runs after the assets": lambda root: config(root, "assets", "run_worker_first"),
    "code runs on the wrong paths": lambda root: config(root, "assets", "run_worker_first", value=["/api/*"]),
    "a variable is lost": lambda root: config(root, "vars"),
    "a variable that no page shows is lost": lambda root: config(root, "vars", "UNUSED"),
    "a variable has the value of previews": lambda root: config(root, "vars", "GREETING", value="preview"),
    "a redirect has another status": lambda root: replace(root, "public/_redirects", "301", "302"),
    "a function is stale": lambda root: replace(root, "functions/api/hello.js", "from the lock", "from the old lock"),
    "a private file is published": publish,
}
"""Harm that both modes can come to. Each needs a server of its own."""

_ALSO = (
    "code runs after the assets",
    "code runs on the wrong paths",
    "a variable is lost",
    "a private file is published",
)

IDIOMATIC: dict[str, Callable[[Path], None]] = {name: SETTINGS[name] for name in _ALSO} | {
    "unknown paths get the start page": lambda root: config(
        root, "assets", "not_found_handling", value="single-page-application"
    ),
    "unknown paths get nothing": lambda root: config(root, "assets", "not_found_handling", value="none"),
    "pages have other addresses": lambda root: config(root, "assets", "html_handling", value="drop-trailing-slash"),
    "a header of Pages is lost": lambda root: replace(
        root, "public/_headers", "Referrer-Policy: strict-origin-when-cross-origin", "X-Other: 1"
    ),
    "a header of the user is lost": lambda root: replace(
        root, "public/_headers", "X-Frame-Options: DENY", "X-Other: 1"
    ),
    "a redirect leads elsewhere": lambda root: replace(root, "public/_redirects", "/gate/", "/"),
    "a page is lost": lambda root: (root / "public/gate/index.html").unlink(),
    "a page is stale": lambda root: replace(root, "public/index.html", "Lock", "Dock"),
}

BROKEN = {
    "the 404 page may be cached": "if (answer.status === 404) headers.set('cache-control', 'max-age=60');",
    "redirects to the right address are 307": "if (status === 308) status = 307;",
    "redirects to the right address are 301": "if (status === 308) status = 301;",
    "a header of Pages is dropped": "headers.delete('referrer-policy');",
    "a header of Pages is dropped from the 404 page": (
        "if (status === 404) headers.delete('access-control-allow-origin');"
    ),
    "a header of Pages is added where it was none": (
        "if (status === 308) headers.set('x-content-type-options', 'nosniff');"
    ),
    "a header of the user is dropped": "headers.delete('x-frame-options');",
    "answers vary": "headers.append('vary', 'accept');",
    "files are cached for a year": (
        "if (url.pathname === '/app.js') headers.set('cache-control', 'max-age=31536000');"
    ),
    "unknown paths get the start page": (
        "if (status === 404) { const page = await start(); body = page.body; status = 200; }"
    ),
    "middleware is skipped": "if (url.pathname.startsWith('/gate')) headers.delete('x-gate');",
    "navigations get the start page": "if (navigation && url.pathname === '/api/hello') { const page = await start();"
    " body = page.body; headers = new Headers(page.headers); }",
    "refused methods are not refused": "if (status === 405) status = 404;",
    "one file has other content": "if (url.pathname === '/app.css') body = 'body { color: red }';",
    "one file is cut": "if (url.pathname === '/app.js' && body) body = (await answer.text()).slice(0, -1);",
    "JavaScript has the type of Workers": "if (url.pathname === '/app.js') "
    "headers.set('content-type', 'text/javascript; charset=utf-8');",
    "files of no type get none": "if (url.pathname === '/LICENCE') headers.delete('content-type');",
    "redirects have no text": "if (status === 301) body = null;",
    "nothing is ever unchanged": "if (status === 304) { status = 200; body = 'again'; }",
    "what is unchanged says more": "if (status === 304) headers.set('content-type', 'text/html');",
    "ETags are lost": "headers.delete('etag');",
    "ranges are answered": "if (request.headers.has('range')) status = 206;",
    "HEAD is refused": "if (request.method === 'HEAD') status = 405;",
    "OPTIONS is answered": "if (request.method === 'OPTIONS') { status = 204; body = null; }",
    "a cookie loses its attributes": "if (headers.has('set-cookie')) headers.set('set-cookie', 'seen=1');",
    "doubled slashes are redirected": "if (url.pathname.startsWith('//')) { status = 307; body = null; "
    "headers.set('location', url.pathname.slice(1)); }",
    "escaped paths are not found": "if (url.pathname.includes('%20')) { status = 404; }",
    "code runs where _routes.json keeps it away": (
        "if (url.pathname.startsWith('/api/static/')) { status = 200; body = 'never'; }"
    ),
    "upper case is lower case": "if (/^\\/API/.test(url.pathname)) { status = 200; body = 'ahoy'; }",
    "failures are hidden": "if (status >= 400 && request.method === 'POST') status = 200;",
    "form fields are lost": "if (request.method === 'POST' && url.pathname === '/api/echo') body = '';",
    "the query is lost": "if (url.pathname === '/api/hello' && url.search) body = 'ahoy from the lock ';",
}
"""Harm to single answers, as code between the entry and the world. All of it fits in one server."""

WRAPPER = """
import site from "./index.js";

async function harm(name, request, answer, env) {{
  const url = new URL(request.url);
  const navigation = request.headers.get("sec-fetch-mode") === "navigate";
  const start = () => site.fetch(new Request(new URL("/", request.url)), env, {{}});
  let {{ status, body }} = answer;
  let headers = new Headers(answer.headers);
  switch (name) {{
{cases}
    case "nothing": break;
    default: return new Response("unknown harm: " + name, {{ status: 500 }});
  }}
  if ([101, 204, 205, 304].includes(status)) body = null;
  return new Response(body, {{ status, headers }});
}}

export default {{
  async fetch(request, env, context) {{
    const headers = new Headers(request.headers);
    const name = headers.get("x-broken") ?? "nothing";
    headers.delete("x-broken");
    const plain = new Request(request, {{ headers }});
    return harm(name, plain, await site.fetch(plain, env, context), env);
  }},
}};
"""


@pytest.fixture(scope="module")
def wrapped(loop, benches):
    """The faithful Worker with every kind of harm built in, each waiting for its name."""
    bench = benches["faithful"]
    root = bench.copy("wrapped")
    cases = "\n".join(f'    case "{name}": {{ {code} }} break;' for name, code in BROKEN.items())
    (root / "worker/broken.js").write_text(WRAPPER.format(cases=cases))
    config(root, "main", value="worker/broken.js")
    stack = AsyncExitStack()

    async def start() -> Running:
        return await stack.enter_async_context(bench.serve(root))

    running = loop.run(start())
    yield root, running.side
    loop.run(stack.aclose())


def labels(exchanges: Sequence[Exchange]) -> list[str]:
    return [each.request.label() for each in exchanges if each.undeclared]


def test_the_faithful_migration_is_proved_also_through_the_harmless_wrapper(loop, benches, wrapped):
    root, side = wrapped
    bench = benches["faithful"]
    exchanges = loop.run(bench.prover(Marked(side, "nothing")).run(bench.requests(root)))
    assert len(exchanges) > 300
    assert labels(exchanges) == []
    assert all(each.equal_on(3) for each in exchanges)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_not_proved(loop, benches, wrapped, name):
    root, side = wrapped
    assert loop.run(benches["faithful"].first_undeclared(root, Marked(side, name))), f"{name}, and nobody saw it"


@pytest.mark.parametrize("name", SETTINGS)
def test_a_faithful_migration_with_broken_settings_is_not_proved(loop, benches, name):
    assert loop.run(benches["faithful"].caught(name, SETTINGS[name])), f"{name}, and nobody saw it"


def test_the_idiomatic_migration_is_proved(loop, benches):
    bench = benches["idiomatic"]

    async def run() -> tuple[Exchange, ...]:
        async with bench.serve(bench.new.root) as new:
            return await bench.prover(new.side).run(bench.requests(bench.new.root))

    exchanges = loop.run(run())
    assert len(exchanges) > 300
    assert labels(exchanges) == []


@pytest.mark.parametrize("name", IDIOMATIC)
def test_a_broken_idiomatic_migration_is_not_proved(loop, benches, name):
    assert loop.run(benches["idiomatic"].caught(name, IDIOMATIC[name])), f"{name}, and nobody saw it"
