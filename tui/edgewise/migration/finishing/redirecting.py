"""Leading the project's address below pages.dev on to the site's own, by a Bulk Redirect of its own list.

The list belongs to this project alone, so that taking it back touches nothing else. The rule is added to the account's
rules; a ruleset is made only where there is none, by a request that cannot replace one.
[developers.cloudflare.com/rules/url-forwarding/bulk-redirects/create-api, 2026]
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.resources.values import at
from edgewise.migration.operations.model import Operation, Request, Row

LISTS = "/accounts/{account_id}/rules/lists"
RULESETS = "/accounts/{account_id}/rulesets"
PHASE = "http_request_redirect"
ENTRY = f"{RULESETS}/phases/{PHASE}/entrypoint"

LISTS_READ = Permission("Account Rule Lists Read", "Account · Account Filter Lists · Read")
LISTS_WRITE = Permission("Account Rule Lists Write", "Account · Account Filter Lists · Edit")
RULES_READ = Permission("Mass URL Redirects Read", "Account · Bulk URL Redirects · Read")
RULES_WRITE = Permission(
    "Mass URL Redirects Write", "Account · Bulk URL Redirects · Edit", "Account Rulesets Edit will do as well."
)

STATUS = 308
"""A client that sends a POST to the old address sends a POST to the new one. After a 301 it may send a GET."""

_LONGEST = 50
_KEY = "http.request.full_uri"


def list_name(project: str) -> str:
    """The name of the project's list: letters, digits and ``_`` only, at most 50 of them."""
    name = f"edgewise_{re.sub('[^a-zA-Z0-9_]', '_', project)}"
    if len(name) <= _LONGEST and "__" not in name:
        return name
    return f"{name[:40]}_{hashlib.sha256(project.encode()).hexdigest()[:8]}"


def describe(subdomain: str) -> str:
    """By which one sees whose list it is."""
    return f"Made by edgewise: {subdomain} has moved to a Worker."


def redirected(rules: Sequence[Mapping[str, Any]], project: str) -> bool | None:
    """Whether a rule names the project's list; ``None`` when one does that somebody has switched off."""
    wanted = list_name(project)
    found = next((each for each in rules if at(each, "action_parameters.from_list.name") == wanted), None)
    return None if found is not None and found.get("enabled") is False else found is not None


def redirect(project: str, subdomain: str, host: str, ruleset: bool) -> tuple[Operation, ...]:
    """The list, what is in it, and the rule that puts it into force.

    Args:
        subdomain: the project's name below pages.dev.
        host: the site's own name.
        ruleset: whether the account has a ruleset for redirects.
    """
    name = list_name(project)
    own = Row(LISTS, {"name": name}, None, {"kind": "redirect", "description": describe(subdomain)})
    return (_list(own, subdomain), _item(own, subdomain, host), _rule(name, subdomain, host, ruleset))


def _list(own: Row, subdomain: str) -> Operation:
    name = str(own.match["name"])
    body = {"name": name, "kind": "redirect", "description": describe(subdomain)}
    empty = Row(f"{LISTS}/{{below}}/items", {}, None, {}, below=own)
    return Operation(
        "redirect-list",
        f"Make the Bulk Redirect list {name}",
        f"It is for {subdomain} alone. Nothing is redirected yet.",
        (Request("POST", LISTS, body, own, LISTS_WRITE),),
        (Request("DELETE", f"{LISTS}/{{list}}", None, own.reversed, LISTS_WRITE, (empty,)),),
        "The list is deleted, as long as nothing else is in it.",
    )


def _item(own: Row, subdomain: str, host: str) -> Operation:
    fields = {
        "source_url": f"{subdomain}/",
        "target_url": f"https://{host}/",
        "status_code": STATUS,
        "include_subdomains": False,
        "subpath_matching": True,
        "preserve_query_string": True,
        "preserve_path_suffix": True,
    }
    told = {f"redirect.{key}": fields[key] for key in ("target_url", "status_code", "subpath_matching")}
    row = Row(f"{LISTS}/{{below}}/items", {"redirect.source_url": fields["source_url"]}, None, told, below=own)
    return Operation(
        "redirect-item",
        f"Put {subdomain} into it, which leads to {host}",
        f"Path and query string are kept. {STATUS} keeps the method as well, so that what is sent by POST arrives. "
        "Addresses of previews stay as they are.",
        (Request("POST", row.path, [{"redirect": fields}], row, LISTS_WRITE),),
        (Request("DELETE", row.path, {"items": [{"id": "{row}"}]}, row.reversed, LISTS_WRITE),),
        "It is taken out of the list again.",
    )


def _rule(name: str, subdomain: str, host: str, ruleset: bool) -> Operation:
    rule = {
        "ref": name,
        "description": f"{subdomain} to {host}",
        "expression": f"{_KEY} in ${name}",
        "action": "redirect",
        "action_parameters": {"from_list": {"name": name, "key": _KEY}},
        "enabled": True,
    }
    entry = Row(ENTRY, {}, None, {}, "document")
    told = {"action": "redirect", "expression": rule["expression"]}
    row = Row(ENTRY, {"action_parameters.from_list.name": name}, None, told, "document", "rules", entry)
    if ruleset:
        made = Request("POST", f"{RULESETS}/{{below}}/rules", rule, row, RULES_WRITE)
    else:
        body = {"name": "Bulk redirects", "kind": "root", "phase": PHASE, "rules": [rule]}
        made = Request("POST", RULESETS, body, row, RULES_WRITE, (entry,))
    return Operation(
        "redirect-rule",
        f"Redirect {subdomain} to {host}",
        "A rule puts the list into force. The account's other rules stay as they are. From then on nobody can compare "
        f"the Worker with {subdomain}.",
        (made,),
        (Request("DELETE", f"{RULESETS}/{{below}}/rules/{{rule}}", None, row.reversed, RULES_WRITE),),
        f"The rule is deleted, and Pages answers at {subdomain} again. Browsers that were redirected may remember it, "
        f"and go on to {host}.",
    )
