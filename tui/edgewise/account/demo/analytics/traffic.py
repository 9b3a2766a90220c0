"""How much of everything happens, as ``assets/demo-account/usage.json`` tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.demo.analytics.rhythm import chance
from edgewise.account.demo.company import Company


@dataclass(frozen=True)
class Load:
    """What a script does.

    Attributes:
        weekend: how much of a working day's traffic a free day has.
        cpu, wall: microseconds that an average invocation takes.
    """

    cpu: float
    wall: float
    subrequests: float
    weekend: float


class Traffic:
    """The file, and what is assumed of resources that it does not know."""

    def __init__(self, company: Company) -> None:
        self._document: dict[str, Any] = company.read("usage")

    def script(self, name: str) -> Load | None:
        """A Worker's load; ``None`` for one that nothing calls."""
        return self._load("scripts", name)

    def functions(self, project: str) -> Load | None:
        """The load of a Pages project's Functions."""
        return self._load("pages", project)

    def _load(self, part: str, name: str) -> Load | None:
        facts = self._document[part].get(name)
        return Load(**facts) if facts else None

    def rates(self, part: str, name: str) -> dict[str, float]:
        """The numbers of a queue, namespace, database or bucket; modest ones when the file does not know it."""
        known = self._document[part].get(name)
        if known is not None:
            return dict(known)
        models = list(self._document[part].values())
        return {key: value * 0.2 * (0.5 + chance(part, name)) for key, value in models[-1].items()}

    def general(self, part: str) -> dict[str, float]:
        """Numbers that hold for each resource of a part."""
        return dict(self._document[part])


def of(company: Company) -> Traffic:
    """The company's traffic."""
    return company.part(Traffic)


def began(text: object) -> datetime | None:
    """A time as the API writes it."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
