"""A way back that dies between its two requests: whoever comes next is told first, and goes on."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.migration.operations.support import (
    HOST,
    MOST,
    WORKER,
    Deadly,
    Killed,
    about,
    answers,
    carrier,
    client,
    company,
    deadly,
    planned,
    records,
)

from edgewise.account.demo import serve
from edgewise.account.demo.company import Company
from edgewise.account.demo.faults import NONE, parse
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.cli import main
from edgewise.migration.cutover.card import card
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reading import read_facts
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.journal import NAME, REHEARSAL, cut_off, read_runs
from edgewise.migration.operations.recordless import Recordless, recordless
from edgewise.runtime.process import run

SENTENCE = (
    f"{HOST} has no DNS record now, so it answers nobody: its way back was cut off. "
    "Run `edgewise rollback --yes` to put it back."
)


async def lacking(root: Path, there: Company, journal: str = NAME) -> tuple[Recordless, ...]:
    async with client(there) as asking:
        return await recordless(Account(asking), read_runs(root, journal))


async def turned(root: Path, there: Company, at: int, journal: str = NAME) -> bool:
    """Cut over, and begin a way back that dies at a moment; whether it died."""
    async with client(there) as asking:
        work = carrier(root, asking, journal=journal)
        assert (await work.begin(about(there), await planned(asking))).state == "done"
        with pytest.MonkeyPatch.context() as patch:
            deadly(asking, Deadly(at), patch)
            try:
                await work.take_back()
            except Killed:
                return True
    return False


async def halfway(folder: Path, journal: str | None = None) -> tuple[Path, Company]:
    """A project whose way back died exactly between the two requests; with a rehearsal's journal if none is named."""
    for at in range(MOST):
        there, root = company(), folder / str(at)
        root.mkdir()
        assert await turned(root, there, at, REHEARSAL.format(there.session) if journal is None else journal)
        if not records(there):
            return root, there
    raise AssertionError("no moment between the two requests")


async def test_it_is_said_exactly_while_there_is_no_record(tmp_path: Path) -> None:
    said = 0
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        died = await turned(root, there, at)
        found = await lacking(root, there)
        assert [each.host for each in found] == ([] if records(there) else [HOST])
        if found:
            said += 1
            assert (found[0].text, found[0].request.method) == (SENTENCE, "POST")
            assert cut_off(read_runs(root)) == (HOST,)
            async with client(there) as asking:
                assert (await carrier(root, asking).take_back()).state == "taken-back"
            assert (await lacking(root, there), cut_off(read_runs(root))) == ((), ())
            assert answers(there) == "pages report-desk"
        if not died:
            break
    assert 1 <= said < at


async def test_a_record_of_somebody_else_is_a_record(tmp_path: Path) -> None:
    root, there = await halfway(tmp_path, NAME)
    zones = there.part(Zones)
    zone = zones.zone_for(HOST)
    assert zone is not None and len(await lacking(root, there)) == 1
    zones.add_record(zone["id"], {"type": "A", "name": HOST, "content": "192.0.2.7", "proxied": True, "ttl": 1})
    assert await lacking(root, there) == ()


async def test_the_commands_say_it_first_and_rollback_puts_it_back(tmp_path: Path) -> None:
    async with await serve(0) as api:
        there = api.company
        there.part(Workers).upload(WORKER, {}, deploy=True)
        journal = REHEARSAL.format(there.session)
        # The moment is the same in every company.
        (tmp_path / "found").mkdir()
        at = int((await halfway(tmp_path / "found"))[0].name)
        assert await turned(tmp_path, there, at, journal)
        assert records(there) == []

        async def say(command: str, *words: str) -> tuple[int, str, str]:
            where = [command, str(tmp_path), "--project", WORKER, "--demo", str(api.port)]
            done = await run(
                [sys.executable, "-m", "edgewise", *where, *words], cwd=tmp_path, env=dict(os.environ), timeout=60
            )
            return done.returncode, done.stdout, done.stderr

        async def told(command: str, *words: str) -> dict[str, Any]:
            found: dict[str, Any] = json.loads((await say(command, *words, "--json"))[1])
            return found

        for command in ("cutover", "rollback"):
            assert (await say(command))[1].splitlines()[0] == f"✗ {SENTENCE}"
            (row,) = (await told(command))["no_record"]
            assert (row["host"], row["text"]) == (HOST, SENTENCE)
            assert row["request"].startswith("POST /zones/") and row["request"].endswith("/dns_records")
        refused = await told("cutover", "--yes", "--unproved")
        assert (refused["code"], refused["message"]) == ("no-record", SENTENCE)

        # Who may not look is told so, and may go on.
        there.suffer(parse("403@/dns_records"))
        code, out, err = await say("rollback")
        assert (code, SENTENCE in out, "could not be read" in err) == (0, False, True)
        assert "is not at its end" in (await told("cutover"))["notes"][0]
        there.suffer(NONE)

        code, out, _ = await say("rollback", "--yes", "--wait", "0")
        assert (code, out.splitlines()[0], out.splitlines()[-1]) == (0, f"✗ {SENTENCE}", "✓ Taken back.")
        assert answers(there) == "pages report-desk"
        assert (await told("rollback"))["no_record"] == []


async def test_an_undo_of_files_says_it_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, _ = await halfway(tmp_path, NAME)
    main(["undo", str(root)])
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith(f"✗ The way back of {HOST} in the account was cut off: it may have no DNS record now.")
    assert "`edgewise rollback --yes`" in first


async def test_the_card_says_what_to_do_between_the_two_requests() -> None:
    there = company()
    async with client(there) as asking:
        text = card(order(await read_facts(asking, WORKER), WORKER))
    away, record, told = (
        text.index(each) for each in ("/workers/domains/$DOMAIN_ID", "/dns_records", "no DNS record,")
    )
    assert away < record < told
    assert f"Add record: type CNAME, name {HOST}, content {WORKER}.pages.dev, proxied" in text


def test_nothing_is_asked_where_nothing_was_turned() -> None:
    from edgewise.migration.operations.journal import Run
    from edgewise.migration.operations.model import Operation

    run_ = Run(about(company()), (Operation("domain", "x", "x", host=HOST),), done=frozenset({0}))
    assert cut_off([run_]) == ()
    assert cut_off([replace(run_, turned=True)]) == (HOST,)
