"""Operations on the demo account: carried out, gone on with after any death, taken back, and never over a change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.migration.operations.support import (
    HOST,
    MOST,
    WORKER,
    Deadly,
    Heard,
    Killed,
    about,
    answers,
    carrier,
    client,
    company,
    deadly,
    no_sleep,
    nothing,
    planned,
    records,
    routes,
)

from edgewise.account.demo.company import Company
from edgewise.account.demo.faults import NONE, parse
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.errors import AuthError, EdgewiseError, InputError, NetworkError, Refused
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reading import read_facts
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.carrying import BadAnswers, Carrier, Manner
from edgewise.migration.operations.journal import Journal, read_runs
from edgewise.migration.operations.model import Operation, Request, operation_from

BEFORE = "pages report-desk"
AFTER = "domain report-desk"
IDS = ["record", "front", "watch-front", "domain", "watch-domain", "unfront", "watch-unfront"]


async def cut_over(root: Path, there: Company, manner: Manner | None = None) -> Any:
    async with client(there) as asking:
        return await carrier(root, asking, manner).begin(about(there), await planned(asking))


async def test_from_pages_to_the_worker_and_back(tmp_path: Path) -> None:
    there, seen = company(), []

    async def watch(operation: Operation) -> Mapping[str, Any]:
        seen.append((operation.id, answers(there)))
        return {"text": "looked"}

    before = records(there)
    result = await cut_over(tmp_path, there, Manner({"watch": watch}))
    assert result.state == "done"
    assert seen == [
        ("record", BEFORE),
        ("watch-front", "route report-desk"),
        ("watch-domain", "route report-desk"),
        ("watch-unfront", AFTER),
    ]
    (run,) = result.runs
    assert run.ended and len(run.done) == len(IDS) == len(run.operations)
    async with client(there) as asking:
        result = await carrier(tmp_path, asking).take_back()
        assert result.state == "taken-back"
        assert answers(there) == BEFORE
        assert records(there) == before
        assert routes(there) == []
        assert result.runs[0].closed
        with pytest.raises(Refused, match="Nothing was done"):
            await carrier(tmp_path, asking).take_back()
        # And once more, with the same journal.
        assert (await carrier(tmp_path, asking).begin(about(there), await planned(asking))).state == "done"
        assert answers(there) == AFTER


async def die(root: Path, there: Company, at: int, *, back: bool = False) -> bool:
    """Begin a cutover, or a way back, that dies at a moment; whether it died."""
    async with client(there) as asking:
        work = carrier(root, asking)
        operations = () if back else await planned(asking)
        with pytest.MonkeyPatch.context() as patch:
            deadly(asking, Deadly(at), patch)
            try:
                await (work.take_back() if back else work.begin(about(there), operations))
            except Killed:
                return True
    return False


async def test_death_at_any_moment_then_going_on(tmp_path: Path) -> None:
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        if not await die(root, there, at):
            break
        assert answers(there) != "nobody"
        async with client(there) as asking:
            if read_runs(root)[-1].open:
                assert (await carrier(root, asking).resume()).state == "done"
        assert answers(there) == AFTER
        assert routes(there) == []
    assert 20 < at < MOST


async def test_death_at_any_moment_then_going_back(tmp_path: Path) -> None:
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        before = records(there)
        died = await die(root, there, at)
        async with client(there) as asking:
            if read_runs(root)[-1].to_take_back:
                assert (await carrier(root, asking).take_back()).state == "taken-back"
        assert (answers(there), records(there), routes(there)) == (BEFORE, before, [])
        if not died:
            break
    assert 20 < at < MOST


async def test_death_at_any_moment_of_going_back(tmp_path: Path) -> None:
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        before = records(there)
        await cut_over(root, there)
        died = await die(root, there, at, back=True)
        async with client(there) as asking:
            if read_runs(root)[-1].to_take_back:
                assert (await carrier(root, asking).take_back()).state == "taken-back"
        assert (answers(there), records(there), routes(there)) == (BEFORE, before, [])
        if not died:
            break
    assert 15 < at < MOST


# ---------------------------------------------------------------------- what others do meanwhile


async def test_a_route_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    there = company()
    zone = there.part(Zones).zone_for(HOST)
    assert zone is not None
    async with client(there) as asking:
        operations = await planned(asking)
        there.part(Zones).put_route(zone["id"], f"{HOST}/*", "shop-api")
        result = await carrier(tmp_path, asking).begin(about(there), operations)
    assert result.state == "failed"
    assert result.error is not None and result.error.code == "account-drift"
    assert "shop-api" in result.error.message
    assert [each["script"] for each in there.part(Zones).routes(zone["id"]) or () if HOST in each["pattern"]] == [
        "shop-api"
    ]


async def test_a_record_that_was_changed_is_not_replaced(tmp_path: Path) -> None:
    there = company()
    zone = there.part(Zones).zone_for(HOST)
    assert zone is not None
    (record,) = there.part(Zones).record_named(HOST)
    async with client(there) as asking:
        operations = await planned(asking)
        there.part(Zones).change_record(zone["id"], record["id"], {"content": "elsewhere.example.net"})
        result = await carrier(tmp_path, asking).begin(about(there), operations)
    assert result.operation is not None and result.operation.id == "domain"
    assert result.error is not None and result.error.code == "account-drift"
    assert records(there) == [("CNAME", "elsewhere.example.net", True)]


async def test_what_was_changed_since_is_left_and_told_when_going_back(tmp_path: Path) -> None:
    there = company()
    await cut_over(tmp_path, there)
    (domain,) = [each for each in there.part(Workers).domains() if each["hostname"] == HOST]
    zone = there.part(Zones).zone_for(HOST)
    assert zone is not None
    there.part(Workers).remove_domain(domain["id"])
    there.part(Workers).put_domain(HOST, "shop-api", zone)
    heard = Heard()
    async with client(there) as asking:
        result = await carrier(tmp_path, asking, Manner({}, on_event=heard)).take_back()
    assert result.state == "left"
    assert result.error is not None and result.error.code == "account-drift"
    assert ("domain", "kept") in heard.states()
    # The route is put in front again, as it was at that moment, and what came before it is not taken back.
    assert [each["service"] for each in there.part(Workers).domains() if each["hostname"] == HOST] == ["shop-api"]
    assert routes(there) == [f"{HOST}/*"]


async def test_half_a_way_back_leaves_a_host_that_answers(tmp_path: Path) -> None:
    """The credential may take the domain off the Worker, and may not write the record that Pages needs."""
    there = company()
    await cut_over(tmp_path, there)
    async with client(there) as asking:
        send = asking.send

        async def sent(method: str, path: str, *rest: Any, **more: Any) -> Any:
            if method == "POST" and path.endswith("/dns_records"):
                raise AuthError("Not allowed.", code="permission-missing")
            return await send(method, path, *rest, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "send", sent)
            result = await carrier(tmp_path, asking).take_back()
        assert result.state == "left"
        assert result.error is not None and result.error.code == "permission-missing"
        assert answers(there) == "route report-desk"
        assert [each["service"] for each in there.part(Workers).domains() if each["hostname"] == HOST] == [WORKER]
        assert (await carrier(tmp_path, asking).take_back()).state == "taken-back"
    assert answers(there) == BEFORE


async def test_the_route_stays_in_front_until_pages_is_ready_for_the_host(tmp_path: Path) -> None:
    there = company()
    before = records(there)
    await cut_over(tmp_path, there)
    there.suffer(parse("domain-pending"))
    told: list[str] = []
    async with client(there) as asking:
        account = Account(asking, no_sleep, patience=6, tell=told.append)
        result = await Carrier(tmp_path, account, Manner({"watch": nothing})).take_back()
        assert result.state == "left" and result.error is not None and result.error.code == "not-yet"
        assert f"Pages has not validated {HOST} again yet" in result.error.message
        assert told[0] == "Waiting, at most 6 s more. Found: status pending."
        assert (answers(there), records(there)) == ("route report-desk", before)
        there.suffer(NONE)
        assert (await carrier(tmp_path, asking).take_back()).state == "taken-back"
        assert answers(there) == BEFORE
        assert read_runs(tmp_path)[0].closed


async def test_a_domain_that_pages_never_answered_for_is_not_waited_for(tmp_path: Path) -> None:
    there = company()
    there.suffer(parse("domain-pending"))
    async with client(there) as asking:
        facts = replace(await read_facts(asking, WORKER), inactive=frozenset({HOST}))
    (host,) = order(facts, WORKER).hosts
    assert not [each.wait for operation in host.operations for each in operation.undo if each.wait]


async def test_a_record_that_lingers_is_waited_for(tmp_path: Path) -> None:
    """A domain's record may go some seconds after the domain."""
    there = company()
    await cut_over(tmp_path, there)
    async with client(there) as asking:
        send, refused = asking.send, []

        async def sent(method: str, path: str, *rest: Any, **more: Any) -> Any:
            if method == "POST" and path.endswith("/dns_records") and len(refused) < 2:
                refused.append(path)
                raise NetworkError("A record with that host already exists.", code="api-refused")
            return await send(method, path, *rest, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "send", sent)
            assert (await carrier(tmp_path, asking).take_back()).state == "taken-back"
    assert len(refused) == 2
    assert answers(there) == BEFORE


