"""Every change, made in the demo account: what it does there stays done, and what it may not do is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from edgewise.account import demo
from edgewise.account.changes.making import make
from edgewise.account.changes.outcome import Outcome
from edgewise.account.changes.request import change_of
from edgewise.account.client import Client
from edgewise.account.listing import follow_up, load
from edgewise.account.resources import KINDS, kind
from edgewise.account.resources.actions import ACTIONS
from edgewise.account.resources.model import Action, Kind, Row, Scope
from tests.account.support import NOW, Clock

PARENTS = {each.id: each.parent for each in KINDS}


def action(identity: str) -> Action:
    return next(each for each in ACTIONS if each.id == identity)


async def scope_of(api: Client) -> Scope:
    roots = ("pages_projects", "workers", "queues")
    return Scope(api.now(), {each: (await load(api, kind(each))).rows for each in roots})


async def rows_of(api: Client, wanted: Kind) -> AsyncIterator[Row]:
    """All rows of a kind, below whichever row of its parent."""
    if not wanted.parent:
        for row in (await follow_up(api, await load(api, wanted))).rows:
            yield row
        return
    parent = kind(wanted.parent)
    drill = next(each for each in parent.drills if each.kind == wanted.id)
    async for above in rows_of(api, parent):
        parameters = {name: above.value(source) or "" for name, source in drill.parameters.items()}
        for row in (await load(api, wanted, parameters)).rows:
            yield row


async def first(api: Client, found: Action, which: Any = lambda row: True) -> Row:
    """The first row in the demo account to which something can be done."""
    scope = await scope_of(api)
    async for row in rows_of(api, kind(found.id.partition(".")[0])):
        if found.when(row, scope) and which(row):
            return row
    raise AssertionError(f"nothing in the demo account allows {found.id}")


async def done(api: Client, identity: str, row: Row) -> Outcome:
    """Make a change of a row."""
    found = action(identity)
    wanted = kind(identity.partition(".")[0])
    account = await api.account()
    change = change_of(found, wanted, row, await scope_of(api), account_id=account.id, base_url=api.base_url)
    return await make(api, change)


def unlocked(clock: Clock | None = None, token: str = "") -> Client:
    api = demo.client((clock or Clock()).now, token=token)
    api.lock.turn_off()
    return api


@pytest.mark.parametrize("found", ACTIONS, ids=lambda each: each.id)
async def test_every_change_can_be_made_in_the_demo_account(found: Action) -> None:
    api = unlocked()
    outcome = await done(api, found.id, await first(api, found))
    assert outcome.state == "done", outcome


@pytest.mark.parametrize("found", ACTIONS, ids=lambda each: each.id)
async def test_a_token_that_only_reads_is_refused_and_told_what_it_needs(found: Action) -> None:
    clock = Clock()
    api, reader = unlocked(clock), unlocked(clock, "demo-readonly")
    outcome = await done(reader, found.id, await first(api, found))
    assert outcome.state == "refused" and outcome.code == "permission-missing", outcome
    assert found.permission.name in outcome.message and found.permission.dashboard in outcome.fix


async def test_a_purged_queue_is_empty_and_fills_again_from_then_on() -> None:
    clock = Clock()
    api = unlocked(clock)
    row = await first(api, action("queues.purge"), lambda row: row.raw["queue_name"] == "report-jobs")
    assert row.extra["metrics"]["backlog_count"] > 400
    assert (await done(api, "queues.purge", row)).state == "done"

    async def waiting() -> int:
        found = [each async for each in rows_of(api, kind("queues")) if each.key == row.key]
        return int(found[0].extra["metrics"]["backlog_count"])

    assert await waiting() == 0
    clock.seconds += timedelta(hours=1).total_seconds()
    assert 0 < await waiting() < 30


async def test_a_paused_queue_can_be_resumed_and_no_longer_paused() -> None:
    api = unlocked()
    row = await first(api, action("queues.pause"))
    await done(api, "queues.pause", row)
    paused = await first(api, action("queues.resume"), lambda each: each.key == row.key)
    assert not action("queues.pause").when(paused, Scope(NOW))
    await done(api, "queues.resume", paused)
    again = await first(api, action("queues.pause"), lambda each: each.key == row.key)
    assert not action("queues.resume").when(again, Scope(NOW))


async def test_what_production_was_rolled_back_to_is_what_it_serves() -> None:
    api = unlocked()
    row = await first(api, action("pages_deployments.rollback"))
    await done(api, "pages_deployments.rollback", row)
    project = await api.get("/accounts/{account_id}/pages/projects/{project}", row.parameters)
    assert project.result["canonical_deployment"]["id"] == row.key
    assert not action("pages_deployments.rollback").when(row, await scope_of(api)), "it is live now"


async def test_a_retried_build_is_a_new_deployment_that_takes_its_time() -> None:
    clock = Clock()
    api = unlocked(clock)
    row = await first(api, action("pages_deployments.retry"))
    before = await load(api, kind("pages_deployments"), row.parameters)
    outcome = await done(api, "pages_deployments.retry", row)
    after = await load(api, kind("pages_deployments"), row.parameters)
    new = {each.key for each in after.rows} - {each.key for each in before.rows}
    assert new == {outcome.result["id"]}
    clock.seconds += 600
    later = await load(api, kind("pages_deployments"), row.parameters)
    state = next(each.raw["latest_stage"] for each in later.rows if each.key in new)
    assert state["name"] == "deploy" and state["status"] == "success"


async def test_traffic_goes_to_the_version_that_was_rolled_back_to() -> None:
    api = unlocked()
    scripts = [row async for row in rows_of(api, kind("worker_versions"))]
    row = min(scripts, key=lambda each: each.raw["number"])
    await done(api, "worker_versions.rollback", row)
    newest = (await load(api, kind("worker_deployments"), row.parameters)).rows[0]
    assert newest.raw["versions"] == [{"version_id": row.key, "percentage": 100}]
    assert re.search("edgewise", newest.raw["annotations"]["workers/message"])


async def test_a_deleted_key_is_gone() -> None:
    api = unlocked()
    row = await first(api, action("kv_keys.delete"))
    await done(api, "kv_keys.delete", row)
    left = await load(api, kind("kv_keys"), row.parameters)
    assert row.key not in {each.key for each in left.rows} and left.rows
