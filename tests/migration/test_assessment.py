"""Findings: each for its reason, in its place, with its severity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration import FINDINGS, Choices, assess, ready
from edgewise.migration.catalogue import finding
from edgewise.migration.model import Severity
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
IDIOMATIC = Choices(mode="idiomatic")
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
SITE = {"wrangler.toml": TOML, "o/index.html": "<h1>x</h1>", "o/404.html": "gone"}
CODE = {**SITE, "functions/a.js": "export const onRequest = () => new Response();\n"}


def found(root: Path, overrides: Mapping[str, str] | None = None, choices: Choices = IDIOMATIC) -> dict[str, list[str]]:
    """The ids of the findings, each with its places."""
    result: dict[str, list[str]] = {}
    for each in assess(discover(root, overrides), choices):
        result.setdefault(each.id, []).append(str(each.where))
    return result


def test_the_catalogue_is_complete_and_well_written() -> None:
    agreed = {
        "canonical-redirect-status", "redirect-body", "etag-value", "not-found-cache-control",
        "javascript-content-type", "unknown-content-type", "index-canonical", "encoded-path-redirect", "double-slash",
        "not-modified-headers", "method-on-asset",
    }  # fmt: skip
    assert agreed <= set(FINDINGS)
    for identity, entry in FINDINGS.items():
        assert identity == entry.id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity)
        assert entry.title[-1] not in ".:"
        assert entry.why.endswith(".")
        assert entry.remedy.strip()
    assert all(FINDINGS[identity].explains for identity in agreed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("static-404", {"pages-config", "asset-headers", "private-files", "not-found-page", "unknown-content-type"}),
        ("spa", {"spa-redirect-line", "spa-fallback", "package-scripts", "dev-port"}),
        ("functions-blog", {"functions-compile", "auth-middleware", "worker-first-cost", "script-keeps-pages"}),
        ("redirects-headers", {"redirect-lines-invalid", "header-lines-invalid", "header-rule-host", "early-hints"}),
        ("ts-functions-monorepo", {"production-values", "functions-before-assets"}),
        ("nextjs-story", {"queue-without-consumer", "ci-deploys-pages", "javascript-content-type"}),
        ("no-config", {"dashboard-settings", "wrangler-too-old", "spa-fallback", "functions-compile"}),
        ("root-output", {"private-files", "secrets", "functions-compile"}),
        ("api-only", {"empty-404-page", "not-found-cache-control"}),
    ],
)
def test_samples(sample: Sample, name: str, expected: set[str]) -> None:
    project = discover(sample(name))
    findings = assess(project, IDIOMATIC)
    assert expected <= {each.id for each in findings}
    assert ready(findings)
    severities = [list(Severity).index(each.severity) for each in findings]
    assert severities == sorted(severities)


def test_places_are_exact(sample: Sample) -> None:
    assert found(sample("spa"))["spa-redirect-line"] == ["dist/_redirects:2"]
    rules = found(sample("redirects-headers"))
    assert rules["header-rule-host"] == ["public/_headers:26"]
    assert "public/_redirects:25" in rules["redirect-lines-invalid"]
    assert found(sample("nextjs-story"))["ci-deploys-pages"] == [".github/workflows/deploy.yml:14"]
    assert found(sample("functions-blog"))["auth-middleware"][0].startswith("functions/_middleware.js:")


@pytest.mark.parametrize(
    ("files", "blocker", "where"),
    [
        ({"readme.txt": "x"}, "output-unknown", "None"),
        ({"wrangler.toml": TOML}, "output-missing", "wrangler.toml:2"),
        ({"wrangler.toml": TOML, "o/_headers": ""}, "output-empty", "wrangler.toml:2"),
        ({"wrangler.toml": TOML.replace('"o"', '"../o"')}, "output-outside-project", "wrangler.toml:2"),
        ({"wrangler.toml": 'name = "x"\nmain = "a.js"\n', "a.js": ""}, "already-a-worker", "wrangler.toml:2"),
        ({**SITE, "package.json": '{"dependencies": {"next": "15.0.0"}}'}, "nextjs-server", "package.json"),
        (
            {**SITE, "package.json": '{"dependencies": {"next": "15.0.0", "@opennextjs/cloudflare": "1"}}'},
            "framework-builds-worker",
            "package.json",
        ),
        (
            {**SITE, "package.json": '{"dependencies": {"astro": "6.0.0", "@astrojs/cloudflare": "13.0.0"}}'},
            "framework-builds-worker",
            "package.json",
        ),
        ({**CODE, "functions/[a-b].js": "export const onRequest = 1"}, "functions-do-not-build", "functions/[a-b].js"),
        (
            {**CODE, "functions/[a][b].js": "export const onRequest = 1"},
            "function-route-invalid",
            "functions/[a][b].js",
        ),
        (
            {**CODE, "functions/a-[[b]].js": "export const onRequest = 1"},
            "function-route-invalid",
            "functions/a-[[b]].js",
        ),
        (
            {**CODE, "o/_routes.json": '{"version": 1,\n"include": ["x"], "exclude": []}'},
            "routes-json-invalid",
            "o/_routes.json:2",
        ),
        (
            {
                **CODE,
                "o/_routes.json": '{"version": 1, "include": ["/*"], "exclude": ['
                + ",".join(f'"/e{n}"' for n in range(60))
                + "]}",
            },
            "routes-too-many",
            "o/_routes.json",
        ),
        ({"wrangler.toml": TOML, "o/index.html": "", "o/blog/404.html": ""}, "nested-404-only", "blog/404.html"),
    ],
)
def test_blockers(write: Write, files: dict[str, str], blocker: str, where: str) -> None:
    root = write(files)
    findings = assess(discover(root), IDIOMATIC)
    assert (blocker, where) in {(each.id, str(each.where)) for each in findings}
    assert not ready(findings)


def test_a_large_file_blocks(write: Write) -> None:
    root = write(SITE)
    with (root / "o/film.mp4").open("wb") as file:
        file.truncate(25 * 1024 * 1024 + 1)
    assert "file-too-large" in found(root)


@pytest.mark.parametrize(
    ("files", "identity", "where"),
    [
        ({**CODE, "wrangler.toml": TOML.replace("compat", "# compat")}, "compatibility-date-unknown", "functions"),
        ({"o/index.html": "", "package.json": '{"name": "@me/site"}'}, "name-inferred", "package.json"),
        (
            {**CODE, "functions/b.js": "export const onRequest = ({ env }) =>\n env.CACHE.get(1)"},
            "bindings-undeclared",
            "functions/b.js:2",
        ),
        (
            {**CODE, "functions/b.js": "export const onRequest = (c) => {\n const { DB: db } = c.env; }"},
            "bindings-undeclared",
            "functions/b.js:2",
        ),
        ({**CODE, ".dev.vars": "TOKEN=abc\n"}, "secrets", ".dev.vars"),
        ({**SITE, ".dev.vars": "TOKEN=abc\n", ".gitignore": "x\n"}, "secrets-in-git", ".dev.vars"),
        ({**SITE, "o/_headers": "/\n  Referrer-Policy: a\n"}, "header-rule-overlap", "o/_headers:1"),
        (
            {**SITE, "package.json": '{"scripts": {\n"dev": "wrangler pages dev -- vite"}}'},
            "dev-proxy",
            "package.json:2",
        ),
        (
            {**SITE, "build.sh": "echo\nif [ $CF_PAGES_BRANCH = main ]; then echo $CF_PAGES_URL; fi\n"},
            "cf-pages-build",
            "build.sh:2",
        ),
        ({**SITE, "o/a.html": "<a href='https://x.pages.dev/'>"}, "pages-dev-links", "o/a.html:1"),
        ({**SITE, "wrangler.json": "{}"}, "several-configs", "wrangler.json"),
        (
            {**SITE, "wrangler.toml": TOML + '[triggers]\ncrons = ["* * * * *"]\n'},
            "pages-keys-refused",
            "wrangler.toml:4",
        ),
        (
            {**SITE, "wrangler.toml": TOML + '[[queues.consumers]]\nqueue = "q"\n'},
            "pages-keys-refused",
            "wrangler.toml:4",
        ),
        ({**SITE, ".gitignore": "o\n"}, "output-rebuilt", "wrangler.toml:2"),
        (
            {**SITE, "o/_headers": "/a\n  Referrer-Policy: a\n  X-A: 1\n/*\n  X-A: 2\n"},
            "header-rule-overlap",
            "o/_headers:1",
        ),
        (
            {**CODE, "functions/w.js": "export const onRequest = (c) =>\n c.waitUntil(1)"},
            "long-work",
            "functions/w.js:2",
        ),
        ({**SITE, "functions/help.js": "export const help = 1"}, "functions-empty", "functions"),
        (
            {**SITE, "o/_routes.json": '{"version": 1, "include": ["/*"], "exclude": []}'},
            "routes-json-unused",
            "o/_routes.json",
        ),
        ({**CODE, ".gitignore": "x\n"}, "tool-state-ignored", ".gitignore"),
        ({**CODE, "package.json": '{"devDependencies": {"wrangler": "4.9.0"}}'}, "wrangler-too-old", "package.json:1"),
    ],
)
def test_other_findings(write: Write, files: dict[str, str], identity: str, where: str) -> None:
    places = found(write(files))
    assert where in places.get(identity, [])


@pytest.mark.parametrize(
    ("files", "identity"),
    [
        ({**CODE, "functions/b.js": "export const onRequest = ({ env }) => env.ASSETS.fetch()"}, "bindings-undeclared"),
        ({**CODE, "functions/b.js": "process.env.X; import.meta.env.Y"}, "bindings-undeclared"),
        ({**CODE, "wrangler.toml": TOML + '[vars]\nA = "1"\n', "functions/b.js": "env.A"}, "bindings-undeclared"),
        ({**SITE, ".dev.vars": "TOKEN=abc\n", ".gitignore": ".dev.vars\n"}, "secrets-in-git"),
        (
            {
                **SITE,
                "next.config.js": 'module.exports = { output: "export" }',
                "package.json": '{"dependencies": {"next": "15.0.0"}}',
            },
            "nextjs-server",
        ),
        ({**SITE, "package.json": '{"devDependencies": {"wrangler": "^4.1.0"}}'}, "wrangler-too-old"),
        ({**SITE, "node_modules/a/b.js": "CF_PAGES"}, "cf-pages-variables"),
    ],
)
def test_findings_that_do_not_apply(write: Write, files: dict[str, str], identity: str) -> None:
    assert identity not in found(write(files))


def test_code_outside_functions_counts(write: Write) -> None:
    root = write(
        {
            **CODE,
            "functions/b.ts": 'import { save } from "../lib/save.js";\nexport const onRequest = save;',
            "lib/save.ts": 'export * from "./deep";\nexport const save = ({ env }) => env.STORE.put(1);',
            "lib/deep/index.js": "export const deep = (env) => env.DEEP;",
        }
    )
    (bindings,) = [each for each in assess(discover(root), IDIOMATIC) if each.id == "bindings-undeclared"]
    assert bindings.title.endswith("DEEP, STORE")


def test_secrets_are_named_and_never_shown(write: Write) -> None:
    root = write({**CODE, ".dev.vars": 'API_TOKEN="s3cr3t-value"\n# NOT=1\nexport OTHER=x\n'})
    findings = assess(discover(root), IDIOMATIC)
    assert any(each.id == "secrets" and "API_TOKEN, OTHER" in each.title for each in findings)
    assert "s3cr3t" not in repr(findings)


def test_text_from_files_is_made_safe(write: Write) -> None:
    root = write({**SITE, "o/_redirects": "/a /b 999\x1b]0;evil\x07\u202e\n"})
    assert "\x1b" not in repr([(each.title, str(each.where)) for each in assess(discover(root), IDIOMATIC)])


def test_a_finding_takes_its_detail_into_the_title() -> None:
    assert finding("output-missing", detail="dist").title == f"{FINDINGS['output-missing'].title}: dist"
    with pytest.raises(KeyError):
        finding("no-such-id")
