"""Entries that a build makes: how they are told, whether they are there, and which commands make them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from edgewise.errors import Refused
from edgewise.migration.additions.situation import Situation
from edgewise.project import discover
from edgewise.project.boundary import reachable
from edgewise.project.code import Module, imports
from edgewise.project.folder import read_text
from edgewise.text import clean

_WRITTEN_AS = {".js": (".ts", ".tsx"), ".mjs": (".mts",)}
"""What a file may be called that a module imports by the name that it compiles to."""
_NOT_THE_BUILD = ("secret put", "edgewise ", "deploy")


def comes_from_build(entry: str) -> bool:
    """Whether a path is one that a framework's build writes: ``.open-next``, ``.output``, ``.svelte-kit``, ``.vercel``.

    Told by the name, so that the same project gives the same answer before its build and after.
    """
    first, slash, _ = entry.partition("/")
    return bool(slash) and first.startswith(".") and first not in (".", "..")


def missing(here: Situation, entry: str | None) -> str | None:
    """The module that a build has yet to make, relative to the root; ``None`` when nothing is missing.

    That is the entry itself, or what it imports when the migration wrote it. What wrangler's own build command makes
    is made when the Worker starts.
    """
    if entry is None or here.document.get("build"):
        return None
    return next((each for each in _needed(here, entry) if not _there(here, each)), None)


def not_built(here: Situation, path: str) -> Refused:
    """The refusal to run a Worker of which ``path`` is not built yet."""
    commands = build_commands(here)
    said = ", then ".join(f"`{clean(each, 120)}`" for each in commands)
    return Refused(
        f"{clean(path)} is not there yet: the project's build makes it, and the Worker cannot run without it.",
        code="entry-not-built",
        where=clean(path),
        fix=f"Build it first: run {said}." if said else "Build it first, as you do for a deployment.",
    )


def build_commands(here: Situation) -> tuple[str, ...]:
    """The commands that make the entry: those that the migration said to run, else the project's build."""
    said = tuple(each for each in here.next if not any(word in each for word in _NOT_THE_BUILD))
    if said:
        return said
    found = discover(here.root).build_command
    return () if found is None else (found.value,)


def _needed(here: Situation, entry: str) -> Iterator[str]:
    yield entry
    text = read_text(here.root, entry) if entry in here.made else None
    if text is None:
        return
    for source, _ in imports(Module(entry, text)):
        if source.startswith("."):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(entry), source))


def _there(here: Situation, path: str) -> bool:
    stem, end = posixpath.splitext(path)
    names = (path, *(f"{stem}{each}" for each in _WRITTEN_AS.get(end, ())))
    return any((found := reachable(here.root, each)) is not None and found.is_file() for each in names)
