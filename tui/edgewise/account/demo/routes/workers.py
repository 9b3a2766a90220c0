"""Workers, their versions, deployments and settings."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, paged, route
from edgewise.account.demo.workers import Workers

_NO_WORKER = Refusal(404, 10007, "This Worker does not exist on your account.")
_NO_SERVICE = Refusal(404, 10090, "This service does not exist on your account.")


@route("/accounts/{account}/workers/scripts")
def scripts(company: Company, call: Call) -> Result | Refusal:
    """Workers, all on one page."""
    return Result(company.part(Workers).scripts())


@route("/accounts/{account}/workers/subdomain")
def subdomain(company: Company, call: Call) -> Result | Refusal:
    """The account's name below workers.dev."""
    return Result({"subdomain": company.subdomain})


@route("/accounts/{account}/workers/services/{worker}")
def service(company: Company, call: Call) -> Result | Refusal:
    """A Worker as the older service interface tells of it."""
    found = next((each for each in company.part(Workers).scripts() if each["id"] == call.values["worker"]), None)
    if found is None:
        return _NO_SERVICE
    environment = {"environment": "production", "script": found, "created_on": found["created_on"]}
    return Result({"id": found["id"], "default_environment": environment, "environments": [environment]})


@route("/accounts/{account}/workers/scripts/{worker}/deployments")
def script_deployments(company: Company, call: Call) -> Result | Refusal:
    """A Worker's deployments."""
    found = company.part(Workers).deployments(call.values["worker"])
    return Result({"deployments": found}) if found else _NO_WORKER


@route("/accounts/{account}/workers/scripts/{worker}/versions")
def script_versions(company: Company, call: Call) -> Result | Refusal:
    """A Worker's versions."""
    found = company.part(Workers).versions(call.values["worker"])
    if not found:
        return _NO_WORKER
    short = [{key: value for key, value in each.items() if key != "resources"} for each in found]
    page = paged(short, call.query, size=10)
    return Result({"items": page.result}, page.info)


@route("/accounts/{account}/workers/scripts/{worker}/versions/{version}")
def script_version(company: Company, call: Call) -> Result | Refusal:
    """One version, with what it is made of."""
    found = company.part(Workers).versions(call.values["worker"])
    chosen = next((each for each in found if each["id"] == call.values["version"]), None)
    return Result(chosen) if chosen else _NO_WORKER


@route("/accounts/{account}/workers/scripts/{worker}/settings")
def script_settings(company: Company, call: Call) -> Result | Refusal:
    """A Worker's bindings and settings."""
    facts = company.part(Workers).facts(call.values["worker"])
    if facts is None:
        return _NO_WORKER
    bindings = company.part(Workers).versions(call.values["worker"])[0]["resources"]["bindings"]
    keys = ("compatibility_date", "compatibility_flags", "observability")
    settings = {key: facts[key] for key in keys}
    return Result({"bindings": bindings, **settings, "usage_model": facts.get("usage_model", "standard")})


@route("/accounts/{account}/workers/scripts/{worker}/schedules")
def script_schedules(company: Company, call: Call) -> Result | Refusal:
    """A Worker's times of day."""
    facts = company.part(Workers).facts(call.values["worker"])
    if facts is None:
        return _NO_WORKER
    since = {"created_on": facts["created_on"], "modified_on": facts["created_on"]}
    return Result({"schedules": [{"cron": cron, **since} for cron in facts["crons"]]})


@route("/accounts/{account}/workers/scripts/{worker}/secrets")
def script_secrets(company: Company, call: Call) -> Result | Refusal:
    """The names of a Worker's secrets."""
    facts = company.part(Workers).facts(call.values["worker"])
    if facts is None:
        return _NO_WORKER
    return Result([{"name": name, "type": "secret_text"} for name in facts["secrets"]])


@route("/accounts/{account}/workers/scripts/{worker}/subdomain")
def script_subdomain(company: Company, call: Call) -> Result | Refusal:
    """Whether a Worker answers below workers.dev."""
    return (
        Result({"enabled": True, "previews_enabled": True})
        if company.part(Workers).facts(call.values["worker"])
        else _NO_WORKER
    )
