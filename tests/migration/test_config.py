"""The Worker's configuration: what it says, and that the rest of the file survives."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgewise.errors import EdgewiseError
from edgewise.migration.choices import Choices
from edgewise.migration.config_edit import checked, edit_config, new_config, same
from edgewise.migration.settings import Code, WorkerSettings, worker_settings
from edgewise.migration.worker_document import NOT_INHERITED, with_production_on_top, worker_document
from edgewise.project import discover, jsonc
from edgewise.project.jsonc_parse import comments
from edgewise.project.model import Config

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]

WORKER = WorkerSettings(
    "site",
    "2025-01-01",
    "./out",
    "404-page",
    Code.COMPILED,
    main=".wrangler/functions/index.js",
    build="wrangler …",
    watch="functions",
    first=("/api", "/api/*"),
)
STATIC = WorkerSettings("site", "2025-01-01", "./out", "single-page-application")


def moved(root: Path) -> tuple[str, dict[str, Any]]:
    """The new text of a project's wrangler file, and what it says."""
    project = discover(root)
    wanted = worker_settings(project, Choices(mode="idiomatic"))
    document = worker_document(project, wanted)
    assert project.config is not None
    text = edit_config(project.config, document, wanted)
    return text, tomllib.loads(text) if project.config.format == "toml" else jsonc.loads(text)


def test_toml_keeps_its_comments(sample: Sample) -> None:
    root = sample("functions-blog")
    before = (root / "wrangler.toml").read_text()
    text, document = moved(root)
    for line in before.splitlines():
        if "pages_build_output_dir" not in line:
            assert line in text.splitlines()
    assert 'directory = "./public"  # plain files, nothing is built' in text
    assert document["assets"]["run_worker_first"] is True
    assert document["main"] == ".wrangler/functions/index.js"
    assert "--compatibility-flag=nodejs_compat" in document["build"]["command"]
    assert document["env"]["preview"]["kv_namespaces"][0]["id"] == "f" * 32
    assert "pages_build_output_dir" not in document


def test_jsonc_keeps_its_comments_and_hoists_production(sample: Sample) -> None:
    root = sample("ts-functions-monorepo")
    before = (root / "wrangler.jsonc").read_text()
    text, document = moved(root)
    assert set(comments(before)) <= set(comments(text))
    assert document["vars"] == {"BASE": "EUR", "MARGIN_PERMILLE": 12}
    assert document["env"] == {"preview": {"vars": {"BASE": "EUR", "MARGIN_PERMILLE": 500}}}
    assert document["assets"]["run_worker_first"] == [
        "/api", "/api/*", "/webhooks", "/webhooks/*", "!/api/docs", "!/api/docs/", "!/api/schema", "!/api/schema/*",
    ]  # fmt: skip


def test_plain_json_stays_plain(sample: Sample) -> None:
    text, document = moved(sample("nextjs-story"))
    assert comments(text) == []
    assert document["queues"] == {"producers": [{"binding": "JOBS", "queue": "report-jobs"}]}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["wrangler.toml", "wrangler.jsonc"])
def test_line_ends_are_kept(write: Write, end: str, name: str) -> None:
    texts = {
        "wrangler.toml": '# top\nname = "x"\npages_build_output_dir = "o"\n\n[vars]\nA = "1"\n',
        "wrangler.jsonc": '{\n  // top\n  "name": "x",\n  "pages_build_output_dir": "o",\n  "vars": {"A": "1"}\n}\n',
    }
    root = write(
        {name: texts[name].replace("\n", end), "o/index.html": "x", "functions/a.js": "export const onRequest=1"}
    )
    text, _ = moved(root)
    assert text.replace("\r\n", "").count("\n") == (0 if end == "\r\n" else text.count("\n"))


def test_a_new_file_says_everything() -> None:
    document = worker_document_of(WORKER)
    text = new_config(document, WORKER, schema=True, origin="From package.json.")
    assert jsonc.loads(text) == {"$schema": "node_modules/wrangler/config-schema.json", **document}
    assert "// From package.json." in text
    assert text.endswith("}\n")


def worker_document_of(wanted: WorkerSettings) -> dict[str, Any]:
    """The document of a project without a wrangler file."""
    from edgewise.migration.worker_document import assets_table

    document: dict[str, Any] = {"name": wanted.name, "compatibility_date": wanted.date}
    if wanted.main:
        document |= {"main": wanted.main, "build": {"command": wanted.build, "watch_dir": wanted.watch}}
    return {**document, "assets": assets_table(wanted)}


NAMES = st.text(alphabet="abAB_-", min_size=1, max_size=4)
SCALARS = st.booleans() | st.integers(-99, 99) | st.text(alphabet="ab\"' #=é", max_size=5)
TABLES = st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3)
BINDINGS = st.lists(st.fixed_dictionaries({"binding": NAMES, "id": SCALARS}), min_size=1, max_size=2)
ENVIRONMENT = st.fixed_dictionaries(
    {}, optional={"vars": TABLES, "kv_namespaces": BINDINGS, "compatibility_date": st.just("2024-06-06"), "ai": TABLES}
)
PAGES = st.fixed_dictionaries(
    {"pages_build_output_dir": st.just("out")},
    optional={
        "name": st.just("site"),
        "compatibility_date": st.just("2024-01-01"),
        "vars": TABLES,
        "kv_namespaces": BINDINGS,
        "placement": st.just({"mode": "smart"}),
        "env": st.fixed_dictionaries({}, optional={"production": ENVIRONMENT, "preview": ENVIRONMENT}),
    },
)


