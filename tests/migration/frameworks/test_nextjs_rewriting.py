"""The rewrites from next-on-pages to OpenNext: what they change, and that they change nothing else."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.frameworks.nextjs.rewriting import helper_path, rewrite_config, rewrite_module
from edgewise.project.code import Module

OLD = "@cloudflare/next-on-pages"


def rewritten(text: str, name: str = "app/api/hello/route.ts") -> str:
    found = rewrite_module(Module(name, text))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('export const runtime = "edge";\n\nexport const GET = 1;\n', "export const GET = 1;\n"),
        ("export const runtime = 'edge'\nexport const GET = 1\n", "export const GET = 1\n"),
        ('import a from "a";\n\nexport const runtime = "edge";\n\nlet b;\n', 'import a from "a";\n\nlet b;\n'),
        ('let a; export const runtime = "edge"; let b;\n', "let a; let b;\n"),
        ("export const runtime = `experimental-edge` as const;\nlet a;\n", "let a;\n"),
        ('export const runtime = "edge", revalidate = 0;\n', "export const revalidate = 0;\n"),
        ('export const revalidate = 0, runtime = "edge";\n', "export const revalidate = 0;\n"),
        ('\ufeffexport const runtime = "edge";\r\nlet é = 1;\r\n', "\ufefflet é = 1;\r\n"),
        ('export const config = { runtime: "edge" };\nlet a;\n', "let a;\n"),
        (
            'export const config = { runtime: "edge", matcher: "/x" };\n',
            'export const config = { matcher: "/x" };\n',
        ),
        (
            'export const config = { matcher: "/x", runtime: "edge" } satisfies C;\n',
            'export const config = { matcher: "/x" } satisfies C;\n',
        ),
    ],
)
def test_the_edge_runtime_goes(before: str, after: str) -> None:
    assert rewritten(before) == after


@pytest.mark.parametrize(
    "text",
    [
        'export const runtime = "nodejs";\n',
        '// export const runtime = "edge";\n',
        'const runtime = "edge";\n',
        'export const dynamic = "force-static";\n',
        'const text = `export const runtime = "edge";`;\n',
        'import { getRequestContext } from "./mine";\ngetRequestContext();\n',
        "",
    ],
)
def test_what_does_not_concern_the_adapter_stays(text: str) -> None:
    assert rewritten(text) == text


def test_the_context_has_a_new_name() -> None:
    before = (
        f'import {{ getRequestContext }} from "{OLD}";\n\n'
        "const { env } = getRequestContext<X>(); // getRequestContext\n"
    )
    assert rewritten(before) == (
        'import { getCloudflareContext } from "@opennextjs/cloudflare";\n\n'
        "const { env } = getCloudflareContext<X>(); // getRequestContext\n"
    )


@pytest.mark.parametrize(
    "rest",
    [
        "function f(getRequestContext) { return getRequestContext(); }",
        "const { getRequestContext: x, getRequestContext } = y;",
        "export default { getRequestContext };",
        "const getCloudflareContext = 1;",
    ],
)
def test_the_old_name_stays_where_a_new_one_could_mean_something_else(rest: str) -> None:
    before = f"import {{ getRequestContext }} from '{OLD}'\n{rest}\n"
    assert rewritten(before) == (
        f"import {{ getCloudflareContext as getRequestContext }} from '@opennextjs/cloudflare'\n{rest}\n"
    )


def test_an_alias_keeps_its_name() -> None:
    before = f'import {{ getRequestContext as context }} from "{OLD}";\ncontext().env;\n'
    after = 'import { getCloudflareContext as context } from "@opennextjs/cloudflare";\ncontext().env;\n'
    assert rewritten(before) == after


def test_the_optional_context_comes_from_a_module_of_the_project() -> None:
    before = f'import {{ getOptionalRequestContext }} from "{OLD}";\ngetOptionalRequestContext()?.env;\n'
    assert rewritten(before) == (
        'import { getOptionalRequestContext } from "../../../worker/request-context";\n'
        "getOptionalRequestContext()?.env;\n"
    )
    both = (
        f"import {{ getRequestContext, getOptionalRequestContext as maybe }} from '{OLD}'\n"
        "getRequestContext()\nmaybe()\n"
    )
    assert rewritten(both, "lib/env.ts") == (
        "import { getCloudflareContext } from '@opennextjs/cloudflare'\n"
        "import { getOptionalRequestContext as maybe } from '../worker/request-context'\n"
        "getCloudflareContext()\nmaybe()\n"
    )
    assert helper_path("middleware.ts") == "./worker/request-context"


def test_code_that_does_not_parse_is_left_alone() -> None:
    assert rewrite_module(Module("app/page.js", 'export const runtime = "edge";\nexport const = ;\n')) is None


def test_the_configuration_starts_the_other_platform_in_the_same_place() -> None:
    before = (
        f'import {{ setupDevPlatform }} from "{OLD}/next-dev";\n\n'
        '// here\nif (process.env.NODE_ENV === "development") {\n'
        "  await setupDevPlatform({ persist: true });\n}\n\nexport default { output: undefined };\n"
    )
    assert rewrite_config(Module("next.config.mjs", before)) == before.replace(
        f"{OLD}/next-dev", "@opennextjs/cloudflare"
    ).replace("setupDevPlatform", "initOpenNextCloudflareForDev")


def test_a_configuration_without_it_gets_the_call_at_the_end() -> None:
    before = "const nextConfig = { reactStrictMode: true }\n\nexport default nextConfig\n"
    after = rewrite_config(Module("next.config.ts", before))
    assert after == before + (
        "\n// Bindings in `next dev`.\n"
        'import("@opennextjs/cloudflare").then((openNext) => openNext.initOpenNextCloudflareForDev())\n'
    )
    assert rewrite_config(Module("next.config.ts", after)) == after


@pytest.mark.parametrize(
    ("call", "new"),
    [
        (
            "await setupDevPlatform({ a: 1 })",
            'await (await import("@opennextjs/cloudflare")).initOpenNextCloudflareForDev({ a: 1 })',
        ),
        (
            "setupDevPlatform({ a: 1 })",
            'import("@opennextjs/cloudflare").then((openNext) => openNext.initOpenNextCloudflareForDev({ a: 1 }))',
        ),
    ],
)
def test_a_commonjs_configuration_imports_where_it_calls(call: str, new: str) -> None:
    before = (
        f'const {{ setupDevPlatform }} = require("{OLD}/next-dev");\n\n'
        f"module.exports = async () => {{\n  {call};\n  return {{}};\n}};\n"
    )
    after = rewrite_config(Module("next.config.js", before))
    assert after == f"module.exports = async () => {{\n  {new};\n  return {{}};\n}};\n"


PIECES = [
    'export const runtime = "edge";',
    "export const runtime = 'experimental-edge'",
    f'import {{ getRequestContext }} from "{OLD}";',
    f"import {{ getRequestContext as context }} from '{OLD}'",
    f'import {{ getOptionalRequestContext, getRequestContext }} from "{OLD}"',
    f'import {{ getOptionalRequestContext }} from "{OLD}";',
    "const { env } = getRequestContext();",
    "getOptionalRequestContext()?.env",
    'export const config = { api: 1, runtime: "edge" };',
    'export const config = { runtime: "edge" }',
    "// runtime = edge, é 😀",
    "/* getRequestContext() */",
    "function f(getRequestContext) { return { getRequestContext }; }",
    "export default function Page() { return <p>日本 {getRequestContext().env.NAME}</p>; }",
    "const text = `${getRequestContext()} runtime`;",
    "",
    "   ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_rewrites_parse_settle_and_touch_nothing_else(
    pieces: list[str], newline: str, ends: bool, marked: bool
) -> None:
    before = ("\ufeff" if marked else "") + newline.join(pieces) + (newline if ends else "")
    module = Module("app/page.jsx", before)
    after = rewrite_module(module)
    if after is None:
        assert module.broken or "config" in before or before.count(OLD) > 1
        return
    again = Module("app/page.jsx", after)
    assert not again.broken
    assert rewrite_module(again) == after, "a second run changes nothing"
    old_words = ("runtime", "export const config = { api: 1 }", "RequestContext", "CloudflareContext", "next-on-pages")
    for kind, line in changed_lines(before, after):
        assert not line.strip("\ufeff \r") or any(word in line for word in old_words), (kind, line)


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    found = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [(line[0], line[2:]) for line in found if line[0] in "+-"]


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for name in ("app/page.jsx", "lib/a.ts"):
        after = rewrite_module(Module(name, text))
        assert after is None or after == text or "edge" in text or OLD in text
    rewrite_config(Module("next.config.mjs", text))
