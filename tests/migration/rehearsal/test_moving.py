"""From Pages to the Worker in the demo account, with real wrangler and by the program's own commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.account.test_wrangler import wrangler
from tests.migration.rehearsal.moving import CANARY, HOST, WORKER, holding, rehearsing

from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

pytestmark = pytest.mark.wrangler

ALL = ("cutover", "--yes", "--watch", "0", "--accept", "domain")


async def test_the_whole_way_and_back_and_again(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert await found.who() == (200, "pages")
        refused = await found.told("cutover", "--yes")
        assert refused["code"] == "not-ready"

        await found.shipped()
        assert await found.who() == (200, "pages")
        assert (await found.told("cutover"))["proof"]

        waits = await found.told("cutover", "--yes", "--watch", "0")
        assert (waits["state"], waits["stopped_at"]) == ("waits", f"domain:{HOST}")
        version = found.version()
        assert await found.who() == (200, version)

        assert (await found.told(*ALL))["state"] == "done"
        assert await found.who() == (200, version)
        assert found.said(["the Worker had", "requests and 0 errors"])
        domains = [each["hostname"] for each in found.company.part(Workers).domains() if each["service"] == WORKER]
        assert domains == [HOST]

        assert (await found.told("rollback", "--yes"))["state"] == "taken-back"
        assert await found.who() == (200, "pages")
        records = [(each["type"], each["content"]) for each in found.company.part(Zones).record_named(HOST)]
        assert records == [("CNAME", "report-desk.pages.dev")]

        # A second version is shipped, proved at its own address, and is what visitors then get.
        assert (await found.told("ship", "--yes"))["state"] == "done"
        assert (await found.told(*ALL))["state"] == "done"
        assert await found.who() == (200, found.version())
        assert found.version() != version

        # A third one, while visitors are there: little by little.
        assert (await found.told("ship", "--yes"))["state"] == "done"
        plan = await found.told("cutover")
        assert [each["id"] for each in plan["first"]] == [
            "share-10", "watch-share-10", "share-50", "watch-share-50", "share-100", "watch-share-100"
        ]  # fmt: skip
        newest = found.company.part(Workers).versions(WORKER)[0]["id"]
        document = await found.told(*ALL)
        assert document["state"] == "done", document["error"]
        assert found.version() == newest
        assert await found.who() == (200, newest)

        assert not holding(CANARY, found.root)


BROKEN = "if (new URL(request.url).pathname === '/jobs') throw new Error('the new version fails here');"


async def test_a_version_that_fails_on_one_route_is_not_proved_and_gets_nobody(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        entry = found.root / "worker" / "index.ts"
        text = entry.read_text()
        assert "async fetch(request" in text
        start = text.index("{", text.index("async fetch(request")) + 1
        entry.write_text(f"{text[:start]}\n    {BROKEN}{text[start:]}")
        document = await found.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET=CANARY)
        assert document["state"] == "failed"
        assert document["error"]["code"] == "not-proved"
        assert "/jobs" in document["error"]["message"]
        assert (await found.told(*ALL))["code"] == "not-proved"
        assert await found.who() == (200, "pages")

        # The proof may be waived. Then the watch sees it, and takes the route back at once.
        document = await found.told(*ALL, "--unproved")
        assert (document["state"], document["error"]["code"]) == ("taken-back", "answers-differ")
        assert await found.who() == (200, "pages")

        # Mended, it is uploaded anew and proved.
        entry.write_text(text)
        assert (await found.told("ship", "--yes"))["state"] == "done"
        document = await found.told(*ALL)
        assert document["state"] == "done", document
        assert await found.who() == (200, found.version())


async def test_what_somebody_else_deployed_is_not_proved(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        done = await wrangler(found.api, found.root, "deploy")
        assert done.returncode == 0, done.stderr
        plan = await found.told("cutover")
        assert (plan["proof"], plan["first"]) == (None, [])
        assert (await found.told(*ALL))["code"] == "not-proved"
        assert await found.who() == (200, "pages")


async def test_a_worker_that_is_there_gets_its_secrets_with_its_next_version(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert (await wrangler(found.api, found.root, "deploy")).returncode == 0
        before = found.version()
        missing = await found.told("ship", "--yes")
        assert missing["error"]["code"] == "secrets-missing"
        await found.shipped()
        assert found.version() == before
        assert [each["id"] for each in (await found.told("cutover"))["first"]] == ["share-100"]
        newest = found.company.part(Workers).versions(WORKER)[0]
        assert "SESSION_SECRET" in [each["name"] for each in newest["resources"]["bindings"]]


@pytest.mark.exhaustive
async def test_killed_at_any_moment_of_a_cutover(tmp_path: Path) -> None:
    """Really killed, then gone on with, or taken back: in turns."""
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        deaths = 0
        for moment in range(0, 200, 3):
            done = await found.edgewise(*ALL, dies=moment)
            if done.returncode != -9:
                break
            deaths += 1
            assert (await found.who())[0] == 200
            if deaths % 2 and (await found.edgewise(*ALL)).returncode == 0:
                assert await found.who() == (200, found.version())
            back = await found.edgewise("rollback", "--yes")
            assert (
                back.returncode == 0
                or "nothing-to-undo" in (await found.edgewise("rollback", "--yes", "--json")).stdout
            )
            assert await found.who() == (200, "pages")
        assert deaths > 8


@pytest.mark.exhaustive
@pytest.mark.parametrize("moment", range(0, 14, 2))
async def test_killed_at_any_moment_of_shipping(moment: int, tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        done = await found.edgewise("ship", "--yes", "--secrets-from-env", dies=moment, SESSION_SECRET=CANARY)
        assert await found.who() == (200, "pages")
        if done.returncode == -9:
            await found.shipped()
        tags = [
            each["annotations"]["workers/tag"]
            for each in found.company.part(Workers).versions(WORKER)
            if "workers/tag" in each["annotations"]
        ]
        assert len(tags) == len(set(tags))  # nothing was uploaded twice for one run
        assert not list(found.root.glob("wrangler.edgewise-first*"))
        assert await found.who() == (200, "pages")
        assert (await found.told("cutover"))["proof"]
