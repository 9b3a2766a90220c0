"""What is said about projects with frameworks: the way their builds go, and Next.js route by route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration import Choices, assess
from edgewise.migration.frameworks.table import ROWS
from edgewise.migration.model import Finding
from edgewise.project import discover
from edgewise.project.frameworks import CONVENTIONS

Write = Callable[[Mapping[str, str | bytes]], Path]
KEEP = Choices()
WORKERS = Choices(adapter="workers")


def package(**versions: str) -> str:
    names = ", ".join(f'"{name}": "{version}"' for name, version in versions.items())
    return f'{{"name": "x", "dependencies": {{{names}}}}}'


def of(packages: Mapping[str, str]) -> str:
    return package(**packages)


def config(output: str) -> str:
    return f'name = "x"\npages_build_output_dir = "{output}"\ncompatibility_date = "2025-01-01"\n'


def built(output: str, packages: Mapping[str, str], **more: str) -> dict[str, str]:
    files = {f"{output}/_worker.js": "export default {}", f"{output}/a.txt": "a", **more}
    return {"wrangler.toml": config(output), "package.json": of(packages), **files}


SVELTE = {"@sveltejs/kit": "^2.20.0", "@sveltejs/adapter-cloudflare": "^7.2.9"}
SVELTE_CONFIG = 'import adapter from "@sveltejs/adapter-cloudflare";\nexport default { kit: { adapter: adapter() } };\n'
NEXT = {"next": "15.5.2", "@cloudflare/next-on-pages": "1.13.16"}
STATIC = ".vercel/output/static"


def ids(root: Path, choices: Choices = KEEP) -> set[str]:
    return {each.id for each in findings(root, choices)}


def findings(root: Path, choices: Choices = KEEP) -> list[Finding]:
    return [each for each in assess(discover(root), choices) if each.id.startswith(("framework", "nextjs"))]


def test_each_row_belongs_to_a_framework_that_is_recognised() -> None:
    assert set(ROWS) <= {each.id for each in CONVENTIONS}


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (
            built("dist", {"astro": "5.18.2", "@astrojs/cloudflare": "12.6.13"}),
            {"framework-as-built", "framework-workers-by-hand"},
        ),
        (
            built(".svelte-kit/cloudflare", SVELTE, **{"svelte.config.js": SVELTE_CONFIG}),
            {"framework-as-built", "framework-build-kept", "framework-workers-by-hand"},
        ),
        (
            built(".svelte-kit/cloudflare", {**SVELTE, "@sveltejs/adapter-cloudflare": "4.9.0"}),
            {"framework-as-built", "framework-workers-by-hand"},
        ),
        (
            built(".svelte-kit/cloudflare", SVELTE, **{"svelte.config.js": "export default make();\n"}),
            {"framework-as-built", "framework-build-open", "framework-workers-by-hand"},
        ),
        (
            built("dist", {"nuxt": "3.21.0"}, **{"nuxt.config.ts": "export default defineNuxtConfig({})\n"}),
            {"framework-as-built", "framework-build-kept", "framework-workers-form"},
        ),
        (
            built("dist", {"nuxt": "3.21.0"}, **{"nuxt.config.ts": "export default defineNuxtConfig(make)\n"}),
            {"framework-as-built", "framework-build-open", "framework-workers-form"},
        ),
        (built("dist", {"hono": "4", "@hono/vite-build": "1"}), {"framework-as-built", "framework-workers-by-hand"}),
        ({"wrangler.toml": config("dist"), "package.json": of({"vite": "7"}), "dist/index.html": ""}, set()),
        (
            {
                "wrangler.toml": config("dist"),
                "package.json": of({"astro": "5.0.0", "@astrojs/cloudflare": "12.0.0"}),
                "dist/index.html": "",
            },
            {"framework-no-code"},
        ),
        (
            {
                "wrangler.toml": config("build/client"),
                "package.json": of({"@react-router/dev": "7.1.0"}),
                "build/client/a.js": "",
                "functions/[[path]].ts": "export const onRequest = () => {}",
            },
            {"framework-server-build"},
        ),
    ],
)
def test_the_way_of_a_build(write: Write, files: dict[str, str], wanted: set[str]) -> None:
    assert ids(write(files)) == wanted


def test_a_preset_for_workers_is_changed_on_request(write: Write) -> None:
    root = write(built("dist", {"nuxt": "3.21.0"}, **{"nuxt.config.ts": "export default defineNuxtConfig({})\n"}))
    assert ids(root, WORKERS) == {"framework-adapter", "framework-rebuilt"}
    astro = write(built("dist", {"astro": "5.18.2", "@astrojs/cloudflare": "12.6.13"}))
    (astro / "nuxt.config.ts").unlink()
    assert "framework-as-built" in ids(astro, WORKERS), "there is nothing to change, so the build is moved as it is"


NEXT_FILES = {
    "next.config.mjs": (
        'import { setupDevPlatform } from "@cloudflare/next-on-pages/next-dev";\n'
        "await setupDevPlatform();\nexport default { images: { formats: [] } };\n"
    ),
    "app/(shop)/items/[id]/page.tsx": 'export const runtime = "edge";\nexport default function P() { return <p/>; }\n',
    "app/api/now/route.ts": (
        'import { getRequestContext } from "@cloudflare/next-on-pages";\n'
        'export const runtime = "edge";\nexport const GET = () => getRequestContext().env;\n'
    ),
    "app/api/old/route.js": "export const revalidate = 60;\nexport const GET = () => 1;\n",
    "app/og/route.tsx": 'import { ImageResponse } from "next/og";\nexport const GET = () => new ImageResponse(null);\n',
    "src/middleware.ts": "export const middleware = () => {};\n",
    "pages/about.jsx": 'import Image from "next/image";\nexport default () => <Image/>;\n',
    "lib/plain.ts": "export const runtime = 1;\n",
}


def test_nextjs_is_reported_route_by_route(write: Write) -> None:
    root = write(built(STATIC, NEXT, **NEXT_FILES))
    found = findings(root)
    assert {each.id for each in found} == {"framework-as-built", "nextjs-ways", "nextjs-route"}
    routes = {str(each.where): each.title.partition(": ")[2] for each in found if each.id == "nextjs-route"}
    assert routes == {
        "app/(shop)/items/[id]/page.tsx:1": "/items/[id]: edge runtime",
        "app/api/now/route.ts:2": "/api/now: edge runtime, getRequestContext",
        "app/api/old/route.js:1": "/api/old: revalidation",
        "app/og/route.tsx:1": "/og: next/og",
        "pages/about.jsx:1": "/about: image optimisation",
        "src/middleware.ts": "src/middleware.ts: middleware",
    }


def test_nextjs_to_open_next_names_each_rewrite(write: Write) -> None:
    root = write(built(STATIC, NEXT, **NEXT_FILES))
    found = [(each.id, str(each.where)) for each in findings(root, WORKERS)]
    assert sorted(found) == sorted(
        [
            ("nextjs-open-next", "package.json"),
            ("nextjs-upgrade", "package.json"),
            ("nextjs-edge-runtime", "app/(shop)/items/[id]/page.tsx:1"),
            ("nextjs-edge-runtime", "app/api/now/route.ts:2"),
            ("nextjs-request-context", "app/api/now/route.ts:1"),
            ("nextjs-dev-platform", "next.config.mjs:2"),
            ("nextjs-middleware", "src/middleware.ts"),
            ("nextjs-images", "pages/about.jsx:1"),
            ("nextjs-revalidation", "app/api/old/route.js:1"),
            ("nextjs-og", "app/og/route.tsx:1"),
            ("framework-rebuilt", "None"),
            ("nextjs-answers", "None"),
        ]
    )


@pytest.mark.parametrize(
    ("packages", "more", "wanted"),
    [
        ({**NEXT, "next": "14.2.0"}, {}, {"nextjs-too-old"}),
        (NEXT, {"proxy.ts": "export const proxy = 1"}, {"nextjs-node-middleware"}),
        (
            NEXT,
            {"worker.ts": 'import handler from "@cloudflare/next-on-pages/fetch-handler";\n'},
            {"nextjs-by-hand"},
        ),
        (NEXT, {"lib/a.js": 'const nextOnPages = require("@cloudflare/next-on-pages");\n'}, {"nextjs-by-hand"}),
    ],
)
def test_what_open_next_cannot_take(
    write: Write, packages: dict[str, str], more: dict[str, str], wanted: set[str]
) -> None:
    assert wanted <= ids(write(built(STATIC, packages, **more)), WORKERS)


@pytest.mark.parametrize(
    "text",
    [
        'module.exports = { output: "export" }',
        "const c = { ...b, 'output': `export` as const }\nexport default with(c)",
        'export default { output: process.env.DEV ? undefined : "export" }',
        'const c = {};\nc.output = "export";\nexport default c;',
    ],
)
def test_a_static_export_needs_no_adapter(write: Write, text: str) -> None:
    files = {"wrangler.toml": config("out"), "out/index.html": "", "package.json": of({"next": "15.0.0"})}
    assert ids(write({**files, "next.config.ts": text})) == set()


@pytest.mark.parametrize(
    "text",
    [
        '// output: "export"\nexport default {}',
        "export default { text: 'output: \"export\"' }",
        'export default { output: "standalone" }',
    ],
)
def test_what_only_looks_like_a_static_export(write: Write, text: str) -> None:
    files = {"wrangler.toml": config("out"), "out/index.html": "", "package.json": of({"next": "15.0.0"})}
    assert ids(write({**files, "next.config.ts": text})) == {"nextjs-server"}


@pytest.mark.parametrize(
    "more",
    [
        {"package.json": '{"scripts": {"build": "next build && next export"}, "dependencies": {"next": "12.1.0"}}'},
        {"package.json": of({"next": "13.0.0"}), "out/_next/static/chunks/main-1.js": "a"},
        {"next.config.mjs": 'export default { output: "export" };', "out/_worker.js": "export default {}"},
    ],
)
def test_an_export_is_known_by_its_command_and_by_what_it_leaves(write: Write, more: Mapping[str, str]) -> None:
    files = {"wrangler.toml": config("out"), "out/index.html": "", "package.json": of({"next": "14.2.0"})}
    assert ids(write({**files, **more})) == set()
