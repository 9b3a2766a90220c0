"""The company's zones: DNS records and the routes that lead to Workers. What is changed stays changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.scripts import tag_of
from edgewise.account.demo.times import stamp


def hex_id(*parts: object) -> str:
    """An id as zones, records and routes have it: the same for the same parts."""
    return identity(*parts).replace("-", "")


class Zones:
    """Zones, as ``assets/demo-account/zones.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._zones: list[Document] = company.read("zones")
        self._records: dict[str, list[Document]] = {}
        self._routes: dict[str, list[Document]] = {}
        self._made = 0
        for facts in self._zones:
            facts["id"] = hex_id("zone", facts["name"])
            self._records[facts["id"]] = [self._first_record(facts, row) for row in facts["records"]]
            self._routes[facts["id"]] = [
                {"id": hex_id("route", pattern), "pattern": pattern, "script": script, "request_limit_fail_open": False}
                for pattern, script in facts["routes"]
            ]

    def zones(self) -> list[Document]:
        """Every zone, by name, as the API lists them."""
        return [self._zone(each) for each in sorted(self._zones, key=lambda each: str(each["name"]).split("."))]

    def zone(self, zone_id: str) -> Document | None:
        """A zone by its id."""
        return next((self._zone(each) for each in self._zones if each["id"] == zone_id), None)

    def zone_for(self, hostname: str) -> Document | None:
        """The zone that a host name belongs to."""
        names = [each for each in self._zones if f".{hostname}".endswith(f".{each['name']}")]
        found = max(names, key=lambda each: len(each["name"]), default=None)
        return self._zone(found) if found else None

    # ------------------------------------------------------------------ records

    def records(self, zone_id: str) -> list[Document] | None:
        """A zone's DNS records; ``None`` when there is no such zone."""
        found = self._records.get(zone_id)
        return None if found is None else list(found)

    def record_named(self, hostname: str) -> list[Document]:
        """The records of a host name, in whatever zone."""
        return [each for records in self._records.values() for each in records if each["name"] == hostname]

    def add_record(self, zone_id: str, fields: Mapping[str, Any], meta: Mapping[str, Any] | None = None) -> Document:
        """A new record of a zone that exists. ``meta`` is Cloudflare's own, such as the Worker it keeps it for."""
        self._made += 1
        facts = next(each for each in self._zones if each["id"] == zone_id)
        now = stamp(self.company.clock())
        record = _record(facts, hex_id("record", zone_id, "new", self._made), fields, now, dict(meta or {}))
        self._records[zone_id].append(record)
        return record

    def change_record(self, zone_id: str, record_id: str, fields: Mapping[str, Any]) -> Document | None:
        """Change fields of a record; ``None`` when there is no such record."""
        record = next((each for each in self._records.get(zone_id, ()) if each["id"] == record_id), None)
        if record is not None:
            kept = ("type", "name", "content", "proxied", "ttl", "comment", "tags", "priority", "data", "settings")
            record.update({key: value for key, value in fields.items() if key in kept})
            record["modified_on"] = stamp(self.company.clock())
        return record

    def remove_record(self, zone_id: str, record_id: str) -> bool:
        """Delete a record. False when there is none."""
        return _remove(self._records.get(zone_id, []), record_id)

    def _first_record(self, facts: Document, row: list[Any]) -> Document:
        kind, label, content, proxied, *rest = row
        more: Document = dict(rest[0]) if rest else {}
        name = facts["name"] if label == "@" else f"{label}.{facts['name']}"
        worker = more.pop("worker", None)
        meta = {"origin_worker_id": tag_of(worker), "read_only": True} if worker else {}
        fields = {"type": kind, "name": name, "content": content, "proxied": bool(proxied), **more}
        return _record(facts, hex_id("record", kind, name, content), fields, facts["created_on"], meta)

    # ------------------------------------------------------------------ routes

    def routes(self, zone_id: str) -> list[Document] | None:
        """A zone's routes; ``None`` when there is no such zone."""
        found = self._routes.get(zone_id)
        return None if found is None else list(found)

    def routes_of(self, script: str) -> list[Document]:
        """The routes that lead to a Worker, each with its zone's name."""
        names = {each["id"]: each["name"] for each in self._zones}
        return [
            {"id": each["id"], "pattern": each["pattern"], "script": script, "zone_name": names[zone]}
            for zone, routes in self._routes.items()
            for each in routes
            if each["script"] == script
        ]

    def put_route(self, zone_id: str, pattern: str, script: str | None, route_id: str = "") -> Document | None:
        """A new route, or an old one changed; ``None`` when ``route_id`` names none, or the pattern is taken."""
        routes = self._routes[zone_id]
        if any(each["pattern"] == pattern and each["id"] != route_id for each in routes):
            return None
        if not route_id:
            self._made += 1
            new = {"id": hex_id("route", pattern, self._made), "request_limit_fail_open": False}
            routes.append({**new, "pattern": pattern, "script": script})
            return routes[-1]
        route = next((each for each in routes if each["id"] == route_id), None)
        if route is not None:
            route.update({"pattern": pattern, "script": script})
        return route

    def remove_route(self, zone_id: str, route_id: str) -> bool:
        """Delete a route. False when there is none."""
        return _remove(self._routes.get(zone_id, []), route_id)

    # ------------------------------------------------------------------ shape

    def _zone(self, facts: Document) -> Document:
        account = {key: self.company.account[key] for key in ("id", "name")}
        status = facts.get("status", "active")
        free = facts["plan"].startswith("Free")
        return {
            "id": facts["id"],
            "name": facts["name"],
            "status": status,
            "paused": False,
            "type": "full",
            "development_mode": 0,
            "name_servers": facts["name_servers"],
            "original_name_servers": facts.get("original_name_servers"),
            "original_registrar": facts.get("original_registrar"),
            "original_dnshost": None,
            "created_on": facts["created_on"],
            "modified_on": facts.get("activated_on", facts["created_on"]),
            "activated_on": facts.get("activated_on"),
            "account": account,
            "owner": {"id": None, "type": "user", "email": None},
            "meta": {
                "step": 2,
                "custom_certificate_quota": 0,
                "page_rule_quota": 3 if free else 20,
                "phishing_detected": False,
            },
            "permissions": ["#zone:read", "#dns_records:read", "#dns_records:edit", "#worker:read", "#worker:edit"],
            "plan": {
                "id": hex_id("plan", facts["plan"]),
                "name": facts["plan"],
                "price": 0 if free else 20,
                "currency": "USD",
                "is_subscribed": not free,
                "legacy_id": "free" if free else "pro",
            },
            "tenant": {"id": None, "name": None},
            "tenant_unit": {"id": None},
        }


def _record(
    zone: Document, identity_: str, fields: Mapping[str, Any], created: str, meta: Mapping[str, Any]
) -> Document:
    kind = str(fields.get("type", "A"))
    record: Document = {
        "id": identity_,
        "zone_id": zone["id"],
        "zone_name": zone["name"],
        "name": fields.get("name"),
        "type": kind,
        "content": fields.get("content"),
        "proxiable": kind in ("A", "AAAA", "CNAME"),
        "proxied": bool(fields.get("proxied", False)),
        "ttl": fields.get("ttl", 1),
        "settings": {"flatten_cname": False} if kind == "CNAME" else {},
        "meta": dict(meta),
        "comment": fields.get("comment"),
        "tags": fields.get("tags", []),
        "created_on": created,
        "modified_on": created,
    }
    if "priority" in fields:
        record["priority"] = fields["priority"]
    return record


def _remove(rows: list[Document], identity_: str) -> bool:
    for index, each in enumerate(rows):
        if each["id"] == identity_:
            del rows[index]
            return True
    return False
