"""What a bad day of the API does to a move: each ends in a state that is clear, with the site up, and can go on."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.migration.rehearsal.moving import CANARY, HOST, WORKER, Rehearsal, rehearsing
from tests.migration.rehearsal.test_moving import ALL

from edgewise.account.demo.pages import Pages
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

pytestmark = pytest.mark.wrangler

SHIP = ("ship", "--yes", "--secrets-from-env")
BACK = ("rollback", "--yes")


async def suffer(found: Rehearsal, faults: str) -> None:
    """Replace the faults from outside, as a person would."""
    async with httpx.AsyncClient(trust_env=False) as http:
        told = await http.put(f"http://127.0.0.1:{found.api.port}/edgewise/demo/faults", content=faults)
    assert told.status_code == 200, told.text


def routes(found: Rehearsal) -> list[str]:
    """The patterns that lead to the Worker."""
    zones = found.company.part(Zones)
    return [
        each["pattern"] for zone in zones.zones() for each in zones.routes(zone["id"]) or () if each["script"] == WORKER
    ]


def records(found: Rehearsal) -> list[str]:
    """Where DNS leads the host."""
    return [each["content"] for each in found.company.part(Zones).record_named(HOST)]


@pytest.mark.parametrize(
    ("fault", "named"),
    [("upload@0.8", "/workers/assets/upload"), ("429@/assets-upload-session", "consider throttling")],
)
async def test_an_upload_that_breaks_is_said_and_goes_on(fault: str, named: str, tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await suffer(found, fault)
        document = await found.told(*SHIP, SESSION_SECRET=CANARY)
        assert (document["state"], document["error"]["code"]) == ("failed", "upload-failed"), document
        assert named in document["error"]["message"] and document["error"]["fix"]
        assert found.company.part(Workers).versions(WORKER) == []
        assert await found.who() == (200, "pages")

        await suffer(found, "")
        await found.shipped()
        assert await found.who() == (200, "pages")
        tags = [each["annotations"].get("workers/tag") for each in found.company.part(Workers).versions(WORKER)]
        assert len([each for each in tags if each]) == 1


async def test_a_storm_of_429_lets_nothing_begin(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await suffer(found, "429")
        for words in (SHIP, ALL):
            document = await found.told(*words, SESSION_SECRET=CANARY)
            assert (document["code"], bool(document["fix"])) == ("rate-limited", True), document
        assert found.runs() == ()
        assert await found.who() == (200, "pages")


@pytest.mark.parametrize(
    ("fault", "code", "given"),
    [
        ("403@/domains/records", "permission-missing", False),
        # The domain is given to the Worker, and then nobody may look whether it was.
        ("403@/workers/domains#3", "permission-missing", True),
        ("429@/domains/records", "rate-limited", False),
        ("conflict", "api-refused", False),
    ],
)
async def test_what_goes_wrong_after_the_route_was_put(fault: str, code: str, given: bool, tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        version = found.version()
        await suffer(found, fault)
        document = await found.told(*ALL)
        assert (document["state"], document["stopped_at"]) == ("failed", f"domain:{HOST}"), document
        assert document["error"]["code"] == code and document["error"]["fix"], document
        assert ("100117" in document["error"]["message"]) == (fault == "conflict")
        assert routes(found) == [f"{HOST}/*"]
        assert records(found) == (["100::"] if given else [f"{WORKER}.pages.dev"])
        assert await found.who() == (200, version)

        await suffer(found, "")
        assert (await found.told(*ALL))["state"] == "done"
        assert (routes(found), records(found)) == ([], ["100::"])
        assert await found.who() == (200, version)


async def test_a_permission_that_goes_between_two_steps(tmp_path: Path) -> None:
    """Even before the request there is a look, and it is refused: the run stays open, and the way back works."""
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        await suffer(found, "403@/workers/domains#1")
        document = await found.told(*ALL)
        error = document.get("error") or document
        assert (error["code"], bool(error["fix"])) == ("permission-missing", True), document
        assert (routes(found), records(found)) == ([f"{HOST}/*"], [f"{WORKER}.pages.dev"])
        assert await found.who() == (200, found.version())

        await suffer(found, "")
        assert (await found.told(*BACK))["state"] == "taken-back"
        assert routes(found) == []
        assert await found.who() == (200, "pages")


async def test_a_way_back_whose_domain_waits_and_whose_record_is_refused(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        assert (await found.told(*ALL))["state"] == "done"
        version = found.version()

        # The domain is off the Worker, and Pages' record is not accepted: it is given back, and somebody answers.
        await suffer(found, "403@/dns_records#1")
        document = await found.told(*BACK)
        assert (document["state"], document["error"]["code"]) == ("left", "permission-missing"), document
        assert (routes(found), records(found)) == ([f"{HOST}/*"], ["100::"])
        assert await found.who() == (200, version)

        await suffer(found, "domain-pending")
        # Pages is not ready for the host: the record leads there, and the route in front keeps the Worker's answers.
        document = await found.told(*BACK, "--wait", "0")
        assert (document["state"], document["error"]["code"]) == ("left", "not-yet"), document
        assert (routes(found), records(found)) == ([f"{HOST}/*"], [f"{WORKER}.pages.dev"])
        assert await found.who() == (200, version)
        domain = found.company.part(Pages).domain(WORKER, HOST)
        assert domain is not None and domain["status"] == "pending"

        await suffer(found, "")
        domain = found.company.part(Pages).domain(WORKER, HOST)
        assert domain is not None and domain["status"] == "active"
        assert (await found.told(*BACK))["state"] == "taken-back"
        assert (routes(found), records(found)) == ([], [f"{WORKER}.pages.dev"])
        assert await found.who() == (200, "pages")
        assert (await found.told(*ALL))["state"] == "done"
        assert await found.who() == (200, version)
