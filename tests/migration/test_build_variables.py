"""Variables of Pages: read beside their counterparts in a build, set for running code, listed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration import Choices, assess, make_plan
from edgewise.migration.build_variables.code import rewrite_code
from edgewise.migration.build_variables.files import rewrite_package, runs_in_build, uses
from edgewise.migration.build_variables.shell import rewrite_shell
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
SITE = {"wrangler.toml": TOML, "o/index.html": "<p>"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = process.env.CF_PAGES_BRANCH;", "x = (process.env.WORKERS_CI_BRANCH ?? process.env.CF_PAGES_BRANCH);"),
        ("if (process.env.CF_PAGES) {}", "if (process.env.WORKERS_CI ?? process.env.CF_PAGES) {}"),
        (
            'process.env["CF_PAGES_COMMIT_SHA"]!.slice(0, 7)',
            '(process.env["WORKERS_CI_COMMIT_SHA"] ?? process.env["CF_PAGES_COMMIT_SHA"])!.slice(0, 7)',
        ),
        ("process.env?.CF_PAGES === '1'", "(process.env?.WORKERS_CI ?? process.env?.CF_PAGES) === '1'"),
        ("`${process.env.CF_PAGES}é😀`", "`${(process.env.WORKERS_CI ?? process.env.CF_PAGES)}é😀`"),
        ("/* é😀 */ a(process.env.CF_PAGES)", "/* é😀 */ a((process.env.WORKERS_CI ?? process.env.CF_PAGES))"),
    ],
)
def test_code(old: str, new: str) -> None:
    assert rewrite_code(old, ".ts") == new
    assert rewrite_code(new, ".ts") == new, "a second time changes nothing"


@pytest.mark.parametrize(
    "text",
    [
        "process.env.CF_PAGES_URL",
        "process.env.CF_PAGES = '1'",
        "delete process.env.CF_PAGES",
        "const { CF_PAGES_BRANCH } = process.env",
        "env.CF_PAGES",
        "import.meta.env.CF_PAGES",
        "// process.env.CF_PAGES",
        "'process.env.CF_PAGES'",
        "process.env.WORKERS_CI || process.env.CF_PAGES",
    ],
)
def test_code_that_stays(text: str) -> None:
    assert rewrite_code(text, ".js") == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a $CF_PAGES_BRANCH", "a ${WORKERS_CI_BRANCH:-$CF_PAGES_BRANCH}"),
        ('[ "${CF_PAGES:-0}" = 1 ]', '[ "${WORKERS_CI:-${CF_PAGES:-0}}" = 1 ]'),
        ("a '$CF_PAGES' # $CF_PAGES", "a '$CF_PAGES' # $CF_PAGES"),
        ("hugo -b $CF_PAGES_URL", "hugo -b $CF_PAGES_URL"),
        ("a ${CF_PAGES_COMMIT_SHA:0:7}", "a ${CF_PAGES_COMMIT_SHA:0:7}"),
        (
            "a ${WORKERS_CI:-$CF_PAGES} $CF_PAGES_BRANCH",
            "a ${WORKERS_CI:-$CF_PAGES} ${WORKERS_CI_BRANCH:-$CF_PAGES_BRANCH}",
        ),
    ],
)
def test_shell(old: str, new: str) -> None:
    assert rewrite_shell(old) == new
    assert rewrite_shell(new) == new, "a second time changes nothing"


def test_scripts_of_a_package() -> None:
    text = '{ "scripts": { "build": "vite build --mode \\"$CF_PAGES_BRANCH\\"" }, "x": "$CF_PAGES" }'
    new = text.replace("$CF_PAGES_BRANCH", "${WORKERS_CI_BRANCH:-$CF_PAGES_BRANCH}")
    assert rewrite_package(text) == new
    assert rewrite_package("{") == "{"


def test_which_code_runs_in_a_build() -> None:
    for path in ("vite.config.ts", "site/astro.config.mjs", "scripts/a/b.js", ".eleventy.js", ".vitepress/x.ts"):
        assert runs_in_build(path)
    for path in ("src/app.ts", "index.js", "src/config.ts"):
        assert not runs_in_build(path)


def test_uses_leave_comments_out() -> None:
    assert uses("// CF_PAGES\nenv.CF_PAGES; ({ CF_PAGES } = x); 'CF_PAGES'", "CF_PAGES", "a.ts") == 3
    assert uses("# $CF_PAGES\na $CF_PAGES", "CF_PAGES", "a.sh") == 1


def places(root: Path, choices: Choices | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in assess(discover(root), choices or Choices()):
        found.setdefault(each.id, []).append(f"{each.where} {each.title.rpartition(': ')[2]}")
    return found


def test_what_a_build_reads(write: Write) -> None:
    root = write(
        {
            **SITE,
            "vite.config.js": "a(process.env.CF_PAGES_BRANCH)\nb(process.env.CF_PAGES_URL)",
            "src/app.ts": "a(process.env.CF_PAGES_BRANCH)",
            "scripts/up.sh": "npx wrangler pages deploy o --branch main && echo $CF_PAGES\n",
            "package.json": '{"scripts": {"a": "echo $CF_PAGES_BRANCH"}}',
            "README.md": "CF_PAGES",
            "env.d.ts": "CF_PAGES: string",
        }
    )
    project = discover(root)
    findings = assess(project)
    found = places(root)
    assert found["cf-pages-build"] == ["package.json:1 package.json, vite.config.js, scripts/up.sh"]
    assert found["cf-pages-variables"] == ["vite.config.js:2 CF_PAGES_URL", "src/app.ts:1 CF_PAGES_BRANCH"]
    texts = {edit.path: (edit.after or b"").decode() for edit in make_plan(project, findings).edits}
    assert "(process.env.WORKERS_CI_BRANCH ?? process.env.CF_PAGES_BRANCH)" in texts["vite.config.js"]
    assert texts["scripts/up.sh"] == "npx wrangler deploy && echo ${WORKERS_CI:-$CF_PAGES}\n"
    assert "${WORKERS_CI_BRANCH:-$CF_PAGES_BRANCH}" in texts["package.json"]
    assert "src/app.ts" not in texts


def test_what_running_code_reads(write: Write) -> None:
    root = write(
        {
            **SITE,
            "wrangler.toml": TOML + '[vars]\nA = "1"\nCF_PAGES_URL = "https://mine.example"\n',
            "functions/a.js": "import { b } from '../lib/b'\nexport const onRequest = (c) => b(c.env.CF_PAGES_BRANCH)",
            "lib/b.js": "export const b = (x, env) => env.CF_PAGES_COMMIT_SHA + env.CF_PAGES_URL",
            ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n",
        }
    )
    project = discover(root)
    findings = assess(project)
    found = places(root)
    assert found["cf-pages-run-time"] == ["functions/a.js:2 CF_PAGES_BRANCH, CF_PAGES_COMMIT_SHA, CF_PAGES_URL"]
    assert found["cf-pages-commit"][0].startswith("lib/b.js:1")
    assert "cf-pages-url" in found
    assert "cf-pages-variables" not in found
    plan = make_plan(project, findings)
    (config,) = [edit for edit in plan.edits if edit.path == "wrangler.toml"]
    text = (config.after or b"").decode()
    assert 'CF_PAGES_BRANCH = "trunk"' in text
    assert f'CF_PAGES_COMMIT_SHA = "{"0" * 40}"' in text
    assert text.count("CF_PAGES_URL") == 1
    assert not any(edit.path.startswith(("functions/", "lib/")) for edit in plan.edits)


def test_previews_have_them_too(write: Write) -> None:
    root = write(
        {
            **SITE,
            "wrangler.toml": TOML + '[env.preview.vars]\nA = "2"\n[env.production.vars]\nA = "1"\n',
            "functions/a.js": "export const onRequest = ({ env }) => new Response(env.CF_PAGES + env.CF_PAGES_BRANCH)",
        }
    )
    project = discover(root)
    plan = make_plan(project, assess(project))
    import tomllib

    (config,) = [edit for edit in plan.edits if edit.path == "wrangler.toml"]
    document = tomllib.loads((config.after or b"").decode())
    assert document["vars"] == {"A": "1", "CF_PAGES": "1", "CF_PAGES_BRANCH": "main"}
    assert document["env"]["preview"]["vars"] == {"A": "2", "CF_PAGES": "1", "CF_PAGES_BRANCH": "preview"}


PIECES = st.sampled_from(
    [
        *("process.env.CF_PAGES", "process.env['CF_PAGES_BRANCH']", "$CF_PAGES", "${CF_PAGES_URL}", "=", "(", ")", "`"),
        *("${", "}", "'", '"', "//", "\n", " ", "?.", "!", "delete ", "é😀", "const {", "WORKERS_CI"),
    ]
)


@given(st.lists(PIECES, max_size=16).map("".join))
def test_hostile_text(text: str) -> None:
    for new in (rewrite_code(text, ".ts"), rewrite_shell(text)):
        if "WORKERS_CI" in text and "WORKERS_CI" not in new:
            raise AssertionError
        assert new.replace("WORKERS_CI", "").count("CF_PAGES") == text.count("CF_PAGES")
    for editor in (lambda each: rewrite_code(each, ".ts"), rewrite_shell):
        assert editor(editor(text)) == editor(text), "a second time changes nothing"
