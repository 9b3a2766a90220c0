"""A project that is served from a folder beside it, in a monorepo: proved, and nothing of it touched."""

from __future__ import annotations

import pytest
from tests.migration.trees import tree

from edgewise.migration import apply, assess, make_plan
from edgewise.migration.parity import groups, verify
from edgewise.project import discover
from edgewise.runtime.toolchain import ensure

FILES = {
    "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n",
    "package.json": '{"name": "top", "private": true}',
    "packages/words/index.js": "export const greeting = (name) => `hello ${name}`;\n",
    "apps/web/package.json": '{"name": "web", "scripts": {"deploy": "wrangler pages deploy ../../dist/web"}}',
    "apps/web/functions/hello/[name].js": (
        'import { greeting } from "../../../../packages/words/index.js";\n'
        "export const onRequestGet = ({ params }) => new Response(greeting(params.name));\n"
    ),
    "dist/web/index.html": "<h1>home</h1>",
    "dist/web/about.html": "<h1>about</h1>",
    "dist/web/404.html": "<h1>nothing</h1>",
    "dist/web/_redirects": "/old /about 301\n",
    "dist/other/index.html": "<h1>another site</h1>",
}


@pytest.mark.wrangler
@pytest.mark.parametrize("migrated", [False, True])
async def test_it_is_proved_and_left_untouched(tmp_path, migrated):
    top = tmp_path / "top"
    for name, text in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    root = top / "apps/web"
    if migrated:
        project = discover(root)
        apply(project, make_plan(project, assess(project)))
    before = tree(top)
    report = await verify(root, toolchain=await ensure())
    assert [group.title for group in groups(report.exchanges) if not group.finding] == []
    assert report.proved
    assert report.migrated is migrated
    assert any(each.request.target.startswith("/hello/") and each.old.status == 200 for each in report.exchanges)
    assert tree(top) == before
