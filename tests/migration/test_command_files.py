"""Files with commands: each form before and after, and that nothing else in them changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.command_files.forms import rewrite_form
from edgewise.migration.command_files.kinds import Form, form_of
from edgewise.migration.scripts import Target

SITE = Target(name="site", output="dist", branch="main")
GOLDEN = Path(__file__).parent / "golden" / "commands"


@pytest.mark.parametrize("before", sorted(GOLDEN.glob("*.before")), ids=lambda path: path.stem)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_before_and_after(before: Path, ends: str) -> None:
    name = before.name.removesuffix(".before")
    form = form_of(name)
    assert form is not None
    old = before.read_text("utf-8").replace("\n", ends)
    new = before.with_suffix(".after").read_text("utf-8").replace("\n", ends)
    assert rewrite_form(old, form, name, SITE).text == new
    assert rewrite_form(new, form, name, SITE).text == new, "a second time changes nothing"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("Makefile", Form.LINES),
        ("web/justfile", Form.LINES),
        ("Dockerfile.dev", Form.LINES),
        ("scripts/deploy.sh", Form.SHELL),
        ("Taskfile.yml", Form.YAML),
        ("compose.dev.yaml", Form.YAML),
        (".vscode/tasks.json", Form.JSON),
        ("deno.jsonc", Form.JSON),
        ("playwright.config.mts", Form.CODE),
        ("README.de.md", Form.MARKDOWN),
        ("docs/guide.md", None),
        ("src/deploy.ts", None),
        ("turbo.json", None),
        (".github/workflows/a.yml", None),
    ],
)
def test_forms(path: str, form: Form | None) -> None:
    assert form_of(path) is form


LINES = st.lists(
    st.sampled_from(
        [
            *("npx wrangler pages dev dist", "  command: wrangler pages deploy dist", "it's", 'say "x', "```sh", "```"),
            *("$ wrangler pages dev", "\\", "# wrangler pages dev", "cat <<E", "E", "- a: |", "{", "}", "é 😀", "\t@x"),
            *("const a = 'wrangler pages dev dist';", "`", "//", "['wrangler', 'pages', 'dev']", ""),
        ]
    ),
    max_size=8,
).map("\n".join)


@given(LINES, st.sampled_from(list(Form)), st.sampled_from(["a.ts", "a.js"]))
def test_hostile_files(text: str, form: Form, name: str) -> None:
    result = rewrite_form(text, form, name, SITE)
    assert rewrite_form(result.text, form, name, SITE).text == result.text
    calls = text.count("pages dev") + text.count("pages deploy")
    left = result.text.count("pages dev") + result.text.count("pages deploy")
    assert left <= calls
    if left == calls:
        assert result.text == text
    if form is Form.YAML:
        return  # A value on several lines becomes one line.
    kept = [line for line in text.split("\n") if "wrangler" not in line and not line.endswith("\\")]
    assert [line for line in result.text.split("\n") if line in kept] == kept
