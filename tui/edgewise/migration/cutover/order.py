"""The safest order for each host, and why: a pure function of what the account says.

A Worker's route lies in front of whatever answers a host, and is gone the moment it is deleted. So a route comes
first, and the domain moves when nothing has gone wrong with it. A domain of Pages is a CNAME that leads to pages.dev;
the Worker's domain replaces that record, and Pages may have to validate the domain again before it answers.
[facts: workers/configuration/routing, pages/configuration/custom-domains]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.resources.actions import WORKERS_WRITE
from edgewise.account.wire import segment
from edgewise.migration.cutover.model import Cutover, Facts, Host, Obstacle, in_zone
from edgewise.migration.cutover.watches import record_answers, watch
from edgewise.migration.cutover.workers_dev import workers_dev
from edgewise.migration.operations.journal import DOMAIN
from edgewise.migration.operations.model import Operation, Request, Row, Wait
from edgewise.migration.rehearsal.addressing import matches

DNS_WRITE = Permission("DNS Write", "Zone · DNS · Edit")
ROUTES_WRITE = Permission("Workers Routes Write", "Zone · Workers Routes · Edit")

_SCRIPTS = "/accounts/{account_id}/workers/scripts"

_ELSEWHERE = (
    "Move the zone's name servers to Cloudflare, and begin again when the zone is active.",
    "Or keep this host on Pages, and move the others.",
    "Or give the Worker another host, and redirect this one to it where its zone is.",
)


def order(
    facts: Facts,
    worker: str,
    only: Collection[str] = (),
    document: Mapping[str, Any] | None = None,
    looked_at: Collection[str] = (),
) -> Cutover:
    """The cutover of a Pages project to ``worker``.

    A project without a domain of its own goes to the Worker's address below workers.dev.

    Args:
        only: the hosts that are cut over; empty for all of the project. The others are left out altogether.
        document: the wrangler file that the Worker is deployed with.
        looked_at: hosts below workers.dev that were compared;
            see :func:`edgewise.migration.cutover.workers_dev.compared`.
    """
    given = [
        {"hostname": str(each["hostname"]), "zone_id": str(each.get("zone_id"))}
        for each in facts.worker_domains or ()
        if each.get("service") == worker
    ]
    hosts = []
    for name in (each for each in facts.domains if not only or each in only):
        host = _host(name, facts, worker, tuple(given))
        hosts.append(host)
        zone = _zone_of(name, facts)
        if host.standing == "ready" and zone is not None:
            given.append({"hostname": name, "zone_id": str(zone["id"])})
    leads = f"it redirects {facts.subdomain}"
    below = None if facts.domains else workers_dev(facts, worker, document or {}, looked_at)
    if below is not None and (not only or below.name in only):
        hosts.append(below)
        leads = f"it leads visitors of {facts.subdomain} on to the new address"
    notes = [
        f"`edgewise finish` comes after it: {leads}, and stops what Pages deploys by itself.",
        "Keep the Pages project: it is the way back.",
        *facts.problems,
    ]
    there = None if facts.workers is None else worker in facts.workers
    return Cutover(facts.project, worker, there, tuple(hosts), tuple(notes))


def _host(name: str, facts: Facts, worker: str, given: Sequence[Mapping[str, Any]]) -> Host:
    if facts.zones is None or facts.worker_domains is None:
        return Host(name, "unknown", ("Zones or domains of the account could not be read.",))
    zone = _zone_of(name, facts)
    if zone is None:
        obstacle = Obstacle(f"{name} is in no zone of this account, and a Worker's domain must be.", _ELSEWHERE)
        return Host(name, "blocked", (), (), (obstacle,))
    if zone.get("status") != "active":
        fix = "Wait until the zone is active: its name servers must lead to Cloudflare."
        return Host(name, "blocked", (), (), (Obstacle(f"The zone {zone['name']} is not active.", (fix,)),))
    taken = next((each for each in facts.worker_domains if each.get("hostname") == name), None)
    if taken is not None and taken.get("service") == worker:
        return Host(name, "done", (f"It is a custom domain of {worker} already.",))
    if taken is not None:
        fix = "Take the domain off that Worker first, if it should be."
        return Host(name, "blocked", (), (), (Obstacle(f"It is the domain of the Worker {taken['service']}.", (fix,)),))
    records, routes = facts.records.get(zone["id"]), facts.routes.get(zone["id"])
    if records is None or routes is None:
        return Host(name, "unknown", (f"DNS records or routes of {zone['name']} could not be read.",))
    return _in_zone(name, zone, [each for each in records if each.get("name") == name], routes, facts, worker, given)


def _in_zone(
    name: str,
    zone: Mapping[str, Any],
    records: list[dict[str, Any]],
    routes: tuple[dict[str, Any], ...],
    facts: Facts,
    worker: str,
    given: Sequence[Mapping[str, Any]],
) -> Host:
    leads = [each for each in records if each.get("type") in ("A", "AAAA", "CNAME")]
    record = next((each for each in leads if each.get("content") == facts.subdomain), None)
    if record is None or len(leads) != 1:
        there = ", ".join(f"{each.get('type')} {each.get('content')}" for each in leads) or "no record"
        fix = f"Visitors do not come to Pages by this name now. Let it lead to {facts.subdomain}, or leave it out."
        return Host(name, "blocked", (), (), (Obstacle(f"DNS has {there} for {name}.", (fix,)),))
    told = [f"DNS leads to {facts.subdomain}{'' if record.get('proxied') else ', not proxied'}."]
    pattern = f"{name}/*"
    same = next((each for each in routes if each.get("pattern") == pattern), None)
    if same is not None and same.get("script") != worker:
        whose = same.get("script") or "no Worker, which switches Workers off there"
        fix = "Decide which Worker should have the host, and delete the other route."
        return Host(name, "blocked", tuple(told), (), (Obstacle(f"The route {pattern} leads to {whose}.", (fix,)),))
    for each in routes:
        other = str(each.get("pattern", ""))
        if other != pattern and each.get("script") != worker and _overlaps(other, name):
            told.append(f"Requests for {other} go to {each.get('script') or 'no Worker'}, and go on doing so.")
    operations = [] if same is not None else [record_answers(name)]
    if not record.get("proxied"):
        operations.append(_proxy(zone, record))
    if same is None:
        operations += [_front(zone, name, worker, _again(facts, name)), watch(name, "front")]
    else:
        told.append(f"The route {pattern} leads to {worker} already.")
    operations += [
        _domain(name, zone, record, worker, given),
        watch(name, "domain"),
        _unfront(zone, name, worker),
    ]
    operations.append(watch(name, "unfront"))
    return Host(name, "ready", tuple(told), tuple(operations))


def _overlaps(pattern: str, host: str) -> bool:
    own = pattern.removeprefix("https://").removeprefix("http://").partition("/")[0]
    return matches(f"{own}/*", host, "/")


def _zone_of(name: str, facts: Facts) -> dict[str, Any] | None:
    fitting = [each for each in facts.zones or () if in_zone(name, each)]
    return max(fitting, key=lambda each: len(each["name"]), default=None)


def _records(zone: Mapping[str, Any]) -> str:
    return f"/zones/{zone['id']}/dns_records"


def _proxy(zone: Mapping[str, Any], record: Mapping[str, Any]) -> Operation:
    path = f"{_records(zone)}/{record['id']}"
    row = Row(_records(zone), {"id": record["id"]}, {"proxied": False}, {"proxied": True}, "pages")
    return Operation(
        "proxy",
        f"Proxy the record of {record['name']}",
        "A route applies to proxied names only.",
        (Request("PATCH", path, {"proxied": True}, row, DNS_WRITE),),
        (Request("PATCH", path, {"proxied": False}, row.reversed, DNS_WRITE),),
        "The record is taken out of the proxy again.",
        host=str(record["name"]),
    )


def _route_row(zone: Mapping[str, Any], pattern: str, worker: str) -> Row:
    return Row(f"/zones/{zone['id']}/workers/routes", {"pattern": pattern}, None, {"script": worker})


def _again(facts: Facts, name: str) -> Wait | None:
    """That Pages answers for a domain. After its record was away Pages may have to validate it again.

    [facts: pages/configuration/custom-domains]
    """
    if name in facts.inactive:
        return None
    path = f"/accounts/{{account_id}}/pages/projects/{segment(facts.project)}/domains/{segment(name)}"
    row = Row(path, {}, None, {"status": "active"}, "document")
    return Wait(row, f"Pages has not validated {name} again yet. The route stays in front, and the Worker answers.")


def _front(zone: Mapping[str, Any], name: str, worker: str, again: Wait | None) -> Operation:
    pattern = f"{name}/*"
    row = _route_row(zone, pattern, worker)
    return Operation(
        "front",
        f"Put the route {pattern} in front",
        "It takes effect in seconds and is gone as quickly. Pages keeps the domain meanwhile.",
        (Request("POST", row.path, {"pattern": pattern, "script": worker}, row, ROUTES_WRITE),),
        (Request("DELETE", f"{row.path}/{{route}}", None, row.reversed, ROUTES_WRITE, wait=again),),
        "The route is deleted, and Pages answers at once. Where the domain was moved, Pages is waited for before.",
        command=f'wrangler deploy --route "{pattern}"',
        host=name,
    )


def _domain(
    name: str, zone: Mapping[str, Any], record: Mapping[str, Any], worker: str, others: Sequence[Mapping[str, Any]]
) -> Operation:
    """The request is wrangler's own. It names every domain of the Worker, since it may take away what it does not name.

    [workers-sdk: packages/deploy-helpers/src/triggers/publish-routes.ts]
    """
    body = {
        "override_scope": True,
        "override_existing_origin": False,
        "override_existing_dns_record": True,
        "origins": [*others, {"hostname": name, "zone_id": zone["id"]}],
    }
    kept = {key: record[key] for key in ("type", "name", "content", "proxied", "ttl") if key in record}
    domains = "/accounts/{account_id}/workers/domains"
    row = Row(domains, {"hostname": name}, None, {"service": worker})
    told = {key: record[key] for key in ("type", "content") if key in record}
    there = Row(_records(zone), {"id": record["id"]}, told, None, "pages")
    back = Row(_records(zone), {"name": name, **told}, None, told, "pages")
    return Operation(
        DOMAIN,
        f"Give {name} to the Worker",
        f"Its DNS record is replaced ({record['type']} {record['content']}).",
        (Request("PUT", f"{_SCRIPTS}/{worker}/domains/records", body, row, WORKERS_WRITE, (there,)),),
        (
            Request("DELETE", f"{domains}/{{domain}}", None, row.reversed, WORKERS_WRITE),
            Request("POST", _records(zone), kept, back, DNS_WRITE),
        ),
        "On the way back the name has no record for a moment. Then Pages may have to validate the domain again; the "
        "route that is put in front first answers until it has.",
        restores=False,
        command=f"wrangler deploy --domain {name}",
        host=name,
    )


def _unfront(zone: Mapping[str, Any], name: str, worker: str) -> Operation:
    pattern = f"{name}/*"
    row = _route_row(zone, pattern, worker).reversed
    return Operation(
        "unfront",
        f"Take the route {pattern} away",
        "The domain leads to the Worker by itself now. One way in is easier to look after than two.",
        (Request("DELETE", f"{row.path}/{{route}}", None, row, ROUTES_WRITE),),
        (Request("POST", row.path, {"pattern": pattern, "script": worker}, row.reversed, ROUTES_WRITE),),
        "The route is put in front again.",
        host=name,
    )
