"""The company's Workers: versions, deployments, settings, domains. What is changed stays changed.

Scripts of Pages projects are not among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edgewise.account.demo import scripts
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exports import exports
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.times import age, stamp
from edgewise.account.demo.zones import Zones

MESSAGE = "workers/message"


class Workers:
    """Workers, as ``assets/demo-account/workers.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._workers: list[Document] = company.read("workers")
        self._versions: dict[str, list[Document]] = {}
        self._deployments: dict[str, list[Document]] = {}
        self._domains: list[Document] = []
        self._made: dict[str, Document] = {}
        for facts in self._workers:
            self._begin(facts)

    def _begin(self, facts: Document) -> None:
        """Versions and deployments as they are written down; then the newest may share its traffic."""
        name, history = facts["id"], facts["history"]
        self._versions[name], self._deployments[name] = [], []
        for number, (old, message, author) in enumerate(reversed(history), 1):
            created = stamp(self.company.anchor - age(old))
            version = scripts.version(facts, number, created, message, author, "upload")
            self._versions[name].insert(0, version)
            shares = {version["id"]: 100}
            if number == len(history) and "split" in facts:
                # The newest version comes first; while it is on trial it has the smaller share.
                both = self._versions[name][: len(facts["split"])]
                shares = {each["id"]: share for each, share in zip(both, reversed(facts["split"]), strict=True)}
            new = scripts.deployment(name, number, shares, version, message, "upload")
            self._deployments[name].insert(0, new)
        for hostname in facts.get("domains", []):
            zone = self.company.part(Zones).zone_for(hostname)
            assert zone is not None, hostname
            self._domains.append(_domain(hostname, name, zone))

    # ------------------------------------------------------------------ looking

    def scripts(self) -> list[Document]:
        """Every Worker, by name."""
        return [
            scripts.script(
                each, self._versions[each["id"]][0]["metadata"]["created_on"], len(self._versions[each["id"]])
            )
            for each in sorted(self._workers, key=lambda each: str(each["id"]))
        ]

    def facts(self, name: str) -> Document | None:
        """What is written down about a Worker."""
        return next((each for each in self._workers if each["id"] == name), None)

    def deployments(self, name: str) -> list[Document]:
        """A Worker's deployments, newest first."""
        return list(self._deployments.get(name, ()))

    def versions(self, name: str) -> list[Document]:
        """A Worker's versions, newest first."""
        return list(self._versions.get(name, ()))

    def subdomain(self, name: str) -> Document | None:
        """Whether a Worker answers below workers.dev."""
        facts = self.facts(name)
        return None if facts is None else facts.get("subdomain", {"enabled": True, "previews_enabled": True})

    def workers(self) -> list[Document]:
        """Every Worker as the newer interface tells of it, with what depends on it."""
        queues = self.company.part(Queues).queues()
        found = []
        for facts in self._workers:
            name = facts["id"]
            own = [each for each in self._domains if each["service"] == name]
            references = scripts.references(name, self._workers, queues, own)
            deployments = self._deployments[name]
            deployed = deployments[0]["created_on"] if deployments else facts["created_on"]
            host = f"{name}.{self.company.subdomain}.workers.dev"
            # Both are there whether or not they are open.
            addresses = {"url": f"https://{host}", "preview_url_suffix": f"-{host}"}
            found.append(scripts.worker(facts, deployed, {**(self.subdomain(name) or {}), **addresses}, references))
        return found

    # ------------------------------------------------------------------ changing

    def deploy(
        self, name: str, shares: Mapping[str, float], message: str | None, source: str = "api"
    ) -> Document | None:
        """A new deployment of versions that exist; ``None`` when one of them does not, or the shares are not 100.

        Going back to an older version alone is a rollback, as the API calls it. ``source`` says what has asked for it.
        """
        known = {each["id"]: each for each in self._versions.get(name, ())}
        if not shares or set(shares) - set(known) or abs(sum(shares.values()) - 100) > 0.001:
            return None
        deployed = self._deployments[name]
        current = deployed[0]["versions"][0]["version_id"] if deployed else next(iter(shares))
        older = len(shares) == 1 and known[next(iter(shares))]["number"] < known[current]["number"]
        now = {"created_on": stamp(self.company.clock()), "author_email": self.company.user["email"], "source": source}
        number = len(self._deployments[name]) + 1
        cause = "rollback" if older else "deployment"
        new = scripts.deployment(name, number, shares, {"metadata": now}, message, cause)
        self._deployments[name].insert(0, new)
        most = self._made.get(max(shares, key=lambda each: shares[each]))
        if most is not None:
            self._take(name, most)
        return new

    def upload(self, name: str, metadata: Mapping[str, Any], *, deploy: bool, code: str = "") -> Document:
        """A new version of a Worker, which is made if there is none; all traffic goes to it, or none.

        Args:
            metadata: what was uploaded with it, without the contents of secrets.
            code: of the main module, where it is JavaScript.
        """
        now, author = stamp(self.company.clock()), self.company.user["email"]
        before = self.facts(name)
        facts = scripts.uploaded(name, metadata, before, now, exports(code))
        number = len(self._versions.get(name, ())) + 1
        annotations = metadata.get("annotations")
        message = annotations.get(MESSAGE) if isinstance(annotations, Mapping) else None
        cause = "upload" if deploy else "version_upload"
        new = scripts.version(facts, number, now, message if isinstance(message, str) else None, author, cause)
        if isinstance(annotations, Mapping) and isinstance(annotations.get("workers/tag"), str):
            new["annotations"]["workers/tag"] = annotations["workers/tag"]
        self._versions.setdefault(name, []).insert(0, new)
        self._made[new["id"]] = facts
        self._deployments.setdefault(name, [])
        if before is None:
            self._workers.append(facts)
        if deploy:
            self._take(name, facts)
            count = len(self._deployments[name]) + 1
            done = scripts.deployment(name, count, {new["id"]: 100}, new, None, "upload")
            self._deployments[name].insert(0, done)
        return new

    def remove(self, name: str) -> bool:
        """Delete a Worker with all that leads to it. False when there is none."""
        facts = self.facts(name)
        if facts is None:
            return False
        self._workers.remove(facts)
        for domain in [each for each in self._domains if each["service"] == name]:
            self.remove_domain(domain["id"])
        self._versions.pop(name, None)
        self._deployments.pop(name, None)
        return True

    def change_secrets(self, name: str, *, put: Sequence[str], remove: Sequence[str], deploy: bool = True) -> Document:
        """Set and delete secrets of a Worker that exists, as one version, which is deployed or not."""
        facts = self._known(name)
        facts["secrets"] = [each for each in facts["secrets"] if each not in remove]
        facts["secrets"] += [each for each in put if each not in facts["secrets"]]
        return self._upload(facts, "secret", deploy=deploy)

    def _take(self, name: str, facts: Document) -> None:
        """What a Worker is now told to be."""
        at = next(at for at, each in enumerate(self._workers) if each["id"] == name)
        self._workers[at] = facts

    def put_secret(self, name: str, secret: str) -> None:
        """Set a secret of a Worker that exists; what it holds is not kept. That makes a version, and deploys it."""
        facts = self._known(name)
        if secret not in facts["secrets"]:
            facts["secrets"].append(secret)
        self._upload(facts, "secret")

    def remove_secret(self, name: str, secret: str) -> bool:
        """Delete a secret. False when the Worker has none of this name."""
        facts = self._known(name)
        if secret not in facts["secrets"]:
            return False
        facts["secrets"].remove(secret)
        self._upload(facts, "secret")
        return True

    def put_schedules(self, name: str, crons: list[str]) -> None:
        """Replace the times of day of a Worker that exists."""
        self._known(name)["crons"] = list(crons)

    def put_subdomain(self, name: str, enabled: bool, previews: bool) -> Document:
        """Open or close a Worker's address below workers.dev."""
        facts = self._known(name)
        facts["subdomain"] = {"enabled": enabled, "previews_enabled": previews}
        return dict(facts["subdomain"])

    def _known(self, name: str) -> Document:
        facts = self.facts(name)
        if facts is None:
            raise KeyError(name)
        return facts

    def _upload(self, facts: Document, cause: str, *, deploy: bool = True) -> Document:
        name, number = facts["id"], len(self._versions[facts["id"]]) + 1
        created = stamp(self.company.clock())
        new = scripts.version(facts, number, created, None, self.company.user["email"], cause)
        self._versions[name].insert(0, new)
        if deploy:
            count = len(self._deployments[name]) + 1
            self._deployments[name].insert(0, scripts.deployment(name, count, {new["id"]: 100}, new, None, cause))
        return new

    # ------------------------------------------------------------------ domains

    def domains(self) -> list[Document]:
        """Every custom domain of a Worker."""
        return list(self._domains)

    def put_domain(self, hostname: str, service: str, zone: Document, *, override: bool = False) -> Document | None:
        """Give a Worker a domain; ``None`` when another record has the name and may not be overridden."""
        zones = self.company.part(Zones)
        for record in zones.record_named(hostname):
            if record["meta"].get("read_only") or (override and record["proxiable"]):
                zones.remove_record(zone["id"], record["id"])
            elif record["proxiable"]:
                return None
        meta = {"origin_worker_id": scripts.tag_of(service), "read_only": True}
        zones.add_record(zone["id"], {"type": "AAAA", "name": hostname, "content": "100::", "proxied": True}, meta)
        self._domains = [each for each in self._domains if each["hostname"] != hostname]
        self._domains.append(_domain(hostname, service, zone))
        return self._domains[-1]

    def remove_domain(self, domain_id: str) -> bool:
        """Take a domain off a Worker, and its record out of the zone. False when there is none."""
        found = next((each for each in self._domains if each["id"] == domain_id), None)
        if found is None:
            return False
        self._domains.remove(found)
        zones = self.company.part(Zones)
        for record in zones.record_named(found["hostname"]):
            if record["meta"].get("read_only"):
                zones.remove_record(found["zone_id"], record["id"])
        return True


def _domain(hostname: str, service: str, zone: Mapping[str, Any]) -> Document:
    return {
        "id": identity("worker domain", hostname).replace("-", ""),
        "cert_id": identity("certificate", hostname),
        "hostname": hostname,
        "service": service,
        "environment": "production",
        "zone_id": zone["id"],
        "zone_name": zone["name"],
    }
