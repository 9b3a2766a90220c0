"""The TypeScript that edgewise writes, checked by TypeScript at its strictest."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from edgewise.migration import Choices, apply, assess, make_plan
from edgewise.project import discover
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure

pytestmark = pytest.mark.wrangler

STRICT = {
    "strict": True,
    "noEmit": True,
    "noUncheckedIndexedAccess": True,
    "exactOptionalPropertyTypes": True,
    "noImplicitReturns": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "verbatimModuleSyntax": True,
    "isolatedModules": True,
    "skipLibCheck": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["es2022"],
    "types": ["@cloudflare/workers-types"],
    "jsx": "react",
    "paths": {"@money/*": ["./packages/money/src/*"], "@shelf/*": ["./shelf/*"]},
}
NODE_NEXT = {"module": "nodenext", "moduleResolution": "nodenext", "verbatimModuleSyntax": False}
NO_WORKERS = {"lib": ["es2022", "dom", "dom.iterable"], "types": []}


@pytest.fixture(scope="session")
def packages(tmp_path_factory) -> Path:
    """A ``node_modules`` with TypeScript and the types of Workers."""
    toolchain = asyncio.run(ensure())
    folder = tmp_path_factory.mktemp("types")
    command = [*toolchain.node.npm, "install", "--no-audit", "--no-fund", "typescript@5", "@cloudflare/workers-types@4"]
    subprocess.run(command, cwd=folder, env=toolchain.environment(), capture_output=True, check=True, timeout=300)
    return folder / "node_modules"


@pytest.mark.parametrize("mode", ["faithful", "idiomatic"])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ts-functions-monorepo", {}),
        ("catch-all-app", {}),
        ("catch-all-app", NODE_NEXT),
        ("catch-all-app", NO_WORKERS),
        ("routing-forms", {"allowJs": True}),
        ("nextjs-story", {}),
    ],
)
async def test_entry_and_modules_have_no_type_errors(sample, packages, name, options, mode):
    root = sample(name)
    (root / "node_modules").symlink_to(packages)
    choices = Choices(mode=mode, functions="native")
    project = discover(root)
    apply(project, make_plan(project, assess(project, choices), choices))
    files = sorted(path.name for path in (root / "worker").iterdir())
    assert {"index.ts", "pages-functions.ts"} <= set(files)
    (root / "strict.json").write_text(
        json.dumps({"compilerOptions": {**STRICT, **options}, "files": [f"worker/{file}" for file in files]})
    )
    toolchain = await ensure()
    tsc = packages / "typescript" / "bin" / "tsc"
    command = [str(toolchain.node.path), str(tsc), "-p", "strict.json"]
    done = await run(command, cwd=root, env=toolchain.environment(), timeout=120)
    errors = [line for line in done.stdout.splitlines() if line.startswith("worker/")]
    assert not errors
    assert done.returncode in (0, 1, 2) and "error TS5" not in done.stdout, "the configuration was understood"
