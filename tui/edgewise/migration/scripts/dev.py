"""``wrangler pages dev`` as ``wrangler dev``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.migration.scripts.options import dynamic, joined, quoted, written
from edgewise.migration.scripts.target import Remark, Target, Translation, elsewhere, left
from edgewise.project.commands import Option, PagesCall
from edgewise.project.folder import tidy

PORT = 8788
"""Where ``wrangler pages dev`` listens unless told otherwise; ``wrangler dev`` takes 8787."""
KEPT = frozenset(
    """
    port ip inspector-port local-protocol https-key-path https-cert-path log-level persist-to live-reload
    no-live-reload show-interactive-dev-session no-show-interactive-dev-session env-file config profile
    """.split()  # noqa: SIM905
)
"""Options that ``wrangler dev`` has too, with the same meaning."""
DROPPED = frozenset(
    "local experimental-local persist simulate-cron bundle install-skills experimental-provision project-name".split()  # noqa: SIM905
)
"""Options that say what ``wrangler dev`` does anyway, or what the wrangler file says."""
BINDINGS = frozenset({"kv", "d1", "r2", "do", "service", "ai", "version-metadata"})
"""Options that bind a resource; a Worker's bindings stand in its wrangler file."""
IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
"""Names that code can read as ``env.NAME``."""


def translate_dev(call: PagesCall, target: Target, quote: str = "'") -> Translation:
    """The counterpart of a call of ``wrangler pages dev``."""
    if target.cwd != "." and (other := elsewhere(call, target)):
        return left(other, "other-pages-project")
    if call.proxied:
        return Translation(None, (Remark("dev-proxy", _proxied(call)),))
    parts = ["dev", "" if target.cwd == "." else f"--cwd {quoted(target.cwd, quote)}", _assets(call, target, quote)]
    remarks: list[Remark] = []
    for option in call.options:
        name = option.name
        if name in KEPT:
            parts.append(written(option, quote))
        elif name in ("compatibility-date", "compatibility-flag", "compatibility-flags"):
            parts.append("" if _said_by_config(option, target) else written(option, quote))
        elif name == "binding":
            if not option.value or "=" not in option.value:
                return left("--binding names no value")
            key, _, value = option.value.partition("=")
            parts.append(f"--var {quoted(f'{key}:{value}', quote)}")
        elif name in BINDINGS:
            told = _bound(option, target)
            if told is None:
                return left(f"--{name} {option.value or ''} is not understood".replace("  ", " "))
            remarks += told
        elif name == "node-compat":
            remarks.append(Remark("script-keeps-pages", "--node-compat is gone; use the flag nodejs_compat"))
        elif name not in DROPPED:
            return left(f"--{name} has no counterpart in wrangler dev")
    remarks += _env_file(call)
    default = call.option("port") is None
    if default and target.keep_port:
        parts.append(f"--port {PORT}")
    return Translation(joined(parts), tuple(remarks), default)


def _proxied(call: PagesCall) -> str:
    behind = [word for word in call.behind if "=" not in word]  # values may be secrets
    return f"-- {' '.join(behind)}" if call.behind else f"--proxy {call.option('proxy') or ''}".strip()


def _assets(call: PagesCall, target: Target, quote: str) -> str:
    """``--assets`` when the call serves another folder than the one that is deployed."""
    named = call.directory
    here = target.output_here
    if named is None or here is None or dynamic(named) or tidy(named) == here:
        return ""
    return f"--assets {quoted(named, quote)}"


def _said_by_config(option: Option, target: Target) -> bool:
    if option.name == "compatibility-date":
        return option.value is None or option.value == target.date
    return option.value is None or all(flag in target.flags for flag in option.value.split(","))


def _bound(option: Option, target: Target) -> list[Remark] | None:
    """What to say about a binding; ``None`` when it cannot be told what it binds."""
    name, equals, reference = (option.value or "").partition("=")
    if not target.code:
        return []
    if not name or dynamic(name):
        return None
    if not IDENTIFIER.fullmatch(name):
        return [Remark("dev-binding-unreadable", name)]
    if name not in target.bindings:
        return None
    known = target.bindings[name]
    local = reference if equals else name
    if option.name in ("kv", "d1", "r2") and known != local:
        return [Remark("dev-local-data", name)]
    return []


def _env_file(call: PagesCall) -> Iterator[Remark]:
    if call.option("env-file"):
        yield Remark("dev-env-file", ", ".join(call.values("env-file")))
