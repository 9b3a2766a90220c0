"""The wrangler that ``cloudflare/wrangler-action`` runs.

Without ``wranglerVersion`` the action takes the wrangler that the project has installed, and else its own: 3.90 for
version 3 of the action (3.13 to 3.15, its change log), the newest for version 4.
"""

from __future__ import annotations

import re

from edgewise.migration.ci.block_lines import added, line_for, one_line
from edgewise.project import yaml_text
from edgewise.project.yaml_text import YamlError, YamlValue

VERSION = '"4"'


def old_version(named: str | None, major: int) -> bool:
    """Whether the action may run a wrangler older than 4.

    Args:
        named: its ``wranglerVersion``.
        major: its own version.
    """
    if named is None:
        return major < 4
    found = re.match(r"[\^~>=v\s]*(\d+)", named.strip())
    return found is not None and int(found.group(1)) < 4


def set_version(text: str, step: YamlValue) -> str | None:
    """``text`` with wrangler 4 in the step, or ``None`` when that cannot be written without touching more."""
    inputs = step.get("with")
    if inputs is None or inputs.flow or not inputs.pairs:
        return None
    version = inputs.get("wranglerVersion")
    if version is not None:
        edit = yaml_text.replace_scalars(text, lambda _, each: "4" if each.start == version.start else None)
        return edit.text if edit.changed else None
    name, value = next((pair for pair in inputs.pairs if pair[0].text == "command"), inputs.pairs[-1])
    last = max(inputs.pairs, key=lambda pair: pair[0].start)
    if not one_line(text, name, value):
        name, value = next((pair for pair in inputs.pairs if one_line(text, *pair)), last)
    if not one_line(text, name, value):
        return None
    result = added(text, name, line_for(text, name, "wranglerVersion", VERSION))
    try:
        yaml_text.parse(result)
    except YamlError:
        return None
    return result
