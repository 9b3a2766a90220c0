"""Finishing on the demo account: carried out, gone on with after any death, taken back, never over a change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.migration.finishing.support import AFTER, BEFORE, SUBDOMAIN, leads, moved, settings, side, state
from tests.migration.operations.support import (
    HOST,
    MOST,
    WORKER,
    Deadly,
    Killed,
    answers,
    client,
    company,
    deadly,
    runs_of,
)

from edgewise.account.demo.company import Company
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.redirects import Redirects
from edgewise.errors import NetworkError, Refused
from edgewise.migration.finishing.keeping import kept_until

STEPS = ["stop-deployments", "keep-until", "redirect-list", "redirect-item", "redirect-rule"]
OTHER = {
    "action": "redirect",
    "expression": "http.request.full_uri in $theirs",
    "action_parameters": {"from_list": {"name": "theirs", "key": "http.request.full_uri"}},
}


async def test_finish_and_back(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        planned = await work.finish_plan()
        assert planned.ready
        assert [each.id for each in planned.operations] == STEPS
        assert state(there) == BEFORE
        assert (await work.finish(planned)).state == "done"
        assert state(there) == AFTER
        until = (asking.now().date() + timedelta(days=30)).isoformat()
        assert planned.keep_until == kept_until(runs_of(tmp_path, there)) == until

        again = await work.finish_plan()
        assert again.operations == ()
        # How it deployed before is told afterwards, too.
        assert again.tasks == planned.tasks
        assert again.keep_until == until
        with pytest.raises(Refused, match="nothing left to do"):
            await work.finish(again)
        longer = await work.finish_plan(90)
        assert [each.id for each in longer.operations] == ["keep-until"]
        assert (await work.finish(longer)).state == "done"
        assert kept_until(runs_of(tmp_path, there)) == (asking.now().date() + timedelta(days=90)).isoformat()

        assert (await work.take_back()).state == "taken-back"
        assert state(there) == BEFORE
        assert answers(there) == f"pages {WORKER}"
        assert kept_until(runs_of(tmp_path, there)) == ""


async def test_the_redirect_goes_before_the_hosts_do(tmp_path: Path) -> None:
    """Whatever compares with Pages' own address must find Pages there."""
    there, seen = company(), []
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        await side(tmp_path, asking).finish(await side(tmp_path, asking).finish_plan())
        send = asking.send

        async def sent(method: str, path: str, *rest: object, **more: object) -> object:
            seen.append((path.rpartition("/")[2] if "{account_id}" not in path else path, leads(there) is not None))
            return await send(method, path, *rest, **more)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "send", sent)
            assert (await side(tmp_path, asking).take_back()).state == "taken-back"
    assert seen[0][1] is True and "rulesets" in seen[0][0]
    assert not any(redirected for _, redirected in seen[1:])
    assert answers(there) == f"pages {WORKER}"


