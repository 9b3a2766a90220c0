"""Queues, crons and shares of versions as operations on the demo account, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.migration.operations.support import WORKER, about, carrier, client, company

from edgewise.account.demo.company import Company
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.workers import Workers
from edgewise.migration.cutover.shares import shares
from edgewise.migration.cutover.triggers import Connected, triggers

DOCUMENT = {
    "queues": {
        "consumers": [
            {
                "queue": "report-jobs",
                "max_batch_size": 5,
                "max_batch_timeout": 2,
                "max_retries": 4,
                "dead_letter_queue": "x",
            }
        ]
    },
    "triggers": {"crons": ["0 6 * * *", "*/5 * * * *"]},
}


def queue(there: Company, name: str = "report-jobs") -> dict[str, Any]:
    return next(each for each in there.part(Queues).queues() if each["queue_name"] == name)


async def test_a_queue_gets_its_reader_and_the_worker_its_crons(tmp_path: Path) -> None:
    there = company()
    operations = tuple(triggers(WORKER, DOCUMENT, Connected(tuple(there.part(Queues).queues()), ())))
    assert [(each.id, each.restores) for each in operations] == [("consumer-report-jobs", False), ("crons", True)]
    async with client(there) as asking:
        work = carrier(tmp_path, asking)
        assert (await work.begin(about(there), operations)).state == "done"
        (consumer,) = queue(there)["consumers"]
        assert consumer["script_name"] == WORKER
        assert consumer["dead_letter_queue"] == "x"
        assert consumer["settings"] == {"batch_size": 5, "max_retries": 4, "max_wait_time_ms": 2000}
        facts = there.part(Workers).facts(WORKER)
        assert facts is not None
        assert sorted(facts["crons"]) == ["*/5 * * * *", "0 6 * * *"]
        assert (
            tuple(triggers(WORKER, DOCUMENT, Connected(tuple(there.part(Queues).queues()), tuple(facts["crons"]))))
            == ()
        )
        assert (await work.take_back()).state == "taken-back"
    assert queue(there)["consumers"] == []
    assert facts["crons"] == []


async def test_another_reader_of_the_queue_is_left_alone(tmp_path: Path) -> None:
    there = company()
    (consumer, _) = triggers(WORKER, DOCUMENT, Connected(tuple(there.part(Queues).queues()), ()))
    there.part(Queues).add_consumer(
        queue(there)["queue_id"], {"type": "worker", "script_name": "other", "settings": {}}
    )
    async with client(there) as asking:
        result = await carrier(tmp_path, asking).begin(about(there), (consumer,))
    assert result.error is not None and result.error.code == "account-drift"
    assert [each["script_name"] for each in queue(there)["consumers"]] == ["other"]


async def test_visitors_go_to_a_new_version_share_by_share(tmp_path: Path) -> None:
    there = company()
    old = there.part(Workers).deployments(WORKER)[0]["versions"][0]["version_id"]
    new = there.part(Workers).upload(WORKER, {}, deploy=False)["id"]
    operations = tuple(shares(WORKER, {old: 100.0}, new, ()))
    seen = []

    def shares_now() -> dict[str, float]:
        versions = there.part(Workers).deployments(WORKER)[0]["versions"]
        return {each["version_id"]: each["percentage"] for each in versions}

    async with client(there) as asking:
        for number in range(len(operations)):
            folder = tmp_path / str(number)
            folder.mkdir()
            assert (await carrier(folder, asking).begin(about(there), operations[number : number + 1])).state == "done"
            seen.append(shares_now())
        assert seen == [{new: 10, old: 90}, {new: 50, old: 50}, {new: 100}]
        for number in reversed(range(len(operations))):
            assert (await carrier(tmp_path / str(number), asking).take_back()).state == "taken-back"
    assert shares_now() == {old: 100}
