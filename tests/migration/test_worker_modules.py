"""The modules that a migration writes: one text in two languages."""

from __future__ import annotations

import re

import pytest

from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure
from edgewise.store.content import content

MODULES = sorted(path.stem for path in content("assets", "worker").glob("*.ts"))
STRIP = """
import { stripTypeScriptTypes } from "node:module";
import { readFileSync } from "node:fs";
process.stdout.write(stripTypeScriptTypes(readFileSync(process.argv[1], "utf8"), { mode: "strip" }));
"""


def bare(code: str) -> str:
    """The code without comments and white space, so that only what it does is left."""
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
    code = re.sub(r"^\s*//.*$", "", code, flags=re.MULTILINE)
    return re.sub(r"\s+|,(?=\s*[)\]}])", "", re.sub(r"\s//\s.*$", "", code, flags=re.MULTILINE))


@pytest.mark.wrangler
@pytest.mark.parametrize("name", MODULES)
async def test_both_languages_say_the_same(name):
    toolchain = await ensure()
    typescript = content("assets", "worker", f"{name}.ts")
    command = (str(toolchain.node.path), "--no-warnings", "--input-type=module", "-e", STRIP, str(typescript))
    done = await run(command, cwd=typescript.parent, env=toolchain.environment(), timeout=30)
    assert done.returncode == 0, done.tail
    script = content("assets", "worker", f"{name}.js").read_text()
    assert bare(done.stdout) == bare(script)
