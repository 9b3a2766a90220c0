"""The story's project from Pages to the end of its move, in one run by the program's own commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.migration.finishing.support import SUBDOMAIN, settings
from tests.migration.rehearsal.moving import CANARY, HOST, WORKER, Rehearsal, command_lines, holding, rehearsing

from edgewise.account.demo.queues import Queues
from edgewise.account.demo.workers import Workers

pytestmark = pytest.mark.wrangler

QUEUE = "report-jobs"
CONSUMER = f"consumer-{QUEUE}"
CUTOVER = ("cutover", "--yes", "--watch", "0")
TO_THE_END = (*CUTOVER, "--accept", "domain", "--accept", CONSUMER)
CLEANED = ("finish", "--clean-up", "--yes", "--accept", "clean-up")


def ended(document: dict[str, Any], state: str = "done") -> dict[str, Any]:
    """The document of something that ended as it should."""
    assert document.get("state") == state, document
    return document


async def led_on(found: Rehearsal) -> tuple[int, str | None]:
    """The status below pages.dev, and where it leads."""
    answer = await found.browser.get(
        f"http://127.0.0.1:{found.port}/jobs?page=2", headers={"host": SUBDOMAIN}, follow_redirects=False
    )
    return answer.status_code, answer.headers.get("location")


def readers(found: Rehearsal) -> list[str]:
    """The Workers that read from the queue."""
    (queue,) = [each for each in found.company.part(Queues).queues() if each["queue_name"] == QUEUE]
    return [each["script"] for each in queue["consumers"]]


def domains(found: Rehearsal) -> list[str]:
    """The custom domains of the Worker."""
    return [each["hostname"] for each in found.company.part(Workers).domains() if each["service"] == WORKER]


async def move_the_files(found: Rehearsal) -> None:
    """Assessed, planned, applied, proved locally, and given its consumer."""
    assessed = await found.here("assess")
    assert {each["id"] for each in assessed["findings"]} >= {"queue-without-consumer", "ci-deploys-pages"}
    assert "blocker" not in {each["severity"] for each in assessed["findings"]}
    before = {path: path.read_bytes() for path in found.root.rglob("*") if path.is_file()}
    planned = await found.here("plan")
    assert {path: path.read_bytes() for path in found.root.rglob("*") if path.is_file()} == before
    moved = await found.here("migrate", "--yes")
    assert moved["applied"] == [each["id"] for each in planned["steps"]]
    proof = await found.here("verify")
    assert (proof["proved"], proof["undeclared"]) == (True, 0)
    assert proof["requests"] == proof["equal"] + proof["declared"]

    added = await found.here("add", "consumer", "--queue", QUEUE, "--try", "--yes")
    assert added["added"] and added["trial"]["happened"], added
    assert [line for line in added["trial"]["log"] if line.startswith(f"{QUEUE} took ")]


async def cut_over(found: Rehearsal) -> None:
    """By a route, then by the domain, then with the queue: each that is not simply taken back waits for its yes."""
    assert ended(await found.told(*CUTOVER), "waits")["stopped_at"] == f"domain:{HOST}"
    assert await found.who() == (200, found.version())
    assert domains(found) == []
    assert ended(await found.told(*CUTOVER, "--accept", "domain"), "waits")["stopped_at"] == CONSUMER
    assert await found.who() == (200, found.version())
    assert (domains(found), readers(found)) == ([HOST], [])
    assert (await found.told("finish", "--yes"))["code"] == "run-open"
    ended(await found.told(*TO_THE_END))
    assert found.said(["the Worker had", "requests and 0 errors"])


async def finish(found: Rehearsal) -> None:
    """Finish; then clean up, which is refused as early and done when that is said."""
    plan = ended(await found.told("finish", "--yes"))["plan"]
    assert [each["id"] for each in plan["tasks"]] == ["workflows", "builds", "domain-in-file"]
    refused = await found.told(*CLEANED)
    assert refused["code"] == "early"
    assert plan["keep_until"] in refused["message"]
    cleaned = ended(await found.told(*CLEANED, "--accept", "early"))["clean_up"]
    assert cleaned["deployments"] > 100 > cleaned["left"]
    assert cleaned["deleted"] == cleaned["goes"] == cleaned["deployments"] - cleaned["left"]


async def test_from_pages_to_the_end(tmp_path: Path) -> None:
    async with rehearsing(tmp_path, moved=False) as found:
        assert await found.who() == (200, "pages")
        await move_the_files(found)
        await found.shipped()
        assert await found.who() == (200, "pages")
        assert (await found.told("cutover"))["proof"]

        await cut_over(found)
        assert (domains(found), readers(found)) == ([HOST], [WORKER])
        ended(await found.told("rollback", "--yes"), "taken-back")
        assert await found.who() == (200, "pages")
        assert (domains(found), readers(found)) == ([], [])
        ended(await found.told(*TO_THE_END))
        assert await found.who() == (200, found.version())
        assert await led_on(found) == (200, None)

        await finish(found)
        assert await found.who() == (200, found.version())
        assert await found.who(path="/api/jobs/1") == (200, found.version())
        assert await led_on(found) == (308, f"https://{HOST}/jobs?page=2")
        assert settings(found.company) == (False, "none")
        assert (domains(found), readers(found)) == ([HOST], [WORKER])
        assert not holding(CANARY, found.root)
        assert not [line for line in command_lines() if CANARY in line]