async def test_what_somebody_did_already_is_seen_as_done(tmp_path: Path) -> None:
    there, heard = company(), Heard()
    zone = there.part(Zones).zone_for(HOST)
    assert zone is not None
    async with client(there) as asking:
        operations = await planned(asking)
        there.part(Zones).put_route(zone["id"], f"{HOST}/*", WORKER)
        result = await carrier(tmp_path, asking, Manner({"watch": nothing}, on_event=heard)).begin(
            about(there), operations
        )
    assert result.state == "done"
    assert ("front", "already") in heard.states()


# ---------------------------------------------------------------------- what a person decides


async def test_it_waits_for_a_yes_before_what_is_not_simply_taken_back(tmp_path: Path) -> None:
    there, asked = company(), []

    async def no(operation: Operation) -> bool:
        asked.append(operation.id)
        return False

    result = await cut_over(tmp_path, there, Manner({"watch": nothing}, consent=no))
    assert (result.state, asked) == ("waits", ["domain"])
    assert answers(there) == "route report-desk"
    async with client(there) as asking:
        assert (await carrier(tmp_path, asking).resume()).state == "done"
    assert answers(there) == AFTER


@pytest.mark.parametrize("back", [True, False])
async def test_other_answers_stop_it_and_are_taken_back_if_wanted(tmp_path: Path, back: bool) -> None:
    there = company()

    async def watch(operation: Operation) -> Mapping[str, Any]:
        if operation.id == "watch-front":
            raise BadAnswers("GET /jobs: 200 → 500", code="answers-differ", where=HOST)
        return {}

    async def wanted(_operation: Operation, _error: EdgewiseError) -> bool:
        return back

    result = await cut_over(tmp_path, there, Manner({"watch": watch}, take_back=wanted))
    assert result.state == ("taken-back" if back else "failed")
    assert result.error is not None and result.error.code == "answers-differ"
    assert answers(there) == (BEFORE if back else "route report-desk")
    async with client(there) as asking:
        if back:
            assert (await carrier(tmp_path, asking).begin(about(there), await planned(asking))).state == "done"
        else:
            with pytest.raises(Refused, match="neither finished nor taken back"):
                await carrier(tmp_path, asking).begin(about(there), await planned(asking))


