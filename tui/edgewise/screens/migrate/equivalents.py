"""The command line that does the same as a stage."""

from __future__ import annotations

import shlex
from pathlib import Path

from edgewise.screens.migrate.look import Look
from edgewise.screens.migrate.stages import Stage

_VERBS = {
    Stage.INSPECT: ("assess",),
    Stage.ASSESS: ("assess",),
    Stage.PLAN: ("plan", "--diff"),
    Stage.APPLY: ("migrate", "--yes"),
    Stage.PROVE: ("verify",),
}


def equivalent(stage: Stage, look: Look, here: Path | None = None) -> str:
    """Such as ``edgewise plan site --diff``; the folder is left out when it is the current one."""
    if stage is Stage.APPLY and look.status is not None:
        return _command("undo", (), look, here)
    verb, *options = _VERBS.get(stage, ("assess",))
    return _command(verb, tuple(options), look, here)


def _command(verb: str, options: tuple[str, ...], look: Look, here: Path | None) -> str:
    words = ["edgewise", verb]
    if look.root != (here or Path.cwd()):
        words.append(str(look.root))
    words.extend(options)
    if verb != "undo":
        for key, value in look.overrides.items():
            words.extend(("--set", f"{key}={value}"))
    return shlex.join(words)