async def test_nothing_is_finished_before_every_host_is_with_the_worker(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        work = side(tmp_path, asking)
        planned = await work.finish_plan()
        assert not planned.ready
        assert not [each for each in planned.operations if each.id.startswith("redirect")]
        with pytest.raises(Refused, match=f"{HOST} is ready"):
            await work.finish(planned)
    assert runs_of(tmp_path, there) == ()


async def die(root: Path, there: Company, at: int, *, back: bool = False) -> bool:
    """Begin finishing, or the way back, dying at a moment; whether it died."""
    async with client(there) as asking:
        work = side(root, asking)
        planned = None if back else await work.finish_plan()
        with pytest.MonkeyPatch.context() as patch:
            deadly(asking, Deadly(at), patch)
            try:
                await (work.take_back(stages=("finish",)) if back else work.finish(planned))
            except Killed:
                return True
    return False


@pytest.mark.parametrize("onwards", [True, False])
async def test_death_at_any_moment(tmp_path: Path, onwards: bool) -> None:
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        async with client(there) as asking:
            await moved(root, there, asking)
        died = await die(root, there, at)
        last = runs_of(root, there)[-1]
        began = last.about.stage == "finish"
        async with client(there) as asking:
            work = side(root, asking)
            if onwards and began and last.open:
                assert (await work.finish()).state == "done"
                assert state(there) == AFTER
            elif not onwards:
                assert (await work.take_back()).state == "taken-back"
                assert state(there) == BEFORE
                assert answers(there) == f"pages {WORKER}"
        if not died:
            break
    assert 20 < at < MOST


async def test_death_at_any_moment_of_going_back(tmp_path: Path) -> None:
    for at in range(MOST):
        there, root = company(), tmp_path / str(at)
        root.mkdir()
        async with client(there) as asking:
            await moved(root, there, asking)
            await side(root, asking).finish(await side(root, asking).finish_plan())
        died = await die(root, there, at, back=True)
        async with client(there) as asking:
            if runs_of(root, there)[-1].to_take_back:
                assert (await side(root, asking).take_back(stages=("finish",))).state == "taken-back"
        assert state(there) == BEFORE
        if not died:
            break
    assert 15 < at < MOST


# ---------------------------------------------------------------------- what others have, and do meanwhile


async def test_rules_and_lists_of_others_stay(tmp_path: Path) -> None:
    there = company()
    redirects = there.part(Redirects)
    assert redirects.add_list("theirs", "by hand")
    before = list(redirects.make_ruleset("default", [OTHER])["rules"])
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        await work.finish(await work.finish_plan())
        assert leads(there) is not None
        assert [each["expression"] for each in redirects.rules()] == [
            OTHER["expression"],
            "http.request.full_uri in $edgewise_report_desk",
        ]
        assert (await work.take_back(stages=("finish",))).state == "taken-back"
    assert list(redirects.rules()) == before
    assert [each["name"] for each in redirects.lists()] == ["theirs"]


async def test_a_ruleset_that_somebody_makes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        planned = await work.finish_plan()
        there.part(Redirects).make_ruleset("default", [OTHER])
        result = await work.finish(planned)
        assert (result.state, result.error and result.error.code) == ("failed", "account-drift")
        assert [each["expression"] for each in there.part(Redirects).rules()] == [OTHER["expression"]]
        assert (await work.take_back(stages=("finish",))).state == "taken-back"
        assert (await work.finish(await work.finish_plan())).state == "done"
    assert len(there.part(Redirects).rules()) == 2


async def test_a_list_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    there = company()
    assert there.part(Redirects).add_list("edgewise_report_desk", "by hand")
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        planned = await side(tmp_path, asking).finish_plan()
    assert [each.id for each in planned.operations] == STEPS[:2]
    assert any("of somebody else" in each for each in planned.notes)


async def test_what_others_put_into_the_list_keeps_it(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        await work.finish(await work.finish_plan())
        (found,) = there.part(Redirects).lists()
        more = {"source_url": "old.example/", "target_url": "https://new.example/"}
        there.part(Redirects).add_items(found["id"], [more])
        result = await work.take_back(stages=("finish",))
        assert (result.state, result.error and result.error.code) == ("left", "account-drift")
    assert leads(there) is None
    (item,) = there.part(Redirects).items(found["id"])
    assert item["redirect"]["source_url"] == "old.example/"


async def test_a_list_that_still_counts_as_used_is_asked_for_again(tmp_path: Path) -> None:
    """The API may refuse to delete a list for a moment after the rule that named it is gone."""
    there, refused = company(), []
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        await work.finish(await work.finish_plan())
        send = asking.send

        async def sent(method: str, path: str, *rest: Any, **more: Any) -> Any:
            if method == "DELETE" and path.endswith("/lists/{list}") and len(refused) < 2:
                refused.append(path)
                raise NetworkError("The list is used.", code="api-refused", where=path, fix="")
            return await send(method, path, *rest, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "send", sent)
            patch.setattr("edgewise.migration.operations.carrying.PAUSES", (0.0, 0.0, 0.0))
            assert (await work.take_back(stages=("finish",))).state == "taken-back"
    assert len(refused) == 2
    assert state(there) == BEFORE


async def test_settings_that_somebody_changed_since_are_not_changed_back(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        await work.finish(await work.finish_plan(redirects=False))
        assert leads(there) is None
        there.part(Pages).change(WORKER, {"source": {"config": {"preview_deployment_setting": "custom"}}})
        result = await work.take_back(stages=("finish",))
        assert result.state == "left"
    assert settings(there) == (False, "custom")


async def test_previews_keep_their_addresses_and_methods_are_kept(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        work = side(tmp_path, asking)
        await work.finish(await work.finish_plan())
    redirects = there.part(Redirects)
    assert redirects.location(SUBDOMAIN, "/") == (308, f"https://{HOST}/")
    assert redirects.location(SUBDOMAIN, "/a/b/?x=1&y") == (308, f"https://{HOST}/a/b/?x=1&y")
    assert redirects.location(f"waiting-room.{SUBDOMAIN}", "/") is None
    assert redirects.location(HOST, "/") is None


async def test_without_permission_for_lists_the_rest_is_done(tmp_path: Path) -> None:
    from edgewise.account.demo.faults import parse

    there = company()
    async with client(there) as asking:
        await moved(tmp_path, there, asking)
        there.suffer(parse("403@/rules/lists"))
        planned = await side(tmp_path, asking).finish_plan()
    assert [each.id for each in planned.operations] == STEPS[:2]
    assert any("could not be read" in each for each in planned.notes)
