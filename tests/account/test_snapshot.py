"""The snapshot: what lies below rows, the requests it may take, and the form that is safe to share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo, snapshot
from edgewise.account.budget import Budget
from edgewise.account.client import Client
from edgewise.account.resources import KINDS
from edgewise.account.sanitising import CODES, VOCABULARY, known_keys, sanitised
from edgewise.account.survey_below import NEWEST
from tests.account.support import CANARY, NOW, Recorder, client, envelope, refusal
from tests.account.test_resources import original


def demo_client() -> Client:
    return demo.client(lambda: NOW)


def refusing(part: str, answer: httpx.Response, *, below: bool = False) -> Client:
    """A client of the demo's documents, with another answer where the address ends with ``part``."""

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return envelope({"status": "active"})
        if part in request.url.path and (below or request.url.path.endswith(part)):
            return answer
        return httpx.Response(200, json=original(request))

    return client(handle)


# ---------------------------------------------------------------------- what lies below


async def test_deployments_stand_below_their_project_the_newest_only() -> None:
    document = await snapshot(demo_client())
    desk = next(each for each in document["resources"]["pages_projects"] if each["name"] == "report-desk")
    deployments = desk["below"]["pages_deployments"]
    assert len(deployments["rows"]) == NEWEST and deployments["more"] is True
    assert deployments["rows"][0]["created_on"] > deployments["rows"][-1]["created_on"]
    other = next(each for each in document["resources"]["pages_projects"] if each["name"] == "roast-timer")
    assert other["below"]["pages_deployments"]["more"] is False


async def test_a_refused_listing_below_is_null_and_said_once() -> None:
    document = await snapshot(refusing("/deployments", refusal(403), below=True))
    projects = document["resources"]["pages_projects"]
    assert len(projects) == 13 and all(each["below"]["pages_deployments"] is None for each in projects)
    said = [each for each in document["problems"] if each["kind"] == "pages_deployments"]
    assert [each["code"] for each in said] == ["permission-missing"]


async def test_it_leaves_half_of_the_requests_to_others_and_says_what_it_left_out() -> None:
    recorder = Recorder(lambda request: httpx.Response(200, json=original(request)))
    document = await snapshot(client(recorder, budget=Budget(limit=30)))
    assert not any(path.endswith("/deployments") for path in recorder.paths)
    left_out = [each for each in document["problems"] if each["code"] == "left-out"]
    assert any("Deployments of Pages projects" in each["message"] for each in left_out)
    assert all(each["below"] == {} for each in document["resources"]["pages_projects"])
    assert len(document["resources"]["queues"]) == 6 and document["resources"]["queues"][0]["backlog"] is not None


# ---------------------------------------------------------------------- for strangers


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key if key in known_keys() else "*": shape(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__


async def test_the_sanitised_form_tells_nothing_of_the_demo_account() -> None:
    whole = await snapshot(demo_client())
    hidden = await snapshot(demo_client(), sanitised=True)
    said = json.dumps(hidden)
    for project in whole["resources"]["pages_projects"]:
        # Names that are English words or frameworks may be part of what edgewise itself says.
        if "-" in project["name"]:
            assert project["name"] not in said
    for secret in ("Northgate", "northgate", "maren", CANARY, whole["account"]["id"], "report-jobs"):
        assert secret not in said
    assert shape({**whole, "sanitised": True}) == shape(hidden)
    assert hidden["sanitised"] is True and hidden["taken_at"] == whole["taken_at"]


async def test_what_belongs_together_still_does() -> None:
    hidden = await snapshot(demo_client(), sanitised=True)
    queues, projects = hidden["resources"]["queues"], hidden["resources"]["pages_projects"]
    lonely = next(each for each in queues if each["findings"] == ["queue-without-consumer"])
    feeder = next(each for each in projects if lonely["name"] in each["queue_producers"])
    assert lonely["producers"] == [f"{feeder['name']} (Pages)"] and lonely["backlog"] == 418
    assert feeder["subdomain"] == f"{feeder['name']}.pages.dev"


FINDINGS = {insight.id for each in KINDS for insight in each.insights}
HOSTILE = st.sampled_from(
    ["name-1", "id-2.example.invalid", "text-1", "a@b.cd", "shop.pages.dev", "x (Pages)", "(Pages) (Pages)", "\x1b[2J",
     "rate-limited", "success", "production", "2026-01-01", "Ωmega", "=1+1", "https://h.example/p?q", "0123456789abc"]
)  # fmt: skip
FIELDS = st.sampled_from(["id", "name", "status", "code", "kind", "message", "environment", "url", "branch"])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12), HOSTILE),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(FIELDS, st.text(max_size=8), HOSTILE), inner, max_size=5)
    ),
    max_leaves=25,
)


