"""The company's Bulk Redirects: lists of redirects, and the account's rules that put them into force.

Shapes as of the Lists and Rulesets APIs in 2026. Nothing is there from the beginning.
[developers.cloudflare.com/rules/url-forwarding/bulk-redirects/create-api]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.times import stamp

PHASE = "http_request_redirect"
DEFAULTS: Mapping[str, Any] = {
    "status_code": 301,
    "include_subdomains": False,
    "subpath_matching": False,
    "preserve_query_string": False,
    "preserve_path_suffix": True,
}


def _id(*parts: object) -> str:
    return identity(*parts).replace("-", "")


class Redirects:
    """Lists of the kind ``redirect``, and the ruleset of the account that is asked for every request."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._lists: list[Document] = []
        self._items: dict[str, list[Document]] = {}
        self._ruleset: Document | None = None
        self._made = 0

    def _now(self) -> str:
        return stamp(self.company.clock())

    # ------------------------------------------------------------------ lists

    def lists(self) -> list[Document]:
        """Every list, with how many items it has and how many rules name it."""
        return [self._list(each) for each in self._lists]

    def one_list(self, list_id: str) -> Document | None:
        """A list by its id."""
        return next((each for each in self.lists() if each["id"] == list_id), None)

    def _list(self, facts: Document) -> Document:
        naming = [each for each in self.rules() if _list_of(each) == facts["name"]]
        return {**facts, "num_items": len(self._items[facts["id"]]), "num_referencing_filters": len(naming)}

    def add_list(self, name: str, description: str) -> Document | None:
        """A new list without items; ``None`` when there is one of this name."""
        if any(each["name"] == name for each in self._lists):
            return None
        self._made += 1
        now = self._now()
        facts = {"id": _id("list", name, self._made), "name": name, "description": description, "kind": "redirect"}
        self._lists.append({**facts, "created_on": now, "modified_on": now})
        self._items[facts["id"]] = []
        return self.one_list(facts["id"])

    def remove_list(self, list_id: str) -> bool:
        """Delete a list with its items. False when there is none."""
        self._lists = [each for each in self._lists if each["id"] != list_id]
        return self._items.pop(list_id, None) is not None

    # ------------------------------------------------------------------ items

    def items(self, list_id: str) -> Sequence[Document]:
        """What a list that exists holds."""
        return tuple(self._items[list_id])

    def add_items(self, list_id: str, redirects: Sequence[Mapping[str, Any]]) -> str:
        """Put redirects into a list that exists. One of the same source makes room. Returns the operation's id."""
        self._made += 1
        now = self._now()
        for number, each in enumerate(redirects):
            source = str(each["source_url"])
            kept = [one for one in self._items[list_id] if one["redirect"]["source_url"] != source]
            new = {"id": _id("item", list_id, self._made, number), "redirect": {**DEFAULTS, **each}}
            self._items[list_id] = [*kept, {**new, "created_on": now, "modified_on": now}]
        return self._operation()

    def remove_items(self, list_id: str, ids: Sequence[str]) -> str:
        """Take items out of a list that exists. Returns the operation's id."""
        self._made += 1
        self._items[list_id] = [each for each in self._items[list_id] if each["id"] not in ids]
        return self._operation()

    def _operation(self) -> str:
        return _id("bulk operation", self._made)

    # ------------------------------------------------------------------ rules

    def ruleset(self) -> Document | None:
        """The ruleset of the account for redirects; ``None`` until one is made."""
        return self._ruleset

    def rules(self) -> Sequence[Document]:
        """Its rules, in order."""
        return tuple(self._ruleset["rules"]) if self._ruleset else ()

    def make_ruleset(self, name: str, rules: Sequence[Mapping[str, Any]]) -> Document:
        """A ruleset with these rules, in place of the one that is there."""
        self._ruleset = {
            "id": self._ruleset["id"] if self._ruleset else _id("ruleset", PHASE),
            "name": name,
            "kind": "root",
            "phase": PHASE,
            "rules": [],
            "version": "0",
        }
        for each in rules:
            self.add_rule(each)
        return self._changed()

    def add_rule(self, fields: Mapping[str, Any]) -> Document:
        """One rule more, at the end of a ruleset that exists."""
        assert self._ruleset is not None
        self._made += 1
        identity_ = _id("rule", self._made)
        kept = ("action", "action_parameters", "expression", "description")
        rule = {"id": identity_, "ref": fields.get("ref") or identity_, "enabled": fields.get("enabled", True)}
        rule |= {"version": "1", "last_updated": self._now()}
        self._ruleset["rules"].append({**rule, **{key: fields[key] for key in kept if key in fields}})
        return self._changed()

    def remove_rule(self, rule_id: str) -> bool:
        """One rule less. False when there is none."""
        left = [each for each in self.rules() if each["id"] != rule_id]
        if self._ruleset is None or len(left) == len(self.rules()):
            return False
        self._ruleset["rules"] = left
        self._changed()
        return True

    def _changed(self) -> Document:
        assert self._ruleset is not None
        self._ruleset |= {"version": str(int(self._ruleset["version"]) + 1), "last_updated": self._now()}
        return self._ruleset

    # ------------------------------------------------------------------ in force

    def location(self, host: str, target: str) -> tuple[int, str] | None:
        """Where a request is sent, with the status, when a list that an enabled rule names has a redirect for it.

        Rules are asked in their order. Of a list the most specific redirect wins.
        [developers.cloudflare.com/rules/url-forwarding/bulk-redirects/how-it-works, 2026]

        Args:
            target: path and query string as they were asked for.
        """
        for rule in self.rules():
            ids = [each["id"] for each in self._lists if rule["enabled"] and each["name"] == _list_of(rule)]
            redirects = [item["redirect"] for each in ids for item in self._items[each]]
            for redirect in sorted(redirects, key=_specific, reverse=True):
                found = _sent(redirect, host, target)
                if found:
                    return int(redirect["status_code"]), found
        return None


def _list_of(rule: Mapping[str, Any]) -> Any:
    return ((rule.get("action_parameters") or {}).get("from_list") or {}).get("name")


def _source(redirect: Mapping[str, Any]) -> tuple[str, str, str]:
    """Scheme, if it says one, host and path of the address that a redirect is for."""
    scheme, mark, rest = str(redirect["source_url"]).partition("://")
    host, _, path = (rest if mark else scheme).partition("/")
    return scheme if mark else "", host.lower(), f"/{path}"


def _specific(redirect: Mapping[str, Any]) -> tuple[int, bool, int, bool]:
    """What makes a redirect win over others: its path, one host only, a longer host, a scheme."""
    scheme, host, path = _source(redirect)
    return len(path.rstrip("/")), not redirect["include_subdomains"], len(host), bool(scheme)


def _sent(redirect: Mapping[str, Any], host: str, target: str) -> str | None:
    """The address that a redirect leads to, if it fits."""
    _, own, source = _source(redirect)
    path, mark, query = target.partition("?")
    if host != own and not (redirect["include_subdomains"] and host.endswith(f".{own}")):
        return None
    below = redirect["subpath_matching"] and f"{path.rstrip('/')}/".startswith(source.rstrip("/") + "/")
    if path != source and not below:
        return None
    to, _, asked = str(redirect["target_url"]).partition("?")
    if path != source and redirect["preserve_path_suffix"]:
        to = to.rstrip("/") + path[len(source.rstrip("/")) :]
    if redirect["preserve_query_string"] and mark and not asked:
        asked = query
    return f"{to}?{asked}" if asked else to
