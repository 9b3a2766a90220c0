"""Keeping a framework's build as it is on Pages, once the project has a Worker's configuration.

Some builds look at the wrangler file or at the machine they run on. Left alone, they would build something else with
the second deployment: SvelteKit's adapter would write its own Worker over the entry that ``main`` names, and Nitro
would write a second configuration that wins over the project's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from edgewise.migration.frameworks import nitro, sveltekit
from edgewise.migration.frameworks.table import Reads, depends
from edgewise.migration.model import FileEdit
from edgewise.migration.settings import FOLDERS
from edgewise.project.model import PagesProject, Place


@dataclass(frozen=True)
class Kept:
    """What keeps the build as it is.

    Attributes:
        edits: the changes; none when nothing has to change.
        problem: what must be set by hand, because there is no safe place for an edit; ``None`` when all is well.
        place: the file that it concerns.
    """

    edits: tuple[FileEdit, ...] = ()
    problem: str | None = None
    place: Place | None = field(default=None)


NOTHING = Kept()


def kept_build(project: PagesProject, folder: str = FOLDERS[0]) -> Kept:
    """What must change so that the next build leaves the same as the last one did for Pages.

    Args:
        folder: where the modules of the Worker are written.
    """
    if project.framework is None or project.advanced_worker is None or project.output is None:
        return NOTHING
    reads = depends(project.framework)
    if reads is Reads.NOTHING:
        return NOTHING
    edits, problem, place = _KEEPERS[reads](project, folder)
    return Kept(edits, problem, None if place is None else Place(place))


_KEEPERS: Mapping[Reads, Callable[[PagesProject, str], tuple[tuple[FileEdit, ...], str | None, str | None]]] = {
    Reads.WRANGLER: sveltekit.keep,
    Reads.PROVIDER: nitro.keep,
}
