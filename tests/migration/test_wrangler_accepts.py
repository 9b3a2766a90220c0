"""The real wrangler takes what a migration writes: it compiles, bundles and would deploy every sample."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import PROJECTS

from edgewise.migration import apply, assess, make_plan
from edgewise.project import discover
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler
Sample = Callable[[str], Path]
NAMES = PROJECTS


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


@pytest.mark.parametrize("name", NAMES)
async def test_a_dry_run_deploys_it(toolchain: Toolchain, sample: Sample, tmp_path: Path, name: str) -> None:
    root = sample(name)
    project = discover(root)
    plan = make_plan(project, assess(project))
    apply(project, plan)
    argv = toolchain.wrangler("deploy", "--dry-run", f"--outdir={tmp_path / 'bundle'}", "--env=")
    done = await run(argv, cwd=root, env=toolchain.environment({"WRANGLER_LOG": "debug"}), timeout=90)
    text = done.stdout + done.stderr
    assert done.returncode == 0, text
    assert "--dry-run: exiting now." in text
    assert "[ERROR]" not in text
    assert "Unexpected fields" not in text
    if project.functions:
        assert (root / ".wrangler/functions/index.js").is_file()
        assert (tmp_path / "bundle/index.js").is_file()
        bindings = re.findall(r"^env\.(\w+)", text, re.MULTILINE)
        assert "ASSETS" in bindings
    ignored = set(re.findall(r"Ignoring asset: (\S+)", text))
    if project.output is not None and project.output.value == ".":
        for private in (
            ".dev.vars",
            "functions/hello.js",
            "package.json",
            "wrangler.toml",
            ".wrangler/functions/index.js",
        ):
            assert private in ignored
        assert any(each.startswith(".edgewise/") for each in ignored)
    if (root / (project.output.value if project.output else ".") / "_routes.json").exists():
        assert "_routes.json" in ignored