def data(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with its field, keys included."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield "key", key
            yield from data(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from data(each, field)


def public(field: str, text: str) -> bool:
    """Whether a text may stay as it is: our own words, states in fields of states, times, nothing."""
    if field == "key":
        return text in known_keys()
    if text == "" or re.fullmatch(r"\d{4}-\d\d-\d\d.*", text):
        return True
    if field in ("kind", "code"):
        return text in known_keys() or text in CODES or text in FINDINGS
    return text in VOCABULARY.get(field, "").split() or text in ("only production", "only preview", "direct upload")


@given(st.dictionaries(FIELDS, VALUES, max_size=6))
def test_no_text_of_the_input_remains(document: dict[str, Any]) -> None:
    hidden = sanitised(document)
    kept = {text for field, text in data(document) if public(field, text)}
    private = {text for _, text in data(document)} - kept
    left = {text for _, text in data(hidden)}
    assert not private & left
    said = "\0".join(left)
    for text in private:
        # What the pseudonyms themselves are made of may be a part of any text.
        if len(text) >= 4 and not any(text in word for word in OUR_WORDS):
            assert text not in said


OUR_WORDS = (
    *("-1.example.invalid", "person-1@example.invalid", ".pages.dev", ".workers.dev", " (Pages)", "sanitised"),
    *("message-", "name-", "text-", "host-", "2026-01-01", "success", "production", *known_keys(), *CODES),
)


@given(st.dictionaries(FIELDS, VALUES, max_size=6))
def test_the_same_text_has_the_same_pseudonym_and_the_form_stays(document: dict[str, Any]) -> None:
    once, twice = sanitised(document), sanitised(document)
    assert once == twice
    both = sanitised({"message": document, "name": document})
    assert both["message"] == both["name"]
    assert sum(1 for _ in texts(once)) == sum(1 for _ in texts(document)) + numbers_that_name(document)


def numbers_that_name(value: Any, field: str = "") -> int:
    """Numbers in fields of ids: they become texts."""
    if isinstance(value, dict):
        return sum(numbers_that_name(each, key) for key, each in value.items())
    if isinstance(value, list):
        return sum(numbers_that_name(each, field) for each in value)
    named = field == "id" or field.endswith(("_id", "_hash", "_tag"))
    return int(named and isinstance(value, int) and not isinstance(value, bool))


def test_every_code_of_the_account_is_known_to_the_sanitiser() -> None:
    import edgewise.account

    assert edgewise.account.__file__
    folder = Path(edgewise.account.__file__).parent
    found = {
        code
        for file in folder.glob("*.py")
        if file.name != "export.py"
        for code in re.findall(r'code="([a-z-]+)"', file.read_text())
    }
    assert found and found <= CODES, found - CODES


@pytest.mark.parametrize("text", ["secret value", "maren@northgate.example", "0123456789abcdef"])
async def test_a_new_field_is_replaced_until_it_is_listed(text: str) -> None:
    assert text not in json.dumps(sanitised({"resources": {"queues": [{"new_field": text}]}}))


async def test_the_account_choice_is_a_problem_of_the_document() -> None:
    api = demo_client()
    api.use(replace(await api.account(), note="There are several."))
    document = await snapshot(api)
    assert document["problems"][0]["code"] == "account-choice"
