"""Workers, their versions, deployments, settings and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo import scripts as shapes
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route
from edgewise.account.demo.uploads import Uploads
from edgewise.account.demo.workers import MESSAGE, Workers
from edgewise.account.demo.zones import Zones

NO_WORKER = Refusal(404, 10007, "This Worker does not exist on your account.")
_NO_SERVICE = Refusal(404, 10090, "This service does not exist on your account.")
_BAD_BODY = Refusal(400, 10026, "Could not parse the request body.")
_SCRIPT = "/accounts/{account}/workers/scripts/{worker}"
_SERVICE = "/accounts/{account}/workers/services/{worker}"


def _facts(company: Company, call: Call) -> Document | None:
    return company.part(Workers).facts(call.values["worker"])


@route("/accounts/{account}/workers/scripts")
def scripts(company: Company, call: Call) -> Result | Refusal:
    """Workers, all on one page."""
    return Result(company.part(Workers).scripts())


@route("/accounts/{account}/workers/subdomain")
def subdomain(company: Company, call: Call) -> Result | Refusal:
    """The account's name below workers.dev."""
    return Result({"subdomain": company.subdomain})


# ---------------------------------------------------------------------- the older and the newer interface


@route(_SERVICE)
def service(company: Company, call: Call) -> Result | Refusal:
    """A Worker as the older service interface tells of it."""
    found = next((each for each in company.part(Workers).scripts() if each["id"] == call.values["worker"]), None)
    if found is None:
        return _NO_SERVICE
    environment = {"environment": "production", "script": found, "created_on": found["created_on"]}
    return Result({"id": found["id"], "default_environment": environment, "environments": [environment]})


@route(_SERVICE + "/environments/{environment}/routes")
def service_routes(company: Company, call: Call) -> Result | Refusal:
    """The routes that lead to a Worker, in whatever zone."""
    if _facts(company, call) is None:
        return _NO_SERVICE
    return Result(company.part(Zones).routes_of(call.values["worker"]))


@route(_SERVICE + "/environments/{environment}/bindings")
def service_bindings(company: Company, call: Call) -> Result | Refusal:
    """A Worker's bindings."""
    facts = _facts(company, call)
    return Result(shapes.bindings(facts)) if facts else _NO_SERVICE


@route("/accounts/{account}/workers/workers")
def workers(company: Company, call: Call) -> Result | Refusal:
    """Workers with what depends on them."""
    return paged(company.part(Workers).workers(), call.query, size=20)


@route("/accounts/{account}/workers/workers/{worker}")
def worker(company: Company, call: Call) -> Result | Refusal:
    """One Worker with what depends on it, by name or id."""
    found = company.part(Workers).workers()
    chosen = next((each for each in found if call.values["worker"] in (each["id"], each["name"])), None)
    return Result(chosen) if chosen else NO_WORKER


# ---------------------------------------------------------------------- deployments and versions


@route(_SCRIPT + "/deployments")
def script_deployments(company: Company, call: Call) -> Result | Refusal:
    """A Worker's deployments."""
    found = company.part(Workers).deployments(call.values["worker"])
    return Result({"deployments": found}) if found else NO_WORKER


@route(_SCRIPT + "/deployments", "POST")
def deploy(company: Company, call: Call) -> Result | Refusal:
    """Divide a Worker's traffic between versions, or go back to one."""
    if _facts(company, call) is None:
        return NO_WORKER
    body = call.json()
    shares = _shares(body.get("versions")) if isinstance(body, Mapping) else None
    if shares is None:
        return _BAD_BODY
    annotations = body.get("annotations")
    message = annotations.get(MESSAGE) if isinstance(annotations, Mapping) else None
    told = message if isinstance(message, str) else None
    source = "wrangler" if call.headers.get("user-agent", "").startswith("wrangler/") else "api"
    found = company.part(Workers).deploy(call.values["worker"], shares, told, source)
    return Result(found) if found else Refusal(400, 10134, "Versions must exist, and their percentages must make 100.")


def _shares(versions: Any) -> dict[str, float] | None:
    if not isinstance(versions, list) or not all(isinstance(each, Mapping) for each in versions):
        return None
    shares = {str(each.get("version_id")): each.get("percentage") for each in versions}
    return shares if all(type(each) in (int, float) and 0 <= each <= 100 for each in shares.values()) else None


