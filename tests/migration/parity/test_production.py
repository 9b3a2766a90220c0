"""Production's values at the top level, and no Worker's configuration under an oracle."""

from __future__ import annotations

import json

import pytest

from edgewise.migration.parity.staging.production import (
    oracle_document,
    oracle_notes,
    production_document,
    write_oracle_document,
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
    oracle = write_oracle_document(tmp_path, config)
    assert oracle.production and not oracle.dropped
    assert not (tmp_path / "wrangler.toml").exists()
    assert json.loads((tmp_path / "wrangler.json").read_text()) == {"name": "a", "vars": {"A": "p"}}
    assert "values of production" in oracle_notes(oracle, config)[0]


def test_a_configuration_that_pages_understands_is_left_alone(tmp_path):
    (tmp_path / "wrangler.json").write_text("{} // as it was")
    config = Config("wrangler.json", "json", {"name": "a", "env": {"preview": {}}} | {"$schema": "x"}, "{}")
    oracle = write_oracle_document(tmp_path, Config("wrangler.json", "json", {"name": "a", "$schema": "x"}, "{}"))
    assert (tmp_path / "wrangler.json").read_text() == "{} // as it was"
    assert oracle_notes(oracle, config) == ()


@pytest.mark.parametrize(
    "key", ["assets", "main", "site", "build", "triggers", "migrations", "rules", "tail_consumers"]
)
def test_what_pages_does_not_know_is_kept_from_the_old_side_and_said(tmp_path, key):
    document = {"pages_build_output_dir": "public", key: {"directory": "public"}, "vars": {"A": "1"}}
    config = Config("wrangler.toml", "toml", document, "")
    oracle = write_oracle_document(tmp_path, config)
    written = json.loads((tmp_path / "wrangler.json").read_text())
    assert written == {"pages_build_output_dir": "public", "vars": {"A": "1"}}
    (note,) = oracle_notes(oracle, config)
    assert key in note and "wrangler.toml" in note


def test_consumers_of_queues_are_no_part_of_pages():
    oracle = oracle_document({"queues": {"producers": [{"queue": "q"}], "consumers": [{"queue": "q"}]}})
    assert oracle.document == {"queues": {"producers": [{"queue": "q"}]}}
    assert oracle.dropped == ("queues.consumers",)
