"""Old deployments go, those that serve never do: on made-up lists, on the demo account, and while others change it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.migration.finishing.support import moved, old_deployments, side
from tests.migration.operations.support import WORKER, client, company, no_sleep, runs_of

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo.pages import Pages
from edgewise.errors import AuthError, Interrupted, Refused
from edgewise.migration.account_base import Hooks
from edgewise.migration.finishing.cleaning import Cleaning, clean_up
from edgewise.migration.finishing.serving import stays
from edgewise.migration.finishing.stage import Finishing

BASE = "https://api.example/client/v4"
OPERATION = clean_up("site", 1)


def row(number: int, **fields: Any) -> dict[str, Any]:
    """A deployment; a higher number is newer."""
    branch = fields.pop("branch", "main")
    return {
        "id": f"d{number}",
        "environment": fields.pop("environment", "production" if branch == "main" else "preview"),
        "created_on": f"2026-01-01T00:{number // 60:02}:{number % 60:02}.000000Z",
        "aliases": fields.pop("aliases", None),
        "latest_stage": fields.pop("latest_stage", {"name": "deploy", "status": fields.pop("status", "success")}),
        "deployment_trigger": {"type": "ad_hoc", "metadata": {"branch": branch}},
        **fields,
    }


@dataclass
class Pretended:
    """An account with one Pages project. It asserts what is never to be asked of it.

    Attributes:
        canonical: id of what production serves.
        meanwhile: called before each deployment that is looked at by itself.
    """

    rows: list[dict[str, Any]]
    canonical: str
    meanwhile: Callable[[Pretended], None] = lambda _there: None
    gone: list[str] = field(default_factory=list)
    refuses: tuple[str, ...] = ()

    def serving(self) -> set[str]:
        """Whoever would be missed: worked out otherwise than the program does."""
        found = {self.canonical} | {each["id"] for each in self.rows if each["aliases"]}
        for each in self.rows:
            branch = each["deployment_trigger"]["metadata"].get("branch")
            same = [
                one for one in self.rows
                if one["environment"] == each["environment"]
                and one["deployment_trigger"]["metadata"].get("branch") == branch
            ]  # fmt: skip
            newer = [one for one in same if str(one["created_on"]) > str(each["created_on"])]
            if not newer or each["latest_stage"]["status"] == "active":
                found.add(each["id"])
        return found

    def answer(self, request: httpx.Request) -> httpx.Response:
        _, _, rest = request.url.path.partition("/deployments")
        if "/deployments" not in request.url.path:
            newest = max(self.rows, key=lambda each: str(each["created_on"]))
            project = {"name": "site", "canonical_deployment": {"id": self.canonical}}
            return self._said({**project, "latest_deployment": {"id": newest["id"]}})
        if not rest:
            return self._page(request)
        identity = rest.strip("/")
        found = next((each for each in self.rows if each["id"] == identity), None)
        if request.method == "GET":
            self.meanwhile(self)
            return self._said(found) if found else self._no(404, 8000009)
        assert "force" not in request.url.params
        if identity in self.refuses:
            return self._no(400, 8000035)
        assert found is not None
        assert identity not in self.serving(), identity
        self.rows.remove(found)
        self.gone.append(identity)
        return self._said(None)

    def _page(self, request: httpx.Request) -> httpx.Response:
        page, size = int(request.url.params.get("page", 1)), int(request.url.params.get("per_page", 25))
        assert size <= 25
        newest_first = sorted(self.rows, key=lambda each: str(each["created_on"]), reverse=True)
        part = newest_first[(page - 1) * size : page * size]
        info = {"page": page, "per_page": size, "count": len(part), "total_count": len(self.rows)}
        return self._said(part, {**info, "total_pages": -(-len(self.rows) // size)})

    @staticmethod
    def _said(result: Any, info: Any = None) -> httpx.Response:
        body = {"success": True, "errors": [], "messages": [], "result": result, "result_info": info}
        return httpx.Response(200, content=json.dumps(body), headers={"content-type": "application/json"})

    @staticmethod
    def _no(status: int, code: int) -> httpx.Response:
        body = {"success": False, "errors": [{"code": code, "message": "no"}], "messages": [], "result": None}
        return httpx.Response(status, content=json.dumps(body), headers={"content-type": "application/json"})

    def client(self) -> Client:
        credential = Credential("token", "secret", source="test")
        return Client(credential, base_url=BASE, transport=httpx.MockTransport(self.answer), account_id="a1")


async def cleaned(there: Pretended, stop: Callable[[], bool] = lambda: False) -> Any:
    async with there.client() as asking:
        # The account itself is not asked for.
        asking.use(_account())
        found = await Cleaning(asking, "site", stop=stop, sleep=no_sleep)(OPERATION)
        assert asking.lock.on
        return found


def _account() -> Any:
    from edgewise.account.identity import Account

    return Account(id="a1", name="A")


DEPLOYMENTS = st.lists(
    st.tuples(
        st.sampled_from(["main", "one", "two"]),
        st.sampled_from(["production", "preview"]),
        st.sampled_from(["success", "success", "failure", "canceled", "active"]),
        st.sampled_from([None, None, None, [], ["https://one.site.pages.dev"]]),
        st.integers(0, 90),
    ),
    min_size=1,
    max_size=70,
)


@settings(max_examples=60, deadline=None)
@given(DEPLOYMENTS, st.data())
async def test_what_serves_is_never_deleted_and_the_rest_goes(rows: list[Any], data: st.DataObject) -> None:
    made = [
        {**row(age, branch=branch, environment=environment, status=status, aliases=aliases), "id": f"d{number}"}
        for number, (branch, environment, status, aliases, age) in enumerate(rows)
    ]
    canonical = data.draw(st.sampled_from([each["id"] for each in made]))
    there = Pretended(list(made), canonical)
    result = await cleaned(there)
    assert result["deleted"] == len(there.gone)
    assert result["left"] == len(there.rows) == result["serving"]
    # Once more: there is nothing left to do.
    assert (await cleaned(there))["deleted"] == 0
    # Whatever stays has its reason: it serves, it is the newest, or the newest that succeeded.
    project = {"canonical_deployment": {"id": canonical}, "latest_deployment": None}
    assert {each["id"] for each in there.rows} >= there.serving()
    assert set(stays(project, there.rows)) >= {each["id"] for each in there.rows} - {
        max(there.rows, key=lambda each: str(each["created_on"]))["id"]
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), st.lists(st.integers(0, 59), max_size=8), st.data())
async def test_what_begins_to_serve_meanwhile_stays(count: int, chosen: list[int], data: st.DataObject) -> None:
    """Somebody rolls back to older deployments, and gives them aliases, while they are being deleted."""
    moments = iter(chosen)
    alias = data.draw(st.booleans())

    def meanwhile(there: Pretended) -> None:
        wanted = next(moments, None)
        if wanted is not None:
            found = there.rows[wanted % len(there.rows)]
            if alias:
                found["aliases"] = ["https://x.site.pages.dev"]
            else:
                there.canonical = found["id"]

    there = Pretended([row(number) for number in range(count)], f"d{count - 1}", meanwhile)
    await cleaned(there)
    assert there.canonical in {each["id"] for each in there.rows}


@pytest.mark.parametrize(
    "odd",
    [
        {"created_on": None},
        {"environment": None},
        {"deployment_trigger": None},
        {"deployment_trigger": {"metadata": {"branch": ""}}},
        {"latest_stage": None},
        {"latest_stage": {"name": "build", "status": "active"}},
        {"latest_stage": {"name": "queued", "status": "idle"}},
        {"aliases": ["https://x"]},
    ],
)
def test_what_is_not_understood_stays(odd: dict[str, Any]) -> None:
    rows = [row(3), {**row(2), **odd}, row(1)]
    assert set(stays({}, rows)) == {"d3", "d2"}


def test_a_list_that_lacks_rows_makes_nothing_more_go() -> None:
    rows = [row(number, branch=branch) for number, branch in enumerate(["one", "main", "one", "two", "main", "one"])]
    whole = {each["id"] for each in rows} - set(stays({}, rows))
    for missing in range(len(rows)):
        part = [each for at, each in enumerate(rows) if at != missing]
        assert {each["id"] for each in part} - set(stays({}, part)) <= whole


def test_a_newest_that_failed_does_not_make_the_one_before_go() -> None:
    rows = [row(1, branch="one"), row(2, branch="one"), row(3, branch="one", status="failure")]
    assert set(stays({}, rows)) == {"d2", "d3"}


async def test_what_the_api_refuses_is_left_and_the_rest_goes() -> None:
    there = Pretended([row(number) for number in range(80)], "d79", refuses=("d5", "d60"))
    result = await cleaned(there)
    assert (result["deleted"], result["left"], result["refused"]) == (77, 3, 2)
    assert "2 could not be deleted" in result["text"]


async def test_it_stops_between_two_and_goes_on_from_the_list() -> None:
    there = Pretended([row(number) for number in range(60)], "d59")
    left = 7

    def stop() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    with pytest.raises(Interrupted, match="after 7 deletions"):
        await cleaned(there, stop)
    assert len(there.rows) == 53
    assert (await cleaned(there))["deleted"] == 52


# ---------------------------------------------------------------------- as a stage


async def finished(root: Path, there: Any, asking: Client, days: int) -> Finishing:
    await moved(root, there, asking)
    work = side(root, asking)
    assert (await work.finish(await work.finish_plan(days))).state == "done"
    return work


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgewise.migration.finishing.stage.Cleaning", lambda *rest: Cleaning(*rest, sleep=no_sleep))


async def test_a_project_that_could_not_be_deleted_can_be(tmp_path: Path) -> None:
    there = company()
    old_deployments(there, 150)
    path = f"/accounts/{{account_id}}/pages/projects/{WORKER}"
    async with client(there) as asking:
        work = await finished(tmp_path, there, asking, 0)
        asking.lock.turn_off()
        with pytest.raises(Exception, match="too many deployments"):
            await asking.send("DELETE", path)
        asking.lock.turn_on()
        planned = await work.clean_up_plan()
        assert planned.obstacles == {}
        serving = {each["id"] for each in there.part(Pages).deployments(WORKER) if each["aliases"]}
        result = await work.clean_up(planned)
        assert result.state == "done"
        (learned,) = result.runs[-1].learned.values()
        assert learned["deleted"] == planned.goes > 150
        left = there.part(Pages).deployments(WORKER)
        assert serving < {each["id"] for each in left}
        assert len(left) == learned["left"] <= 100
        with pytest.raises(Refused, match="no deployment that could go"):
            await work.clean_up(await work.clean_up_plan())
        # What was finished can still be taken back, and what is gone is not taken for something to take back.
        assert (await work.take_back()).state == "taken-back"
        asking.lock.turn_off()
        await asking.send("DELETE", path)
    assert there.part(Pages).project(WORKER) is None


async def test_it_is_refused_before_the_cutover_and_before_the_time(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        work = side(tmp_path, asking)
        with pytest.raises(Refused, match="cutover is not done"):
            await work.clean_up(await work.clean_up_plan(), ("early",))
        await moved(tmp_path, there, asking)
        with pytest.raises(Refused, match="not settled how long") as refused:
            await work.clean_up(await work.clean_up_plan())
        assert refused.value.code == "early"
        await work.finish(await work.finish_plan(30))
        with pytest.raises(Refused, match="way back until"):
            await work.clean_up(await work.clean_up_plan())
        assert (await work.clean_up(await work.clean_up_plan(), ("early",))).state == "done"


async def test_without_a_yes_nothing_goes_and_nothing_is_in_the_way_afterwards(tmp_path: Path) -> None:
    there = company()
    async with client(there) as asking:
        await finished(tmp_path, there, asking, 0)

        async def no(_operation: Any) -> bool:
            return False

        work = side(tmp_path, asking, Hooks(consent=no))
        count = len(there.part(Pages).deployments(WORKER))
        assert (await work.clean_up(await work.clean_up_plan())).state == "waits"
        assert len(there.part(Pages).deployments(WORKER)) == count
        assert not runs_of(tmp_path, there)[-1].open
        assert (await side(tmp_path, asking).clean_up(await work.clean_up_plan())).state == "done"


async def test_one_that_was_killed_hinders_no_other_stage(tmp_path: Path) -> None:
    from tests.migration.operations.support import about, carrier

    there = company()
    async with client(there) as asking:
        work = await finished(tmp_path, there, asking, 0)

        async def dies(_operation: Any) -> Any:
            raise KeyboardInterrupt

        from edgewise.migration.operations.carrying import Manner
        from edgewise.migration.operations.journal import REHEARSAL

        killed = carrier(tmp_path, asking, Manner({"account": dies}), REHEARSAL.format(there.session))
        with pytest.raises(KeyboardInterrupt):
            await killed.begin(about(there, "clean-up"), (OPERATION,))
        assert runs_of(tmp_path, there)[-1].open
        assert (await work.finish(await work.finish_plan(5))).state == "done"


async def test_a_permission_that_is_missing_is_said(tmp_path: Path) -> None:
    from edgewise.account.demo.faults import parse

    there = company()
    async with client(there) as asking:
        work = await finished(tmp_path, there, asking, 0)
        planned = await work.clean_up_plan()
        count = len(there.part(Pages).deployments(WORKER))
        there.suffer(parse("403@/deployments#20"))
        result = await work.clean_up(planned)
        assert result.state == "failed"
        assert isinstance(result.error, AuthError)
        there.suffer(parse(""))
        assert (await work.clean_up(await work.clean_up_plan())).state == "done"
    assert len(there.part(Pages).deployments(WORKER)) == count - planned.goes
