"""A Pages project against a Worker: both brought into one shape, so that comparing them says something.

What a Worker is made of stands in several answers. One that cannot be had is left out of both sides
and said: what is not known does not differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edgewise.account.client import Client
from edgewise.account.comparing import Comparison, compare
from edgewise.account.failures import Permission
from edgewise.account.resources.bindings import BindingType, binding_type, pages_bindings, target_name
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.values import at, mappings, text, texts
from edgewise.errors import EdgewiseError
from edgewise.together import together

SCRIPT = "/accounts/{account_id}/workers/scripts/{script}"
READ = Permission("Workers Scripts Read", "Account · Workers Scripts · Read")
ASKED = {
    "settings": f"{SCRIPT}/settings",
    "schedules": f"{SCRIPT}/schedules",
    "domains": "/accounts/{account_id}/workers/domains",
}
PARTS = {
    "settings": (
        "compatibility_date",
        "compatibility_flags",
        "bindings",
        "variables",
        "secrets",
        "placement",
        "cpu_ms",
    ),
    "schedules": ("crons",),
    "domains": ("domains",),
}
"""The parts of the shape that each answer gives."""

FURTHER = ("class_name", "script_name", "entrypoint", "jurisdiction", "environment", "delivery_delay")
"""Fields of a binding that say more about what it leads to."""

SECRET_REMARK = "Whether secrets have the same values cannot be known: Cloudflare never tells them."


async def compare_across(client: Client, project: Row, worker: Row, scope: Scope | None = None) -> Comparison:
    """What a Worker has different from the production settings of a Pages project, with the project as the old side.

    Args:
        scope: where the names of what bindings lead to are found; without it, and where they are not
            there, their ids stand.

    Raises nothing but cancellation: an answer that cannot be had becomes a remark.
    """
    answers = await together(_ask(client, name, text(at(worker.raw, "id")) or worker.key) for name in ASKED)
    found = dict(zip(ASKED, answers, strict=True))
    scope = scope or Scope()
    old, new = pages_shape(project.raw, scope), worker_shape(found, worker.key, scope)
    remarks = ["Settings of the Pages project are those of production."]
    for name, answer in found.items():
        if isinstance(answer, EdgewiseError):
            remarks.append(f"Not compared: {', '.join(PARTS[name])}. {answer.message}")
            for part in PARTS[name]:
                old.pop(part, None)
                new.pop(part, None)
    if old.get("secrets") and new.get("secrets"):
        remarks.append(SECRET_REMARK)
    return compare(old, new, own=frozenset(), remarks=remarks)


async def _ask(client: Client, name: str, script: str) -> Any:
    query = {"service": script} if name == "domains" else {}
    parameters = {} if name == "domains" else {"script": script}
    try:
        return (await client.get(ASKED[name], parameters, query=query, permission=READ)).result
    except EdgewiseError as error:
        return error


def pages_shape(project: Any, scope: Scope) -> dict[str, Any]:
    """What a Pages project's production settings come to: compatibility, bindings, variables, secrets, domains."""
    settings = at(project, "deployment_configs.production")
    shape = _bound(pages_bindings(settings), scope)
    own = [name for name in texts(at(project, "domains")) if not name.endswith(".pages.dev")]
    return {
        "compatibility_date": text(at(settings, "compatibility_date")),
        "compatibility_flags": texts(at(settings, "compatibility_flags")),
        **shape,
        "crons": [],
        "domains": own,
        "placement": text(at(settings, "placement.mode")),
        "cpu_ms": at(settings, "limits.cpu_ms"),
    }


def worker_shape(answers: Mapping[str, Any], script: str, scope: Scope) -> dict[str, Any]:
    """The same of a Worker, from the answers to :data:`ASKED`."""
    settings = answers.get("settings")
    listed = mappings(at(settings, "bindings"))
    named = ((text(each.get("name")) or "?", binding_type(text(each.get("type")) or ""), each) for each in listed)
    shape = _bound(named, scope)
    crons = [found for each in mappings(at(answers.get("schedules"), "schedules")) if (found := text(each.get("cron")))]
    domains = [
        found
        for each in mappings(answers.get("domains"))
        if text(each.get("service")) in (None, script) and (found := text(each.get("hostname")))
    ]
    return {
        "compatibility_date": text(at(settings, "compatibility_date")),
        "compatibility_flags": texts(at(settings, "compatibility_flags")),
        **shape,
        "crons": crons,
        "domains": domains,
        "placement": text(at(settings, "placement.mode")),
        "cpu_ms": at(settings, "limits.cpu_ms"),
    }


def _bound(bindings: Iterable[tuple[str, BindingType, Mapping[str, Any]]], scope: Scope) -> dict[str, Any]:
    """Variables, secrets by name, and bindings by name with their type and what they lead to."""
    shape: dict[str, Any] = {"bindings": {}, "variables": {}, "secrets": {}}
    for name, of, binding in bindings:
        if of.type in ("secret_text", "secret_key"):
            shape["secrets"][name] = {"type": of.word}
        elif of.type in ("plain_text", "json"):
            shape["variables"][name] = _value(of, binding)
        else:
            further = {field: binding[field] for field in FURTHER if binding.get(field) not in (None, "", "production")}
            shape["bindings"][name] = {"type": of.word, "target": target_name(of, binding, scope)[0], **further}
    return shape


def _value(of: BindingType, binding: Mapping[str, Any]) -> Any:
    """A variable's value: Pages calls it ``value``, a Worker ``text`` or ``json``."""
    return next((binding[field] for field in ("value", "text", "json") if field in binding), None)
