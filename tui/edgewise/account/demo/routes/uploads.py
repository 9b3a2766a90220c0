"""What clients upload: static files, scripts and versions. The order and the names are wrangler's, of 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo import scripts as shapes
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, route
from edgewise.account.demo.fate import instead
from edgewise.account.demo.faults import Fault
from edgewise.account.demo.routes.workers import NO_WORKER
from edgewise.account.demo.uploads import Broken, Halted, Uploads, form
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

_SCRIPT = "/accounts/{account}/workers/scripts/{worker}"


def _broken(error: Broken) -> Refusal:
    return Refusal(400, 10021, str(error))


@route(_SCRIPT + "/assets-upload-session", "POST")
def begin_files(company: Company, call: Call) -> Result | Refusal:
    """Begin to upload a version's static files."""
    body = call.json()
    try:
        token, buckets = company.part(Uploads).begin(
            call.values["worker"], body.get("manifest") if isinstance(body, Mapping) else None
        )
    except Broken as error:
        return _broken(error)
    return Result({"jwt": token, "buckets": buckets})


@route("/accounts/{account}/workers/assets/upload", "POST")
def add_files(company: Company, call: Call) -> Said:
    """Files of a session, whose token is the credential."""
    token = call.headers.get("authorization", "").partition(" ")[2].strip()
    try:
        parts = form(call.headers.get("content-type", ""), call.body)
        done = company.part(Uploads).add(token, parts, encoded=call.query.get("base64") == "true")
    except Halted:
        return instead(Fault("503"), "")
    except Broken as error:
        return _broken(error)
    return Result({"jwt": token} if done else {}, status=201 if done else 202)


@route(_SCRIPT, "PUT")
def put_script(company: Company, call: Call) -> Result | Refusal:
    """Upload a Worker, new or not, and send all traffic to it."""
    return _upload(company, call, deploy=True)


@route(_SCRIPT + "/versions", "POST")
def post_version(company: Company, call: Call) -> Result | Refusal:
    """Upload a version, and send no traffic to it."""
    if company.part(Workers).facts(call.values["worker"]) is None:
        return NO_WORKER
    return _upload(company, call, deploy=False)


def _upload(company: Company, call: Call, *, deploy: bool) -> Result | Refusal:
    name, workers = call.values["worker"], company.part(Workers)
    try:
        upload = company.part(Uploads).read(call.headers.get("content-type", ""), call.body)
    except Broken as error:
        return _broken(error)
    version = workers.upload(name, upload.metadata, deploy=deploy, code=upload.code)
    company.part(Uploads).keep(name, version["id"], upload, version["resources"]["bindings"])
    facts = workers.facts(name)
    assert facts is not None
    told = shapes.script(facts, version["metadata"]["created_on"], version["number"])
    if not deploy:
        return Result({**version, "startup_time_ms": 12})
    first = workers.deployments(name)[0]["id"]
    return Result({**told, "startup_time_ms": 12, "deployment_id": first.replace("-", "")})


@route(_SCRIPT, "DELETE")
def delete_script(company: Company, call: Call) -> Said:
    """A Worker less."""
    return Result(None) if company.part(Workers).remove(call.values["worker"]) else NO_WORKER


@route("/accounts/{account}/workers/services/{worker}", "DELETE")
def delete_service(company: Company, call: Call) -> Said:
    """The same by its older name, which wrangler uses."""
    return delete_script(company, call)


@route(_SCRIPT + "/script-settings", "PATCH")
def patch_script_settings(company: Company, call: Call) -> Result | Refusal:
    """Change those settings that do not belong to a version."""
    facts, body = company.part(Workers).facts(call.values["worker"]), call.json()
    if facts is None:
        return NO_WORKER
    if not isinstance(body, Mapping):
        return Refusal(400, 10026, "Could not parse the request body.")
    for key in ("observability", "tags", "tail_consumers"):
        if body.get(key) is not None:
            facts[key] = body[key]
    return Result({key: shapes.settings(facts)[key] for key in ("logpush", "observability", "tags", "tail_consumers")})


@route("/accounts/{account}/workers/workers/{worker}/versions/latest", "PATCH")
def patch_latest(company: Company, call: Call) -> Result | Refusal:
    """A version like the newest with other secrets, which gets no traffic."""
    name, body = call.values["worker"], call.json()
    if company.part(Workers).facts(name) is None:
        return NO_WORKER
    told = body.get("env") if isinstance(body, Mapping) else None
    if not isinstance(told, Mapping):
        return Refusal(400, 10026, "Could not parse the request body.")
    texts = {str(key): str(each["text"]) for key, each in told.items() if isinstance(each, Mapping) and "text" in each}
    company.part(Uploads).remember(name, texts)
    removed = [str(key) for key, each in told.items() if each is None]
    return Result(company.part(Workers).change_secrets(name, put=list(texts), remove=removed, deploy=False))


