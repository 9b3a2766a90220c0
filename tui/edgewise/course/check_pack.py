"""What is looked at in a course pack besides what every course must be.

The labs of a pack run on the learner's computer. A Worker in workerd reaches little of it, so what is refused here is
what reaches further: commands that wrangler would run, folders outside the lab, and resources of an account.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from edgewise.account.demo.replaced import FOLDER, company_problems
from edgewise.course.check import Problem
from edgewise.course.glossary import load_glossary
from edgewise.course.labs.spec import FILE as LAB
from edgewise.course.model import Course
from edgewise.course.pack_files import survey, text_problems
from edgewise.course.packs import taken
from edgewise.errors import EdgewiseError, InputError
from edgewise.text import clean

_CONFIGS = ("wrangler.toml", "wrangler.json", "wrangler.jsonc")
_REFUSED = {
    "build": "runs a command on the learner's computer",
    "containers": "builds and runs containers on the learner's computer",
    "ai": "is not local: it uses the learner's account",
    "remote": "is not local: it uses the learner's account",
    "experimental_remote": "is not local: it uses the learner's account",
}
"""Keys of a wrangler file, at any depth, that a lab of a pack cannot have, and why."""
_PATHS = frozenset(
    "main directory bucket base_dir tsconfig migrations_dir pages_build_output_dir entry-point path".split()  # noqa: SIM905
)
_LARGEST = 1_000_000


def pack_problems(pack: Course, course: Course) -> Iterator[Problem]:
    """Everything that is wrong with ``pack`` as a pack that is added to ``course``, the built-in one."""
    found = survey(pack.root)
    yield from found.problems
    yield from text_problems(pack.root, found.files)
    for name in found.files:
        path = PurePosixPath(name)
        if path.name in _CONFIGS:
            yield from _config(pack.root / name)
        elif path.name == LAB:
            yield from _arguments(pack.root / name)
    if any(name.startswith(f"{FOLDER}/") for name in found.files):
        for name, wrong in company_problems(pack.root / FOLDER):
            yield Problem("pack-demo", wrong, clean(str(pack.root / FOLDER / name)))
    yield from _ids(pack, course)


def _ids(pack: Course, course: Course) -> Iterator[Problem]:
    manifest = clean(str(pack.root / "course.toml"))
    for what, each in taken(course.chapters, pack):
        message = f'The {what} id "{each}" is one of the built-in course.'
        yield Problem("pack-id-taken", message, manifest, f"Begin your ids with the pack's: {pack.id}-{each}"[:120])
    known = {chapter.id for chapter in course.chapters}
    for chapter in pack.chapters:
        if chapter.after and chapter.after not in known:
            message = f'There is no chapter "{clean(chapter.after, 80)}" in the built-in course to come after.'
            yield Problem("pack-after", message, manifest, f"Known: {', '.join(sorted(known))}.")
    try:
        theirs, ours = load_glossary(course.root), load_glossary(pack.root)
    except InputError:
        return  # reported with the glossary
    for term in ours.values():
        if term.id in theirs:
            message = f'The word "{term.id}" is explained in the built-in course.'
            yield Problem("pack-id-taken", message, term.where, "Link to that one, or give yours an id of its own.")


def _config(path: Path) -> Iterator[Problem]:
    from edgewise.project import jsonc

    where = clean(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text.replace("\r\n", "\n")) if path.suffix == ".toml" else jsonc.loads(text)
    except (OSError, ValueError, EdgewiseError, RecursionError):
        yield Problem("pack-config", "This wrangler file cannot be read.", where, "Correct it.")
        return
    for key, value in _walk(data):
        reason = _REFUSED.get(key)
        if reason and value not in (False, None):
            message = f'"{clean(key)}" in a wrangler file {reason}.'
            yield Problem("pack-config", message, where, "A lab of a pack does without it.")
        elif isinstance(value, str) and key != "$schema" and _leaves(value, key in _PATHS):
            message = f'"{clean(key, 60)}" leads out of the lab.'
            yield Problem("pack-config", message, where, "Name a file or folder of the lab.")


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a document with its value, at any depth; items of a list under the key of the list."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        key, each = waiting.pop()
        if isinstance(each, Mapping):
            for name, below in each.items():
                yield str(name), below
                waiting.append((str(name), below))
        elif isinstance(each, list):
            for below in each:
                if not isinstance(below, Mapping | list):
                    yield key, below
                waiting.append((key, below))


def _leaves(value: str, path: bool) -> bool:
    """Whether ``value`` leads out of its folder. Only a ``path`` does so by beginning with a slash."""
    parts = value.replace("\\", "/").split("/")
    return ".." in parts or (path and (value.startswith(("/", "~", "\\")) or value[1:2] == ":"))


def _arguments(path: Path) -> Iterator[Problem]:
    """A lab may name its output folder to wrangler, and give it no options."""
    try:
        server = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("server", {})
        arguments = server.get("arguments", []) if isinstance(server, dict) else []
    except (OSError, ValueError, RecursionError):
        return  # reported with its lesson
    for argument in arguments if isinstance(arguments, list) else []:
        if not isinstance(argument, str) or argument.startswith("-") or _leaves(argument, True):
            message = f'A lab of a pack cannot give wrangler "{clean(str(argument), 60)}".'
            yield Problem("pack-config", message, clean(str(path)), "Name the output folder only.")
