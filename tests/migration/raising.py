"""The smallest project for each finding that no sample raises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from edgewise.project import discover
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import PagesProject

Content = str | bytes | Path | int
"""Text, bytes, a symbolic link's target, or the size of a file of nothing."""


def package(**fields: object) -> str:
    return json.dumps(fields)


def config(**fields: object) -> str:
    return json.dumps({"name": "x", "pages_build_output_dir": "public", "compatibility_date": "2025-01-01", **fields})


PAGE: Mapping[str, Content] = {"public/index.html": "<p>"}
STATIC: Mapping[str, Content] = {**PAGE, "wrangler.json": config()}
HANDLER = "export const onRequest = () => new Response('x')\n"
WITH_CODE: Mapping[str, Content] = {**STATIC, "functions/api.js": HANDLER}
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
WORKER = "export default { fetch: () => new Response('x') }\n"


def framework(packages: Mapping[str, str], **files: Content) -> dict[str, Content]:
    """A built project of a framework, with a ``_worker.js`` unless that is left out by naming it ``None``."""
    return {
        "package.json": package(dependencies=packages, scripts={"build": "build"}),
        "wrangler.json": config(pages_build_output_dir="dist"),
        "dist/index.html": "<p>",
        **{name.replace("__", "/"): content for name, content in files.items()},
    }


NUXT = framework({"nuxt": "3.15.0"}, **{"dist/_worker.js/index.js": WORKER})
NEXT_FILES: dict[str, Content] = {
    "wrangler.json": config(pages_build_output_dir=".vercel/output/static"),
    ".vercel/output/static/_worker.js/index.js": WORKER,
    ".vercel/output/static/index.html": "<p>",
}


def next_project(version: str, files: Mapping[str, Content]) -> dict[str, Content]:
    """A project built by next-on-pages."""
    packages = {"next": version, "@cloudflare/next-on-pages": "1.13.16"}
    return {"package.json": package(dependencies=packages), **NEXT_FILES, **files}


ROUTE = 'export const runtime = "edge"\n'


@dataclass(frozen=True)
class Raising:
    """A project that raises a finding.

    Attributes:
        change: what cannot be made of files in reasonable time.
        below: the project's folder, if it is not the top.
    """

    files: Mapping[str, Content]
    choices: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[PagesProject], PagesProject] = lambda project: project
    below: str = "."


def script(command: str) -> Raising:
    """A project with one Function and one script."""
    return Raising({**WITH_CODE, "package.json": package(scripts={"start": command})})


def workflow(command: str = "npx wrangler pages deploy public") -> str:
    """A workflow of GitHub that runs one command."""
    return (
        "on:\n  push:\n    branches: [main]\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: actions/checkout@v4\n      - run: {command}\n"
    )


def told(**more: Any) -> Callable[[PagesProject], PagesProject]:
    """The project with what its account says."""
    return lambda project: discover(project.root, project.overrides, Dashboard("x", **more))


def many(project: PagesProject) -> PagesProject:
    return replace(project, assets=tuple(f"{number}.html" for number in range(100_001)))


def code(text: str, **more: Content) -> Raising:
    """A project with one Function."""
    return Raising({**STATIC, "functions/api.js": text, **{k.replace("__", "/"): v for k, v in more.items()}})


def open_next(version: str, files: Mapping[str, Content]) -> Raising:
    """A project built by next-on-pages that is to take OpenNext."""
    return Raising(next_project(version, files), {"adapter": "workers"})


