"""Setting options in configurations that are code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project.code import Module
from edgewise.project.code_options import option, set_option

PRESET = ("nitro", "preset")


def changed(text: str, path: tuple[str, ...] = PRESET, value: str = '"new"') -> str | None:
    return set_option(Module("nuxt.config.ts", text), path, value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('export default { nitro: { preset: "old" } }', 'export default { nitro: { preset: "new" } }'),
        (
            'export default define({\n  a: 1, // a\n  nitro: {\n    preset: "old", // é\n  },\n})\n',
            'export default define({\n  a: 1, // a\n  nitro: {\n    preset: "new", // é\n  },\n})\n',
        ),
        (
            "export default define({\n  a: 1 // a\n})\n",
            'export default define({\n  a: 1, // a\n  nitro: {\n    preset: "new",\n  }\n})\n',
        ),
        (
            "const c: C = {\r\n\ta: 1,\r\n}\r\nexport default c\r\n",
            'const c: C = {\r\n\ta: 1,\r\n\tnitro: {\r\n\t\tpreset: "new",\r\n\t},\r\n}\r\nexport default c\r\n',
        ),
        ("export default {}", 'export default { nitro: { preset: "new" } }'),
        ("module.exports = { a }", 'module.exports = { a, nitro: { preset: "new" } }'),
        (
            "export default () => ({ a: [\n1] })",
            'export default () => ({ a: [\n1],\n  nitro: {\n    preset: "new",\n  } })',
        ),
        (
            "const nitro = { dev: 1 };\nexport default { nitro: nitro };",
            'const nitro = { dev: 1, preset: "new" };\nexport default { nitro: nitro };',
        ),
        ("export default { 'nitro': { ...x, } }", "export default { 'nitro': { ...x, preset: \"new\", } }"),
    ],
)
def test_an_option_is_set_and_nothing_else(before: str, after: str) -> None:
    assert changed(before) == after
    assert changed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "export default make()",
        "export default { nitro }",
        "export default { ...base }",
        "export default { nitro: preset() }",
        "export default (x) => { if (x) return {}; return { a: 1 } }",
        "export default { nitro: { preset: }",
        "export { config as default }",
        "export default self\nconst self = self",
    ],
)
def test_where_there_is_no_safe_place_nothing_is_said(text: str) -> None:
    assert changed(text) is None


def test_an_option_is_read_as_it_is_set() -> None:
    module = Module("vite.config.ts", "export default { build: { outDir: `x` } satisfies B }")
    found = option(module, ["build", "outDir"])
    assert found is not None
    assert found.text() == "`x`"
    assert option(module, ["build", "other"]) is None


KEYS = st.sampled_from(["nitro", "preset", "a", "b"])
PLAIN = st.sampled_from(['"x"', "1", "[1, { a: 1 }]", "f({ nitro: 1 })", "`${x}`", "'é'", "// c\n 2"])
OBJECTS = st.recursive(
    PLAIN,
    lambda inner: st.lists(st.tuples(KEYS, inner), max_size=3).map(
        lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
    ),
    max_leaves=8,
)


@given(OBJECTS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_set_is_there_afterwards(value: str, newline: str, wide: bool) -> None:
    text = f"// é😀\nexport default define({value});\n"
    if wide:
        text = text.replace(", ", ",\n  ").replace("{", "{\n  ").replace("}", "\n}")
    text = text.replace("\n", newline)
    after = changed(text)
    if after is None:
        return
    module = Module("nuxt.config.ts", after)
    found = option(module, PRESET)
    assert not module.broken
    assert found is not None
    assert found.text() == '"new"'
    assert changed(after) == after
    assert after.startswith(f"// é😀{newline}export default define(")
