"""What is looked at before a Worker is shipped, and in which order it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.shipping.bindings import BOUND
from edgewise.migration.shipping.model import Resources, State
from edgewise.migration.shipping.planning import shipment
from edgewise.migration.shipping.uploading import first_document
from edgewise.project.dashboard import Dashboard

LIVE: dict[str, Any] = {
    "kv_namespaces": [{"binding": "CARTS", "id": "kv-live"}],
    "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}]},
    "vars": {"KINDS": "a"},
    "env": {"preview": {"kv_namespaces": [{"binding": "CARTS", "id": "kv-preview"}]}},
}
STATE = State(
    "site",
    "site",
    Dashboard("site", LIVE),
    "www.example.org",
    True,
    (),
    Resources(
        {"kv_namespaces": frozenset({"kv-live", "kv-preview", "kv-other"}), "queues.producers": frozenset({"jobs"})}
    ),
)
WORKER: dict[str, Any] = {
    "name": "site",
    "main": "worker/index.ts",
    "kv_namespaces": [{"binding": "CARTS", "id": "kv-live"}],
    "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}]},
    "vars": {"KINDS": "a"},
}


def said(document: dict[str, Any], state: State = STATE, used: tuple[str, ...] = ()) -> dict[str, str]:
    """Signs by the ids of checks."""
    return {each.id: each.sign for each in shipment(state, document, "tag", used).checks}


def test_bindings_of_production_are_well() -> None:
    found = shipment(STATE, WORKER, "tag")
    assert found.ready
    assert [(each.id, each.sign) for each in found.checks] == [("binding", "ok")] * 2
    assert all("as in production" in each.text for each in found.checks)


@pytest.mark.parametrize(
    ("change", "used", "check", "sign"),
    [
        ({"kv_namespaces": [{"binding": "CARTS", "id": "kv-preview"}]}, (), "binding-preview", "stop"),
        ({"kv_namespaces": [{"binding": "CARTS", "id": "kv-other"}]}, (), "binding-other", "stop"),
        ({"kv_namespaces": []}, (), "binding-lacking", "note"),
        ({"kv_namespaces": []}, ("CARTS",), "binding-lacking", "stop"),
        ({"vars": {}}, (), "variable-lacking", "note"),
        ({"vars": {}}, ("KINDS",), "variable-lacking", "stop"),
        ({"d1_databases": [{"binding": "DB", "database_id": "d"}]}, (), "binding-unknown", "unknown"),
        ({"r2_buckets": [{"binding": "B"}]}, (), "binding-new", "note"),
        ({"name": "other"}, (), "other-name", "stop"),
        ({"pages_build_output_dir": "out"}, (), "not-migrated", "stop"),
    ],
)
def test_what_would_fail_in_silence_is_said_before(
    change: dict[str, Any], used: tuple[str, ...], check: str, sign: str
) -> None:
    assert said({**WORKER, **change}, used=used)[check] == sign


def test_what_is_not_in_the_account_is_made_or_stops_it() -> None:
    empty = replace(STATE, dashboard=Dashboard("site"), resources=Resources({each.key: frozenset() for each in BOUND}))
    document = {**WORKER, "r2_buckets": [{"binding": "B", "bucket_name": "files"}]}
    assert said(document, empty)["binding-missing"] == "stop"
    operations = shipment(empty, document, "tag").operations
    assert [each.id for each in operations] == ["queue-jobs", "bucket-files", "upload", "prove"]


def test_the_dead_letter_queue_is_made_too() -> None:
    consumers = [{"queue": "jobs", "dead_letter_queue": "dead"}]
    document = {**WORKER, "queues": {"producers": [], "consumers": consumers}}
    assert [each.id for each in shipment(STATE, document, "tag").operations] == ["queue-dead", "upload", "prove"]


@pytest.mark.parametrize(
    ("there", "order", "command"),
    [
        (False, ["upload", "secrets", "prove"], "wrangler deploy"),
        (True, ["secrets", "upload", "prove"], "wrangler versions upload --tag tag"),
    ],
)
def test_secrets_come_when_they_can_be_set_and_before_the_proof(there: bool, order: list[str], command: str) -> None:
    operations = shipment(replace(STATE, there=there, missing=("KEY",)), WORKER, "tag").operations
    assert [each.id for each in operations] == order
    assert next(each for each in operations if each.id == "upload").command == command


def test_a_first_upload_brings_no_visitor_and_no_message() -> None:
    document = {
        **WORKER,
        "route": "a.example.org/*",
        "routes": [{"pattern": "b.example.org", "custom_domain": True}],
        "triggers": {"crons": ["0 6 * * *"]},
        "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}], "consumers": [{"queue": "jobs"}]},
        "workers_dev": False,
    }
    found = first_document(document)
    assert not {"route", "routes", "triggers"} & found.keys()
    assert found["queues"] == {"producers": [{"binding": "JOBS", "queue": "jobs"}]}
    assert found["workers_dev"] is False
    assert document["queues"]["consumers"]  # the document itself is left alone


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*(each.key.partition(".")[0] for each in BOUND), "vars", "triggers", "name", "main", "env"])


@given(st.dictionaries(KEYS, JSON, max_size=5), st.dictionaries(KEYS, JSON, max_size=5))
def test_odd_wrangler_files_are_never_a_crash(document: dict[str, Any], live: dict[str, Any]) -> None:
    found = shipment(replace(STATE, dashboard=Dashboard("site", live)), document, "tag")
    assert found.operations[-1].id == "prove"
