"""The Worker around what a framework's build leaves: its entry, and what wrangler is told about the modules."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration import Choices, assess, make_plan
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
ROUTES = '{"version": 1, "include": ["/*"], "exclude": ["/_astro/*"]}'
FILES = {
    "wrangler.jsonc": '{"name": "x", "pages_build_output_dir": "dist", "compatibility_date": "2025-01-01"}',
    "package.json": '{"scripts": {"build": "astro build"}, "dependencies": {"astro": "5.0.0"}}',
    "dist/_routes.json": ROUTES,
    "dist/a.txt": "a",
}
FOLDER = {**FILES, "dist/_worker.js/index.js": 'import "./b.mjs"; export default {}', "dist/_worker.js/b.mjs": ""}
FILE = {**FILES, "dist/_worker.js": "export default {}"}


def planned(root: Path, mode: str = "faithful") -> dict[str, str]:
    choices = Choices(mode=mode)
    project = discover(root)
    edits = make_plan(project, assess(project, choices), choices).edits
    return {edit.path: (edit.after or b"").decode() for edit in edits}


def test_the_entry_reads_the_rules_of_the_build_that_is_there(write: Write) -> None:
    entry = planned(write(FOLDER))["worker.js"]
    assert 'import worker from "./dist/_worker.js/index.js";' in entry
    assert 'import rules from "./dist/_routes.json";' in entry
    assert "const routes = JSON.parse(rules);" in entry
    assert "/_astro/" not in entry, "the next build may write other rules"
    config = json.loads(jsonc(planned(write(FOLDER))["wrangler.jsonc"]))
    assert "dist/_routes.json" in config["rules"][2]["globs"]


def test_one_file_is_bundled_with_its_rules(write: Write) -> None:
    entry = planned(write(FILE))["worker/index.js"]
    assert 'import routes from "../dist/_routes.json";' in entry
    assert "JSON.parse" not in entry


def test_rules_that_no_build_makes_are_spelled_out(write: Write) -> None:
    root = write({**FILE, "package.json": "{}"})
    assert "/_astro/*" in planned(root)["worker/index.js"]


def test_hidden_folders_are_imported_by_relative_paths(write: Write) -> None:
    static = {name.replace("dist", ".vercel/output/static"): text for name, text in FOLDER.items()}
    files = {
        **static,
        "wrangler.jsonc": FILES["wrangler.jsonc"].replace("dist", ".vercel/output/static"),
        "package.json": '{"dependencies": {"next": "15.5.2", "@cloudflare/next-on-pages": "1.13.16"}}',
    }
    assert 'from "./.vercel/output/static/_worker.js/index.js";' in planned(write(files))["worker.js"]


@pytest.mark.parametrize("mode", ["faithful", "idiomatic"])
def test_modules_find_each_other(write: Write, mode: str) -> None:
    """wrangler names the entry by its file name, and the others by their paths below ``base_dir``."""
    config = json.loads(jsonc(planned(write(FOLDER), mode)["wrangler.jsonc"]))
    assert config["no_bundle"] is True
    at_top = Path(config["main"]).parent.as_posix() == config["base_dir"]
    assert at_top
    assert config["base_dir"] == ("." if mode == "faithful" else "dist/_worker.js")


def jsonc(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
