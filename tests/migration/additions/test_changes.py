"""Changing a wrangler file: it says what it should, and nothing that was written is lost."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.errors import EdgewiseError
from edgewise.migration.additions.changes import Change, change_config, changed_document
from edgewise.project import jsonc
from edgewise.project.jsonc_items import append_item
from edgewise.project.model import Config

CHANGES = (
    Change(("main",), "worker/extended.ts", comment="The entry."),
    Change(("queues", "consumers"), {"queue": "jobs", "max_retries": 3}, append=True),
    Change(("triggers", "crons"), "0 6 * * *", append=True),
    Change(("durable_objects", "bindings"), {"name": "S", "class_name": "S"}, append=True),
    Change(("migrations",), {"tag": "one", "new_sqlite_classes": ["S"]}, append=True),
    Change(("assets", "run_worker_first"), "/status/*", append=True),
    Change(("observability",), {"enabled": True, "head_sampling_rate": 1}),
)


def config(text: str, name: str) -> Config:
    kind = name.rpartition(".")[2]
    found = tomllib.loads(text.replace("\r\n", "\n")) if kind == "toml" else jsonc.loads(text)
    return Config(name, kind, found, text)


TOML = """# The shop.
name = "shop" # its name

[assets] # files
directory = "out"
run_worker_first = [
  "/api/*", # the API
]

[[queues.producers]]
# who sends
binding = "JOBS"
queue = "jobs"

[vars]
A = "1" # one

[env.preview.vars]
A = "2"
"""
JSONC = """{
  // The shop.
  "name": "shop", // its name
  "assets": {
    "directory": "out",
    "run_worker_first": [
      "/api/*" // the API
    ],
  },
  "queues": { "producers": [{ "binding": "JOBS", "queue": "jobs" }] }, /* who sends */
  "vars": { "A": "1" },
}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "name"), [(TOML, "wrangler.toml"), (JSONC, "wrangler.jsonc")])
def test_comments_and_line_ends_survive(text: str, name: str, end: str) -> None:
    old = config(text.replace("\n", end), name)
    new = change_config(old, CHANGES)
    assert config(new, name).document == changed_document(old.document, CHANGES)
    for comment in ("The shop.", "its name", "the API", "who sends", "The entry."):
        assert new.count(comment) == 1
    assert new.count("\n") == new.count(end)


def test_json_without_comments_gets_none() -> None:
    old = config('{\n  "name": "x"\n}\n', "wrangler.json")
    new = change_config(old, CHANGES)
    assert json.loads(new) == changed_document(old.document, CHANGES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('queues = "none"\n', "wrangler.toml"),
        ('queues = { consumers = "x" }\n', "wrangler.toml"),
        ('{"queues": 1}', "wrangler.jsonc"),
        ('{"queues": {"consumers": {}}}', "wrangler.json"),
    ],
)
def test_what_is_no_list_is_an_error(text: str, name: str) -> None:
    with pytest.raises(EdgewiseError) as caught:
        change_config(config(text, name), CHANGES)
    assert caught.value.code == "config-edit"


@pytest.mark.parametrize(
    "text",
    [
        'queues = { producers = [{ binding = "A", queue = "a" }] }\n',
        'queues.producers = [{ binding = "A", queue = "a" }]\n',
        'queues = { consumers = [{ queue = "a" }] }\n',
        '[queues]\nconsumers = [{ queue = "a" }]\n[vars]\nB = "b"\n',
        '[[queues.consumers]]\nqueue = "a"\n[vars]\nB = "b"\n',
        "[triggers]\ncrons = []\n[vars]\n",
    ],
)
def test_other_forms_are_edited_or_refused(text: str) -> None:
    old = config(text, "wrangler.toml")
    try:
        new = change_config(old, CHANGES)
    except EdgewiseError as error:
        assert error.code == "config-edit"
        return
    assert tomllib.loads(new) == changed_document(old.document, CHANGES)


SCALARS = st.one_of(st.text(max_size=8), st.integers(-9, 9), st.booleans())
ITEMS = st.one_of(SCALARS, st.dictionaries(st.text("abc", min_size=1, max_size=2), SCALARS, min_size=1, max_size=2))


@given(st.lists(ITEMS, max_size=4), ITEMS, st.sampled_from([None, 2, "\t"]), st.booleans(), st.booleans())
def test_an_item_is_added_to_any_array(
    items: list[Any], new: Any, indent: int | str | None, trailing: bool, noted: bool
) -> None:
    text = json.dumps({"a": {"list": items}, "z": 1}, indent=indent)
    if trailing and indent and items:
        text = re.sub(r"\n(\s*)\](,?)\n", r",\n\1]\2\n", text, count=1)
    if noted and indent and items:
        text = re.sub(r"\n(\s*)\](,?)", r" // last\n\1]\2", text, count=1)
    assert jsonc.loads(text) == {"a": {"list": items}, "z": 1}
    added = append_item(text, ["a", "list"], new)
    assert jsonc.loads(added) == {"a": {"list": [*items, new]}, "z": 1}
    assert added.count("// last") == text.count("// last")


KEYS = st.sampled_from(["name", "main", "a b"])
DOCUMENTS: st.SearchStrategy[Mapping[str, Any]] = st.fixed_dictionaries(
    {"name": st.text("abc", min_size=1)},
    optional={
        "main": st.just("x.js"),
        "assets": st.fixed_dictionaries({"directory": st.just("o")}, optional={"run_worker_first": st.just(["/a/*"])}),
        "queues": st.dictionaries(
            st.sampled_from(["producers", "consumers"]),
            st.lists(st.fixed_dictionaries({"queue": st.text("ab", min_size=1)}), min_size=1, max_size=2),
            min_size=1,
        ),
        "triggers": st.just({"crons": ["1 1 * * *"]}),
        "migrations": st.just([{"tag": "v1", "new_classes": ["A"]}]),
        "env": st.just({"preview": {"vars": {"A": "1"}}}),
    },
)


@given(DOCUMENTS, st.permutations(CHANGES))
def test_any_file_says_what_it_should(document: Mapping[str, Any], changes: list[Change]) -> None:
    import tomlkit

    wanted = changed_document(document, changes)
    toml = config(tomlkit.dumps(document), "wrangler.toml")
    assert tomllib.loads(change_config(toml, changes)) == wanted
    for text in (json.dumps(document), json.dumps(document, indent=2)):
        assert jsonc.loads(change_config(config(text, "wrangler.jsonc"), changes)) == wanted
