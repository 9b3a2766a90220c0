"""What is found in a workflow and what it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edgewise.migration.scripts import Remark


@dataclass(frozen=True)
class CiPlace:
    """One place in a workflow that has to do with the deployment.

    Attributes:
        line: counted from 1.
        new: the text that takes its place; empty when there is none that is exact.
        why: why there is none, or another thing to say.
        id: the finding it is when the workflow stays as it is.
    """

    line: int
    new: str = ""
    why: str = ""
    id: str = "ci-deploys-pages"


@dataclass(frozen=True)
class CiRewrite:
    """A workflow with everything changed that has an exact counterpart."""

    text: str
    places: tuple[CiPlace, ...] = ()


def place_of(line: int, old: str, new: str, remarks: Iterable[Remark]) -> CiPlace | None:
    """The place of a command that was rewritten or left; ``None`` when it does not deploy this project."""
    told = [remark for remark in remarks if remark.id != "other-pages-project"]
    if new != old:
        before = set(old.splitlines())
        changed = " / ".join(each.strip() for each in new.splitlines() if each not in before)
        return CiPlace(line, new=changed, why=told[0].detail if told else "")
    return CiPlace(line, why=told[0].detail) if told else None
