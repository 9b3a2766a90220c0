"""The file changes of an addition: the module anew, what goes with it, the user's own file, the wrangler file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from edgewise.errors import Refused
from edgewise.migration.additions.changes import Change, change_config
from edgewise.migration.additions.extended import extended, modules
from edgewise.migration.additions.model import Module, Wanted
from edgewise.migration.additions.own_files import own_file
from edgewise.migration.additions.situation import Situation
from edgewise.migration.additions.unbundled import top_text
from edgewise.migration.ignore_files import add_lines
from edgewise.migration.merging import Labels, merge
from edgewise.migration.model import FileEdit
from edgewise.migration.steps.planning import BOM
from edgewise.project.boundary import read_reachable
from edgewise.store.content import content
from edgewise.text import clean

_LABELS = Labels("as it is now", "as edgewise wrote it", "with the addition")


def own_edits(here: Situation, module: Module, wanted: Wanted) -> Iterator[FileEdit]:
    """The file in which the user's work goes, unless it is there: it is never written twice."""
    made = own_file(module, wanted)
    if made is not None and read_reachable(here.root, made[0]) is None:
        yield FileEdit(made[0], None, made[1].encode())


def module_edits(here: Situation, module: Module, added: Sequence[Wanted], assets: str | None) -> Iterator[FileEdit]:
    """The module around the entry, and the modules that it needs.

    Raises:
        Refused: ``name-taken`` when a file of this name is not ours, ``module-edited`` when the user's edits of the
            module and the addition meet in the same lines.
    """
    for name in modules(added):
        path = f"{module.folder}/{name}.{module.extension}"
        text = content("assets", "worker", f"{name}.{module.extension}").read_bytes()
        now = read_reachable(here.root, path)
        if now is None:
            yield FileEdit(path, None, text)
        elif path not in here.written and now != text:
            raise _taken(path)
    if module.top:
        top, now = top_text(module).encode(), read_reachable(here.root, module.top)
        if now is not None and module.top not in here.written:
            raise _taken(module.top)
        if now is None:
            yield FileEdit(module.top, None, top)
    text = extended(module, added, assets).encode()
    now = read_reachable(here.root, module.path)
    # Not what an addition wrote: that may hold edits of the user's, which stay.
    base = extended(module, here.added, assets).encode()
    if now is None or (module.path in here.written and now == base):
        yield from _changed(module.path, now, text)
    elif module.path not in here.written:
        raise _taken(module.path)
    else:
        merged = merge(base, now, text, _LABELS, module.path)
        if merged is None or not merged.clean:
            raise Refused(
                f"{clean(module.path)} was edited in the lines that the addition changes.",
                code="module-edited",
                where=clean(module.path),
                fix="Move your code into a file of its own, put the lines back, and try again.",
            )
        yield from _changed(module.path, now, merged.data)


def config_edit(here: Situation, changes: Iterable[Change]) -> FileEdit:
    """The change of the wrangler file.

    Raises:
        EdgewiseError: ``config-edit``.
    """
    before = read_reachable(here.root, here.config.path) or b""
    text = change_config(here.config, changes).encode()
    return FileEdit(here.config.path, before, BOM + text if before.startswith(BOM) else text)


def hiding_edits(here: Situation, module: Module) -> Iterator[FileEdit]:
    """What keeps the folder of the module from being published, where it lies in the folder that is."""
    assets = here.document.get("assets")
    directory = assets.get("directory") if isinstance(assets, Mapping) else None
    if not isinstance(directory, str):
        return
    served = posixpath.normpath(directory)
    below = module.folder if served == "." else module.folder.removeprefix(f"{served}/")
    if served != "." and below == module.folder:
        return
    path = posixpath.normpath(f"{served}/.assetsignore")
    before = read_reachable(here.root, path)
    text = None if before is None else before.decode("utf-8", "surrogateescape")
    lines = [f"/{below.partition('/')[0]}", *([f"/{module.top}"] if module.top and served == "." else [])]
    after = add_lines(text, tuple(lines), "# The code of the Worker")
    yield from _changed(path, before, after.encode("utf-8", "surrogateescape"))


def _changed(path: str, before: bytes | None, after: bytes) -> Iterator[FileEdit]:
    if before != after:
        yield FileEdit(path, before, after)


def _taken(path: str) -> Refused:
    return Refused(
        f"{clean(path)} is there already, and edgewise did not write it.",
        code="name-taken",
        where=clean(path),
        fix="Rename the file, and try again.",
    )
