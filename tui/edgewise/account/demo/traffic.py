"""What the company's scripts do, second by second: from the story's rates, a seed and the clock.

The same second of the same script is the same on every computer and in every run.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from edgewise.account.demo import story
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.happening import Script, happening
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.workers import Workers

SEED = "northgate"
LONGEST = timedelta(minutes=10)
"""What is further back is not told any more: a log begins when somebody looks."""


@dataclass(frozen=True)
class Run:
    """One run of a script: when, and the event that a tail gets."""

    at: datetime
    document: Document


class Traffic:
    """What scripts do, as ``assets/demo-account/traffic.json`` tells of it."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._written: dict[str, Document] = company.read("traffic")

    def worker(self, name: str) -> Script | None:
        """A Worker that can be watched; ``None`` when there is none of this name."""
        if self.company.part(Workers).facts(name) is None:
            return None
        versions = [str(each["id"]) for each in self.company.part(Workers).versions(name)]
        host = f"{name}.{self.company.subdomain}.workers.dev"
        return Script(name, host, tuple(versions[:2]), self._written.get(name))

    def deployment(self, project: str, identity: str) -> Script | None:
        """A Pages deployment that can be watched. Visitors come to the newest one in production only."""
        facts = self.company.part(Pages).project(project)
        rows = self.company.part(Pages).deployments(project)
        found = next((each for each in rows if identity in (each["id"], each["short_id"])), None)
        if facts is None or found is None:
            return None
        production = next((each for each in rows if _serves(each)), None)
        written = self._written.get(project) if found is production else None
        host = next(iter(facts["domains"][::-1]), f"{project}.pages.dev")
        return Script(str(facts["production_script_name"]), host, (found["id"],), written)

    def runs(self, script: Script, since: datetime, until: datetime) -> Iterator[Run]:
        """Everything after ``since``, up to and with ``until``, in order."""
        if not script.written:
            return
        since = max(since, until - LONGEST)
        crons = [str(each["cron"]) for each in script.written["runs"] if "cron" in each]
        for second in range(int(since.timestamp()), int(until.timestamp()) + 1):
            start = datetime.fromtimestamp(second, UTC)
            dice = random.Random(f"{SEED}/{script.name}/{second}")
            count = sum(_due(cron, start) for cron in crons) if crons else _count(script.name, start, dice)
            # A cron is due on the second, and starts a little later, as the real one does.
            for at in sorted(start + timedelta(seconds=dice.random()) for _ in range(count)):
                document = happening(script, at, dice, self.company.anchor)
                if since < at <= until:
                    yield Run(at, document)


def newest(traffic: Traffic, script: Script, since: datetime, until: datetime, most: int) -> list[Run]:
    """The newest runs of a range, oldest first: about ``most`` of them where there are more."""
    found: list[Run] = []
    while until > since and len(found) < most:
        part = max(since, until - timedelta(minutes=5))
        found[:0] = traffic.runs(script, part, until)
        until = part
    return found


def _count(name: str, start: datetime, dice: random.Random) -> int:
    """How many runs begin within a second: Poisson's distribution around the story's rate."""
    least, product, count = math.exp(-story.rate(name, start) / 60), dice.random(), 0
    while product > least:
        product *= dice.random()
        count += 1
    return count


def _due(cron: str, start: datetime) -> bool:
    """Whether a cron of the form ``15 2 * * *`` is due in this second."""
    minute, hour = (int(part) for part in cron.split()[:2])
    return (start.hour, start.minute, start.second) == (hour, minute, 0)


def _serves(deployment: Document) -> bool:
    """Whether a deployment is one that production may be on."""
    stage = deployment["latest_stage"]
    return deployment["environment"] == "production" and (stage["name"], stage["status"]) == ("deploy", "success")
