"""``edgewise``, ``edgewise learn``, ``edgewise account`` and ``edgewise migrate``: the terminal interface."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.cli.output import Output
from edgewise.errors import ExitCode, InputError

if TYPE_CHECKING:
    import argparse

_INSTEAD = {
    "home": "edgewise --help",
    "learn": "edgewise lessons list",
    "account": "edgewise snapshot",
    "migrate": "edgewise plan",
}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Open the app at a door. Not on a terminal: say what to run instead."""
    door: str = arguments.door
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "The terminal interface needs a terminal on standard input and output.",
            code="not-a-terminal",
            where=f"edgewise {door}",
            fix=f"Run it in a terminal, or use `{_INSTEAD[door]}`, which prints to a pipe.",
        )
    gc.disable()  # Nothing that is imported is garbage. The app collects again after its first paint.
    from edgewise.app import EdgewiseApp
    from edgewise.services import Services

    project = Path(arguments.dir).expanduser() if getattr(arguments, "dir", None) else None
    if project is not None and not project.is_dir():
        raise InputError(
            f"There is no folder {project}.",
            code="no-folder",
            where=str(project),
            fix="Name the folder of a Pages project.",
        )
    services = Services.load(project=project, demo=getattr(arguments, "demo", False))
    app = EdgewiseApp(services, door=door, theme=arguments.theme, lesson=getattr(arguments, "lesson", None))
    app.run()
    for sentence in services.parting:
        out.narrate(sentence)
    return app.return_code or int(ExitCode.OK)
