"""The safest order for each host, and why: a pure function of what the account says.

A Worker's route lies in front of whatever answers a host, and is gone the moment it is deleted. So a route comes
first, and the domain moves when nothing has gone wrong with it. A domain of Pages is a CNAME that leads to pages.dev;
the Worker's domain replaces that record, and Pages may have to validate the domain again before it answers.
[facts: workers/configuration/routing, pages/configuration/custom-domains]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.migration.cutover.model import Cutover, Facts, Host, Obstacle, Operation, Request, in_zone
from edgewise.migration.rehearsal.addressing import matches

_ELSEWHERE = (
    "Move the zone's name servers to Cloudflare, and begin again when the zone is active.",
    "Or keep this host on Pages, and move the others.",
    "Or give the Worker another host, and redirect this one to it where its zone is.",
)


def order(facts: Facts, worker: str) -> Cutover:
    """The cutover of a Pages project to ``worker``."""
    hosts = [_host(name, facts, worker) for name in facts.domains]
    notes = [
        f"{facts.subdomain} stays with the Pages project. Redirect it by a Bulk Redirect when the move is over.",
        "The Pages project builds and deploys until its automatic deployments are stopped. Keep it as the way back.",
        *facts.problems,
    ]
    there = None if facts.workers is None else worker in facts.workers
    return Cutover(facts.project, worker, there, tuple(hosts), tuple(notes))


def _host(name: str, facts: Facts, worker: str) -> Host:
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
    return _in_zone(name, zone, [each for each in records if each.get("name") == name], routes, facts, worker)


def _in_zone(
    name: str,
    zone: Mapping[str, Any],
    records: list[dict[str, Any]],
    routes: tuple[dict[str, Any], ...],
    facts: Facts,
    worker: str,
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
    operations = [] if record.get("proxied") else [_proxy(zone, record)]
    if same is None:
        operations.append(_front(zone, pattern, worker))
    else:
        told.append(f"The route {pattern} leads to {worker} already.")
    operations += [_watch(name), _domain(name, zone, record, worker), _unfront(zone, pattern, worker, same)]
    return Host(name, "ready", tuple(told), tuple(operations))


def _overlaps(pattern: str, host: str) -> bool:
    own = pattern.removeprefix("https://").removeprefix("http://").partition("/")[0]
    return matches(f"{own}/*", host, "/")


def _zone_of(name: str, facts: Facts) -> dict[str, Any] | None:
    fitting = [each for each in facts.zones or () if in_zone(name, each)]
    return max(fitting, key=lambda each: len(each["name"]), default=None)


def _proxy(zone: Mapping[str, Any], record: Mapping[str, Any]) -> Operation:
    path = f"/zones/{zone['id']}/dns_records/{record['id']}"
    return Operation(
        "proxy",
        f"Proxy the record of {record['name']}",
        "A route applies to proxied names only.",
        (Request("PATCH", path, {"proxied": True}),),
        (Request("PATCH", path, {"proxied": False}),),
        "The record is taken out of the proxy again.",
    )


def _front(zone: Mapping[str, Any], pattern: str, worker: str) -> Operation:
    path = f"/zones/{zone['id']}/workers/routes"
    return Operation(
        "front",
        f"Put the route {pattern} in front",
        "It takes effect in seconds and is gone as quickly. Pages keeps the domain meanwhile.",
        (Request("POST", path, {"pattern": pattern, "script": worker}),),
        (Request("DELETE", f"{path}/{{route}}"),),
        "The route is deleted, and Pages answers at once.",
        command=f'wrangler deploy --route "{pattern}"',
    )


def _watch(name: str) -> Operation:
    return Operation(
        "watch",
        f"Watch {name}",
        "Errors, CPU time and a few answers, before anything is done that takes longer to take back.",
        way_back="Nothing was changed.",
        command=f"edgewise verify --against https://{name} --new https://YOUR-WORKER.workers.dev",
    )


def _domain(name: str, zone: Mapping[str, Any], record: Mapping[str, Any], worker: str) -> Operation:
    body = {"hostname": name, "service": worker, "zone_id": zone["id"], "override_existing_dns_record": True}
    kept = {key: record[key] for key in ("type", "name", "content", "proxied", "ttl") if key in record}
    return Operation(
        "domain",
        f"Give {name} to the Worker",
        f"Its DNS record is replaced ({record['type']} {record['content']}).",
        (Request("PUT", "/accounts/{account_id}/workers/domains", body),),
        (
            Request("DELETE", "/accounts/{account_id}/workers/domains/{domain}"),
            Request("POST", f"/zones/{zone['id']}/dns_records", kept),
        ),
        "Between the two requests the name has no record for a moment. Then Pages may have to validate the domain "
        "again before it answers; a route that is still in front answers meanwhile.",
        restores=False,
        command=f"wrangler deploy --domain {name}",
    )


def _unfront(zone: Mapping[str, Any], pattern: str, worker: str, same: Mapping[str, Any] | None) -> Operation:
    path = f"/zones/{zone['id']}/workers/routes"
    route = "{route}" if same is None else str(same["id"])
    return Operation(
        "unfront",
        f"Take the route {pattern} away",
        "The domain leads to the Worker by itself now. One way in is easier to look after than two.",
        (Request("DELETE", f"{path}/{route}"),),
        (Request("POST", path, {"pattern": pattern, "script": worker}),),
        "The route is put in front again.",
    )
