"""Scripts of ``package.json``: the calls change, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.scripts import rewrite_script, rewrite_scripts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wrangler pages dev", "wrangler dev"),
        ("wrangler pages dev ./public", "wrangler dev"),
        (
            "npm run build && npx wrangler pages deploy dist --project-name=x --branch main",
            "npm run build && npx wrangler deploy",
        ),
        ("wrangler pages publish dist --commit-dirty=true", "wrangler deploy"),
        ("wrangler pages dev out --port 8700 --ip 0.0.0.0", "wrangler dev --port 8700 --ip 0.0.0.0"),
        ("wrangler pages dev out --compatibility-date=2024-01-01", "wrangler dev --compatibility-date 2024-01-01"),
        ("wrangler pages dev out -b KEY=a:b --local", "wrangler dev --var KEY:a:b"),
        ("A=1 wrangler pages dev 'my site' --port $PORT | tee log", "A=1 wrangler dev --port $PORT | tee log"),
        ("wrangler pages dev a; wrangler pages deploy a", "wrangler dev; wrangler deploy"),
        ("vite build", "vite build"),
    ],
)
def test_calls_that_change(old: str, new: str) -> None:
    assert rewrite_script(old)[:2] == (new, [])


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("wrangler pages dev -- vite", "another server"),
        ("wrangler pages dev out --proxy 3000", "another server"),
        ("wrangler pages dev out --kv CACHE", "--kv"),
        ("wrangler pages dev out --d1=DB", "--d1"),
        ("wrangler pages deploy out --branch staging", "preview"),
        ("wrangler pages deploy out --branch=$BRANCH", "preview"),
        ("wrangler pages deploy out --new-option", "--new-option"),
        ("wrangler pages deployment tail", "pages deployment"),
        ("npx wrangler pages project list", "pages project"),
    ],
)
def test_calls_that_are_left_alone(script: str, reason: str) -> None:
    new, reasons, _ = rewrite_script(script)
    assert new == script
    assert len(reasons) == 1
    assert reason in reasons[0]


def test_the_default_port_is_noticed() -> None:
    assert rewrite_script("wrangler pages dev")[2]
    assert not rewrite_script("wrangler pages dev --port 1")[2]
    assert not rewrite_script("wrangler pages deploy")[2]


PACKAGE = """{
\t"name" : "x",   "private":true,
\t"scripts": { "dev": "wrangler pages dev \\u002e\\/out", "build": "vite build",
\t\t"go": "echo \\"hi\\" && wrangler pages deploy out" }

}"""


def test_formatting_stays_byte_for_byte() -> None:
    result = rewrite_scripts(PACKAGE)
    assert result.changed == ("dev", "go")
    assert result.default_port == "dev"
    assert result.text == PACKAGE.replace("wrangler pages dev \\u002e\\/out", "wrangler dev").replace(
        "wrangler pages deploy out", "wrangler deploy"
    )


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=12) | st.just("wrangler pages dev é")), st.booleans())
def test_other_scripts_are_never_touched(scripts: dict[str, str], ascii_only: bool) -> None:
    text = json.dumps({"scripts": scripts, "other": "wrangler pages dev"}, indent=3, ensure_ascii=ascii_only)
    result = rewrite_scripts(text)
    document = json.loads(result.text)
    assert document["other"] == "wrangler pages dev"
    assert {name: "wrangler dev" if name in result.changed else script for name, script in scripts.items()} == (
        document["scripts"]
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scripts": 1}', '{"scripts": {"a": 1}}'])
def test_anything_else_comes_back_as_it_is(text: str) -> None:
    assert rewrite_scripts(text).text == text
