"""Workers Builds, by the tag of a Worker."""

from __future__ import annotations

from edgewise.account.demo.build_logs import worker_build_log
from edgewise.account.demo.builds import Builds
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, by_cursor, paged, route

PART = 5
"""Lines of a log that come at once: few, so that clients have to follow the cursor."""

_NO_BUILD = Refusal(404, 12006, "The build was not found.")


@route("/accounts/{account}/builds/workers/{tag}/builds")
def builds(company: Company, call: Call) -> Result | Refusal:
    """A Worker's builds."""
    return paged(company.part(Builds).builds(call.values["tag"]), call.query, size=50, largest=200)


@route("/accounts/{account}/builds/workers/{tag}/triggers")
def triggers(company: Company, call: Call) -> Result | Refusal:
    """What starts builds of a Worker."""
    return Result(company.part(Builds).triggers(call.values["tag"]))


@route("/accounts/{account}/builds/builds/latest")
def latest(company: Company, call: Call) -> Result | Refusal:
    """The newest build of each of some Workers."""
    tags = call.query.get("external_script_ids", "").split(",")[:20]
    found = {tag: company.part(Builds).builds(tag) for tag in tags}
    return Result({"builds": {tag: rows[0] for tag, rows in found.items() if rows}})


@route("/accounts/{account}/builds/builds/{build}")
def build(company: Company, call: Call) -> Result | Refusal:
    """One build."""
    found = company.part(Builds).build(call.values["build"])
    return Result(found) if found else _NO_BUILD


@route("/accounts/{account}/builds/builds/{build}/logs")
def log(company: Company, call: Call) -> Result | Refusal:
    """The log of a build, by cursor."""
    found = company.part(Builds).build(call.values["build"])
    if found is None:
        return _NO_BUILD
    lines, info = by_cursor(worker_build_log(found, company.clock()), call.query, size=PART)
    return Result({"lines": lines, "cursor": info["cursor"], "truncated": False})


@route("/accounts/{account}/builds/builds/{build}/cancel", "PUT")
def cancel(company: Company, call: Call) -> Result | Refusal:
    """Stop a build that runs."""
    found = company.part(Builds).cancel(call.values["build"])
    return Result(found) if found else _NO_BUILD
