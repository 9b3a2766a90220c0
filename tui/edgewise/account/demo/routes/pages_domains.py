"""The domains of Pages projects."""

from __future__ import annotations

import re

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, route
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.routes.pages import NO_PROJECT

_NO_DOMAIN = Refusal(404, 8000021, "The domain is not on this project.")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


@route("/accounts/{account}/pages/projects/{project}/domains")
def domains(company: Company, call: Call) -> Result | Refusal:
    """A project's own domains."""
    project = call.values["project"]
    return Result(company.part(Pages).domains(project)) if company.part(Pages).project(project) else NO_PROJECT


@route("/accounts/{account}/pages/projects/{project}/domains", "POST")
def add_domain(company: Company, call: Call) -> Result | Refusal:
    """A new domain. It waits until its DNS leads to the project."""
    body = call.json()
    name = body.get("name") if isinstance(body, dict) else None
    if company.part(Pages).project(call.values["project"]) is None:
        return NO_PROJECT
    if not isinstance(name, str) or not _HOST.fullmatch(name):
        return Refusal(400, 8000015, "Invalid domain name.")
    found = company.part(Pages).add_domain(call.values["project"], name)
    return Result(found) if found else Refusal(409, 8000018, "You have already added this custom domain.")


@route("/accounts/{account}/pages/projects/{project}/domains/{domain}")
def domain(company: Company, call: Call) -> Result | Refusal:
    """One domain."""
    found = company.part(Pages).domain(call.values["project"], call.values["domain"])
    return Result(found) if found else _NO_DOMAIN


@route("/accounts/{account}/pages/projects/{project}/domains/{domain}", "PATCH")
def check_domain(company: Company, call: Call) -> Said:
    """Look once more whether the domain's DNS leads to the project."""
    return domain(company, call)


@route("/accounts/{account}/pages/projects/{project}/domains/{domain}", "DELETE")
def remove_domain(company: Company, call: Call) -> Result | Refusal:
    """A domain less."""
    done = company.part(Pages).remove_domain(call.values["project"], call.values["domain"])
    return Result(None) if done else _NO_DOMAIN
