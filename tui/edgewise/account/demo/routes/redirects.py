"""Bulk Redirects: lists with their items, and the account's rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, by_cursor, route
from edgewise.account.demo.redirects import DEFAULTS, PHASE, Redirects

_LISTS = "/accounts/{account}/rules/lists"
_RULESETS = "/accounts/{account}/rulesets"
_ENTRY = f"{_RULESETS}/phases/{PHASE}/entrypoint"
_NO_LIST = Refusal(404, 10001, "could not find list")
_NO_RULESET = Refusal(404, 10003, "could not find entrypoint ruleset in the http_request_redirect phase")
_NO_RULE = Refusal(404, 10003, "could not find rule")
_BAD_BODY = Refusal(400, 10005, "request is malformed")
_OTHER_EXPRESSION = Refusal(
    400,
    10005,
    "the demo account knows the expression http.request.full_uri in $LIST only, where LIST is the rule's own",
)
_FLAGS = tuple(name for name, usual in DEFAULTS.items() if isinstance(usual, bool))


@route(_LISTS)
def lists(company: Company, call: Call) -> Result | Refusal:
    """Every list."""
    return Result(company.part(Redirects).lists())


@route(_LISTS, "POST")
def add_list(company: Company, call: Call) -> Result | Refusal:
    """A new list."""
    fields = call.json()
    if not isinstance(fields, Mapping) or fields.get("kind") != "redirect":
        return _BAD_BODY
    name = fields.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z0-9_]{1,50}", name):
        return Refusal(400, 10018, "name is not valid")
    found = company.part(Redirects).add_list(name, str(fields.get("description") or ""))
    return Result(found) if found else Refusal(400, 10033, "a list with this name already exists")


@route(f"{_LISTS}/bulk_operations/{{operation}}")
def operation(company: Company, call: Call) -> Result | Refusal:
    """How a change of items stands: it is done at once."""
    return Result({"id": call.values["operation"], "status": "completed"})


@route(f"{_LISTS}/{{list}}")
def one_list(company: Company, call: Call) -> Result | Refusal:
    """One list."""
    found = company.part(Redirects).one_list(call.values["list"])
    return Result(found) if found else _NO_LIST


@route(f"{_LISTS}/{{list}}", "DELETE")
def remove_list(company: Company, call: Call) -> Result | Refusal:
    """A list less. One that a rule names cannot go."""
    found = company.part(Redirects).one_list(call.values["list"])
    if found is None:
        return _NO_LIST
    if found["num_referencing_filters"]:
        return Refusal(400, 10040, "the list is referenced by a rule and cannot be deleted")
    company.part(Redirects).remove_list(found["id"])
    return Result({"id": found["id"]})


@route(f"{_LISTS}/{{list}}/items")
def items(company: Company, call: Call) -> Result | Refusal:
    """What a list holds, by cursor."""
    if company.part(Redirects).one_list(call.values["list"]) is None:
        return _NO_LIST
    rows, info = by_cursor(list(company.part(Redirects).items(call.values["list"])), call.query, size=500)
    return Result(rows, {"cursors": {"after": info["cursor"]} if info["cursor"] else {}})


@route(f"{_LISTS}/{{list}}/items", "POST")
def add_items(company: Company, call: Call) -> Result | Refusal:
    """More items."""
    fields = call.json()
    if company.part(Redirects).one_list(call.values["list"]) is None:
        return _NO_LIST
    rows = fields if isinstance(fields, list) else []
    redirects = [each["redirect"] for each in rows if isinstance(each, Mapping) and _redirect(each.get("redirect"))]
    if not rows or len(redirects) < len(rows):
        return _BAD_BODY
    return Result({"operation_id": company.part(Redirects).add_items(call.values["list"], redirects)})


@route(f"{_LISTS}/{{list}}/items", "DELETE")
def remove_items(company: Company, call: Call) -> Result | Refusal:
    """Items less, named by their ids."""
    fields = call.json()
    if company.part(Redirects).one_list(call.values["list"]) is None:
        return _NO_LIST
    named = fields.get("items") if isinstance(fields, Mapping) else None
    if not isinstance(named, list):
        return _BAD_BODY
    ids = [str(each.get("id")) for each in named if isinstance(each, Mapping)]
    return Result({"operation_id": company.part(Redirects).remove_items(call.values["list"], ids)})


def _redirect(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and all(isinstance(value.get(key), str) for key in ("source_url", "target_url"))
        and all(isinstance(value.get(key, False), bool) for key in _FLAGS)
        and value.get("status_code", 301) in (301, 302, 307, 308)
    )


# ---------------------------------------------------------------------- rules


@route(_ENTRY)
def entrypoint(company: Company, call: Call) -> Result | Refusal:
    """The account's rules for redirects."""
    found = company.part(Redirects).ruleset()
    return Result(found) if found else _NO_RULESET


