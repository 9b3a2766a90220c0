"""The company of a course pack in the place of Northgate Coffee."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from edgewise.account import snapshot
from edgewise.account.demo import client
from edgewise.account.demo.company import NOTHING, Company
from edgewise.account.demo.replaced import company, company_problems, pack_with_company
from edgewise.cli.demo_port import environment_of
from edgewise.course.check import check_course
from edgewise.course.pack_getting import add, remove
from edgewise.store import content, folders
from tests.conftest import SAMPLES

PACK = SAMPLES / "course-pack"
NORTHGATE = "Northgate Coffee (demo)"


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK / "demo-account", tmp_path / "demo-account"))


def problems(folder: Path) -> list[str]:
    return [f"{name}: {wrong}" for name, wrong in company_problems(folder)]


def put(folder: Path, name: str, document: Any) -> None:
    (folder / name).write_text(document if isinstance(document, str) else json.dumps(document))


async def test_a_variable_chooses_the_company(monkeypatch: pytest.MonkeyPatch) -> None:
    add(folders(), str(PACK))
    for word, name in (("seagate", "Seagate Ferries (demo)"), ("northgate", NORTHGATE), ("", "Seagate Ferries (demo)")):
        monkeypatch.setenv("EDGEWISE_DEMO_COMPANY", word)
        async with client() as shown:
            account = await shown.account()
        assert account.name == name
        assert environment_of(1)["CLOUDFLARE_ACCOUNT_ID"] == account.id


async def test_the_demo_account_is_that_of_the_pack() -> None:
    async with client() as before:
        assert (await before.account()).name == NORTHGATE
    assert add(folders(), str(PACK)).problems == ()
    async with client() as shown:
        document = await snapshot(shown)
    assert document["account"]["name"] == "Seagate Ferries (demo)"
    assert document["problems"] == []
    assert [each["name"] for each in document["resources"]["workers"]] == ["ferry-page", "timetable"]
    assert document["resources"]["pages_projects"] == []
    assert "northgate" not in json.dumps(document).lower()
    remove(folders(), "seagate")
    assert pack_with_company() is None
    async with client() as after:
        assert (await after.account()).name == NORTHGATE


def test_the_sample_and_our_own_files_have_no_problem(tmp_path: Path) -> None:
    assert problems(PACK / "demo-account") == []
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(PACK / "demo-account" / "account.json", alone)
    assert problems(alone) == []
    for name in NOTHING:
        if name != "storage":
            shutil.copy(content("assets", "demo-account", f"{name}.json"), alone)
    assert problems(alone) == []


@pytest.mark.parametrize(
    ("name", "document", "words"),
    [
        ("account.json", "{", "not valid JSON"),
        ("account.json", "{}", "cannot tell of this company"),
        ("account.json", {"account": {"id": 3}, "user": {}, "subdomain": 1}, ""),
        ("workers.json", "[" * 100_000, "not valid JSON"),
        ("workers.json", [{}], "cannot tell of this company"),
        ("workers.json", {"a": 1}, "cannot tell of this company"),
        ("queues.json", [{"backlog": {"oldest": "soon"}}], "cannot tell of this company"),
        ("storage.json", {"kv": []}, "cannot tell of this company"),
        ("workflows.json", [{"every": 0.001}], "at least 1"),
        ("storage.json", {"durable_objects": [{"objects": 10**12}]}, "lies between"),
        ("figures.py", "import os", "no such file"),
        ("catalogue.sql", "ATTACH DATABASE '/tmp/x' AS x", "no such file"),
    ],
)
def test_what_is_no_company_is_refused(fixtures: Path, name: str, document: Any, words: str) -> None:
    put(fixtures, name, document)
    found = problems(fixtures)
    assert found
    assert words in " ".join(found)


def test_a_pack_with_a_wrong_company_is_refused(tmp_path: Path) -> None:
    root = Path(shutil.copytree(PACK, tmp_path / "pack"))
    put(root / "demo-account", "workers.json", [{}])
    assert {each.code for each in check_course(root)} == {"pack-demo"}
    assert add(folders(), str(root)).pack is None
    assert pack_with_company() is None


async def test_a_company_that_breaks_later_is_no_failure_of_ours() -> None:
    add(folders(), str(PACK))
    pack = pack_with_company()
    assert pack is not None
    put(pack.root / "demo-account", "workers.json", [{}])
    async with client() as shown:
        assert (await snapshot(shown))["problems"]
    put(pack.root / "demo-account", "workers.json", "[")
    async with client() as shown:
        assert (await shown.account()).name == NORTHGATE
    put(pack.root / "demo-account", "workers.json", [])
    put(pack.root / "demo-account", "account.json", [])
    async with client() as shown:
        assert (await shown.account()).name == NORTHGATE


def test_a_mistake_in_our_own_company_is_still_raised() -> None:
    assert company(lambda: Company().clock()).strict
