"""Workflows and their instances."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route
from edgewise.account.demo.workflows import Workflows

_NO_WORKFLOW = Refusal(404, 10200, "workflow.not_found")
_NO_INSTANCE = Refusal(404, 10201, "instance.not_found")


@route("/accounts/{account}/workflows")
def workflows(company: Company, call: Call) -> Said:
    """Workflows."""
    return paged(company.part(Workflows).workflows(), call.query, size=10)


@route("/accounts/{account}/workflows/{workflow}")
def workflow(company: Company, call: Call) -> Said:
    """One Workflow."""
    found = company.part(Workflows).workflow(call.values["workflow"])
    return Result(found) if found else _NO_WORKFLOW


@route("/accounts/{account}/workflows/{workflow}/versions")
def versions(company: Company, call: Call) -> Said:
    """A Workflow's versions."""
    found = company.part(Workflows).versions(call.values["workflow"])
    return paged(found, call.query, size=10) if found else _NO_WORKFLOW


@route("/accounts/{account}/workflows/{workflow}/instances")
def instances(company: Company, call: Call) -> Said:
    """A Workflow's instances, newest first; those in one status, or begun within a time, on request."""
    name, query = call.values["workflow"], call.query
    if company.part(Workflows).workflow(name) is None:
        return _NO_WORKFLOW
    rows = [
        each
        for each in company.part(Workflows).instances(name)
        if query.get("status") in (None, each["status"])
        and query.get("date_start", "") <= each["created_on"]
        and (not query.get("date_end") or each["created_on"] <= query["date_end"])
    ]
    return paged(rows, query, size=50)


@route("/accounts/{account}/workflows/{workflow}/instances/{instance}")
def instance(company: Company, call: Call) -> Said:
    """What an instance has done."""
    found = company.part(Workflows).instance(call.values["workflow"], call.values["instance"])
    return Result(found) if found else _NO_INSTANCE