@route(_ENTRY, "PUT")
def set_entrypoint(company: Company, call: Call) -> Result | Refusal:
    """All rules at once: those that are not named are gone."""
    fields = call.json()
    if not isinstance(fields, Mapping):
        return _BAD_BODY
    rules = fields.get("rules") or []
    name = str(fields.get("name") or "default")
    return _wrong(rules) or Result(company.part(Redirects).make_ruleset(name, rules))


@route(_RULESETS, "POST")
def add_ruleset(company: Company, call: Call) -> Result | Refusal:
    """A ruleset for the phase, where there is none."""
    fields = call.json()
    if not isinstance(fields, Mapping):
        return _BAD_BODY
    rules = fields.get("rules") or []
    if (fields.get("kind"), fields.get("phase")) != ("root", PHASE):
        return Refusal(400, 20011, "the demo account knows root rulesets of the http_request_redirect phase only")
    if company.part(Redirects).ruleset() is not None:
        return Refusal(400, 20117, "a ruleset of this phase exists already")
    return _wrong(rules) or Result(company.part(Redirects).make_ruleset(str(fields.get("name")), rules))


@route(f"{_RULESETS}/{{ruleset}}/rules", "POST")
def add_rule(company: Company, call: Call) -> Result | Refusal:
    """One rule more; the others stay."""
    fields, found = call.json(), company.part(Redirects).ruleset()
    if found is None or found["id"] != call.values["ruleset"]:
        return _NO_RULESET
    return _wrong_rule(fields) or Result(company.part(Redirects).add_rule(fields))


@route(f"{_RULESETS}/{{ruleset}}/rules/{{rule}}", "DELETE")
def remove_rule(company: Company, call: Call) -> Result | Refusal:
    """One rule less; the others stay."""
    found = company.part(Redirects).ruleset()
    if found is None or found["id"] != call.values["ruleset"]:
        return _NO_RULESET
    done = company.part(Redirects).remove_rule(call.values["rule"])
    return Result(company.part(Redirects).ruleset()) if done else _NO_RULE


def _wrong(rules: Any) -> Refusal | None:
    """What is wrong with rules that somebody sends; ``None`` when nothing is."""
    if not isinstance(rules, list):
        return _BAD_BODY
    return next((found for each in rules if (found := _wrong_rule(each)) is not None), None)


def _wrong_rule(rule: Any) -> Refusal | None:
    if not isinstance(rule, Mapping) or rule.get("action") != "redirect":
        return _BAD_BODY
    parameters = rule.get("action_parameters")
    leads = parameters.get("from_list") if isinstance(parameters, Mapping) else None
    name = leads.get("name") if isinstance(leads, Mapping) else None
    expression = rule.get("expression")
    if not (isinstance(name, str) and isinstance(expression, str) and isinstance(rule.get("enabled", True), bool)):
        return _BAD_BODY
    # What asks for more, such as a country, is nothing that a rehearsal knows of its visitors.
    plain = re.fullmatch(r"\(?\s*(?:raw\.)?http\.request\.full_uri\s+in\s+\$(\w+)\s*\)?", expression.strip())
    return None if plain is not None and plain[1] == name else _OTHER_EXPRESSION
