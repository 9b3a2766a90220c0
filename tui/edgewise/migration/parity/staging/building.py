"""Building the new side, where the Worker is not there before the next build."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from edgewise.errors import Refused, ToolchainError
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import commands_before, formed
from edgewise.project.model import PagesProject
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain
from edgewise.text import clean

SECONDS = 900.0
"""What one command may take: frameworks of some size need minutes."""


async def build(root: Path, commands: Sequence[str], toolchain: Toolchain, on_line: Callable[[str], None]) -> None:
    """Run the commands of a build in a working copy, one after the other.

    An install gets a ``node_modules`` of its own: that of the copy is made of links to the user's packages, which
    must stay as they are.

    Raises:
        ToolchainError: ``build-failed``, with the end of what the command said; or the time is over.
    """
    for command in commands:
        on_line(f"Building the new side: {clean(command)}")
        if command.endswith(" install"):
            await asyncio.to_thread(shutil.rmtree, root / "node_modules", ignore_errors=True)
        done = await run(["sh", "-c", command], cwd=root, env=toolchain.environment(), timeout=SECONDS)
        if done.returncode != 0:
            raise ToolchainError(
                f"{clean(command)} fails in the migrated project:\n{done.tail}",
                code="build-failed",
                where=clean(command),
                fix="Run it by hand in a copy of the project, and correct what it names.",
            )


def build_commands(
    project: PagesProject, choices: Choices, root: Path, *, migrated: bool, wanted: bool
) -> tuple[str, ...]:
    """The commands to run before the new side can start.

    Args:
        project: as it was before the migration.
        root: the user's own folder.
        migrated: whether it is migrated, so that its owner may have built it.
        wanted: whether the user asked for a build.

    Raises:
        Refused: ``build-needed``, when there is no Worker before a build that nobody asked for.
    """
    needed = commands_before(project, choices)
    worker = formed(project, choices)[0].advanced_worker
    there = migrated and worker is not None and (root / worker).exists()
    if needed and not wanted and not there:
        raise Refused(
            "There is no new side before the project is built in its new form.",
            code="build-needed",
            where=clean(str(root)),
            fix=f"Add --build: it runs {', then '.join(map(clean, needed))} in a working copy.",
        )
    if not wanted:
        return ()
    return needed or ((project.build_command.value,) if project.build_command else ())
