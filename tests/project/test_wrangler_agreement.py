"""Our reading of a project against that of the real wrangler."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SAMPLES

from edgewise.project import discover, parse_headers, parse_redirects
from edgewise.project.functions import collation, read_functions
from edgewise.project.routes import generate_routes
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler
Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
WITH_FUNCTIONS = sorted(path.parent.name for path in SAMPLES.glob("*/functions"))


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


async def build(toolchain: Toolchain, root: Path, scratch: Path) -> Completed:
    """Compile ``functions/`` with the real compiler, leaving its route table and rules in ``scratch``."""
    argv = toolchain.wrangler(
        "pages", "functions", "build", f"--outdir={scratch / 'out'}", f"--output-config-path={scratch / 'table.json'}",
        f"--output-routes-path={scratch / 'routes.json'}",
    )  # fmt: skip
    return await run(argv, cwd=root, env=toolchain.environment(), timeout=60)


def table_of(scratch: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((scratch / "table.json").read_text())["routes"]
    return found


def ours(root: Path) -> list[dict[str, Any]]:
    rows = []
    for route in read_functions(root).routes:
        row: dict[str, Any] = {"routePath": route.route, "mountPath": route.mount, "method": route.method}
        if route.modules:
            row["module"] = list(route.modules)
        if route.middlewares:
            row["middleware"] = list(route.middlewares)
        rows.append(row)
    return rows


def include(scratch: Path) -> list[str]:
    found: list[str] = json.loads((scratch / "routes.json").read_text())["include"]
    return found


@pytest.mark.parametrize("name", WITH_FUNCTIONS)
async def test_route_tables_of_samples(toolchain: Toolchain, sample: Sample, tmp_path: Path, name: str) -> None:
    root = sample(name)
    done = await build(toolchain, root, tmp_path)
    assert done.returncode == 0, done.stderr
    assert ours(root) == table_of(tmp_path)
    assert list(generate_routes(read_functions(root).routes).include) == include(tmp_path)


HANDLERS = {
    "js": [
        "export const onRequest = () => new Response();",
        "export async function onRequestGet() {}\nexport function onRequestPost() {}",
        "const a = () => {}; export { a as onRequestPut, a as helper };",
        "export const { onRequestDelete, other } = { onRequestDelete() {}, other: 1 };",
        "// export const onRequest = 1\nexport const nothing = `export const onRequestGet = 1`;",
        "export default { onRequest() {} };",
        "export * from './shared.js'; export { onRequest as onRequestHead } from './shared.js';",
    ],
    "ts": [
        "export const onRequestPatch: (c: unknown) => Response = () => new Response();",
        "export type onRequest = string; export interface onRequestGet {}\nexport const x = 1;",
        "export enum Colour { Red }\nexport class onRequestOptions {}",
    ],
}
STEMS = ["index", "_middleware", "_middleware_", "about", "[id]", "[[rest]]", "a.b", "x-[y]", "Über", "_under", "0"]
FOLDERS = ["", "api/", "api/[id]/", "API/", "v1.0/", "[a]/[b]/", ".dot/"]


@pytest.mark.parametrize("seed", range(6))
async def test_route_tables_of_made_up_projects(toolchain: Toolchain, write: Write, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    files: dict[str, str | bytes] = {"functions/always.js": HANDLERS["js"][0]}
    for _ in range(25):
        folder = chance.choice(FOLDERS)
        extension = chance.choice(["js", "ts", "mjs", "tsx", "jsx"])
        text = chance.choice(HANDLERS["ts" if extension.startswith("t") else "js"])
        files[f"functions/{folder}{chance.choice(STEMS)}.{extension}"] = text
        files[f"functions/{folder}shared.js"] = HANDLERS["js"][0]
    root = write(files)
    done = await build(toolchain, root, tmp_path)
    if not (tmp_path / "table.json").exists():
        pytest.fail(done.stderr)
    assert ours(root) == table_of(tmp_path)
    assert list(generate_routes(read_functions(root).routes).include) == include(tmp_path)


async def test_refused_parameter_names(toolchain: Toolchain, write: Write, tmp_path: Path) -> None:
    root = write({"functions/[a-b].js": HANDLERS["js"][0]})
    done = await build(toolchain, root, tmp_path)
    assert done.returncode != 0
    assert "[a-b]" in done.stdout + done.stderr
    assert read_functions(root).problems


async def test_collation_is_that_of_node(toolchain: Toolchain, tmp_path: Path) -> None:
    chance = random.Random(7)
    alphabet = "aAbBzZ019_-./:*é%~ $+"
    words = sorted({"/" + "".join(chance.choices(alphabet, k=chance.randint(0, 6))) for _ in range(400)})
    script = "const w=JSON.parse(require('fs').readFileSync(0,'utf8'));" + (
        "console.log(JSON.stringify(w.sort((a,b)=>a.localeCompare(b))))"
    )
    done = await run(
        [str(toolchain.node.path), "-e", script],
        cwd=tmp_path,
        env=toolchain.environment(),
        timeout=30,
        input=json.dumps(words),
    )
    assert sorted(words, key=collation) == json.loads(done.stdout)


REDIRECTS = """\
# comment
/a /b
/a /c
/c /d 301
/e /f 404
/g
/h /i 301 x
https://x.example/a /b
/j https://x.example/y 200
/* /index.html 200
/k/* /l/:splat 302   # note
/m/:n /o/:n
/p ftp://x
q /r
/s/ /t/index
/u /v 0x12e
/w /x?y#z
"""
HEADERS = """\
# comment
X-Before: 1
/a
  X-A: 1
  X-A: 2
  ! X-B
  nonsense
  Two words: x
  X-Empty:
/b
/c/*/d/*
  X-C: 1
https://x.example/e
  X-E: 1
https://x.example:8080/e
  X-E: 1
http://x.example/f
  X-F: 1
/g/:h
  X-G: :h
"""


SKIPPED = 3
"""Header lines that stand under a path that is not valid."""


def lines_of(text: str, name: str) -> set[int]:
    """The lines of a rule file that wrangler complains about."""
    return {int(number) for number in re.findall(rf"at o/{name}:(\d+) \|", text)}


def counts(text: str) -> dict[str, int]:
    """The numbers that wrangler says about rules it read."""
    found = {}
    for what in ("redirect", "header"):
        valid = re.search(rf"Parsed (\d+) valid {what} rule", text)
        invalid = re.search(rf"Found (\d+) invalid {what} rule", text)
        found[what] = int(valid.group(1)) if valid else 0
        found[f"invalid {what}"] = int(invalid.group(1)) if invalid else 0
    return found


async def test_rules_that_count(toolchain: Toolchain, write: Write) -> None:
    from edgewise.runtime.devserver import DevServer

    root = write({"o/index.html": "x", "o/_redirects": REDIRECTS, "o/_headers": HEADERS})
    project = discover(root, {"output": "o"})
    async with DevServer(toolchain, "pages", root, ["o"]) as server:
        text = "\n".join(server.log)
    said = counts(text)
    assert said["redirect"] == len(project.redirects) == len(parse_redirects(REDIRECTS)[0])
    assert said["header"] == len(project.headers) == len(parse_headers(HEADERS)[0])
    assert {each.line for each in project.redirects_invalid} == lines_of(text, "_redirects")
    # wrangler gives the line after an empty block, and does not list the lines under a path that is not valid.
    assert lines_of(text, "_headers") <= {each.line for each in project.headers_invalid}
    assert said["invalid header"] == len(project.headers_invalid) - SKIPPED
