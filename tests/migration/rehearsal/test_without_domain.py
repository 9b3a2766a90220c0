"""A project that has only its address below pages.dev goes to the Worker's address below workers.dev."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.migration.rehearsal.moving import HOST, WORKER, rehearsing
from tests.migration.rehearsal.test_finishing import SUBDOMAIN, where

from edgewise.account.demo.pages import Pages
from edgewise.account.demo.workers import Workers

pytestmark = pytest.mark.wrangler

CUTOVER = ("cutover", "--yes", "--watch", "0")


async def test_to_workers_dev_and_back_and_again_and_finished(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert found.company.part(Pages).remove_domain(WORKER, HOST)
        workers, host = found.company.part(Workers), f"{WORKER}.{found.company.subdomain}.workers.dev"
        await found.shipped()

        # wrangler has opened the address with the upload. That alone moves nobody, and finishing is refused.
        assert workers.subdomain(WORKER) == {"enabled": True, "previews_enabled": True}
        assert (await found.told("finish", "--yes"))["code"] == "not-cut-over"
        # Somebody closes it, and leaves the addresses of previews.
        workers.put_subdomain(WORKER, False, True)
        (told,) = (await found.told("cutover"))["hosts"]
        assert (told["name"], told["standing"]) == (host, "ready")
        assert "The address changes for visitors" in told["facts"][0]
        assert [each["id"] for each in told["operations"]] == ["record", "workers-dev", "watch-workers-dev"]

        moved = await found.told(*CUTOVER)
        assert moved["state"] == "done", moved
        assert await found.who(host) == (200, found.version())
        assert await found.who(SUBDOMAIN) == (200, "pages")
        assert "closed again" in (found.root / ".edgewise" / "way-back.txt").read_text()

        back = await found.told("rollback", "--yes")
        assert (back["state"], back["error"]) == ("taken-back", None), back
        assert workers.subdomain(WORKER) == {"enabled": False, "previews_enabled": True}
        assert (await found.who(host))[0] == 404
        assert await found.who(SUBDOMAIN) == (200, "pages")

        assert (await found.told(*CUTOVER))["state"] == "done"
        finished = await found.told("finish", "--yes")
        assert finished["state"] == "done", finished
        assert await where(found, "/jobs?page=2") == (308, f"https://{host}/jobs?page=2")
        assert await found.who(host) == (200, found.version())

        # Whoever ships again is compared with what visitors get now.
        again = await found.told("ship", "--yes")
        assert again["state"] == "done", again
        assert (await found.told(*CUTOVER))["state"] == "done"
        assert await found.who(host) == (200, workers.versions(WORKER)[0]["id"])

        assert (await found.told("rollback", "--yes"))["state"] == "taken-back"
        assert await found.who(SUBDOMAIN) == (200, "pages")
        assert workers.subdomain(WORKER) == {"enabled": False, "previews_enabled": True}


async def test_an_address_that_the_upload_has_opened_is_compared_and_stays_open(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert found.company.part(Pages).remove_domain(WORKER, HOST)
        await found.shipped()
        moved = await found.told(*CUTOVER)
        assert moved["state"] == "done", moved
        assert [each["id"] for each in moved["run"]] == ["record", "watch-workers-dev"]
        assert (await found.told("cutover"))["hosts"][0]["standing"] == "done"
        assert (await found.told("rollback", "--yes"))["state"] == "taken-back"
        assert (found.company.part(Workers).subdomain(WORKER) or {})["enabled"] is True
        assert (await found.told("cutover"))["hosts"][0]["standing"] == "ready"