def target(old: dict[str, Any], wanted: WorkerSettings) -> dict[str, Any]:
    document = with_production_on_top(old)
    del document["pages_build_output_dir"]
    for key, value in worker_document_of(wanted).items():
        if key in ("name", "compatibility_date"):
            document.setdefault(key, value)
        else:
            document[key] = value
    return document


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(PAGES, st.sampled_from([WORKER, STATIC]), st.booleans())
def test_any_toml_can_be_edited(old: dict[str, Any], wanted: WorkerSettings, comment: bool) -> None:
    import tomlkit

    text = tomlkit.dumps(old)
    if comment:
        text = "# first\n" + text.replace('"out"\n', '"out" # the site\n') + "# last\n"
        text = text.replace("\n[env", "\n# before a table\n[env")
    document = target(old, wanted)
    edited = edit_config(Config("wrangler.toml", "toml", tomllib.loads(text), text), document, wanted)
    assert same(tomllib.loads(edited), document)
    if comment:
        assert "# first\n" in edited
        assert "# the site\n" in edited
        assert "# last\n" in edited
        assert edited.count("# before a table\n") == text.count("# before a table\n")


@given(PAGES, st.sampled_from([WORKER, STATIC]))
def test_any_jsonc_can_be_edited(old: dict[str, Any], wanted: WorkerSettings) -> None:
    text = "{}"
    for key, value in old.items():
        text = jsonc.set_value(text, [key], value, comment=f"about {key}")
    document = target(old, wanted)
    edited = edit_config(Config("wrangler.jsonc", "jsonc", jsonc.loads(text), text), document, wanted)
    assert same(jsonc.loads(edited), document)
    assert {each for each in comments(text) if "production" not in each and "env" not in each} <= set(comments(edited))


@given(PAGES)
def test_no_preview_value_reaches_production_and_none_is_lost(old: dict[str, Any]) -> None:
    document = with_production_on_top(old)
    production = old.get("env", {}).get("production")
    preview = old.get("env", {}).get("preview")
    if production is None:
        assert document == old
        return
    for key in NOT_INHERITED:
        assert document.get(key) == production.get(key)
    assert document.get("compatibility_date") == production.get("compatibility_date", old.get("compatibility_date"))
    kept = document.get("env", {}).get("preview", {})
    for key in NOT_INHERITED:
        assert kept.get(key) == (old if preview is None else preview).get(key)
    effective = kept.get("compatibility_date", document.get("compatibility_date"))
    before = (preview or {}).get("compatibility_date", old.get("compatibility_date"))
    assert before is None or effective == before


def test_a_file_that_is_for_neither_product(write: Write) -> None:
    script = '{"scripts": {"dev": "wrangler pages dev o"}}'
    files = {"o/index.html": "x", "functions/a.js": "export const onRequest = 1", "package.json": script}
    for name, text in (("wrangler.toml", 'name = "x" # mine\n'), ("wrangler.json", '{"name": "x"}')):
        root = write({**files, name: text})
        edited, document = moved(root)
        assert document["assets"]["directory"] == "./o"
        assert document["main"] == ".wrangler/functions/index.js"
        assert "# mine" in edited or name == "wrangler.json"
        (root / name).unlink()


def test_a_slip_of_the_editor_is_noticed() -> None:
    with pytest.raises(EdgewiseError) as caught:
        checked("text", {"a": 1}, {"a": True}, "wrangler.toml")
    assert caught.value.code == "config-edit"


@pytest.mark.parametrize(
    "text",
    [
        'name="x"\npages_build_output_dir="o"\nvars={A="1"}\nenv.production.vars={A="2"}\nenv.preview.vars={A="3"}\n',
        'name="x"\npages_build_output_dir="o"\n[env.production.vars]\nA="2"\n[vars]\nA="1"\n[env.preview.vars]\nA="3"\n',
        '"pages_build_output_dir"="o"\n"name"="x"\n[env]\n[env.production]\nvars={A="2"}\n[env.preview]\nvars={A="3"}\n',
        'name="x"\npages_build_output_dir="o"\n[vars]\nA="1"\n[env.production]\n[env.production.vars]\nA="2"\n'
        '[[env.production.kv_namespaces]]\nbinding="K"\nid="p"\n[env.preview]\n[env.preview.vars]\nA="3"\n',
        'name="x"\npages_build_output_dir="""\no"""\n[env.production.vars]\nA="2"\n[env.preview.vars]\nA="3"\n',
    ],
)
def test_toml_in_unusual_shapes(write: Write, text: str) -> None:
    _, document = moved(write({"wrangler.toml": text, "o/index.html": "x"}))
    assert document["vars"] == {"A": "2"}
    assert document["env"]["preview"]["vars"] == {"A": "3"}
    assert document["assets"]["directory"] == "./o"
