"""Pages projects, their deployments and domains."""

from __future__ import annotations

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import build_log
from edgewise.account.demo.exchange import Call, Refusal, Result, paged, route
from edgewise.account.demo.pages import Pages

_NO_PROJECT = Refusal(
    404, 8000007, "Project not found. The specified project name does not match any of your projects."
)
_NO_DEPLOYMENT = Refusal(404, 8000009, "There is no deployment with this id.")


@route("/accounts/{account}/pages/projects")
def projects(company: Company, call: Call) -> Result | Refusal:
    """Pages projects."""
    return paged(company.part(Pages).projects(), call.query, size=10)


@route("/accounts/{account}/pages/projects/{project}")
def project(company: Company, call: Call) -> Result | Refusal:
    """One Pages project."""
    found = company.part(Pages).project(call.values["project"])
    return Result(found) if found else _NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}/deployments")
def deployments(company: Company, call: Call) -> Result | Refusal:
    """A project's deployments, of one environment when asked."""
    if company.part(Pages).project(call.values["project"]) is None:
        return _NO_PROJECT
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
    return Result(found) if found else _NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/deployments/{deployment}/history/logs")
def deployment_log(company: Company, call: Call) -> Result | Refusal:
    """The log of a build."""
    found = _deployment(company, call)
    return Result(build_log(found)) if found else _NO_DEPLOYMENT


@route("/accounts/{account}/pages/projects/{project}/domains")
def domains(company: Company, call: Call) -> Result | Refusal:
    """A project's own domains."""
    return (
        Result(company.part(Pages).domains(call.values["project"]))
        if company.part(Pages).project(call.values["project"])
        else _NO_PROJECT
    )
