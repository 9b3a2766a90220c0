"""Edits that keep a framework's build as it is, and those that change its preset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import adapter_edits, formed, offers_workers
from edgewise.migration.frameworks.keeping import Kept, kept_build
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
KIT = '"@sveltejs/kit": "2.70.4", "@sveltejs/adapter-cloudflare": "7.2.9"'
HEAD = 'import adapter from "@sveltejs/adapter-cloudflare";\n'


def svelte(write: Write, config: str, output: str = ".svelte-kit/cloudflare") -> Kept:
    root = write(
        {
            "wrangler.toml": f'name = "x"\npages_build_output_dir = "{output}"\n',
            "package.json": f'{{"devDependencies": {{{KIT}}}}}',
            "svelte.config.js": config,
            f"{output}/_worker.js": "export default {}",
        }
    )
    return kept_build(discover(root))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("adapter()", 'adapter({ config: "worker/pages-build.jsonc" })'),
        ("adapter({ fallback: 'spa' })", "adapter({ fallback: 'spa', config: \"worker/pages-build.jsonc\" })"),
        ('adapter({ config: "wrangler.toml" })', 'adapter({ config: "worker/pages-build.jsonc" })'),
        ("adapter({})", 'adapter({ config: "worker/pages-build.jsonc" })'),
    ],
)
def test_sveltekit_is_told_to_read_another_file(write: Write, before: str, after: str) -> None:
    text = f"{HEAD}// é\nexport default {{ kit: {{ adapter: {before} }} }};\n"
    kept = svelte(write, text)
    assert [edit.path for edit in kept.edits] == ["svelte.config.js", "worker/pages-build.jsonc"]
    assert kept.edits[0].after == text.replace(before, after).encode()
    assert b'"pages_build_output_dir": "../.svelte-kit/cloudflare"' in (kept.edits[1].after or b"")


def test_sveltekit_keeps_an_output_of_its_own(write: Write) -> None:
    kept = svelte(write, f"{HEAD}const config = {{ kit: {{ adapter: adapter() }} }};\nexport default config;\n", "out")
    assert b'"pages_build_output_dir": "../out"' in (kept.edits[1].after or b"")


@pytest.mark.parametrize(
    "config",
    [
        "export default { kit: { adapter: other() } };\n",
        f"{HEAD}export default {{ kit: {{ adapter: make(adapter) }}, }};\nfunction make() {{\n",
        f"{HEAD}const options = {{}};\nexport default {{ kit: {{ adapter: adapter(options) }} }};\n",
        f"{HEAD}export default {{ kit: {{ adapter: production ? adapter() : node() }} }};\n",
    ],
)
def test_where_sveltekit_cannot_be_told_it_is_said(write: Write, config: str) -> None:
    kept = svelte(write, config)
    assert not kept.edits
    assert kept.problem is not None
    assert str(kept.place) == "svelte.config.js"


def nuxt(write: Write, config: str, scripts: str = "{}", framework: str = "nuxt", name: str = "nuxt.config.ts") -> Path:
    return write(
        {
            "wrangler.toml": 'name = "x"\npages_build_output_dir = "dist"\n',
            "package.json": f'{{"scripts": {scripts}, "dependencies": {{"{framework}": "1.2.0"}}}}',
            name: config,
            "dist/_worker.js/index.js": "export default {}",
        }
    )


OFF = "cloudflare: { deployConfig: false }"


@pytest.mark.parametrize(
    ("scripts", "before", "after"),
    [
        ("{}", "{}", f'{{ nitro: {{ preset: "cloudflare_pages", {OFF} }} }}'),
        ("{}", '{ nitro: { preset: "cloudflare-pages" } }', f'{{ nitro: {{ preset: "cloudflare-pages", {OFF} }} }}'),
        ('{"build": "NITRO_PRESET=cloudflare-pages nuxt build"}', "{ a: 1 }", f"{{ a: 1, nitro: {{ {OFF} }} }}"),
        (
            "{}",
            "{ nitro: { preset: 'cloudflare_pages', cloudflare: { deployConfig: true } } }",
            f"{{ nitro: {{ preset: 'cloudflare_pages', {OFF} }} }}",
        ),
    ],
)
def test_nitro_keeps_its_preset_and_writes_no_configuration(
    write: Write, scripts: str, before: str, after: str
) -> None:
    root = nuxt(write, f"export default defineNuxtConfig({before})\n", scripts)
    kept = kept_build(discover(root))
    assert [edit.after for edit in kept.edits] == [f"export default defineNuxtConfig({after})\n".encode()]
    (root / "nuxt.config.ts").write_bytes(kept.edits[0].after or b"")
    assert kept_build(discover(root)) == Kept(place=kept.place), "once is enough"


def test_nitro_takes_the_preset_for_workers(write: Write) -> None:
    root = nuxt(write, 'export default defineNuxtConfig({ nitro: { preset: "cloudflare-pages" } })\n')
    project = discover(root)
    assert offers_workers(project)
    assert adapter_edits(project).edits[0].after == (
        f'export default defineNuxtConfig({{ nitro: {{ preset: "cloudflare_module", {OFF} }} }})\n'.encode()
    )
    after, choices = formed(project, Choices(adapter="workers"))
    assert (after.output and after.output.value, after.advanced_worker) == (
        ".output/public",
        ".output/server/index.mjs",
    )
    assert choices.faithful
    assert formed(project, Choices()) == (project, Choices())


def test_a_preset_in_a_script_is_left_to_the_user(write: Write) -> None:
    root = nuxt(write, "export default defineNuxtConfig({})\n", '{"build": "nuxt build --preset cloudflare-pages"}')
    assert adapter_edits(discover(root)).problem is not None


def test_analog_keeps_its_options_in_a_plugin(write: Write) -> None:
    text = 'export default defineConfig(() => ({ plugins: [analog({ nitro: { preset: "cloudflare-pages" } })] }))\n'
    root = nuxt(write, text, framework="@analogjs/platform", name="vite.config.ts")
    kept = kept_build(discover(root))
    assert kept.edits[0].after == text.replace('" }', f'", {OFF} }}').encode()
    (root / "vite.config.ts").write_text("export default { plugins: [analog()] }\n")
    assert kept_build(discover(root)).problem is not None
