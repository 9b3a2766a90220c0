"""The record of what is done in the account, written before each operation, from which it is finished or taken back.

It lies beside the journal of the files, as lines of the same form (:mod:`edgewise.migration.records`):

``begin``     a run: what for, in which account, and all its operations with their ways back
``intent``    operation N is about to be carried out
``done``      operation N is carried out, with what was learned
``failed``    operation N was not carried out, or not surely, with the reason
``end``       the run is over
``back``      operation N is about to be taken back
``undone``    operation N is taken back
``closed``    nothing of the run is left to take back

Values of secrets are in no operation, so none are in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.errors import InputError
from edgewise.migration import records
from edgewise.migration.appending import append
from edgewise.migration.journal import FOLDER
from edgewise.migration.operations.model import Operation, operation_from
from edgewise.migration.records import DamagedError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client

NAME = "account.jsonl"
DOMAIN = "domain"
"""The id of the operation that gives a host to the Worker, and its DNS record with it."""
REHEARSAL = "rehearsal-{}.jsonl"
"""The journal of what was done in one demo account. It says nothing of the user's own account."""
SCHEMA = "edgewise/account-journal/1"
_NUMBERED = frozenset({"intent", "done", "failed", "back", "undone"})
_KINDS = _NUMBERED | {"end", "closed"}
_FIX = "See that the disk has room and the folder can be written to, then run `edgewise rollback`."


@dataclass(frozen=True)
class About:
    """What a run is.

    Attributes:
        stage: ``ship``, ``cutover``, ``finish`` or ``clean-up``.
        account: id of the account; ``account_name`` is for people.
        at: when it began, in ISO format.
    """

    stage: str
    account: str
    account_name: str
    project: str
    worker: str
    demo: bool
    at: str


@dataclass(frozen=True)
class Run:
    """One run as the journal tells of it.

    Attributes:
        intended, done, failed, undone: numbers of operations; ``failed`` with the reason, until it is done.
        learned: what ``done`` said, by number.
        ended: whether every operation was carried out, or left out on purpose.
        closed: whether it was taken back.
        turned: whether taking back has begun.
    """

    about: About
    operations: tuple[Operation, ...]
    intended: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    failed: Mapping[int, str] = field(default_factory=dict)
    learned: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()
    ended: bool = False
    closed: bool = False
    turned: bool = False

    @property
    def open(self) -> bool:
        """Whether there is something left to carry out."""
        return not (self.ended or self.closed or self.turned)

    @property
    def to_take_back(self) -> tuple[int, ...]:
        """The operations that may have changed something and are not taken back, the last first."""
        return tuple(sorted((self.intended | self.done) - self.undone, reverse=True))


