"""Pages projects and their deployments."""

from __future__ import annotations

from edgewise.account.demo.build_logs import pages_build_log
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.exchange import Call, Refusal, Result, paged, route
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.pages_settings import ALLOWED, wrong

NO_PROJECT = Refusal(404, 8000007, "Project not found. The specified project name does not match any of your projects.")
NO_DEPLOYMENT = Refusal(404, 8000009, "There is no deployment with this id.")

MOST_DEPLOYMENTS = 100
"""Deployments with which a project can still be deleted."""


@route("/accounts/{account}/pages/projects")
def projects(company: Company, call: Call) -> Result | Refusal:
    """Pages projects."""
    return paged(company.part(Pages).projects(), call.query, size=10)


@route("/accounts/{account}/pages/projects/{project}")
def project(company: Company, call: Call) -> Result | Refusal:
    """One Pages project."""
    found = company.part(Pages).project(call.values["project"])
    return Result(found) if found else NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}", "PATCH")
def change_project(company: Company, call: Call) -> Result | Refusal:
    """Some settings of a project."""
    fields = call.json()
    before = company.part(Pages).project(call.values["project"])
    if before is None:
        return NO_PROJECT
    refused = wrong(fields, uploaded=before["source"] is None)
    if refused is not None:
        return refused
    wanted = {key: value for key, value in fields.items() if key in ALLOWED}
    found = company.part(Pages).change(call.values["project"], wanted)
    return Result(found) if found else NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}", "DELETE")
def remove_project(company: Company, call: Call) -> Result | Refusal:
    """A project less, with its deployments. One that has too many of them stays [workers-sdk issue 12780]."""
    if len(company.part(Pages).deployments(call.values["project"])) > MOST_DEPLOYMENTS:
        return Refusal(400, 8000076, "Your project has too many deployments to be deleted.")
    return Result(None) if company.part(Pages).remove(call.values["project"]) else NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}/purge_build_cache", "POST")
def purge_build_cache(company: Company, call: Call) -> Result | Refusal:
    """Forget what earlier builds left to be used again."""
    return Result(None) if company.part(Pages).project(call.values["project"]) else NO_PROJECT


# ---------------------------------------------------------------------- deployments


@route("/accounts/{account}/pages/projects/{project}/deployments")
def deployments(company: Company, call: Call) -> Result | Refusal:
    """A project's deployments, of one environment when asked."""
    if company.part(Pages).project(call.values["project"]) is None:
        return NO_PROJECT
    wanted = call.query.get("env")
    rows = [
        each
        for each in company.part(Pages).deployments(call.values["project"])
        if wanted in (None, each["environment"])
    ]
    return paged(rows, call.query, size=25, largest=25)


def _deployment(company: Company, call: Call) -> Document | None:
    found = company.part(Pages).deployments(call.values["project"])
    return next((each for each in found if call.values["deployment"] in (each["id"], each["short_id"])), None)


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}")
def deployment(company: Company, call: Call) -> Result | Refusal:
    """One deployment."""
    found = _deployment(company, call)
    return Result(found) if found else NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}", "DELETE")
def remove_deployment(company: Company, call: Call) -> Result | Refusal:
    """A deployment less. The one that is served cannot go; one with an alias only when it is forced."""
    found, project_ = _deployment(company, call), company.part(Pages).project(call.values["project"])
    if found is None or project_ is None:
        return NO_DEPLOYMENT
    if (project_["canonical_deployment"] or {}).get("id") == found["id"]:
        return Refusal(400, 8000034, "Cannot delete the active production deployment.")
    if found["aliases"] and call.query.get("force") != "true":
        return Refusal(400, 8000035, "Cannot delete an aliased deployment without a ?force=true parameter.")
    company.part(Pages).remove_deployment(call.values["project"], found["id"])
    return Result(None)


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}/retry", "POST")
def retry(company: Company, call: Call) -> Result | Refusal:
    """The same commit once more, as a new deployment."""
    found = _deployment(company, call)
    if found is None:
        return NO_DEPLOYMENT
    if found["deployment_trigger"]["type"] == "ad_hoc":
        return Refusal(400, 8000036, "A deployment that was uploaded cannot be retried: there is no commit to build.")
    if found["latest_stage"]["status"] == "active":
        return Refusal(400, 8000037, "A deployment that is still running cannot be retried.")
    new = company.part(Pages).retry(call.values["project"], found["id"])
    return Result(new) if new else NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}/rollback", "POST")
def roll_back(company: Company, call: Call) -> Result | Refusal:
    """Serve an earlier production deployment."""
    found = _deployment(company, call)
    if found is None:
        return NO_DEPLOYMENT
    done = company.part(Pages).roll_back(call.values["project"], found["id"])
    return Result(done) if done else Refusal(400, 8000038, "Only a successful production build can be rolled back to.")


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}/history/logs")
def deployment_log(company: Company, call: Call) -> Result | Refusal:
    """The log of a build."""
    found = _deployment(company, call)
    return Result(pages_build_log(found, company.clock())) if found else NO_DEPLOYMENT