async def test_another_account_is_refused(tmp_path: Path) -> None:
    there = company()
    await cut_over(tmp_path, there)
    other = replace(about(there), account="0" * 32)
    async with client(there) as asking:
        root = tmp_path / "other"
        root.mkdir()
        assert (await carrier(root, asking).begin(other, ())).state == "done"
        Journal(root).begin(other, (Operation("x", "x", "x", (Request("POST", "/zones/x"),)),))
        Journal(root).append(1, "intent", operation=0)
        with pytest.raises(Refused, match="in the account Northgate"):
            await carrier(root, asking).resume()
        with pytest.raises(Refused, match="in the account Northgate"):
            await carrier(root, asking).take_back()


async def test_only_one_at_a_time(tmp_path: Path) -> None:
    there = company()
    begun, over = asyncio.Event(), asyncio.Event()

    async def watch(_operation: Operation) -> Mapping[str, Any]:
        begun.set()
        await over.wait()
        return {}

    first = asyncio.create_task(cut_over(tmp_path, there, Manner({"watch": watch})))
    await begun.wait()
    with pytest.raises(Refused, match="Another edgewise"):
        await cut_over(tmp_path, there)
    over.set()
    assert (await first).state == "done"


async def test_the_lock_of_the_client_is_on_but_for_requests(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:

        async def watch(_operation: Operation) -> Mapping[str, Any]:
            assert asking.lock.on
            return {}

        await carrier(tmp_path, asking, Manner({"watch": watch})).begin(about(there), await planned(asking))
        assert asking.lock.on


async def test_what_was_accepted_and_is_not_seen_is_told(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        operations = await planned(asking)
        asking.send = _accepting  # type: ignore[method-assign]
        work = Carrier(tmp_path, Account(asking, _no_sleep), Manner({"watch": nothing}))
        result = await work.begin(about(there), operations)
    assert result.state == "failed"
    assert result.error is not None and result.error.code == "not-seen"
    assert answers(there) == BEFORE


async def _accepting(*_arguments: Any, **_more: Any) -> Any:
    return None


async def _no_sleep(_seconds: float) -> None:
    pass


# ---------------------------------------------------------------------- the journal


async def test_operations_survive_the_journal(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        operations = await planned(asking)
        await carrier(tmp_path, asking).begin(about(there), operations)
    assert read_runs(tmp_path)[0].operations == operations
    assert [operation_from(each.document()) for each in operations] == list(operations)


async def test_a_damaged_journal_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    there = company()
    await cut_over(tmp_path, there)
    path = tmp_path / ".edgewise" / "account.jsonl"
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(InputError) as error:
            read_runs(tmp_path)
        assert error.value.code == "account-journal-broken"
        assert "rollback card" in (error.value.fix or "")
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at])
        read_runs(tmp_path)  # An earlier state of the same journal.


def test_nothing_is_left_where_nothing_was_begun(tmp_path: Path) -> None:
    async def refuse() -> None:
        there = company()
        async with client(there) as asking:
            await carrier(tmp_path, asking).take_back()

    with pytest.raises(Refused):
        asyncio.run(refuse())
    assert list(tmp_path.iterdir()) == []
