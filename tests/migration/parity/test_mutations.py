"""A migration that was broken on purpose is never called proved."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from edgewise.migration.choices import Choices
from edgewise.migration.parity import prove
from edgewise.migration.parity.derivation import derivation, unique
from edgewise.migration.parity.derivation.hidden import published_requests
from edgewise.migration.parity.model import Exchange
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.serve import Running, serving
from edgewise.migration.parity.staging.assets import new_assets
from edgewise.migration.parity.staging.plan import Planned, plan_of
from edgewise.migration.parity.staging.sides import NewSide, Stager, worker_arguments
from edgewise.project import jsonc
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler

PROJECT = {
    "wrangler.jsonc": '{\n  "name": "lock",\n  "pages_build_output_dir": "public",\n'
    '  "compatibility_date": "2026-01-01",\n  "vars": { "GREETING": "ahoy" }\n}\n',
    "public/index.html": "<!doctype html><title>Lock</title>",
    "public/gate/index.html": "<!doctype html><title>Gate</title>",
    "public/404.html": "<!doctype html><title>Not here</title>",
    "public/app.css": "body { color: teal }",
    "public/_redirects": "/old /gate/ 301\n",
    "public/_headers": "/app.css\n  X-Frame-Options: DENY\n",
    "functions/api/hello.js": "export const onRequest = (c) => new Response(`${c.env.GREETING} from the lock`);\n",
    "functions/gate/_middleware.js": "export const onRequest = async (c) => {\n"
    "  const answer = await c.next();\n"
    "  const marked = new Response(answer.body, answer);\n"
    '  marked.headers.set("x-gate", "open");\n'
    "  return marked;\n};\n",
}


class Bench:
    """The staged project: the old side runs once, the new side once for each test."""

    def __init__(self, stager: Stager, planned: Planned, old: Running, new: NewSide) -> None:
        self.stager, self.planned, self.old, self.new = stager, planned, old, new

    async def prove(self, break_it: Callable[[Path], None] | None = None) -> tuple[Exchange, ...]:
        """Prove the migrated copy after ``break_it`` has done its harm to a copy of it."""
        root = Path(shutil.copytree(self.new.root, self.stager.folder / f"broken-{id(break_it)}", symlinks=True))
        if break_it is not None:
            break_it(root)
        arguments, _ = worker_arguments(root, self.stager.toolchain, root.with_name(f"{root.name}-state"))
        async with serving(self.stager.toolchain, "worker", root, arguments) as new:
            project = self.planned.project
            asked = unique([*derivation(project).requests, *published_requests(project, new_assets(root))])
            if break_it is not None:
                # What is broken shows without them, and this runs many times.
                asked = [each for each in asked if not each.navigation]
            prover = Prover(
                self.old.side, new.side, self.planned.findings, project.output_path, facts=self.planned.facts
            )
            return await prover.run(asked)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(prove, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def loop():
    """One event loop for all tests here, because they share a server."""
    runner = asyncio.Runner()
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def bench(loop, tmp_path_factory):
    root = tmp_path_factory.mktemp("project") / "lock"
    for name, text in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    stack = AsyncExitStack()

    async def start() -> Bench:
        toolchain: Toolchain = await ensure()
        stager = Stager(root, tmp_path_factory.mktemp("work"), toolchain)
        planned = await plan_of(stager, choices=Choices("idiomatic"))
        side = await stager.old_side(planned.project)
        old = await stack.enter_async_context(serving(toolchain, "pages", side.root, side.arguments))
        return Bench(stager, planned, old, await stager.new_side(planned.prepare))

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


MUTATIONS: dict[str, Callable[[Path], None]] = {
    "code runs after the assets": lambda root: config(root, "assets", "run_worker_first"),
    "code runs on the wrong paths": lambda root: config(root, "assets", "run_worker_first", value=["/api/*"]),
    "unknown paths get the start page": lambda root: config(
        root, "assets", "not_found_handling", value="single-page-application"
    ),
    "unknown paths get nothing": lambda root: config(root, "assets", "not_found_handling", value="none"),
    "pages have other addresses": lambda root: config(root, "assets", "html_handling", value="drop-trailing-slash"),
    "a variable is lost": lambda root: config(root, "vars"),
    "a header of Pages is lost": lambda root: replace(
        root, "public/_headers", "Referrer-Policy: strict-origin-when-cross-origin", "X-Other: 1"
    ),
    "a header of the user is lost": lambda root: replace(
        root, "public/_headers", "X-Frame-Options: DENY", "X-Other: 1"
    ),
    "a redirect has another status": lambda root: replace(root, "public/_redirects", "301", "302"),
    "a redirect leads elsewhere": lambda root: replace(root, "public/_redirects", "/gate/", "/"),
    "a function is stale": lambda root: replace(root, "functions/api/hello.js", "from the lock", "from the old lock"),
    "a page is lost": lambda root: (root / "public/gate/index.html").unlink(),
    "a page is stale": lambda root: replace(root, "public/index.html", "Lock", "Dock"),
    "a private file is published": lambda root: (root / "public/bundle.js.map").write_text("{}") and None,
}


def undeclared(exchanges: tuple[Exchange, ...]) -> list[str]:
    return [each.request.label() for each in exchanges if each.undeclared]


def test_the_migration_as_planned_is_proved(loop, bench):
    exchanges = loop.run(bench.prove())
    assert len(exchanges) > 100
    assert undeclared(exchanges) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_migration_is_not_proved(loop, bench, name):
    assert undeclared(loop.run(bench.prove(MUTATIONS[name]))), f"{name}, and the proof did not see it"


def test_nothing_private_is_published_even_without_the_ignore_file(loop, bench):
    def publish(root: Path) -> None:
        (root / "public/.assetsignore").write_text("")
        (root / "public/_routes.json").write_text('{"version": 1, "include": ["/*"], "exclude": []}')

    assert "GET /_routes.json" in undeclared(loop.run(bench.prove(publish)))
