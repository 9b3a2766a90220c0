"""The other verbs of ``wrangler pages``: logs, secrets, lists."""

from __future__ import annotations

from edgewise.migration.scripts.options import dynamic, joined, quoted, written
from edgewise.migration.scripts.target import Target, Translation, left
from edgewise.project.commands import PagesCall

STILL_WORK = frozenset({"functions build", "functions build-env", "download config", ""})
"""Verbs that do the same beside a Worker's configuration."""
_GONE = {
    "project create": "a Worker is made by its first `wrangler deploy`",
    "project delete": "it deletes the Pages project, which still answers until you do; a Worker goes with "
    "`wrangler delete`",
    "project list": "there is no list of Workers in wrangler; use `wrangler deployments list` for this one",
    "deployment delete": "versions of a Worker are not deleted",
    "functions optimize-routes": "a Worker has no _routes.json",
}
SAME = {
    "deployment tail": ("tail", frozenset({"format", "status", "header", "method", "search", "sampling-rate", "ip"})),
    "deployment list": ("deployments list", frozenset({"json"})),
    "secret put": ("secret put", frozenset({"env"})),
    "secret bulk": ("secret bulk", frozenset({"env"})),
    "secret delete": ("secret delete", frozenset({"env"})),
    "secret list": ("secret list", frozenset({"env"})),
}
"""What each verb is called for a Worker, and which options it keeps."""


def translate_other(call: PagesCall, target: Target, quote: str = "'") -> Translation:
    """The counterpart of a call that is neither ``dev`` nor ``deploy``."""
    if call.verb in STILL_WORK:
        return Translation(None)
    if call.verb not in SAME:
        return left(f"wrangler pages {call.verb}: {_GONE.get(call.verb, 'it has no counterpart for a Worker')}")
    name = call.option("project-name")
    if name and target.name and not dynamic(name) and name != target.name:
        return left(f"--project-name {name}", "other-pages-project")
    if not name and target.cwd != ".":
        return left("it runs in another folder or package")
    verb, kept = SAME[call.verb]
    if call.verb == "deployment tail" and call.arguments:
        return left("a deployment of the Pages project is named; `wrangler tail` follows the live Worker")
    parts = [verb, *(quoted(word, quote) for word in call.arguments)]
    for option in call.options:
        if option.name in ("env", "environment"):
            if option.value != "production":
                return left(f"wrangler pages {call.verb} for previews; add --env preview if the Worker has it")
        elif option.name in kept:
            parts.append(written(option, quote))
        elif option.name != "project-name":
            return left(f"wrangler pages {call.verb}: --{option.name} has no counterpart")
    return Translation(joined(parts))
