"""Commands: the calls change, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.scripts import Target, rewrite, rewrite_scripts
from edgewise.migration.scripts.target import Pipeline
from edgewise.project.commands import pages_calls

SITE = Target(
    name="site",
    output="dist",
    branch="main",
    date="2024-01-01",
    flags=("nodejs_compat",),
    bindings={"CACHE": "0a1b", "DB": "DB", "BUCKET": "bucket", "ROOM": "rooms", "AUTH": "auth", "AI": "", "V": ""},
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wrangler pages dev", "wrangler dev"),
        ("wrangler pages dev ./dist/", "wrangler dev"),
        ("npx wrangler pages dev dist", "npx wrangler dev"),
        ("npx --yes wrangler@latest pages dev dist", "npx --yes wrangler@latest dev"),
        ("npx wrangler@3 pages dev dist", "npx wrangler@4 dev"),
        ("npx wrangler@^3.90.1 pages deploy dist --branch main", "npx wrangler@4 deploy"),
        ("npx wrangler@4.33.0 pages dev dist", "npx wrangler@4.33.0 dev"),
        ("pnpm dlx wrangler pages dev dist", "pnpm dlx wrangler dev"),
        ("pnpm wrangler pages dev dist", "pnpm wrangler dev"),
        ("yarn wrangler pages dev dist", "yarn wrangler dev"),
        ("bunx wrangler pages dev dist", "bunx wrangler dev"),
        ("./node_modules/.bin/wrangler pages dev dist", "./node_modules/.bin/wrangler dev"),
        ("cross-env NODE_ENV=development wrangler pages dev dist", "cross-env NODE_ENV=development wrangler dev"),
        ("wrangler pages dev dist --port 8700 --ip 0.0.0.0", "wrangler dev --port 8700 --ip 0.0.0.0"),
        ("wrangler pages dev dist --compatibility-date=2024-01-01", "wrangler dev"),
        (
            "wrangler pages dev dist --compatibility-date=2025-01-01",
            "wrangler dev --compatibility-date 2025-01-01",
        ),
        ("wrangler pages dev dist --compatibility-flags=nodejs_compat", "wrangler dev"),
        ("wrangler pages dev dist --compatibility-flag x", "wrangler dev --compatibility-flag x"),
        ("wrangler pages dev dist -b KEY=a:b --local", "wrangler dev --var KEY:a:b"),
        ("wrangler pages dev dist -b A=1 B='x y'", "wrangler dev --var A:1 --var 'B:x y'"),
        ("wrangler pages dev dist --persist-to .state --live-reload", "wrangler dev --persist-to .state --live-reload"),
        ("wrangler pages dev dist --kv CACHE --d1=DB --r2 BUCKET", "wrangler dev"),
        ("wrangler pages dev dist -o ROOM=Room@rooms --service AUTH=auth --ai AI", "wrangler dev"),
        ("wrangler pages dev public", "wrangler dev --assets public"),
        ("A=1 wrangler pages dev 'dist' --port $PORT | tee log", "A=1 wrangler dev --port $PORT | tee log"),
        ("wrangler pages dev dist > log 2>&1", "wrangler dev > log 2>&1"),
        ("wrangler pages dev; wrangler pages deploy", "wrangler dev; wrangler deploy"),
        ("wrangler pages publish dist --commit-dirty=true", "wrangler deploy"),
        ("npm run build && wrangler pages deploy dist --project-name=site", "npm run build && wrangler deploy"),
        ("wrangler pages deploy $OUT --project-name $NAME --branch main", "wrangler deploy"),
        (f"wrangler pages deploy --branch {'x' * 80}", f"wrangler versions upload --preview-alias {'x' * 40}"),
        ("wrangler pages deploy --branch staging", "wrangler versions upload --preview-alias staging"),
        ("wrangler pages deployment create dist --branch=main", "wrangler deploy"),
        ("cd dist && wrangler pages deploy .", "cd dist && wrangler deploy --cwd .."),
        ("wrangler pages deployment tail --project-name site --format pretty", "wrangler tail --format pretty"),
        ("wrangler pages deployment list --project-name=site", "wrangler deployments list"),
        ("echo $K | wrangler pages secret put KEY --project-name site", "echo $K | wrangler secret put KEY"),
        ("wrangler pages secret list --env production", "wrangler secret list"),
        ("concurrently npm:css 'wrangler pages dev dist'", "concurrently npm:css 'wrangler dev'"),
        (
            'concurrently "vite" "wrangler pages dev dist -b \\"A=b c\\""',
            'concurrently "vite" "wrangler dev --var \'A:b c\'"',
        ),
        ("sh -c 'wrangler pages dev dist -b \"A=b c\"'", "sh -c 'wrangler dev --var \"A:b c\"'"),
        ("U=$(wrangler pages deploy dist --branch main)", "U=$(wrangler deploy)"),
        ("wrangler pages deploy \\\n  dist \\\n  --branch main\nls", "wrangler deploy\nls"),
        ("pkill -f 'wrangler pages dev'; a", "pkill -f 'wrangler dev'; a"),
        ("pnpm exec -- wrangler pages deploy --branch main", "pnpm exec -- wrangler deploy"),
        ("vite build # wrangler pages dev dist", "vite build # wrangler pages dev dist"),
        ("wrangler pages functions build --outdir x", "wrangler pages functions build --outdir x"),
        ("wrangler pages download config", "wrangler pages download config"),
    ],
)
def test_calls_that_change_or_may_stay(old: str, new: str) -> None:
    result = rewrite(old, SITE)
    assert result.text == new
    assert not any(remark.id == "script-keeps-pages" for remark in result.remarks)
    assert rewrite(new, SITE).text == new


@pytest.mark.parametrize(
    ("script", "identity", "reason"),
    [
        ("wrangler pages dev -- npm run dev", "dev-proxy", "-- npm run dev"),
        ("wrangler pages dev --proxy 3000", "dev-proxy", "--proxy 3000"),
        ("wrangler pages dev dist --kv OTHER", "script-keeps-pages", "--kv OTHER"),
        ("wrangler pages dev dist --script-path x.js", "script-keeps-pages", "--script-path"),
        ("wrangler pages deploy dist --branch=$BRANCH", "script-keeps-pages", "$BRANCH"),
        ("wrangler pages deploy dist --new-option", "script-keeps-pages", "--new-option"),
        ("wrangler pages deploy dist --project-name docs", "other-pages-project", "docs"),
        ("wrangler pages deploy storybook-static", "other-pages-project", "storybook-static"),
        ("cd $DIR && wrangler pages deploy dist", "script-keeps-pages", "another folder"),
        ("(cd x && ls) && wrangler pages deploy dist", "script-keeps-pages", "another folder"),
        ("cd .. && wrangler pages deploy dist", "script-keeps-pages", "another folder"),
        ("pnpm --filter web exec wrangler pages dev dist", "script-keeps-pages", "another folder"),
        ("wrangler --cwd app pages dev dist", "script-keeps-pages", "another folder"),
        ("wrangler pages dev > log dist", "script-keeps-pages", "redirection"),
        ("npx wrangler pages project list", "script-keeps-pages", "pages project"),
        ("wrangler pages deployment tail abc123", "script-keeps-pages", "deployment"),
        ("wrangler pages secret put K --env preview", "script-keeps-pages", "previews"),
        ("x '\"wrangler pages dev dist -b \"A=it'", "", ""),
    ],
)
def test_calls_that_are_left_alone(script: str, identity: str, reason: str) -> None:
    result = rewrite(script, SITE)
    assert result.text == script
    assert [remark.id for remark in result.remarks] == [identity] * bool(identity)
    assert all(reason in remark.detail for remark in result.remarks)


@pytest.mark.parametrize(
    ("script", "identities"),
    [
        ("wrangler pages deploy dist", ["deploy-any-branch"]),
        ("wrangler pages deploy --branch staging", ["deploy-preview-branch"]),
        ("wrangler pages dev dist --kv CACHE --d1 DB", ["dev-local-data"]),
        ("wrangler pages dev dist --env-file .env.dev", ["dev-env-file"]),
        ("wrangler pages dev dist --d1=site-production --project-name site", ["dev-binding-unreadable"]),
        ("wrangler pages dev dist", []),
    ],
)
def test_what_is_said_about_calls_that_change(script: str, identities: list[str]) -> None:
    result = rewrite(script, SITE)
    assert result.text != script
    assert [remark.id for remark in result.remarks] == identities


def test_the_default_port_is_noticed_and_kept() -> None:
    assert rewrite("wrangler pages dev", SITE).default_port
    assert not rewrite("wrangler pages dev --port 1", SITE).default_port
    assert not rewrite("wrangler pages deploy", SITE).default_port
    keeping = replace(SITE, keep_port=True)
    assert rewrite("wrangler pages dev dist && x", keeping).text == "wrangler dev --port 8788 && x"
    assert rewrite("wrangler pages dev dist --port 1", keeping).text == "wrangler dev --port 1"


@pytest.mark.parametrize(
    ("pipeline", "old", "new"),
    [
        (Pipeline(expressions=True), "", "${{ github.ref == 'refs/heads/main' && 'deploy' || 'versions upload' }}"),
        (
            Pipeline(expressions=True),
            " --branch=${{ github.head_ref || github.ref_name }}",
            "${{ (github.head_ref || github.ref_name) == 'main' && 'deploy' || 'versions upload' }}",
        ),
        (Pipeline(expressions=True, only_production=True), "", "deploy"),
        (Pipeline(), " --branch $B", '$([ "$B" = "main" ] && echo "deploy" || echo "versions upload")'),
        (Pipeline(), " --branch main", "deploy"),
    ],
)
def test_branches_in_pipelines(pipeline: Pipeline, old: str, new: str) -> None:
    target = replace(SITE, pipeline=pipeline)
    assert rewrite(f"npx wrangler pages deploy dist{old}", target).text == f"npx wrangler {new}"


def test_a_pipeline_that_does_not_name_its_branch_is_left_alone() -> None:
    result = rewrite("npx wrangler pages deploy dist", replace(SITE, pipeline=Pipeline()))
    assert result.text == "npx wrangler pages deploy dist"
    assert "checked out" in result.remarks[0].detail


def test_a_package_of_a_monorepo() -> None:
    package = replace(SITE, project="apps/web", pipeline=Pipeline())
    text = rewrite("npx wrangler pages deploy apps/web/dist --branch main", package).text
    assert text == "npx wrangler deploy --cwd apps/web"
    assert rewrite("cd apps/web && npx wrangler pages deploy dist --branch main", package).text.endswith(
        "wrangler deploy"
    )


PACKAGE = """{
\t"name" : "x",   "private":true,
\t"scripts": { "dev": "wrangler pages dev \\u002e\\/dist", "build": "vite build",
\t\t"go": "echo \\"hi\\" && wrangler pages deploy dist" }

}"""


def test_formatting_stays_byte_for_byte() -> None:
    result = rewrite_scripts(PACKAGE, SITE)
    assert result.changed == ("dev", "go")
    assert result.default_port == "dev"
    assert result.text == PACKAGE.replace("wrangler pages dev \\u002e\\/dist", "wrangler dev").replace(
        "wrangler pages deploy dist", "wrangler deploy"
    )
    assert [(name, remark.id) for name, remark in result.remarks] == [("go", "deploy-any-branch")]


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=12) | st.just("wrangler pages dev é")), st.booleans())
def test_other_scripts_are_never_touched(scripts: dict[str, str], ascii_only: bool) -> None:
    text = json.dumps({"scripts": scripts, "other": "wrangler pages dev"}, indent=3, ensure_ascii=ascii_only)
    result = rewrite_scripts(text, SITE)
    document = json.loads(result.text)
    assert document["other"] == "wrangler pages dev"
    assert {
        name: "wrangler dev --assets 'é'" if name in result.changed else script for name, script in scripts.items()
    } == document["scripts"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scripts": 1}', '{"scripts": {"a": 1}}'])
def test_anything_else_comes_back_as_it_is(text: str) -> None:
    assert rewrite_scripts(text, SITE).text == text


PIECES = st.sampled_from(
    [
        *("wrangler", "pages", "dev", "deploy", "npx ", "dist", "--port 1", "--kv CACHE", "-b A=1", "--branch x", "--"),
        *('"', "'", "\\", "$(", ")", "`", "${{ a }}", "&&", ";", "\n", "#", " ", "cd x", ">", "<<E", "é", "\r\n"),
    ]
)


@given(st.lists(PIECES, max_size=24).map(" ".join))
def test_hostile_commands(text: str) -> None:
    result = rewrite(text, SITE)
    assert rewrite(result.text, SITE).text == result.text, "a second time changes nothing"
    if not pages_calls(text, verbs=None):
        assert result.text == text


@given(st.text(max_size=20), st.sampled_from(["wrangler pages dev dist", "wrangler pages deploy dist --branch main"]))
def test_what_stands_around_a_call_stays(around: str, call: str) -> None:
    plain = "".join(each for each in around if each.isalnum() or each in " .,:=@%+")
    text = f"echo {plain}; {call} && echo {plain}"
    new = {"wrangler pages dev dist": "wrangler dev"}.get(call, "wrangler deploy")
    assert rewrite(text, SITE).text == text.replace(call, new)
