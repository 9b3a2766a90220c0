"""``edgewise undo``."""

from __future__ import annotations

import argparse
from pathlib import Path

from edgewise.cli.output import Output
from edgewise.errors import ExitCode
from edgewise.store import folders
from edgewise.text import clean


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Restore every byte that a migration changed; 1 when a file was edited since and is left alone."""
    from edgewise.migration import undo
    from edgewise.migration.index import update

    root = Path(arguments.dir)
    result = undo(root)
    update(folders(), root)
    if out.as_json:
        out.document(
            "undo",
            {
                "restored": [clean(path) for path in result.restored],
                "conflicts": [clean(path) for path in result.conflicts],
            },
        )
    else:
        for path in result.restored:
            out.line(f"✓ restored  {clean(path)}")
        for path in result.conflicts:
            out.line(f"✗ conflict  {clean(path)}")
        if result.conflicts:
            out.line(
                "Files with a conflict were edited after the migration and are as you left them. Their originals lie"
            )
            out.line("under .edgewise/originals/. Settle them and run `edgewise undo` again.")
        elif not result.restored:
            out.line("✓ Nothing had been changed yet.")
    return int(ExitCode.PROBLEMS if result.conflicts else ExitCode.OK)