class Journal:
    """The account's journal of a project, to be appended to with its lock held."""

    def __init__(self, root: Path, name: str = NAME) -> None:
        self.root = root
        self.path = root / FOLDER / name

    def begin(self, about: About, operations: tuple[Operation, ...]) -> None:
        """Record a run and everything that it is going to do.

        Raises:
            EdgewiseError: ``journal-unwritable``.
        """
        self._append(
            {
                "record": "begin",
                "schema": SCHEMA,
                **vars(about),
                "operations": [each.document() for each in operations],
            }
        )

    def append(self, run: int, record: str, **fields: Any) -> None:
        """Record something of a run, which is named by its number from 0.

        Raises:
            EdgewiseError: ``journal-unwritable``.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._append({"record": record, "run": run, "at": now, **fields})

    def _append(self, record: Mapping[str, Any]) -> None:
        append(self.root, FOLDER, self.path.name, record, _FIX)


def journal_name(client: Client) -> str:
    """The journal of the account that a client speaks to, which has answered before."""
    session = "".join(each for each in client.demo_session if each.isalnum())
    return REHEARSAL.format(session) if client.demo else NAME


def read_runs(root: Path, name: str = NAME) -> tuple[Run, ...]:
    """All runs of a project, oldest first; none when nothing was ever done.

    Args:
        name: of the journal; see :func:`journal_name`.

    Raises:
        InputError: ``account-journal-broken``, when the file is not a journal, or not as it was written.
    """
    path = root / FOLDER / name
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise _broken(path, error.strerror or "it cannot be read") from None
    found: list[_Open] = []
    try:
        for record in records.decode(data):
            if record["record"] == "begin":
                found.append(_begun(record))
            else:
                _run_of(record, found).hear(record)
    except DamagedError as error:
        raise _broken(path, str(error)) from None
    return tuple(each.run() for each in found)


def visiting(runs: Sequence[Run]) -> bool:
    """Whether something still stands by which visitors may be with the Worker."""
    return any(
        run.about.stage == "cutover" and any(run.operations[each].undo for each in run.to_take_back) for run in runs
    )


def cut_off(runs: Sequence[Run]) -> tuple[str, ...]:
    """Hosts whose domain was on its way back when that ended. They may have no DNS record; the account tells."""
    found = (
        run.operations[index]
        for run in runs
        if run.turned and run.about.stage == "cutover"
        for index in run.to_take_back
    )
    return tuple(dict.fromkeys(each.host for each in found if each.id == DOMAIN))


def _run_of(record: Mapping[str, Any], found: list[_Open]) -> _Open:
    number = record.get("run")
    if type(number) is not int or not 0 <= number < len(found):
        raise DamagedError("a record names no run")
    return found[number]


@dataclass
class _Open:
    """A run while it is read."""

    about: About
    operations: tuple[Operation, ...]
    intended: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    learned: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    ended: bool = False
    closed: bool = False
    turned: bool = False

    def hear(self, record: Mapping[str, Any]) -> None:
        """Take in one record."""
        kind, number = record["record"], record.get("operation")
        if kind not in _KINDS:
            raise DamagedError("it holds a record that is not known")
        if kind in _NUMBERED:
            if type(number) is not int or not 0 <= number < len(self.operations):
                raise DamagedError("a record names no operation of its run")
            self._hear(kind, number, record)
        self.ended = self.ended or kind == "end"
        self.closed = self.closed or kind == "closed"

    def _hear(self, kind: str, number: int, record: Mapping[str, Any]) -> None:
        learned = record.get("learned")
        match kind:
            case "intent":
                self.intended.add(number)
            case "done":
                self.done.add(number)
                self.failed.pop(number, None)
                self.learned[number] = learned if isinstance(learned, Mapping) else {}
            case "failed":
                self.failed[number] = clean(str(record.get("message", "")), 500)
            case "back":
                self.turned = True
            case "undone":
                self.undone.add(number)

    def run(self) -> Run:
        """The run, as far as it is told."""
        return Run(
            self.about,
            self.operations,
            frozenset(self.intended),
            frozenset(self.done),
            dict(self.failed),
            dict(self.learned),
            frozenset(self.undone),
            self.ended,
            self.closed,
            self.turned,
        )


def _begun(record: Mapping[str, Any]) -> _Open:
    if record.get("schema") != SCHEMA:
        raise DamagedError("it was written by another version")
    try:
        names = ("stage", "account", "account_name", "project", "worker", "at")
        texts = {name: record[name] for name in names}
        if not all(isinstance(each, str) for each in texts.values()):
            raise TypeError("a name is no text")
        operations = tuple(operation_from(each) for each in record["operations"])
        return _Open(About(demo=record["demo"] is True, **texts), operations)
    except (KeyError, TypeError, ValueError):
        raise DamagedError("a run in it does not describe operations") from None


def _broken(path: Path, reason: str) -> InputError:
    return InputError(
        f"The journal of what was done in the account is damaged: {reason}.",
        code="account-journal-broken",
        where=clean(str(path)),
        fix="Go back by the rollback card, look at the account, then move the file away.",
    )
