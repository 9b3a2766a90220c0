"""The custom domains of Workers. A Worker can only have domains of zones in its own account."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, route
from edgewise.account.demo.routes.workers import NO_WORKER
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

_NO_DOMAIN = Refusal(404, 100115, "The domain was not found.")


@route("/accounts/{account}/workers/domains")
def domains(company: Company, call: Call) -> Result | Refusal:
    """Custom domains, filtered as the API can."""
    rows = company.part(Workers).domains()
    for field in ("hostname", "service", "zone_id", "zone_name", "environment"):
        rows = [each for each in rows if call.query.get(field) in (None, each[field])]
    return Result(rows)


@route("/accounts/{account}/workers/domains", "PUT")
def put_domain(company: Company, call: Call) -> Result | Refusal:
    """Give a Worker a domain. Cloudflare makes the DNS record, unless another has the name."""
    body = call.json()
    hostname, worker = (body.get("hostname"), body.get("service")) if isinstance(body, Mapping) else (None, None)
    if not isinstance(hostname, str) or not isinstance(worker, str):
        return Refusal(400, 10026, "Could not parse the request body.")
    if company.part(Workers).facts(worker) is None:
        return NO_WORKER
    zone = company.part(Zones).zone_for(hostname)
    if zone is None or zone["status"] != "active":
        return Refusal(400, 100114, "The hostname does not belong to an active zone of this account.")
    override = body.get("override_existing_dns_record") is True
    found = company.part(Workers).put_domain(hostname, worker, zone, override=override)
    if found is None:
        return Refusal(
            409,
            100117,
            f"Hostname '{hostname}' already has externally managed DNS records (A, CNAME, etc). Either delete them, "
            "try a different hostname, or use the option 'override_existing_dns_record' to override.",
        )
    return Result(found)


@route("/accounts/{account}/workers/domains/{domain}")
def domain(company: Company, call: Call) -> Result | Refusal:
    """One custom domain."""
    found = next((each for each in company.part(Workers).domains() if each["id"] == call.values["domain"]), None)
    return Result(found) if found else _NO_DOMAIN


@route("/accounts/{account}/workers/domains/{domain}", "DELETE")
def remove_domain(company: Company, call: Call) -> Result | Refusal:
    """A custom domain less, and its DNS record with it."""
    return Result(None) if company.part(Workers).remove_domain(call.values["domain"]) else _NO_DOMAIN
