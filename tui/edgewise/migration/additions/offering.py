"""What could be added to a project, and what in it asks for that."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from edgewise.migration.additions.gradual import deploying
from edgewise.migration.additions.model import CONSUMER, CRON, GRADUAL, KINDS, LOGS, WORKFLOW, Offer, Wanted
from edgewise.migration.additions.queues import consumers, producers
from edgewise.migration.additions.situation import Situation, situation
from edgewise.text import clean

_MORNING = "0 6 * * *"


def offers(root: Path) -> list[Offer]:
    """What could be added to the moved project in ``root``, what makes sense first.

    Raises:
        Refused: ``not-moved``, and what else :func:`situation` refuses.
        InputError: when a file does not parse.
    """
    here = situation(root)
    return sorted(_offers(here), key=lambda each: not each.sense)


def _offers(here: Situation) -> Iterator[Offer]:
    taken = consumers(here.document)
    lonely = [queue for queue in producers(here.document) if queue not in taken]
    for queue in lonely:
        why = f"Queue {clean(queue, 80)} has a producer and no consumer."
        wanted = Wanted(CONSUMER, queue=queue, status=True)
        yield _offer(wanted, True, why, f"--queue {shlex.quote(clean(queue, 80))} --status")
    if not lonely:
        why = "Each queue that the site sends to has a consumer." if taken else "The site sends to no queue."
        yield _offer(Wanted(CONSUMER), False, why, "--queue NAME", asks="queue")
    consumed = next((each for each in taken), None)
    started = any(each.kind == WORKFLOW for each in here.added)
    if consumed and not started:
        why = f"Work on {clean(consumed, 80)} that takes longer than 15 minutes, or has steps, fits a Workflow."
        wanted = Wanted(WORKFLOW, queue=consumed)
        yield _offer(wanted, True, why, f"NAME --queue {shlex.quote(clean(consumed, 80))}", asks="name")
    else:
        why = "For jobs in steps, that may take hours and are not lost."
        yield _offer(Wanted(WORKFLOW), False, why, "NAME", asks="name")
    yield _offer(Wanted(CRON, cron=_MORNING), False, "For work at fixed times.", f'"{_MORNING}"')
    seen = here.document.get("observability")
    on = isinstance(seen, Mapping) and seen.get("enabled") is True
    yield _offer(Wanted(LOGS), not on, "Workers Logs is on." if on else "What the Worker logs is not kept.", "")
    found = deploying(here)
    ready = found is not None and not any("wrangler versions" in str(each) for each in found[3].values())
    why = (
        f"The script {clean(found[0], 60)} gives each deployment to all visitors at once."
        if found is not None and ready
        else "A new version can go to a part of the visitors first."
    )
    yield _offer(Wanted(GRADUAL), ready, why, "")


def _offer(wanted: Wanted, sense: bool, why: str, rest: str, *, asks: str = "") -> Offer:
    row = KINDS[wanted.kind]
    command = f"edgewise add {wanted.kind} {rest}".rstrip()
    return Offer(wanted.kind, row.title, sense, why, command, row.lesson, wanted, asks)
