"""Taking a migration back: every byte and every permission, and the user's later edits are never lost.

Three versions of each file matter: before the migration, as the migration wrote it, and as it is now. Where the last
two are the same, the first is put back. Where the user has edited since, the migration's change is taken out of the
user's version. What cannot be taken out stays as the user left it, and both versions are laid aside to choose from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from edgewise.errors import EdgewiseError, Interrupted, Refused
from edgewise.migration.asides import ALL, CONFLICTS, ORIGINALS, UNDOING, YOURS, any_kept, aside, drop, keep, put_by
from edgewise.migration.journal import FOLDER, NAME, Entry, Journal, Recorded, addition_names, read_journal
from edgewise.migration.locking import locked
from edgewise.migration.merging import Labels, merge
from edgewise.migration.writing import check_reach, look, put
from edgewise.store import anchored
from edgewise.store.anchored import Found, Kind
from edgewise.text import clean


def labels(whose: str) -> Labels:
    """How the sides of a conflict are named.

    Args:
        whose: who wrote the file: ``the migration`` or ``the addition``.
    """
    return Labels("as it is now", f"as {whose} wrote it", f"before {whose}")


LABELS = labels("the migration")


_WHAT = {
    Kind.LINK: "a symbolic link now",
    Kind.FOLDER: "a folder now",
    Kind.OTHER: "something else than a file now",
}


@dataclass(frozen=True)
class Undone:
    """What an undo did. The four lists hold paths as the plan had them and have none in common.

    Attributes:
        restored: as they were before the migration.
        merged: edited after the migration; its changes are taken out and the edits are still there. The user's
            version before that lies under ``.edgewise/yours/``, the original under ``.edgewise/originals/``.
        conflicts: edited after the migration in the same places, and left alone. The undo is not finished.
        kept: stay as they are now although the migration made or changed them: files with conflicts when that was
            asked for, files edited after they were restored, and folders (with a final ``/``) that hold other files.
        details: a sentence for a path, where there is something to say.
    """

    restored: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)


def undo(root: Path, *, keep_mine: bool = False, last: bool = False, stop: Callable[[], bool] | None = None) -> Undone:
    """Take back the additions, the newest first, and then the migration; finished or not. Goes on where it stopped.

    A journal with conflicts stays, and so do those below it.

    Args:
        keep_mine: leave files with conflicts as they are, and finish.
        last: take back the newest addition only.
        stop: asked between two files whether the user wants to stop.

    Raises:
        Refused: ``nothing-to-undo``, ``busy`` or ``outside-project``.
        Interrupted: ``stopped``, when ``stop`` said so; run it again.
        InputError: when a journal is damaged or a file cannot be read.
        EdgewiseError: ``undo-failed`` or ``journal-unwritable``, when the file system refuses; run it again.
    """
    root = root.resolve()
    if not (root / FOLDER).is_dir():
        raise _nothing(root)
    with locked(root):
        pile = _pile(root)
        if last and not [name for name, _ in pile if name != NAME]:
            raise Refused(
                "Nothing was added after the migration.",
                code="nothing-to-undo",
                where=clean(str(root)),
                fix="`edgewise undo` without --last takes the migration back.",
            )
        if not pile and any_kept(root):
            raise _nothing(root)
        for _, recorded in pile:
            check_reach(root, recorded.entries)
        result = Undone()
        for name, recorded in pile[:1] if last else pile:
            one = _take_back(root, name, recorded, keep_mine, stop or (lambda: False))
            result = _both(result, one)
            if one.conflicts:
                break
    return result


def _nothing(root: Path) -> Refused:
    return Refused(
        "There is no migration to undo here.",
        code="nothing-to-undo",
        where=clean(str(root)),
        fix="`edgewise history` lists the folders with a migration.",
    )


def _pile(root: Path) -> list[tuple[str, Recorded]]:
    """The journals in which something was begun, the newest first. What died before its first record is removed."""
    found = []
    for name in reversed([NAME, *addition_names(root)]):
        recorded = read_journal(root, name)
        if recorded is not None:
            found.append((name, recorded))
        elif name != NAME:
            anchored.remove(root, f"{FOLDER}/{name}")
    return found


def _take_back(root: Path, name: str, recorded: Recorded, keep_mine: bool, stop: Callable[[], bool]) -> Undone:
    """Take back what one journal says, and forget it unless there are conflicts."""
    try:
        result = _Undoing(root, name, recorded, keep_mine).run(stop)
        if not result.conflicts:
            _forget(root, name, result)
    except OSError as error:
        raise EdgewiseError(
            f"All files are taken back, and the journal cannot be removed: {error.strerror}.",
            code="undo-failed",
            where=clean(str(root / FOLDER)),
            fix="Make the folder writable and run `edgewise undo` again.",
        ) from None
    return result


def _both(earlier: Undone, later: Undone) -> Undone:
    """One account of two: of a path that both name, what asks more of the user counts."""
    found: dict[str, str] = {}
    for name in ("restored", "merged", "kept", "conflicts"):
        for path in (*getattr(earlier, name), *getattr(later, name)):
            found.pop(path, None)
            found[path] = name
    lists = {name: [path for path, own in found.items() if own == name] for name in dict.fromkeys(found.values())}
    return Undone(**lists, details=earlier.details | later.details)


def _forget(root: Path, name: str, result: Undone) -> None:
    """Remove the journal, and the copies unless a file was not simply restored.

    Copies that an addition leaves make room for those of the next journal.
    """
    drop(root, CONFLICTS)
    if not result.merged and not [each for each in result.kept if not each.endswith("/")]:
        for kind in ALL if name == NAME else UNDOING:
            drop(root, kind)
    elif name != NAME:
        put_by(root, UNDOING)
    anchored.remove(root, f"{FOLDER}/{name}")


class _Undoing:
    """One run of an undo."""

    def __init__(self, root: Path, name: str, recorded: Recorded, keep_mine: bool) -> None:
        self.root, self.recorded, self.keep_mine = root, recorded, keep_mine
        self.journal = Journal(root, name)
        self.whose = "the migration" if name == NAME else "the addition"
        self.result = Undone()

    def run(self, stop: Callable[[], bool]) -> Undone:
        """Take back one edit after the other, the last first."""
        if not self.recorded.undoing:
            self.journal.append("undo")
        for number in reversed(range(len(self.recorded.entries))):
            entry = self.recorded.entries[number]
            if stop():
                raise Interrupted(
                    f"Stopped with {number + 1} files still to look at.",
                    code="stopped",
                    where=clean(str(self.root)),
                    fix="Run `edgewise undo` again.",
                )
            try:
                self._take_back(number, entry)
            except OSError as error:
                raise EdgewiseError(
                    f"{clean(entry.path)} cannot be restored: {error.strerror}.",
                    code="undo-failed",
                    where=clean(entry.path),
                    fix="Make the file and its folder writable, see that the disk has room, and run it again.",
                ) from None
        self._folders()
        return self.result

    def _take_back(self, number: int, entry: Entry) -> None:
        found = look(self.root, entry.real)
        if number in self.recorded.undone:
            self._taken_back_earlier(number, entry, found)
        elif found.kind in _WHAT:
            self._conflict(number, entry, _WHAT[found.kind])
        elif found.data == entry.before:
            self._done(number, entry, self.result.restored)
        elif found.data is None or found.data == entry.after:
            mode = found.mode if found.mode is not None else entry.mode
            self._put(entry, entry.before, mode, found)
            if found.data is None and entry.after is not None:
                self.result.details[entry.path] = "It had been deleted or renamed since; it is back."
            self._done(number, entry, self.result.restored)
        else:
            self._edited(number, entry, found, found.data)

    def _taken_back_earlier(self, number: int, entry: Entry, found: Found) -> None:
        if found.data == entry.before and found.kind in (Kind.FILE, Kind.NOTHING):
            self.result.restored.append(entry.path)
        elif self._is_merge(number, found.data):
            self.result.merged.append(entry.path)
        else:
            self.result.kept.append(entry.path)

    def _is_merge(self, number: int, data: bytes | None) -> bool:
        """Whether ``data`` is what an earlier undo merged into this file."""
        return data is not None and self.recorded.merges.get(number) == sha256(data).hexdigest()

    def _edited(self, number: int, entry: Entry, found: Found, mine: bytes) -> None:
        """The user has edited what was written."""
        if self._is_merge(number, mine):
            self._done(number, entry, self.result.merged)
            return
        if entry.before is None:
            self._conflict(number, entry, f"made by {self.whose} and edited since, so it is not deleted")
            return
        if entry.after is None:
            self._conflict(number, entry, f"deleted by {self.whose} and written anew since")
            return
        merged = merge(entry.after, mine, entry.before, labels(self.whose), entry.path)
        if merged is None:
            self._conflict(number, entry, "edited since, and it is no text that could be merged")
        elif not merged.clean and self.keep_mine:
            self._conflict(number, entry, f"edited since; the original is {aside(ORIGINALS, entry.path)}")
        elif not merged.clean:
            side = keep(self.root, CONFLICTS, entry.path, merged.data, found.mode)
            self._conflict(number, entry, f"edited since in the same lines; {side} marks them")
        else:
            keep(self.root, YOURS, entry.path, mine, found.mode)
            keep(self.root, ORIGINALS, entry.path, entry.before, entry.mode)
            self.journal.append("merge", edit=number, sha256=sha256(merged.data).hexdigest())
            self._put(entry, merged.data, found.mode, found)
            self._done(number, entry, self.result.merged)

    def _put(self, entry: Entry, data: bytes | None, mode: int | None, found: Found) -> None:
        """Write, unless the file has just changed under our hands."""
        if look(self.root, entry.real).data != found.data:
            raise EdgewiseError(
                f"{clean(entry.path)} is being changed by another program.",
                code="file-changed",
                where=clean(entry.path),
                fix="Run `edgewise undo` again when that is over.",
            )
        put(self.root, entry.real, data, mode)

    def _done(self, number: int, entry: Entry, where: list[str]) -> None:
        for folder in reversed(entry.folders):
            anchored.remove_folder(self.root, folder)
        self.journal.append("undone", edit=number)
        where.append(entry.path)

    def _conflict(self, number: int, entry: Entry, what: str) -> None:
        if entry.before is not None:
            keep(self.root, ORIGINALS, entry.path, entry.before, entry.mode)
        self.result.details[entry.path] = f"It is {what}."
        if self.keep_mine:
            self._done(number, entry, self.result.kept)
        else:
            self.result.conflicts.append(entry.path)

    def _folders(self) -> None:
        """Name the folders that were made and that hold something of the user's."""
        made = dict.fromkeys(folder for entry in self.recorded.entries for folder in entry.folders)
        standing = {f"{folder}/" for folder in made if (self.root / folder).is_dir()}
        own = {each for paths in (self.result.conflicts, self.result.kept) for each in paths}
        for folder in sorted(standing):
            if not any(path.startswith(folder) for path in own):
                self.result.kept.append(folder)
                self.result.details[folder] = f"{self.whose.capitalize()} made this folder; it holds files of yours."
