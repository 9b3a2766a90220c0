"""When a resource was deployed, for the marks on its time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from edgewise.account.analytics.drawn import Event
from edgewise.account.listing import load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Kind, Row
from edgewise.account.resources.values import at, moment, text
from edgewise.errors import EdgewiseError

if TYPE_CHECKING:
    from edgewise.account.client import Client

BELOW: Mapping[str, str] = {"workers": "worker_deployments", "pages_projects": "pages_deployments"}
"""Kind -> the kind of its deployments."""


async def deployments(client: Client, of: Kind, row: Row) -> tuple[tuple[Event, ...], EdgewiseError | None]:
    """The deployments of a row that went into production, newest first; and why there are none to be had."""
    below = BELOW.get(of.id)
    drill = next((each for each in of.drills if each.kind == below), None)
    if below is None or drill is None:
        return (), None
    parameters = {name: row.value(field) or "" for name, field in drill.parameters.items()}
    try:
        listing = await load(client, kind(below), parameters)
    except EdgewiseError as error:
        return (), error
    events = [event for each in listing.rows if (event := _event(each.raw)) is not None]
    return tuple(sorted(events, key=lambda each: each.when, reverse=True)), None


def _event(document: Any) -> Event | None:
    """A deployment that changed what runs: of Pages, only one that went through, into production."""
    when = moment(at(document, "created_on"))
    if when is None:
        return None
    if at(document, "stages") is not None:
        if text(at(document, "environment")) != "production" or text(at(document, "latest_stage.status")) != "success":
            return None
        return Event(when, text(at(document, "deployment_trigger.metadata.commit_message")) or "deployment")
    annotations = at(document, "annotations")
    message = annotations.get("workers/message") if isinstance(annotations, Mapping) else None
    return Event(when, text(message) or "deployment")
