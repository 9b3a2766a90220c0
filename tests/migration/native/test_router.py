"""The router in workerd, beside what Cloudflare's compiler makes of the same functions."""

from __future__ import annotations

import json
import random
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tests.migration.native.trees import HARNESS, requests, tree

from edgewise.migration.native.table import native_table
from edgewise.project import discover
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain, ensure
from edgewise.store.content import content

pytestmark = pytest.mark.wrangler
CONFIG = '{"name": "both", "main": "main.js", "compatibility_date": "2026-01-01"}'


def entry(root: Path) -> str:
    table = native_table(discover(root, {"output": "."}), "worker", typescript=False)
    lines = [table.imports, 'import { pagesFunctions } from "./pages-functions.js";', ""]
    return "\n".join([*lines, f"export default {{ fetch: pagesFunctions({table.rows}) }};", ""])


async def compile_functions(toolchain: Toolchain, root: Path) -> None:
    command = toolchain.wrangler("pages", "functions", "build", "--outdir", "compiled")
    done = await run(command, cwd=root, env=toolchain.environment(), timeout=120)
    assert done.returncode == 0, done.tail


def ask(url: str, questions: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    data = json.dumps(questions).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as answer:
        found: list[list[dict[str, Any]]] = json.load(answer)
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_router_answers_as_the_compiled_functions(seed, write):
    chance = random.Random(seed)
    files = tree(chance)
    root = write({**files, "main.js": HARNESS, "wrangler.json": CONFIG})
    (root / "worker").mkdir()
    (root / "worker" / "index.js").write_text(entry(root))
    router = content("assets", "worker", "pages-functions.js").read_text()
    (root / "worker" / "pages-functions.js").write_text(router)
    toolchain = await ensure()
    await compile_functions(toolchain, root)
    questions = requests(chance, files, 600)
    async with DevServer(toolchain, "worker", root) as server:
        answers = ask(server.url, questions)
    wrong = [(each, *both) for each, both in zip(questions, answers, strict=True) if both[0] != both[1]]
    assert not wrong, f"{len(wrong)} of {len(questions)} differ, first {wrong[0]}"
    handled = [both for both in answers if not all(call.startswith("ASSETS") for call in both[0]["calls"])]
    assert len(handled) > len(questions) / 6, "the paths reach the functions"
