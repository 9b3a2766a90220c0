"""``wrangler pages`` calls in shell commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project.commands import pages_calls, words


@pytest.mark.parametrize(
    ("command", "verb", "directory", "options"),
    [
        ("wrangler pages dev public", "dev", "public", {}),
        ("npx wrangler pages deploy ./dist --project-name=x", "deploy", "./dist", {"project-name": "x"}),
        ("npx wrangler@3.1 pages publish dist --branch main", "deploy", "dist", {"branch": "main"}),
        ("./node_modules/.bin/wrangler pages dev", "dev", None, {}),
        ("a && CI=1 wrangler pages dev out -k KV -b A=1 || b", "dev", "out", {"kv": "KV", "binding": "A=1"}),
        ("wrangler pages dev --live-reload out", "dev", "out", {"live-reload": None}),
        ("wrangler pages dev --port 1 'my site'", "dev", "my site", {"port": "1"}),
        ('wrangler pages deploy "a b/c" --commit-message "x; y"', "deploy", "a b/c", {"commit-message": "x; y"}),
        ("wrangler pages dev out --compatibility-flag", "dev", "out", {"compatibility-flag": None}),
    ],
)
def test_calls(command: str, verb: str, directory: str | None, options: dict[str, str | None]) -> None:
    (call,) = pages_calls(command)
    assert (call.verb, call.directory) == (verb, directory)
    assert {option.name: option.value for option in call.options} == options
    assert command[call.start :].startswith("pages")
    assert command[: call.end].rstrip() == command[: call.end]


@pytest.mark.parametrize(
    "command",
    ["wrangler dev", "echo pages dev", "wrangler pages project list", "echo 'wrangler pages dev x'", "pages deploy x"],
)
def test_what_is_no_call(command: str) -> None:
    assert pages_calls(command) == []


def test_two_calls_and_a_proxy() -> None:
    first, second = pages_calls("wrangler pages dev -- vite && wrangler pages deploy out")
    assert first.proxied
    assert not second.proxied
    assert pages_calls("wrangler pages dev --proxy 3000")[0].proxied


def test_the_action_leaves_out_the_first_word() -> None:
    assert pages_calls("pages deploy out", bare=True)[0].directory == "out"


@given(st.text(alphabet="ab \"'\\&|;$-\n", max_size=40))
def test_any_command_is_read(command: str) -> None:
    found = [word for simple in words(command) for word in simple]
    assert all(0 <= word.start < word.end <= len(command) for word in found)
    pages_calls("wrangler pages dev " + command)


@pytest.mark.parametrize(
    ("command", "verb", "arguments", "options"),
    [
        ("wrangler pages functions build --outdir=x", "functions build", (), [("outdir", "x")]),
        ("wrangler pages deployment tail abc --project-name p", "deployment tail", ("abc",), [("project-name", "p")]),
        ("wrangler pages deployment create out", "deploy", ("out",), []),
        ("npx wrangler --cwd app pages dev out", "dev", ("out",), [("cwd", "app")]),
        ("wrangler pages dev out --kv A B --d1 C", "dev", ("out",), [("kv", "A"), ("kv", "B"), ("d1", "C")]),
        ("wrangler pages dev --live-reload true out", "dev", ("out",), [("live-reload", "true")]),
        ("wrangler pages dev out --compatibilityDate=1", "dev", ("out",), [("compatibility-date", "1")]),
        ("wrangler pages", "", (), []),
    ],
)
def test_arguments_as_wrangler_reads_them(
    command: str, verb: str, arguments: tuple[str, ...], options: list[tuple[str, str]]
) -> None:
    (call,) = pages_calls(command, verbs=None)
    assert (call.verb, call.arguments) == (verb, arguments)
    assert [(option.name, option.value) for option in call.options] == options


def test_calls_in_quotes_and_in_substitutions() -> None:
    command = 'concurrently \'npm:css\' "wrangler pages dev \\"my site\\"" && U=$(npx wrangler pages deploy out)'
    first, second = pages_calls(command)
    assert first.nested
    assert first.directory == "my site"
    assert command[first.start : first.end].startswith('"wrangler')
    assert not second.nested
    assert second.before == ("npx",)
    assert [call.directory for call in pages_calls(command, quoted=False)] == ["out"]


def test_a_redirection_is_no_argument() -> None:
    (call,) = pages_calls("wrangler pages deploy out > log 2>&1")
    assert (call.arguments, call.broken) == (("out",), False)
    assert pages_calls("wrangler pages deploy > log out")[0].broken