@route(_SCRIPT + "/secrets-bulk", "PATCH")
def patch_secrets(company: Company, call: Call) -> Result | Refusal:
    """Set and delete secrets in one go. What they hold is kept for what runs the Worker, and told to nobody."""
    facts, body = company.part(Workers).facts(call.values["worker"]), call.json()
    if facts is None:
        return NO_WORKER
    secrets = body.get("secrets") if isinstance(body, Mapping) else None
    if not isinstance(secrets, Mapping):
        return Refusal(400, 10026, "Could not parse the request body.")
    texts = {str(name): each["text"] for name, each in secrets.items() if isinstance(each, Mapping) and "text" in each}
    company.part(Uploads).remember(call.values["worker"], {name: str(text) for name, text in texts.items()})
    company.part(Workers).change_secrets(
        call.values["worker"],
        put=[name for name, value in secrets.items() if value is not None],
        remove=[name for name, value in secrets.items() if value is None],
    )
    return Result([{"name": each, "type": "secret_text"} for each in facts["secrets"]])


# ---------------------------------------------------------------------- where a Worker answers


@route(_SCRIPT + "/routes", "PUT")
def put_routes(company: Company, call: Call) -> Result | Refusal:
    """The patterns that lead to a Worker, in whatever zones of the account."""
    body, name = call.json(), call.values["worker"]
    if company.part(Workers).facts(name) is None:
        return NO_WORKER
    if not isinstance(body, list) or not all(isinstance(each, Mapping) for each in body):
        return Refusal(400, 10026, "Could not parse the request body.")
    zones = company.part(Zones)
    wanted: list[tuple[dict[str, Any], str]] = []
    for each in body:
        pattern = str(each.get("pattern", ""))
        zone = zones.zone_for(pattern.partition("/")[0].removeprefix("*").removeprefix("."))
        if zone is None:
            return Refusal(400, 10016, f"The zone of the route {pattern[:100]!r} is not in this account.")
        wanted.append((zone, pattern))
    known = {route["pattern"]: route["script"] for zone, _ in wanted for route in zones.routes(zone["id"]) or ()}
    taken = next((pattern for _, pattern in wanted if known.get(pattern, name) != name), None)
    if taken is not None:
        return Refusal(409, 10020, f"The route {taken[:100]!r} belongs to another Worker.")
    for zone, pattern in wanted:
        if pattern not in known:
            zones.put_route(zone["id"], pattern, name)
    return Result([{"pattern": pattern, "script": name} for _, pattern in wanted])


@route(_SCRIPT + "/domains/changeset", "POST")
def domains_changeset(company: Company, call: Call) -> Result | Refusal:
    """What giving a Worker these domains would change: which are new, and which DNS records stand in the way."""
    body, name, workers = call.json(), call.values["worker"], company.part(Workers)
    if workers.facts(name) is None:
        return NO_WORKER
    if not isinstance(body, list) or not all(isinstance(each, Mapping) for each in body):
        return Refusal(400, 10026, "Could not parse the request body.")
    own = {each["hostname"]: each for each in workers.domains()}
    added, updated, conflicting = [], [], []
    for each in body:
        hostname = str(each.get("hostname", ""))
        found = own.get(hostname)
        if found is None:
            added.append({"hostname": hostname})
            records = [record for record in company.part(Zones).record_named(hostname) if record["proxiable"]]
            conflicting += [{"hostname": hostname, "records": records}] if records else []
        elif found["service"] != name:
            updated.append({**found, "modified": True})
    removed: list[Any] = []
    return Result({"added": added, "removed": removed, "updated": updated, "conflicting": conflicting})


@route(_SCRIPT + "/domains/records", "PUT")
def put_domains(company: Company, call: Call) -> Result | Refusal:
    """Give a Worker these domains, over what is there if that was said."""
    body, name, workers = call.json(), call.values["worker"], company.part(Workers)
    if workers.facts(name) is None:
        return NO_WORKER
    origins = body.get("origins") if isinstance(body, Mapping) else None
    if not isinstance(origins, list) or not all(isinstance(each, Mapping) for each in origins):
        return Refusal(400, 10026, "Could not parse the request body.")
    override = body.get("override_existing_dns_record") is True
    for each in origins:
        hostname = str(each.get("hostname", ""))
        zone = company.part(Zones).zone_for(hostname)
        if zone is None or zone["status"] != "active":
            return Refusal(400, 100114, "The hostname does not belong to an active zone of this account.")
        if workers.put_domain(hostname, name, zone, override=override) is None:
            return Refusal(409, 100117, f"Hostname '{hostname[:200]}' already has externally managed DNS records.")
    return Result([each for each in workers.domains() if each["service"] == name])
