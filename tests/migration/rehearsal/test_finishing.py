"""From the cutover to the end and all the way back, with real wrangler and what the demo account serves."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.account.test_wrangler import wrangler
from tests.migration.rehearsal.moving import CANARY, HOST, WORKER, Rehearsal, rehearsing

from edgewise.account.demo.workers import Workers

pytestmark = pytest.mark.wrangler

SUBDOMAIN = f"{WORKER}.pages.dev"


async def where(found: Rehearsal, path: str) -> tuple[int, str | None]:
    """The status below pages.dev, and where it leads."""
    answer = await found.browser.get(
        f"http://127.0.0.1:{found.port}{path}", headers={"host": SUBDOMAIN}, follow_redirects=False
    )
    return answer.status_code, answer.headers.get("location")


async def test_visitors_of_pages_dev_are_led_on_and_back(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert (await found.told("finish", "--yes"))["code"] == "not-cut-over"
        shipped = await found.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET=CANARY)
        assert shipped["state"] == "done", shipped
        moved = await found.told("cutover", "--yes", "--watch", "0", "--accept", "domain")
        assert moved["state"] == "done", moved
        assert await found.who(SUBDOMAIN) == (200, "pages")

        finished = await found.told("finish", "--yes")
        assert finished["state"] == "done", finished
        assert await where(found, "/jobs?page=2") == (308, f"https://{HOST}/jobs?page=2")
        assert (await found.who())[1] not in ("pages", "redirect", "nobody")
        assert found.said(["keep-until", finished["plan"]["keep_until"]])

        # A second version, after the address below pages.dev is gone: what the site answers was recorded before.
        assert (await found.told("ship", "--yes"))["state"] == "done"
        again = await found.told("cutover", "--yes", "--watch", "0")
        assert again["state"] == "done", again

        back = await found.told("rollback", "--yes")
        assert back["state"] == "taken-back", back
        assert await found.who() == (200, "pages")
        assert await found.who(SUBDOMAIN) == (200, "pages")


def name_in_file(found: Rehearsal) -> None:
    """Put the domain into the wrangler file, as the task says."""
    path = found.root / "wrangler.json"
    path.write_text(path.read_text().replace("{", f'{{"routes": [{{"pattern": "{HOST}", "custom_domain": true}}],', 1))


async def test_why_the_domain_is_not_written_into_the_wrangler_file(tmp_path: Path) -> None:
    """What real wrangler does where nobody is asked, as in CI. The task that `finish` gives rests on it."""
    async with rehearsing(tmp_path) as found:
        await found.shipped()
        moved = await found.told("cutover", "--yes", "--watch", "0", "--accept", "domain")
        assert moved["state"] == "done", moved
        task = next(each for each in (await found.told("finish"))["plan"]["tasks"] if each["id"] == "domain-in-file")
        assert HOST in task["title"]

        # Without routes the Worker keeps its domain, and the address below workers.dev is opened.
        workers = found.company.part(Workers)
        workers.put_subdomain(WORKER, False, True)
        assert (await wrangler(found.api, found.root, "deploy")).returncode == 0
        assert [each["hostname"] for each in workers.domains() if each["service"] == WORKER] == [HOST]
        assert (workers.subdomain(WORKER) or {})["enabled"] is True

        # With the domain in the file a deploy takes it from Pages again, after it was brought back.
        assert (await found.told("rollback", "--yes"))["state"] == "taken-back"
        assert await found.who() == (200, "pages")
        name_in_file(found)
        done = await wrangler(found.api, found.root, "deploy")
        assert done.returncode == 0, done.stderr
        assert await found.who() == (200, found.version())
        assert (workers.subdomain(WORKER) or {})["enabled"] is False
