"""The scripts of ``package.json``. Formatting and every byte outside the calls stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.migration.scripts.line import rewrite
from edgewise.migration.scripts.target import Remark, Target
from edgewise.project import jsonc
from edgewise.project.jsonc_parse import JsoncError


@dataclass(frozen=True)
class Rewritten:
    """A ``package.json`` with its scripts rewritten.

    Attributes:
        text: the whole file.
        changed: names of the scripts that changed.
        remarks: what to say about calls, each with the name of its script.
        default_port: a changed script that relied on the default port, or ``None``.
    """

    text: str
    changed: tuple[str, ...] = ()
    remarks: tuple[tuple[str, Remark], ...] = ()
    default_port: str | None = None


def rewrite_scripts(text: str, target: Target) -> Rewritten:
    """Rewrite the scripts of a ``package.json``. A text that does not parse comes back as it is."""
    try:
        document = jsonc.loads(text) if text.strip() else {}
    except JsoncError:
        return Rewritten(text)
    scripts = document.get("scripts") if isinstance(document, dict) else None
    changed: list[str] = []
    remarks: list[tuple[str, Remark]] = []
    port: str | None = None
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if not isinstance(script, str):
            continue
        found = rewrite(script, target)
        remarks += [(name, remark) for remark in found.remarks]
        if found.text != script:
            text = jsonc.set_string(text, ["scripts", name], found.text)
            changed.append(name)
            port = port or (name if found.default_port else None)
    return Rewritten(text, tuple(changed), tuple(remarks), port)
