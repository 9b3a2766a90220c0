"""``package.json`` for OpenNext."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration.frameworks.nextjs.package import edit_package, rewrite_script
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
BUILD = "opennextjs-cloudflare build"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("npx @cloudflare/next-on-pages", BUILD),
        ("npx --yes @cloudflare/next-on-pages@1 --experimental-minify", BUILD),
        ("pnpm dlx @cloudflare/next-on-pages && echo done", f"{BUILD} && echo done"),
        ("next-on-pages", BUILD),
        ("npx @cloudflare/next-on-pages --watch", "npx @cloudflare/next-on-pages --watch"),
        ("npm run pages:build && wrangler pages dev", "npm run pages:build && opennextjs-cloudflare preview"),
        ("npx wrangler pages deploy .vercel/output/static --branch main", "opennextjs-cloudflare deploy"),
        ("next dev --turbopack", "next dev --turbopack"),
        ("yarn next-on-pages; yarn wrangler pages deploy", f"{BUILD}; opennextjs-cloudflare deploy"),
    ],
)
def test_scripts(before: str, after: str) -> None:
    assert rewrite_script(before) == after
    assert rewrite_script(after) == after


def test_the_file_keeps_its_shape(write: Write) -> None:
    text = (
        '{\n\t"name": "x",\n\t"scripts": {\n\t\t"build": "next build",\n'
        '\t\t"deploy": "npx wrangler pages deploy"\n\t},\n'
        '\t"dependencies": {\n\t\t"next": "15.5.2"\n\t},\n\t"devDependencies": {\n'
        '\t\t"@cloudflare/next-on-pages": "1",\n\t\t"vercel": "47",\n\t\t"wrangler": "^3.90.0"\n\t}\n}\n'
    )
    project = discover(write({"package.json": text}))
    after = edit_package(project, text)
    document = json.loads(after)
    assert document["dependencies"] == {"next": "^15.5.29", "@opennextjs/cloudflare": "^1.20.17"}
    assert document["devDependencies"] == {"wrangler": "^4.148.0"}
    assert document["scripts"]["deploy"] == "opennextjs-cloudflare deploy"
    assert document["scripts"]["preview"] == f"{BUILD} && opennextjs-cloudflare preview"
    assert after.startswith('{\n\t"name": "x",\n\t"scripts": {\n\t\t"build": "next build",\n')
    assert edit_package(project, after) == after


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scripts": [], "dependencies": 1}'])
def test_odd_files_are_survived(write: Write, text: str) -> None:
    project = discover(write({"a.txt": ""}))
    edit_package(project, text)


def test_a_new_wrangler_and_a_used_vercel_stay(write: Write) -> None:
    text = '{"scripts": {"x": "vercel env pull"}, "devDependencies": {"vercel": "47", "wrangler": "^4.1.0"}}'
    after = json.loads(edit_package(discover(write({"package.json": text})), text))
    assert after["devDependencies"]["vercel"] == "47"
    assert after["devDependencies"]["wrangler"] == "^4.1.0"
