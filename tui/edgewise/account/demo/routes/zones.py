"""Zones, DNS records and routes to Workers. Paths of zones have no account in them."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, paged, route
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones

_NO_ZONE = Refusal(403, 9109, "Unauthorized to access requested resource")
_NO_RECORD = Refusal(404, 81044, "Record does not exist.")
_NO_ROUTE = Refusal(404, 10020, "workers.api.error.route_not_found")
_BAD_BODY = Refusal(400, 9207, "Request body is invalid.")


@route("/zones")
def zones(company: Company, call: Call) -> Result | Refusal:
    """Zones, or those of a name, a status or an account."""
    account = call.query.get("account.id")
    rows = [] if account not in (None, company.account["id"]) else company.part(Zones).zones()
    for field in ("name", "status"):
        rows = [each for each in rows if call.query.get(field) in (None, each[field])]
    return paged(rows, call.query, size=20, largest=50)


@route("/zones/{zone}")
def zone(company: Company, call: Call) -> Result | Refusal:
    """One zone."""
    found = company.part(Zones).zone(call.values["zone"])
    return Result(found) if found else _NO_ZONE


# ---------------------------------------------------------------------- records


@route("/zones/{zone}/dns_records")
def records(company: Company, call: Call) -> Result | Refusal:
    """A zone's records, filtered by name, type and content when asked."""
    rows = company.part(Zones).records(call.values["zone"])
    if rows is None:
        return _NO_ZONE
    for field in ("name", "type", "content"):
        wanted = call.query.get(field, call.query.get(f"{field}.exact"))
        rows = [each for each in rows if wanted in (None, each[field])]
    return paged(rows, call.query, size=100, largest=5000)


@route("/zones/{zone}/dns_records", "POST")
def add_record(company: Company, call: Call) -> Result | Refusal:
    """A new record."""
    fields = call.json()
    if company.part(Zones).zone(call.values["zone"]) is None:
        return _NO_ZONE
    if not isinstance(fields, Mapping) or not all(isinstance(fields.get(key), str) for key in ("type", "name")):
        return _BAD_BODY
    if any(each["meta"].get("read_only") for each in company.part(Zones).record_named(str(fields["name"]))):
        return Refusal(400, 81053, "An A, AAAA, or CNAME record with that host already exists.")
    return Result(company.part(Zones).add_record(call.values["zone"], fields))


@route("/zones/{zone}/dns_records/{record}", "PATCH")
def change_record(company: Company, call: Call) -> Result | Refusal:
    """Some fields of a record."""
    fields = call.json()
    if not isinstance(fields, Mapping):
        return _BAD_BODY
    found = company.part(Zones).change_record(call.values["zone"], call.values["record"], fields)
    return Result(found) if found else _NO_RECORD


@route("/zones/{zone}/dns_records/{record}", "DELETE")
def remove_record(company: Company, call: Call) -> Result | Refusal:
    """A record less."""
    if not company.part(Zones).remove_record(call.values["zone"], call.values["record"]):
        return _NO_RECORD
    return Result({"id": call.values["record"]})


# ---------------------------------------------------------------------- routes


@route("/zones/{zone}/workers/routes")
def routes(company: Company, call: Call) -> Result | Refusal:
    """A zone's routes."""
    found = company.part(Zones).routes(call.values["zone"])
    return _NO_ZONE if found is None else Result(found)


@route("/zones/{zone}/workers/routes", "POST")
def add_route(company: Company, call: Call) -> Result | Refusal:
    """A new route."""
    return _put_route(company, call, "")


@route("/zones/{zone}/workers/routes/{route}", "PUT")
def change_route(company: Company, call: Call) -> Result | Refusal:
    """A route's pattern and Worker."""
    return _put_route(company, call, call.values["route"])


@route("/zones/{zone}/workers/routes/{route}", "DELETE")
def remove_route(company: Company, call: Call) -> Result | Refusal:
    """A route less."""
    done = company.part(Zones).remove_route(call.values["zone"], call.values["route"])
    return Result({"id": call.values["route"]}) if done else _NO_ROUTE


def _put_route(company: Company, call: Call, route_id: str) -> Result | Refusal:
    fields = call.json()
    if company.part(Zones).routes(call.values["zone"]) is None:
        return _NO_ZONE
    if not isinstance(fields, Mapping) or not isinstance(fields.get("pattern"), str):
        return _BAD_BODY
    script = fields.get("script") or None
    if script is not None and company.part(Workers).facts(str(script)) is None:
        return Refusal(404, 10007, "This Worker does not exist on your account.")
    found = company.part(Zones).put_route(call.values["zone"], fields["pattern"], script and str(script), route_id)
    if found is None and route_id:
        return _NO_ROUTE
    return Result(found) if found else Refusal(409, 10020, "A route with the same pattern already exists.")