RAISING: Mapping[str, Raising] = {
    # how the project is read
    "output-unknown": Raising({"readme.txt": "x"}),
    "output-missing": Raising({"wrangler.json": config(), "package.json": package(scripts={"build": "x"})}),
    "output-empty": Raising({"wrangler.json": config(), "public/.DS_Store": ""}),
    "output-made": Raising({"wrangler.json": config(), "functions/api.js": HANDLER}),
    "output-guessed": Raising({"dist/index.html": "<p>", "functions/api.js": HANDLER}),
    "output-named-twice": Raising(
        {
            "dist/index.html": "<p>",
            "site/index.html": "<p>",
            "package.json": package(
                scripts={"deploy": "wrangler pages deploy dist", "deploy2": "wrangler pages deploy site"}
            ),
        }
    ),
    "output-outside-project": Raising({"wrangler.json": config(pages_build_output_dir="../../../elsewhere")}),
    "output-beside-project": Raising(
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            "dist/web/index.html": "<p>",
            "apps/web/wrangler.json": config(pages_build_output_dir="../../dist/web"),
        },
        below="apps/web",
    ),
    "project-elsewhere": Raising({f"apps/web/{name}": content for name, content in WITH_CODE.items()}),
    "projects-below": Raising(
        {"index.html": "<p>", **{f"apps/web/{name}": content for name, content in WITH_CODE.items()}}
    ),
    "already-a-worker": Raising({**PAGE, "wrangler.json": json.dumps({"name": "x", "main": "x.js"}), "x.js": WORKER}),
    "config-of-another-worker": Raising(
        {
            **PAGE,
            "x.js": WORKER,
            "wrangler.json": json.dumps({"name": "x", "main": "x.js"}),
            "package.json": package(scripts={"a": "wrangler deploy", "b": "wrangler pages deploy public"}),
        }
    ),
    "config-hidden": Raising(
        {**PAGE, "wrangler.json": json.dumps({"name": "x"}), "wrangler.toml": 'pages_build_output_dir = "public"\n'}
    ),
    "config-not-read": Raising(
        {
            **PAGE,
            "wrangler.json": json.dumps({"name": "x"}),
            "package.json": package(scripts={"deploy": "wrangler pages deploy public"}),
        }
    ),
    "config-redirected": Raising(
        {
            **STATIC,
            ".wrangler/deploy/config.json": json.dumps({"configPath": "../../generated.json"}),
            "generated.json": config(),
        }
    ),
    "mixed-config": Raising({**STATIC, "wrangler.json": config(routes=["example.com/*"])}),
    "several-configs": Raising({**STATIC, "wrangler.toml": 'name = "y"\n'}),
    "pages-keys-refused": Raising({**STATIC, "wrangler.json": config(triggers={"crons": ["* * * * *"]})}),
    "compatibility-date-unknown": Raising({**PAGE, "functions/api.js": HANDLER}, overrides={"output": "public"}),
    "name-inferred": Raising(PAGE, overrides={"output": "public"}),
    "dashboard-settings": Raising({**PAGE, "functions/api.js": HANDLER}, overrides={"output": "public"}),
    # files
    "file-too-large": Raising({**STATIC, "public/film.mp4": 25 * 1024 * 1024 + 1}),
    "too-many-files": Raising(STATIC, change=many),
    "lfs-pointer": Raising({**STATIC, "public/a.png": POINTER}),
    "case-clash": Raising({**STATIC, "public/a.html": "<p>", "public/A.html": "<p>"}),
    "account-settings": Raising({**PAGE, "functions/api.js": HANDLER}, change=told(document={"vars": {"A": "1"}})),
    "account-differs": Raising(STATIC, change=told(document={"vars": {"A": "1"}})),
    "account-replaces-file": Raising(
        {**PAGE, "functions/api.js": HANDLER, "wrangler.json": '{"name": "x", "vars": {"B": "2"}}'},
        change=told(document={"vars": {"A": "1"}}),
    ),
    "account-secret": Raising(STATIC, change=told(secrets=("TOKEN",))),
    "account-preview-secrets": Raising(STATIC, change=told(preview_secrets=("TOKEN",))),
    "account-untold": Raising(STATIC, change=told(untold=("teapots",))),
    "account-latest-date": Raising(STATIC, change=told(latest_date=True)),
    "linked-assets": Raising({**STATIC, "public/link": Path("/etc/hosts")}),
    "nested-404-only": Raising({**STATIC, "public/blog/404.html": "x"}, {"mode": "idiomatic"}),
    "empty-not-found": Raising({"wrangler.json": config(), "public/a.txt": "x"}, {"mode": "idiomatic"}),
    "output-rebuilt": Raising(
        {
            "wrangler.json": config(pages_build_output_dir="dist"),
            "dist/index.html": "<p>",
            "package.json": package(scripts={"build": "make-it"}),
        }
    ),
    "rules-generated": Raising(
        {
            "wrangler.json": config(pages_build_output_dir="dist"),
            "dist/index.html": "<p>",
            "dist/_headers": "/a\n  X-Y: z\n",
            "public/robots.txt": "x",
            "package.json": package(dependencies={"vite": "6"}, scripts={"build": "vite build"}),
        },
        {"mode": "idiomatic"},
    ),
    "header-rule-overlap": Raising(
        {**STATIC, "public/_headers": "/\n  Referrer-Policy: origin\n"},
        {"mode": "idiomatic"},
    ),
    "routes-json-invalid": Raising({**WITH_CODE, "public/_routes.json": "{}"}),
    "routes-json-unused": Raising(
        {**STATIC, "public/_routes.json": '{"version": 1, "include": ["/*"], "exclude": []}'}
    ),
    "routes-too-many": Raising(
        {
            **WITH_CODE,
            "public/_routes.json": json.dumps(
                {"version": 1, "include": [f"/{number}/*" for number in range(90)], "exclude": []}
            ),
        },
        {"mode": "idiomatic"},
    ),
    # code
    "functions-empty": Raising({**STATIC, "functions/helper.js": "export const x = 1\n"}),
    "functions-do-not-build": Raising({**STATIC, "functions/[a-b].js": HANDLER}),
    "assets-import-native": Raising(
        {**STATIC, "functions/api.js": "export { onRequest } from 'assets:../gone'\n"}, {"functions": "native"}
    ),
    "function-route-invalid": Raising({**STATIC, "functions/[a][b].js": HANDLER}),
    "bindings-undeclared": code("export const onRequest = (c) => c.env.DB.prepare('x')\n"),
    "cache-api": code("export const onRequest = () => caches.default.match('x')\n"),
    "node-builtins": code("import fs from 'node:fs'\nexport const onRequest = () => new Response(fs.x)\n"),
    "packages-not-installed": code("import x from 'nowhere'\nexport const onRequest = x\n"),
    "import-unresolved": code("import x from '../gone.js'\nexport const onRequest = x\n"),
    "pages-plugin": code(
        "import x from '@cloudflare/pages-plugin-cloudflare-access'\nexport const onRequest = x({})\n"
    ),
    "durable-object-script": Raising(
        {
            **WITH_CODE,
            "wrangler.json": config(durable_objects={"bindings": [{"name": "ROOM", "class_name": "Room"}]}),
        }
    ),
    # surroundings
    "secrets-in-git": Raising({**STATIC, ".gitignore": "node_modules\n", ".dev.vars": "A=1\n"}),
    "secrets-in-image": Raising({**STATIC, ".dev.vars": "A=1\n", "Dockerfile": "FROM node\nCOPY . .\n"}),
    "env-file-per-environment": Raising({**WITH_CODE, ".dev.vars.staging": "A=1\n"}),
    "tool-state-ignored": Raising({**WITH_CODE, ".gitignore": "node_modules\n"}),
    "tool-files-ignored": Raising({**WITH_CODE, ".prettierignore": "dist\n"}),
    "command-files": Raising({**STATIC, "Makefile": "dev:\n\tnpx wrangler pages dev public\n"}),
    "command-elsewhere": Raising({**STATIC, "tool.py": "run(['npx', 'wrangler', 'pages', 'deploy', folder])\n"}),
    "readme-commands": Raising({**STATIC, "README.md": "# x\n\n```sh\nnpx wrangler pages dev public\n```\n"}),
    "docs-mention-pages": Raising({**STATIC, "README.md": "Start it with `wrangler pages dev public` or so.\n"}),
    "dev-binding-unreadable": Raising(
        {**WITH_CODE, "package.json": package(scripts={"dev": "wrangler pages dev public --d1 x-production"})}
    ),
    "dev-proxy": script("wrangler pages dev --proxy 3000"),
    "dev-bindings": script("wrangler pages dev public --kv CACHE"),
    "dev-local-data": Raising(
        {
            **WITH_CODE,
            "wrangler.json": config(kv_namespaces=[{"binding": "CACHE", "id": "0a1b"}]),
            "package.json": package(scripts={"dev": "wrangler pages dev public --kv CACHE=other"}),
        }
    ),
    "dev-env-file": script("wrangler pages dev public --env-file .env.local"),
    "dev-port-kept": Raising(
        {
            **WITH_CODE,
            "package.json": package(scripts={"dev": "wrangler pages dev public"}),
            "test.mjs": "fetch('http://localhost:8788/')\n",
        }
    ),
    "deploy-preview-branch": script("wrangler pages deploy public --branch staging"),
    "other-pages-project": script("wrangler pages deploy public --project-name other"),
    "ci-deploys-pages": Raising({**STATIC, ".github/workflows/deploy.yml": workflow()}),
    "ci-rewritten": Raising({**STATIC, ".github/workflows/deploy.yml": workflow()}, {"ci": "rewrite"}),
    "ci-runs-script": Raising(
        {
            **STATIC,
            "package.json": package(scripts={"deploy": "wrangler pages deploy public"}),
            ".github/workflows/deploy.yml": workflow("npm run deploy"),
        }
    ),
    "ci-wrangler-version": Raising(
        {
            **STATIC,
            ".github/workflows/deploy.yml": "on:\n  push:\n    branches: [main]\njobs:\n  x:\n"
            "    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
            "      - uses: cloudflare/wrangler-action@v3\n        with:\n          wranglerVersion: 3.0.0\n"
            "          command: pages deploy public\n",
        }
    ),
    "deploy-hooks": Raising(
        {**STATIC, "notify.mjs": "fetch('https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/x')\n"}
    ),
    "cf-pages-variables": Raising({**STATIC, "build.mjs": "console.log(process.env.CF_PAGES_URL)\n"}),
    "cf-pages-build": Raising({**STATIC, "build.sh": "echo $CF_PAGES_BRANCH\n"}),
    "cf-pages-run-time": code("export const onRequest = ({ env }) => new Response(env.CF_PAGES)\n"),
    "cf-pages-commit": code("export const onRequest = ({ env }) => new Response(env.CF_PAGES_COMMIT_SHA)\n"),
    "cf-pages-url": code("export const onRequest = ({ env }) => new Response(env.CF_PAGES_URL)\n"),
    "terraform-pages": Raising({**STATIC, "main.tf": 'resource "cloudflare_pages_project" "x" {}\n'}),
    "pages-dev-links": Raising({**STATIC, "public/index.html": '<a href="https://x.pages.dev/">x</a>'}),
    "pages-dev-code": code("const HOME = 'https://x.pages.dev/'\nexport const onRequest = () => HOME\n"),
    "pages-dev-alias": Raising({**STATIC, "public/index.html": '<a href="https://staging.x.pages.dev/">x</a>'}),
    "pages-dev-others": Raising({**STATIC, "public/index.html": '<a href="https://other.pages.dev/">x</a>'}),
    "pages-dev-origin": code("const ORIGIN = 'https://x.pages.dev'\nexport const onRequest = () => ORIGIN\n"),
    "old-assets": Raising(
        {
            "wrangler.json": config(pages_build_output_dir="dist"),
            "dist/index.html": "<p>",
            "dist/assets/index-4f3a2b1c.js": "x",
            "package.json": package(dependencies={"vite": "6"}, scripts={"build": "vite build"}),
        }
    ),
    "image-guard": Raising({**STATIC, "functions/_image.js": HANDLER}),
    "redirect-slashes": Raising({**STATIC, "public/_redirects": "/old/* /new//:splat 301\n"}),
    # frameworks
    "advanced-mode": Raising({**STATIC, "public/_worker.js": WORKER}),
    "framework-as-built": Raising(NUXT),
    "framework-build-kept": Raising({**NUXT, "nuxt.config.ts": "export default defineNuxtConfig({})\n"}),
    "framework-build-open": Raising({**NUXT, "nuxt.config.ts": "export default make()\n"}),
    "framework-workers-form": Raising({**NUXT, "nuxt.config.ts": "export default defineNuxtConfig({})\n"}),
    "framework-workers-by-hand": Raising(
        framework({"astro": "5.0.0", "@astrojs/cloudflare": "12.0.0"}, **{"dist/_worker.js/index.js": WORKER})
    ),
    "framework-adapter": Raising(
        {**NUXT, "nuxt.config.ts": 'export default defineNuxtConfig({ nitro: { preset: "cloudflare-pages" } })\n'},
        {"adapter": "workers"},
    ),
    "framework-adapter-open": Raising({**NUXT, "nuxt.config.ts": "export default make()\n"}, {"adapter": "workers"}),
    "framework-rebuilt": Raising(
        {**NUXT, "nuxt.config.ts": "export default defineNuxtConfig({})\n"}, {"adapter": "workers"}
    ),
    "framework-builds-worker": Raising(framework({"astro": "6.0.0", "@astrojs/cloudflare": "13.0.0"})),
    "framework-no-code": Raising(framework({"astro": "5.0.0", "@astrojs/cloudflare": "12.0.0"})),
    "framework-server-build": Raising(
        framework({"@react-router/dev": "7.0.0"}, **{"functions/[[path]].js": HANDLER})
    ),
    "nextjs-server": Raising(framework({"next": "15.5.0"})),
    "nextjs-ways": Raising(next_project("15.5.0", {})),
    "nextjs-route": Raising(next_project("15.5.0", {"app/api/route.js": ROUTE + "export function GET() {}\n"})),
    "nextjs-too-old": open_next("14.2.0", {}),
    "nextjs-open-next": open_next("15.5.29", {}),
    "nextjs-upgrade": open_next("15.5.0", {}),
    "nextjs-answers": open_next("15.5.29", {}),
    "nextjs-edge-runtime": open_next("15.5.29", {"app/api/route.js": ROUTE + "export function GET() {}\n"}),
    "nextjs-request-context": open_next(
        "15.5.29",
        {
            "app/api/route.js": "import { getRequestContext } from '@cloudflare/next-on-pages'\n"
            "export function GET() { return new Response(getRequestContext().env.X) }\n"
        },
    ),
    "nextjs-dev-platform": open_next(
        "15.5.29",
        {
            "next.config.mjs": "import { setupDevPlatform } from '@cloudflare/next-on-pages/next-dev'\n"
            "if (process.env.NODE_ENV === 'development') await setupDevPlatform()\nexport default {}\n"
        },
    ),
    "nextjs-by-hand": open_next(
        "15.5.29", {"app/api/route.js": "export const GET = () => import('@cloudflare/next-on-pages')\n"}
    ),
    "nextjs-middleware": open_next("15.5.29", {"middleware.js": "export function middleware() {}\n"}),
    "nextjs-node-middleware": open_next(
        "15.5.29",
        {"middleware.js": "export const config = { runtime: 'nodejs' }\nexport function middleware() {}\n"},
    ),
    "nextjs-images": open_next(
        "15.5.29", {"app/page.jsx": "import Image from 'next/image'\nexport default () => <Image src='/x.png' />\n"}
    ),
    "nextjs-revalidation": open_next(
        "15.5.29", {"app/page.jsx": "export const revalidate = 60\nexport default () => <p />\n"}
    ),
    "nextjs-og": open_next(
        "15.5.29",
        {"app/og/route.jsx": "import { ImageResponse } from 'next/og'\nexport const GET = () => new ImageResponse()\n"},
    ),
}  # fmt: skip
