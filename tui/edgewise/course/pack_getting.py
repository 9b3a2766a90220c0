"""Adding, updating and removing course packs: from a folder, or from a git repository."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edgewise.course.check import Problem, check_course
from edgewise.course.glossary import load_glossary, words_of_course
from edgewise.course.manifest import built_in, is_id, read_course
from edgewise.course.model import Course
from edgewise.course.pack_clone import clone, is_git
from edgewise.course.pack_files import copy_files, survey
from edgewise.course.packs import contents, merged, taken
from edgewise.errors import EdgewiseError, InputError
from edgewise.store import Folders
from edgewise.store.packs import Kept, Unread, home, kept, record, save
from edgewise.text import clean

_STALE = 3600.0
"""Seconds after which a folder that no pack names is what a killed process left."""


@dataclass(frozen=True)
class Gotten:
    """What came of adding a pack: the pack, or why it was refused."""

    pack: Kept | None
    title: str
    problems: Sequence[Problem] = ()


def add(folders: Folders, source: str, ref: str = "") -> Gotten:
    """Add the pack in the folder or git repository ``source``.

    Raises:
        InputError: it is no pack at all, or one with its id is there already.
        NetworkError, ToolchainError: as :func:`clone`.
        EdgewiseError: code ``pack-unwritable``.
    """
    return _get(folders, source, ref, None)


def update(folders: Folders, pack_id: str) -> Gotten:
    """Fetch a pack again from where it came from. The one that is there stays when the new one is refused.

    Raises:
        InputError: there is no such pack; else as :func:`add`.
    """
    found = find(folders, pack_id)
    if isinstance(found, Unread):
        raise InputError(
            f"The course pack {found.id} does not say where it came from.",
            code="pack-broken",
            where=clean(str(record(folders, found.id))),
            fix=f"Remove it with edgewise lessons remove {found.id}, and add it again.",
        )
    return _get(folders, found.source, found.ref, found.id)


def remove(folders: Folders, pack_id: str) -> None:
    """Take a pack away. What the learner did in it is kept: progress, and the copies of labs.

    Raises:
        InputError: there is no such pack.
        EdgewiseError: code ``pack-unwritable``.
    """
    found = find(folders, pack_id)
    try:
        record(folders, found.id).unlink()
    except OSError as error:
        raise _unwritable(folders, error) from None
    if isinstance(found, Kept):
        shutil.rmtree(found.root, ignore_errors=True)


def find(folders: Folders, pack_id: str) -> Kept | Unread:
    """The pack with this id.

    Raises:
        InputError: code ``pack-unknown``.
    """
    every = kept(folders)
    for each in every:
        if each.id == pack_id:
            return each
    known = ", ".join(each.id for each in every)
    raise InputError(
        f'There is no course pack "{clean(pack_id, 80)}".',
        code="pack-unknown",
        fix=f"Known: {known}." if known else "None was added yet: edgewise lessons add FOLDER",
    )


def _get(folders: Folders, source: str, ref: str, pack_id: str | None) -> Gotten:
    place = home(folders)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folders)
        staged = Path(tempfile.mkdtemp(prefix=".new-", dir=place))
    except OSError as error:
        raise _unwritable(folders, error) from None
    try:
        return _stage(folders, source, ref, pack_id, staged)
    except OSError as error:
        raise _unwritable(folders, error) from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _stage(folders: Folders, source: str, ref: str, pack_id: str | None, staged: Path) -> Gotten:
    commit = ""
    if is_git(source):
        origin = staged / "clone"
        commit = clone(source, ref, origin)
    else:
        if ref:
            raise InputError("A folder has no branches.", code="pack-ref", fix="Leave --ref out, or name a git URL.")
        origin = _folder(source)
        source = str(origin)
    found = survey(origin)
    if found.problems:
        return Gotten(None, "", _told(found.problems, origin))
    course = staged / "course"
    course.mkdir()
    copy_files(origin, found.files, course)
    try:
        pack = read_course(course)
    except InputError as error:
        return Gotten(None, "", _told([Problem.of(error)], course))
    _identified(pack, pack_id, folders, source)
    problems = check_course(course)
    if problems:
        return Gotten(None, pack.title, _told(problems, course))
    clashes = list(_clashes(folders, pack))
    if clashes:
        return Gotten(None, pack.title, _told(clashes, course))
    return Gotten(_put(folders, pack, source, ref, commit), pack.title)


def _clashes(folders: Folders, pack: Course) -> Iterator[Problem]:
    """A problem for each id of ``pack`` that another pack has."""
    there = [contents(each) for each in kept(folders) if isinstance(each, Kept) and each.id != pack.id]
    others = merged(built_in(), there)
    for what, each in taken(others.chapters, pack):
        yield Problem("pack-id-taken", f'The {what} id "{each}" is one of another pack.', "course.toml", "Rename it.")
    theirs = words_of_course(others)
    for term in load_glossary(pack.root).values():
        if term.id in theirs:
            message = f'The word "{term.id}" is explained in another pack.'
            yield Problem("pack-id-taken", message, term.where, "Give yours an id of its own.")


def _identified(pack: Course, pack_id: str | None, folders: Folders, source: str) -> None:
    """Raise for a course without an id, and for the id of another pack."""
    if not pack.id:
        raise InputError(
            "This course has no id, so it is no course pack.",
            code="pack-id",
            where=clean(source),
            fix='Write at the top of its course.toml: id = "your-team"',
        )
    if pack_id is not None and pack.id != pack_id:
        raise InputError(
            f'The pack calls itself "{pack.id}" now, and not "{pack_id}".',
            code="pack-id",
            where=clean(source),
            fix=f"Add it anew, and remove {pack_id}.",
        )
    if pack_id is None and record(folders, pack.id).exists():
        raise InputError(
            f'There is a course pack "{pack.id}" already.',
            code="pack-exists",
            where=clean(source),
            fix=f"edgewise lessons update {pack.id} fetches it again; edgewise lessons remove {pack.id} takes it away.",
        )


def _put(folders: Folders, pack: Course, source: str, ref: str, commit: str) -> Kept:
    """Give the staged files their name, then say that they are the ones that count."""
    before = next((each for each in kept(folders) if each.id == pack.id), None)
    named = pack.root.parent.with_name(f"{pack.id}.{pack.root.parent.name.removeprefix('.new-')}")
    pack.root.rename(named)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = Kept(pack.id, source, ref, commit, now, named)
    try:
        save(folders, new)
    except OSError:
        shutil.rmtree(named, ignore_errors=True)
        raise
    if isinstance(before, Kept):
        shutil.rmtree(before.root, ignore_errors=True)
    return new


def _folder(source: str) -> Path:
    path = Path(source).expanduser()
    if not path.is_dir():
        raise InputError(
            f"{clean(source, 200)} is not a folder.",
            code="pack-folder",
            where=clean(source, 200),
            fix="Name the folder that holds course.toml, or a git URL: https://…",
        )
    return path.resolve()


def _told(problems: Sequence[Problem], root: Path) -> list[Problem]:
    """``problems`` with places relative to the pack: where it was looked at is nobody's business."""
    inside = f"{root}/"
    return [
        Problem(each.code, each.message.replace(inside, ""), each.where and each.where.removeprefix(inside), each.fix)
        for each in problems
    ]


def _sweep(folders: Folders) -> None:
    """Remove folders that no pack names and that have been there for a while."""
    named = {each.root.name for each in kept(folders) if isinstance(each, Kept)}
    for path in home(folders).iterdir():
        ours = path.name.startswith(".new-") or is_id(path.name.partition(".")[0])
        if ours and path.name not in named and path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _STALE:
                    shutil.rmtree(path, ignore_errors=True)


def _unwritable(folders: Folders, error: OSError) -> EdgewiseError:
    return EdgewiseError(
        f"The folder for course packs cannot be changed: {clean(error.strerror or str(error))}.",
        code="pack-unwritable",
        where=clean(str(error.filename or home(folders))),
        fix="Make the data folder writable (edgewise paths shows it).",
    )
