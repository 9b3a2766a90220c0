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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import SAMPLES

from edgewise.project import discover, parse_headers, parse_redirects
from edgewise.project.exports import exported_names
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


PLAIN = st.sampled_from(["a", "b", "api", "index", "_middleware", "_middleware_", "x.y", "Z", "0", "_", ".well", "a-b"])
PARAMETER = st.sampled_from(["[id]", "[[rest]]", "[a]", "[_0]", "x[b]", "[c]y", "[d][e]", "[[f]]g", "[]"])
ODD = st.text(st.sampled_from("ab.-_ é%~$+()@!,;='&#?|^{}<>`Ü漢"), min_size=1, max_size=5).filter(
    lambda name: name.strip(".") != ""
)
SEGMENT = st.one_of(PLAIN, PARAMETER, ODD)
FOLDER = st.lists(SEGMENT, max_size=3).map("/".join)
EXTENSION = st.sampled_from(["js", "ts", "mjs", "jsx", "tsx", "cjs", "json", "test.js", "d.ts"])
FILE = st.tuples(FOLDER, SEGMENT, EXTENSION, st.integers(0, 6))


def tree_of(files: list[tuple[str, str, str, int]]) -> dict[str, str]:
    """A functions/ folder in which every file can be made and none stops the build."""
    found: dict[str, str] = {"functions/always.js": HANDLERS["js"][0]}
    for folder, stem, extension, handler in files:
        name = "/".join(part for part in ("functions", folder, f"{stem}.{extension}") if part)
        parents = {"/".join(name.split("/")[:count]) for count in range(2, name.count("/") + 1)}
        if len(name) > 200 or parents & found.keys() or any(other.startswith(f"{name}/") for other in found):
            continue
        text = HANDLERS["ts" if extension in ("ts", "tsx") else "js"][handler % 3]
        found[name] = "export declare const onRequest: number;" if extension == "d.ts" else text
    return found


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(FILE, min_size=40, max_size=90))
def test_route_tables_of_any_tree(
    toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, str, str, int]]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for name, text in tree_of(files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    scratch = tmp_path_factory.mktemp("scratch")
    done = asyncio.run(build(toolchain, root, scratch))
    table = read_functions(root)
    if table.problems:
        assert done.returncode != 0
        return
    assert (scratch / "table.json").exists(), done.stderr
    assert ours(root) == table_of(scratch)
    assert list(generate_routes(table.routes).include) == include(scratch)


EXPORTS = json.loads((Path(__file__).parent / "exports.json").read_text())
"""Modules by extension, in every way of exporting."""
ESBUILD = """
const [esbuild, fs, path] = [require(process.argv[1]), require("fs"), require("path")];
const folder = process.argv[2];
(async () => {
  const found = {};
  for (const name of fs.readdirSync(folder)) {
    const entryPoints = [path.resolve(folder, name)];
    const { metafile } = await esbuild.build({ metafile: true, write: false, bundle: false, entryPoints });
    found[name] = Object.values(metafile.outputs).flatMap((output) => output.exports);
  }
  console.log(JSON.stringify(found));
})();
"""


async def test_exports_are_those_of_esbuild(toolchain: Toolchain, tmp_path: Path) -> None:
    modules = {f"{number}.{kind}": text for kind, texts in EXPORTS.items() for number, text in enumerate(texts)}
    for name, text in modules.items():
        (tmp_path / name).write_text(text)
    esbuild = Path(toolchain.wrangler()[2]).parents[2] / "esbuild"
    argv = [str(toolchain.node.path), "-e", ESBUILD, "--", str(esbuild), str(tmp_path)]
    done = await run(argv, cwd=tmp_path, env=toolchain.environment(), timeout=60)
    assert done.returncode == 0, done.stderr
    mine = {name: [each for each, _ in exported_names(text, Path(name).suffix)] for name, text in modules.items()}
    assert mine == json.loads(done.stdout)


@pytest.mark.parametrize("name", ["[a-b]", "[[a b]]", "[[]]", "[[[h]]]", "x[ü]", "[a.b]/c", "a:b", 'say "x"', "a\\b"])
async def test_refused_parameter_names(toolchain: Toolchain, write: Write, tmp_path: Path, name: str) -> None:
    root = write({f"functions/{name}.js": HANDLERS["js"][0]})
    done = await build(toolchain, root, tmp_path)
    assert done.returncode != 0
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