@route(_SCRIPT + "/versions")
def script_versions(company: Company, call: Call) -> Result | Refusal:
    """A Worker's versions."""
    found = company.part(Workers).versions(call.values["worker"])
    if not found:
        return NO_WORKER
    short = [{key: value for key, value in each.items() if key != "resources"} for each in found]
    page = paged(short, call.query, size=10)
    return Result({"items": page.result}, page.info)


@route(_SCRIPT + "/versions/{version}")
def script_version(company: Company, call: Call) -> Result | Refusal:
    """One version, with what it is made of."""
    found = company.part(Workers).versions(call.values["worker"])
    chosen = next((each for each in found if each["id"] == call.values["version"]), None)
    return Result(chosen) if chosen else NO_WORKER


# ---------------------------------------------------------------------- settings


@route(_SCRIPT + "/settings")
def script_settings(company: Company, call: Call) -> Result | Refusal:
    """A Worker's bindings and settings."""
    facts = _facts(company, call)
    return Result(shapes.settings(facts)) if facts else NO_WORKER


@route(_SCRIPT + "/script-settings")
def script_only_settings(company: Company, call: Call) -> Result | Refusal:
    """Those settings that do not belong to a version."""
    facts = _facts(company, call)
    keys = ("logpush", "observability", "tags", "tail_consumers")
    return Result({key: shapes.settings(facts)[key] for key in keys}) if facts else NO_WORKER


@route(_SCRIPT + "/schedules")
def script_schedules(company: Company, call: Call) -> Result | Refusal:
    """A Worker's times of day."""
    facts = _facts(company, call)
    if facts is None:
        return NO_WORKER
    since = {"created_on": facts["created_on"], "modified_on": facts["created_on"]}
    return Result({"schedules": [{"cron": cron, **since} for cron in facts["crons"]]})


@route(_SCRIPT + "/schedules", "PUT")
def put_schedules(company: Company, call: Call) -> Said:
    """Replace a Worker's times of day."""
    body = call.json()
    if _facts(company, call) is None:
        return NO_WORKER
    if not isinstance(body, list) or not all(
        isinstance(each, Mapping) and isinstance(each.get("cron"), str) for each in body
    ):
        return _BAD_BODY
    company.part(Workers).put_schedules(call.values["worker"], [each["cron"] for each in body])
    return script_schedules(company, call)


@route(_SCRIPT + "/subdomain")
def script_subdomain(company: Company, call: Call) -> Result | Refusal:
    """Whether a Worker answers below workers.dev."""
    found = company.part(Workers).subdomain(call.values["worker"])
    return Result(found) if found else NO_WORKER


@route(_SCRIPT + "/subdomain", "POST")
def put_subdomain(company: Company, call: Call) -> Result | Refusal:
    """Open or close a Worker's address below workers.dev."""
    body = call.json()
    if _facts(company, call) is None:
        return NO_WORKER
    if not isinstance(body, Mapping) or not isinstance(body.get("enabled"), bool):
        return _BAD_BODY
    previews = bool(body.get("previews_enabled", body["enabled"]))
    return Result(company.part(Workers).put_subdomain(call.values["worker"], body["enabled"], previews))


# ---------------------------------------------------------------------- secrets


@route(_SCRIPT + "/secrets")
def script_secrets(company: Company, call: Call) -> Result | Refusal:
    """The names of a Worker's secrets."""
    facts = _facts(company, call)
    return Result([{"name": each, "type": "secret_text"} for each in facts["secrets"]]) if facts else NO_WORKER


@route(_SCRIPT + "/secrets", "PUT")
def put_secret(company: Company, call: Call) -> Result | Refusal:
    """Set a secret. What it holds is kept for what runs the Worker, and told to nobody."""
    body = call.json()
    if _facts(company, call) is None:
        return NO_WORKER
    if not isinstance(body, Mapping) or not isinstance(body.get("name"), str) or not isinstance(body.get("text"), str):
        return _BAD_BODY
    company.part(Uploads).remember(call.values["worker"], {body["name"]: body["text"]})
    company.part(Workers).put_secret(call.values["worker"], body["name"])
    return Result({"name": body["name"], "type": "secret_text"})


@route(_SCRIPT + "/secrets/{secret}", "DELETE")
def remove_secret(company: Company, call: Call) -> Result | Refusal:
    """A secret less."""
    if _facts(company, call) is None:
        return NO_WORKER
    done = company.part(Workers).remove_secret(call.values["worker"], call.values["secret"])
    return Result(None) if done else Refusal(404, 10056, "Binding not found.")
