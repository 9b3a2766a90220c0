"""Each wrangler command that a panel offers exists in the wrangler that edgewise installs, with its flags."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from edgewise.account.resources import KINDS
from edgewise.account.resources.model import PLACE
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure

pytestmark = pytest.mark.wrangler

FILLED = "FILLED"
"""Stands where a name is filled in."""


def _commands() -> dict[tuple[str, ...], set[str]]:
    """Command words -> the flags that some kind or change gives it."""
    found: dict[tuple[str, ...], set[str]] = {}
    for kind in KINDS:
        for template in (kind.command, kind.row_command, *(each.command for each in kind.actions)):
            words = shlex.split(PLACE.sub(FILLED, template.replace("[", " ").replace("]", " ")))
            if words[:1] != ["wrangler"]:
                continue
            flags = {word.partition("=")[0] for word in words if word.startswith("-")}
            first = next((at for at, word in enumerate(words) if word.startswith("-") or FILLED in word), len(words))
            found.setdefault(tuple(words[1:first]), set()).update(flags)
    return found


@pytest.mark.parametrize("command", sorted(_commands()), ids=" ".join)
async def test_the_command_exists_with_its_flags(command: tuple[str, ...], tmp_path: Path) -> None:
    toolchain = await ensure()
    done = await run(toolchain.wrangler(*command, "--help"), cwd=tmp_path, env=toolchain.environment({}), timeout=60)
    assert done.returncode == 0, done.stderr
    told = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert f"wrangler {' '.join(command)}" in told
    assert "COMMANDS" not in told, "this is a group of commands, not one"
    for flag in _commands()[command]:
        assert re.search(rf"(?<![\w-]){re.escape(flag)}\b", told), (flag, told)
