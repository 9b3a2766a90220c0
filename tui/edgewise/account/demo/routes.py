"""The addresses that the demo account knows. Error codes are those that wrangler acts on."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import build_log, identity
from edgewise.account.demo.exchange import Query, Refusal, Result, by_cursor, paged, route

Values = Mapping[str, str]

_NO_PROJECT = Refusal(
    404, 8000007, "Project not found. The specified project name does not match any of your projects."
)
_NO_DEPLOYMENT = Refusal(404, 8000009, "There is no deployment with this id.")
_NO_WORKER = Refusal(404, 10007, "This Worker does not exist on your account.")
_NO_SERVICE = Refusal(404, 10090, "This service does not exist on your account.")
_NO_QUEUE = Refusal(404, 11000, "There is no queue with this id.")


# ---------------------------------------------------------------------- who


@route("/user/tokens/verify")
def verify(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Any token is alive."""
    return Result({"id": identity("token").replace("-", ""), "status": "active"})


@route("/accounts/{account}/tokens/verify")
def verify_account_token(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The same for an account's own token."""
    return verify(company, values, query)


@route("/user")
def user(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Who the token belongs to."""
    return Result(company.user)


@route("/accounts")
def accounts(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The one account."""
    return paged([company.account], query, size=20)


@route("/accounts/{account}")
def account(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The account by its id."""
    return Result(company.account)


@route("/memberships")
def memberships(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The user's membership of the account."""
    short = {key: company.account[key] for key in ("id", "name")}
    membership = {"id": identity("membership"), "status": "accepted", "account": short, "roles": ["Administrator"]}
    return paged([membership], query, size=20)


# ---------------------------------------------------------------------- Pages


@route("/accounts/{account}/pages/projects")
def projects(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Pages projects."""
    return paged(company.projects(), query, size=10)


@route("/accounts/{account}/pages/projects/{project}")
def project(company: Company, values: Values, query: Query) -> Result | Refusal:
    """One Pages project."""
    found = company.project(values["project"])
    return Result(found) if found else _NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}/deployments")
def deployments(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A project's deployments, of one environment when asked."""
    if company.project(values["project"]) is None:
        return _NO_PROJECT
    wanted = query.get("env")
    rows = [each for each in company.deployments(values["project"]) if wanted in (None, each["environment"])]
    return paged(rows, query, size=25, largest=25)


def _deployment(company: Company, values: Values) -> Document | None:
    found = company.deployments(values["project"])
    return next((each for each in found if values["deployment"] in (each["id"], each["short_id"])), None)


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}")
def deployment(company: Company, values: Values, query: Query) -> Result | Refusal:
    """One deployment."""
    found = _deployment(company, values)
    return Result(found) if found else _NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}/history/logs")
def deployment_log(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The log of a build."""
    found = _deployment(company, values)
    return Result(build_log(found)) if found else _NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/domains")
def domains(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A project's own domains."""
    return Result(company.domains(values["project"])) if company.project(values["project"]) else _NO_PROJECT


# ---------------------------------------------------------------------- Workers


@route("/accounts/{account}/workers/scripts")
def scripts(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Workers, all on one page."""
    return Result(company.scripts())


@route("/accounts/{account}/workers/subdomain")
def subdomain(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The account's name below workers.dev."""
    return Result({"subdomain": company.subdomain})


@route("/accounts/{account}/workers/services/{worker}")
def service(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A Worker as the older service interface tells of it."""
    found = next((each for each in company.scripts() if each["id"] == values["worker"]), None)
    if found is None:
        return _NO_SERVICE
    environment = {"environment": "production", "script": found, "created_on": found["created_on"]}
    return Result({"id": found["id"], "default_environment": environment, "environments": [environment]})


@route("/accounts/{account}/workers/scripts/{worker}/deployments")
def script_deployments(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A Worker's deployments."""
    found = company.script_deployments(values["worker"])
    return Result({"deployments": found}) if found else _NO_WORKER


@route("/accounts/{account}/workers/scripts/{worker}/versions")
def script_versions(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A Worker's versions."""
    found = company.script_versions(values["worker"])
    if not found:
        return _NO_WORKER
    short = [{key: value for key, value in each.items() if key != "resources"} for each in found]
    page = paged(short, query, size=10)
    return Result({"items": page.result}, page.info)


@route("/accounts/{account}/workers/scripts/{worker}/versions/{version}")
def script_version(company: Company, values: Values, query: Query) -> Result | Refusal:
    """One version, with what it is made of."""
    found = company.script_versions(values["worker"])
    chosen = next((each for each in found if each["id"] == values["version"]), None)
    return Result(chosen) if chosen else _NO_WORKER


@route("/accounts/{account}/workers/scripts/{worker}/settings")
def script_settings(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A Worker's bindings and settings."""
    facts = company.worker(values["worker"])
    if facts is None:
        return _NO_WORKER
    bindings = company.script_versions(values["worker"])[0]["resources"]["bindings"]
    keys = ("compatibility_date", "compatibility_flags", "observability")
    settings = {key: facts[key] for key in keys}
    return Result({"bindings": bindings, **settings, "usage_model": facts.get("usage_model", "standard")})


@route("/accounts/{account}/workers/scripts/{worker}/schedules")
def script_schedules(company: Company, values: Values, query: Query) -> Result | Refusal:
    """A Worker's times of day."""
    facts = company.worker(values["worker"])
    if facts is None:
        return _NO_WORKER
    since = {"created_on": facts["created_on"], "modified_on": facts["created_on"]}
    return Result({"schedules": [{"cron": cron, **since} for cron in facts["crons"]]})


@route("/accounts/{account}/workers/scripts/{worker}/secrets")
def script_secrets(company: Company, values: Values, query: Query) -> Result | Refusal:
    """The names of a Worker's secrets."""
    facts = company.worker(values["worker"])
    if facts is None:
        return _NO_WORKER
    return Result([{"name": name, "type": "secret_text"} for name in facts["secrets"]])


@route("/accounts/{account}/workers/scripts/{worker}/subdomain")
def script_subdomain(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Whether a Worker answers below workers.dev."""
    return Result({"enabled": True, "previews_enabled": True}) if company.worker(values["worker"]) else _NO_WORKER


# ---------------------------------------------------------------------- queues


@route("/accounts/{account}/queues")
def queues(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Queues, or the one with a name."""
    rows = [each for each in company.queues() if query.get("name") in (None, each["queue_name"])]
    return paged(rows, query, size=100)


@route("/accounts/{account}/queues/{queue}")
def queue(company: Company, values: Values, query: Query) -> Result | Refusal:
    """One queue."""
    found = next((each for each in company.queues() if each["queue_id"] == values["queue"]), None)
    return Result(found) if found else _NO_QUEUE


@route("/accounts/{account}/queues/{queue}/metrics")
def queue_metrics(company: Company, values: Values, query: Query) -> Result | Refusal:
    """What waits in a queue."""
    found = company.backlog(values["queue"])
    return Result(found) if found else _NO_QUEUE


@route("/accounts/{account}/queues/{queue}/consumers")
def queue_consumers(company: Company, values: Values, query: Query) -> Result | Refusal:
    """Who takes messages out of a queue."""
    found = queue(company, values, query)
    return Result(found.result["consumers"]) if isinstance(found, Result) else found


# ---------------------------------------------------------------------- storage


@route("/accounts/{account}/storage/kv/namespaces")
def kv_namespaces(company: Company, values: Values, query: Query) -> Result | Refusal:
    """KV namespaces."""
    return paged(list(company.storage["kv"]), query, size=20, largest=1000)


@route("/accounts/{account}/d1/database")
def d1_databases(company: Company, values: Values, query: Query) -> Result | Refusal:
    """D1 databases."""
    return paged(list(company.storage["d1"]), query, size=10)


@route("/accounts/{account}/r2/buckets")
def r2_buckets(company: Company, values: Values, query: Query) -> Result | Refusal:
    """R2 buckets; the one list here that goes by cursor."""
    rows, info = by_cursor(list(company.storage["r2"]), query, size=20)
    return Result({"buckets": rows}, info)
