"""From Pages to the Worker in the demo account, with real wrangler and by the program's own commands."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.account.test_wrangler import wrangler
from tests.migration.rehearsal.moving import CANARY, HOST, WORKER, Rehearsal, rehearsing

from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.store import folders

pytestmark = pytest.mark.wrangler

ALL = ("cutover", "--yes", "--watch", "0", "--accept", "domain")


async def shipped(found: Rehearsal) -> None:
    """Ship, and look over the shoulders of all processes meanwhile."""
    shipping = asyncio.create_task(found.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET=CANARY))
    seen = set()
    while not shipping.done():
        seen |= {line for line in _command_lines() if "wrangler" in line}
        await asyncio.wait([shipping], timeout=0.05)
    document = await shipping
    assert document["state"] == "done", document
    assert not [line for line in seen if CANARY in line]


def _command_lines() -> Iterator[str]:
    """The command lines of all processes, as everybody on the machine can read them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes().replace(b"\0", b" ").decode(errors="replace")


def worker_version(found: Rehearsal) -> str:
    deployments = found.company.part(Workers).deployments(WORKER)
    return str(deployments[0]["versions"][0]["version_id"])


async def test_the_whole_way_and_back_and_again(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert await found.who() == (200, "pages")
        refused = await found.told("cutover", "--yes")
        assert refused["code"] == "not-ready"

        await shipped(found)
        assert await found.who() == (200, "pages")
        assert (await found.told("cutover"))["proof"]

        waits = await found.told("cutover", "--yes", "--watch", "0")
        assert (waits["state"], waits["stopped_at"]) == ("waits", f"domain:{HOST}")
        version = worker_version(found)
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
        assert await found.who() == (200, worker_version(found))
        assert worker_version(found) != version

        # A third one, while visitors are there: little by little.
        assert (await found.told("ship", "--yes"))["state"] == "done"
        plan = await found.told("cutover")
        assert [each["id"] for each in plan["first"]] == [
            "share-10", "watch-share-10", "share-50", "watch-share-50", "share-100", "watch-share-100"
        ]  # fmt: skip
        newest = found.company.part(Workers).versions(WORKER)[0]["id"]
        document = await found.told(*ALL)
        assert document["state"] == "done", document["error"]
        assert worker_version(found) == newest
        assert await found.who() == (200, newest)

        assert not _holding(CANARY, found.root)


def _holding(text: str, *roots: Path) -> list[Path]:
    """Files that hold a text: of the project, of the program, and of whatever was put aside meanwhile."""
    temporary = Path(tempfile.gettempdir())
    kept = [folders().cache / "wrangler", folders().state, folders().data, Path.home() / ".wrangler"]
    places = [*roots, *temporary.glob("edgewise-*"), *kept, Path.home() / ".config" / ".wrangler"]
    files = [path for place in places for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if text.encode() in path.read_bytes()]


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
        assert await found.who() == (200, worker_version(found))


async def test_what_somebody_else_deployed_is_not_proved(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        await shipped(found)
        done = await wrangler(found.api, found.root, "deploy")
        assert done.returncode == 0, done.stderr
        plan = await found.told("cutover")
        assert (plan["proof"], plan["first"]) == (None, [])
        assert (await found.told(*ALL))["code"] == "not-proved"
        assert await found.who() == (200, "pages")


async def test_a_worker_that_is_there_gets_its_secrets_with_its_next_version(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as found:
        assert (await wrangler(found.api, found.root, "deploy")).returncode == 0
        before = worker_version(found)
        missing = await found.told("ship", "--yes")
        assert missing["error"]["code"] == "secrets-missing"
        await shipped(found)
        assert worker_version(found) == before
        assert [each["id"] for each in (await found.told("cutover"))["first"]] == ["share-100"]
        newest = found.company.part(Workers).versions(WORKER)[0]
        assert "SESSION_SECRET" in [each["name"] for each in newest["resources"]["bindings"]]


@pytest.mark.exhaustive
async def test_killed_at_any_moment_of_a_cutover(tmp_path: Path) -> None:
    """Really killed, then gone on with, or taken back: in turns."""
    async with rehearsing(tmp_path) as found:
        await shipped(found)
        deaths = 0
        for moment in range(0, 200, 3):
            done = await found.edgewise(*ALL, dies=moment)
            if done.returncode != -9:
                break
            deaths += 1
            assert (await found.who())[0] == 200
            if deaths % 2 and (await found.edgewise(*ALL)).returncode == 0:
                assert await found.who() == (200, worker_version(found))
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
            await shipped(found)
        tags = [
            each["annotations"]["workers/tag"]
            for each in found.company.part(Workers).versions(WORKER)
            if "workers/tag" in each["annotations"]
        ]
        assert len(tags) == len(set(tags))  # nothing was uploaded twice for one run
        assert not list(found.root.glob("wrangler.edgewise-first*"))
        assert await found.who() == (200, "pages")
        assert (await found.told("cutover"))["proof"]
