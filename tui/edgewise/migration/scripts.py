"""``wrangler pages`` calls in the scripts of ``package.json``, turned into those for a Worker.

Only the calls change: the file's formatting and every other byte stay as they are.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from edgewise.project import jsonc
from edgewise.project.commands import Option, PagesCall, pages_calls, words
from edgewise.project.jsonc_parse import JsoncError

KEPT = frozenset(
    """
    port ip compatibility-date compatibility-flag compatibility-flags inspector-port local-protocol log-level
    persist-to live-reload no-live-reload show-interactive-dev-session no-show-interactive-dev-session https-key-path
    https-cert-path env-file
    """.split()  # noqa: SIM905
)
"""Options of ``pages dev`` that ``dev`` has too."""
DROPPED = frozenset({"local", "experimental-local", "persist", "simulate-cron", "node-compat", "bundle"})
"""Options of ``pages dev`` that mean nothing any more."""
DEPLOY_DROPPED = frozenset(
    "project-name branch commit-hash commit-message commit-dirty skip-caching upload-source-maps".split()  # noqa: SIM905
)
PRODUCTION_BRANCHES = frozenset({"main", "master", "production"})


@dataclass(frozen=True)
class Rewritten:
    """A ``package.json`` with its scripts rewritten.

    Attributes:
        text: the whole file.
        changed: names of the scripts that changed.
        kept: scripts that still call ``wrangler pages``, each with why.
        default_port: a changed script that relied on the default port, or ``None``.
    """

    text: str
    changed: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    default_port: str | None = None


def rewrite_scripts(text: str) -> Rewritten:
    """Rewrite the scripts of a ``package.json``. A text that does not parse comes back as it is."""
    try:
        document = jsonc.loads(text) if text.strip() else {}
    except JsoncError:
        return Rewritten(text)
    scripts = document.get("scripts") if isinstance(document, dict) else None
    changed: list[str] = []
    kept: list[tuple[str, str]] = []
    port: str | None = None
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if not isinstance(script, str):
            continue
        new, reasons, default = rewrite_script(script)
        kept += [(name, reason) for reason in reasons]
        if new != script:
            text = jsonc.set_string(text, ["scripts", name], new)
            changed.append(name)
            port = port or (name if default else None)
    return Rewritten(text, tuple(changed), tuple(kept), port)


def rewrite_script(script: str) -> tuple[str, list[str], bool]:
    """One command line rewritten, why calls in it were left alone, and whether one relies on the default port."""
    reasons = _other_calls(script)
    default = False
    for call in reversed(pages_calls(script)):
        new, reason = _dev(call) if call.verb == "dev" else _deploy(call)
        if new is None:
            reasons.append(reason)
            continue
        default = default or (call.verb == "dev" and call.option("port") is None)
        script = script[: call.start] + new + script[call.end :]
    return script, reasons, default


def _other_calls(script: str) -> list[str]:
    found: list[str] = []
    for simple in words(script):
        texts = [word.text for word in simple]
        for index, word in enumerate(texts[:-1]):
            if word == "pages" and index and texts[index - 1].startswith("wrangler"):
                verb = texts[index + 1]
                if verb not in ("dev", "deploy", "publish"):
                    found.append(f"wrangler pages {verb}")
    return found


def _dev(call: PagesCall) -> tuple[str | None, str]:
    if call.proxied:
        return None, "it puts wrangler in front of another server"
    parts = ["dev"]
    for option in call.options:
        if option.name in KEPT:
            parts.append(_option(option))
        elif option.name == "binding" and option.value and "=" in option.value:
            name, _, value = option.value.partition("=")
            parts.append(f"--var {_quoted(f'{name}:{value}')}")
        elif option.name not in DROPPED:
            return None, f"--{option.name} belongs in the wrangler file now"
    return " ".join(parts), ""


def _deploy(call: PagesCall) -> tuple[str | None, str]:
    branch = next((option for option in call.options if option.name == "branch"), None)
    if branch is not None and branch.value not in PRODUCTION_BRANCHES:
        return None, "it deploys a branch, which may be a preview"
    unknown = next((option.name for option in call.options if option.name not in DEPLOY_DROPPED), None)
    if unknown is not None:
        return None, f"--{unknown} has no counterpart"
    return "deploy", ""


def _option(option: Option) -> str:
    return f"--{option.name}" if option.value is None else f"--{option.name} {_quoted(option.value)}"


def _quoted(value: str) -> str:
    return value if "$" in value else shlex.quote(value)
