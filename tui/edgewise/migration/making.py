"""Making the changes that a journal has recorded, each noted before and after it is made."""

from __future__ import annotations

from collections.abc import Callable

from edgewise.errors import EdgewiseError, Interrupted, Refused
from edgewise.migration.journal import Entry, Journal, Recorded
from edgewise.migration.writing import look, put
from edgewise.store.anchored import Kind
from edgewise.text import clean

OnProgress = Callable[[int, int, str], None]
"""Called with the number of files made, the number in all, and the path of the one just made."""
Stop = Callable[[], bool]
"""Asked between two files whether the user wants to stop."""


def make_all(
    journal: Journal,
    recorded: Recorded,
    on_progress: OnProgress | None,
    stop: Stop | None,
    *,
    again: str = "edgewise migrate --yes",
    back: str = "edgewise undo",
) -> None:
    """Make what is not made yet. Called with the project's lock held.

    Args:
        again: the command that finishes it when it is stopped.
        back: the command that takes it back.

    Raises:
        Refused: ``file-changed``, when a file is neither as it was nor as it should be.
        Interrupted: ``stopped``, when ``stop`` said so.
        EdgewiseError: ``apply-failed`` or ``journal-unwritable``.
    """
    entries = recorded.entries
    for number, entry in enumerate(entries):
        if stop is not None and stop():
            raise Interrupted(
                f"Stopped after {number} of {len(entries)} files. What was changed is in the journal.",
                code="stopped",
                where=clean(str(journal.root)),
                fix=f"Run `{again}` to finish it, or `{back}` to go back.",
            )
        if number not in recorded.done:
            _make_one(journal, number, entry, back)
        if on_progress is not None:
            on_progress(number + 1, len(entries), entry.path)
    journal.append("end")


def _make_one(journal: Journal, number: int, entry: Entry, back: str) -> None:
    root = journal.root
    found = look(root, entry.real)
    if found.kind not in (Kind.NOTHING, Kind.FILE) or found.data != entry.after:
        if found.kind not in (Kind.NOTHING, Kind.FILE) or found.data != entry.before:
            raise Refused(
                f"{clean(entry.path)} was changed while this was interrupted.",
                code="file-changed",
                where=clean(entry.path),
                fix=f"Run `{back}`, then begin again.",
            )
        journal.append("intent", edit=number)
        try:
            put(root, entry.real, entry.after, entry.mode)
        except OSError as error:
            raise EdgewiseError(
                f"{clean(entry.path)} cannot be written: {error.strerror}.",
                code="apply-failed",
                where=clean(entry.path),
                fix=f"Run `{back}` to take back what was changed.",
            ) from None
    journal.append("done", edit=number)
