"""Production's values at the top level, and no Worker's configuration under an oracle."""

from __future__ import annotations

import json

import pytest

from edgewise.errors import Refused
from edgewise.migration.parity.staging.production import (
    production_document,
    put_production_on_top,
    refuse_worker_configuration,
)
from edgewise.project.model import Config


def test_production_replaces_and_bindings_are_not_inherited():
    document = {
        "name": "a",
        "compatibility_date": "2024-01-01",
        "vars": {"A": "top", "B": "top"},
        "kv_namespaces": [{"binding": "KV", "id": "1"}],
        "env": {"production": {"vars": {"A": "production"}}, "preview": {"vars": {"A": "preview"}}},
    }
    assert production_document(document) == {
        "name": "a",
        "compatibility_date": "2024-01-01",
        "vars": {"A": "production"},
    }


def test_without_environments_nothing_changes():
    document = {"name": "a", "vars": {"A": "1"}}
    assert production_document(document) == document
    assert production_document({**document, "env": {"preview": {"vars": {}}}}) == document


def test_the_copy_gets_a_flat_configuration(tmp_path):
    (tmp_path / "wrangler.toml").write_text("x")
    config = Config("wrangler.toml", "toml", {"name": "a", "env": {"production": {"vars": {"A": "p"}}}}, "x")
    assert put_production_on_top(tmp_path, config)
    assert not (tmp_path / "wrangler.toml").exists()
    assert json.loads((tmp_path / "wrangler.json").read_text()) == {"name": "a", "vars": {"A": "p"}}
    assert not put_production_on_top(tmp_path, Config("wrangler.json", "json", {"name": "a"}, "{}"))


@pytest.mark.parametrize("key", ["assets", "main", "site"])
def test_a_workers_table_in_the_old_configuration_is_refused(project, key):
    config = Config("wrangler.toml", "toml", {"pages_build_output_dir": "public", key: "x"}, "")
    with pytest.raises(Refused) as caught:
        refuse_worker_configuration(project(config=config))
    assert caught.value.code == "oracle-not-pages"
    assert key in caught.value.message
    refuse_worker_configuration(project(config=Config("wrangler.toml", "toml", {"name": "x"}, "")))
    refuse_worker_configuration(project())
