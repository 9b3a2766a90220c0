"""What is done when the cutover is over: a pure function of what the account and the repository say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edgewise.account.resources.actions import PAGES_WRITE
from edgewise.account.resources.values import at
from edgewise.account.wire import segment
from edgewise.migration.cutover.model import Host
from edgewise.migration.finishing.keeping import DAYS, STOP, keep
from edgewise.migration.finishing.model import Facts, Finish
from edgewise.migration.finishing.redirecting import describe, list_name, redirect, redirected
from edgewise.migration.finishing.tasks import tasks
from edgewise.migration.operations.model import Operation, Request, Row
from edgewise.text import clean

_ON = "source.config.production_deployments_enabled"
_PREVIEWS = "source.config.preview_deployment_setting"


def finish(facts: Facts, days: int | None = None, *, redirects: bool = True) -> Finish:
    """What is done, in order: the redirect comes last, and goes first on the way back.

    Args:
        days: how long the Pages project is kept from today; ``None`` leaves what was said before, else 30 days.
        redirects: whether the project's address below pages.dev is led on.
    """
    found = facts.cutover
    notes: list[str] = []
    operations = [*_stop(facts, notes), *_keep(facts, days)]
    if redirects:
        operations += _redirect(facts, notes)
    until = next((str(each.details["until"]) for each in operations if "until" in each.details), facts.kept)
    hosts = tuple(_without_steps(host) for host in found.hosts)
    notes += [f"{host.name} is not with the Worker: {host.standing}." for host in hosts if host.standing != "done"]
    return Finish(
        found.project,
        found.worker,
        found.worker_there,
        hosts,
        tuple(operations),
        tasks(facts, until),
        (*notes, *facts.problems),
        until,
    )


def _without_steps(host: Host) -> Host:
    return Host(host.name, host.standing, host.facts, (), host.obstacles)


def _stop(facts: Facts, notes: list[str]) -> Iterator[Operation]:
    name = clean(facts.cutover.project, 60)
    if not at(facts.project, "source.config"):
        notes.append("Nothing deploys this project by itself: it has no repository, what is uploaded is deployed.")
        return
    production, previews = at(facts.project, _ON), at(facts.project, _PREVIEWS)
    if production is False and previews == "none":
        notes.append("The automatic deployments of the Pages project are off already.")
        return
    path = f"/accounts/{{account_id}}/pages/projects/{segment(facts.cutover.project)}"
    # An older project may lack a field: what is not told cannot be looked at, and is on.
    told = {key: value for key, value in ((_ON, production), (_PREVIEWS, previews)) if value is not None}
    former = {_ON: True, _PREVIEWS: "all", **told}
    off = {_ON: False, _PREVIEWS: "none"}
    row, on_again = Row(path, {}, told, off, "document"), Row(path, {}, off, former, "document")
    back = _settings(facts, former[_ON], former[_PREVIEWS])
    yield Operation(
        STOP,
        f"Stop the automatic deployments of the Pages project {name}",
        "A push would build it twice, and change what the way back leads to.",
        (Request("PATCH", path, _settings(facts, False, "none"), row, PAGES_WRITE),),
        (Request("PATCH", path, back, on_again, PAGES_WRITE),),
        "They are switched on as they were. What was pushed meanwhile is built with the next push.",
    )


def _settings(facts: Facts, production: Any, previews: Any) -> dict[str, Any]:
    config = {"production_deployments_enabled": production, "preview_deployment_setting": previews}
    return {"source": {"type": at(facts.project, "source.type"), "config": config}}


def _keep(facts: Facts, days: int | None) -> Iterator[Operation]:
    if days is not None or not facts.kept:
        yield keep(clean(facts.cutover.project, 60), facts.today, DAYS if days is None else days)


def _redirect(facts: Facts, notes: list[str]) -> tuple[Operation, ...]:
    project = facts.cutover.project
    subdomain = clean(str(at(facts.project, "subdomain") or f"{project}.pages.dev"), 253)
    host = next((each.name for each in facts.cutover.hosts if each.standing == "done"), "")
    if not facts.cutover.hosts:
        notes.append(f"No address of the Worker is known. Whoever comes by {subdomain} stays with Pages.")
        return ()
    if not host:
        return ()
    if facts.lists is None or facts.rules is None:
        notes.append(f"{subdomain} is not redirected: lists or rules of the account could not be read.")
        return ()
    there = redirected(facts.rules, project)
    if there is not False:
        off = "The rule that redirects it is there, and somebody has switched it off."
        notes.append(f"{subdomain} is redirected already." if there else f"{subdomain} is not redirected. {off}")
        return ()
    name = list_name(project)
    taken = next((each for each in facts.lists if each.get("name") == name), None)
    if taken is not None and taken.get("description") != describe(subdomain):
        notes.append(f"{subdomain} is not redirected: the account has a list {name} of somebody else.")
        return ()
    return redirect(project, subdomain, host, facts.ruleset)
