"""The host below workers.dev: where a project answers that has no domain of its own.

Nobody can be sent from ``NAME.pages.dev`` to a Worker without noticing: the address changes. So the Worker's own
address is opened and compared, and what leads visitors there is the redirect that comes with finishing.

A deploy sends ``enabled`` and ``previews_enabled`` together. Without ``workers_dev`` in its file it opens the address
when the file names no routes and closes it when it does; a ``previews_enabled`` that is left out is decided by the API.
[workers-sdk: packages/deploy-helpers/src/triggers/subdomain.ts, getSubdomainValues and subdomainDeploy; wrangler 4.156]
So both are sent here, and what the wrangler file would undo with the next deploy is not begun.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from edgewise.account.resources.actions import WORKERS_WRITE
from edgewise.account.wire import segment
from edgewise.migration.cutover.model import Facts, Host, Obstacle
from edgewise.migration.cutover.watches import record_answers, watch
from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation, Request, Row

OPEN = "workers-dev"
_WATCHED = f"watch-{OPEN}"

_NO_NAME = (
    "Choose one in the dashboard: Workers & Pages → Your subdomain. It is part of the address that visitors see.",
    "Or give the Pages project a domain of its own first, and begin again.",
)


def compared(runs: Sequence[Run]) -> frozenset[str]:
    """The hosts below workers.dev that a cutover has compared, as long as that is not taken back.

    The upload that ships a Worker may have opened its address already. So an open address does not say that anybody
    has decided to send visitors there.
    """
    return frozenset(
        run.operations[index].host
        for run in runs
        if run.about.stage == "cutover"
        for index in run.done - run.undone
        if run.operations[index].id == _WATCHED
    )


def workers_dev(facts: Facts, worker: str, document: Mapping[str, Any], looked_at: Collection[str]) -> Host | None:
    """The host of a project without a domain of its own; ``None`` where that cannot be told.

    Args:
        document: the wrangler file that the Worker is deployed with.
        looked_at: hosts that were compared; see :func:`compared`.
    """
    if facts.account_name is None:
        return None
    if not facts.account_name:
        obstacle = Obstacle("The account has no name below workers.dev yet.", _NO_NAME)
        return Host("workers.dev", "blocked", (), (), (obstacle,))
    name = f"{worker}.{facts.account_name}.workers.dev"
    told: tuple[str, ...] = (
        f"The address changes for visitors: {facts.subdomain} was the only one, and {name} is the new one.",
    )
    if facts.opened is None:
        return Host(name, "unknown", (*told, "Whether the Worker answers there could not be read."))
    if obstacle_ := _closes(name, document):
        return Host(name, "blocked", told, (), (obstacle_,))
    open_, previews = facts.opened
    if open_ and name in looked_at:
        return Host(name, "done", (*told, f"{worker} answers there."))
    if open_:
        told = (*told, "The Worker answers there already, since wrangler has opened the address. It is left open.")
    operations = [record_answers(name, facts.subdomain)]
    if not open_:
        operations.append(_open(name, worker, previews))
    return Host(name, "ready", told, (*operations, watch(name, OPEN)))


def _closes(name: str, document: Mapping[str, Any]) -> Obstacle | None:
    """What the next deploy would do to the address, if that is closing it."""
    said = document.get("workers_dev")
    routed = bool(document.get("routes") or document.get("route"))
    if said is True or (said is None and not routed):
        return None
    why = 'says "workers_dev": false' if said is False else 'names routes and no "workers_dev"'
    return Obstacle(
        f"The wrangler file {why}: the next deploy would close {name}.",
        (
            'Set "workers_dev": true in the wrangler file, run `edgewise ship` again, and begin again.',
            "Or give the Pages project a domain of its own first.",
        ),
    )


def _open(name: str, worker: str, previews: bool) -> Operation:
    path = f"/accounts/{{account_id}}/workers/scripts/{segment(worker)}/subdomain"
    closed, opened = ({"enabled": each, "previews_enabled": previews} for each in (False, True))
    row = Row(path, {}, closed, opened, "document")
    return Operation(
        OPEN,
        f"Open {name}",
        "The Worker answers there from then on. Whether previews have addresses stays as it is.",
        (Request("POST", path, opened, row, WORKERS_WRITE),),
        (Request("POST", path, closed, row.reversed, WORKERS_WRITE),),
        "The address is closed again, as it was. The project's address below pages.dev was never touched.",
        host=name,
    )
