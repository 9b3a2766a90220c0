"""What a lab asks for, and what came out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from edgewise.course.model import Block


@dataclass(frozen=True)
class Send:
    """A request and what the answer must be.

    Texts in ``path``, ``headers``, ``body`` and ``equals`` may hold ``{name}``: a value that an
    earlier step of the same check saved, or ``{uuid}``, a fresh random UUID.

    Attributes:
        body: a text as it is sent; a JSON document is kept as its serialised text.
        status: the status code to expect; ``None`` for any.
        contains: texts that the body must hold.
        equals: dotted path into the JSON body (``items.0.name``) to the value that must be there.
        types: dotted path to ``string``, ``number``, ``integer``, ``boolean``, ``list``, ``object`` or ``null``.
        save: name to dotted path: values for later steps.
        within: seconds in which the answer may still become right; 0 asks once.
        headers_equal: header of the answer to the value that it must have.
        differs: dotted path to a value that must *not* be there.
        parallel: how often the request is sent at the same time. Each answer must be right; what is
            saved is from the last.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    status: int | None = None
    contains: tuple[str, ...] = ()
    equals: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    save: Mapping[str, str] = field(default_factory=dict)
    within: float = 0
    headers_equal: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, Any] = field(default_factory=dict)
    parallel: int = 1


@dataclass(frozen=True)
class Logged:
    """A text that the runtime must log within so many seconds of the check's beginning."""

    text: str
    within: float


@dataclass(frozen=True)
class Cron:
    """Calls ``scheduled()`` of the Worker as the cron trigger with this expression would. It must end well."""

    expression: str


@dataclass(frozen=True)
class Email:
    """Calls ``email()`` of the Worker with a plain message. It must end well."""

    sender: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Socket:
    """Opens a WebSocket, says something, and hears: each text must come, in this order, as a part of a message."""

    path: str
    say: tuple[str, ...]
    hears: tuple[str, ...]
    within: float


@dataclass(frozen=True)
class Restart:
    """Ends the runtime and starts it again: isolates and their memory are gone, local storage stays."""


CheckStep = Send | Logged | Cron | Email | Socket | Restart


@dataclass(frozen=True)
class Check:
    """One thing that must be true of the learner's Worker.

    ``needs`` names checks without which this one makes no sense: it is not tried while they fail.
    ``hints`` has two stages: where to look, then what to write.
    """

    id: str
    title: str
    steps: tuple[CheckStep, ...]
    hints: tuple[str, str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """A lab, as ``lab.toml`` describes it.

    Attributes:
        id: of the lab (``<lesson>/<folder>``).
        start: the folder with the start files; ``solution`` has the solved editable files.
        task: what to do, as blocks.
        editable: the files that the learner changes, relative; the first is opened first.
        kind: the dev server, ``worker`` or ``pages``.
        success: what was achieved and why it works, shown once all checks pass.
    """

    id: str
    title: str
    start: Path
    solution: Path
    task: tuple[Block, ...]
    success: tuple[Block, ...]
    editable: tuple[str, ...]
    checks: tuple[Check, ...]
    kind: Literal["worker", "pages"] = "worker"
    arguments: tuple[str, ...] = ()
    timeout: float = 60


Outcome = Literal["passed", "failed", "waiting"]


@dataclass(frozen=True)
class Result:
    """How a check went.

    ``waiting``: it was not tried, because a check that it needs failed. ``expected`` and ``got``
    are one line each and empty for a check that passed.
    """

    check: str
    outcome: Outcome
    expected: str = ""
    got: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the check passed."""
        return self.outcome == "passed"


@dataclass(frozen=True)
class Report:
    """All results of one run, in the order of the lab's checks."""

    results: tuple[Result, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return bool(self.results) and all(result.ok for result in self.results)


@dataclass(frozen=True)
class Fault:
    """Why the Worker cannot run: wrangler's message, where in the learner's files, and the lines around."""

    message: str
    where: str | None = None
    excerpt: tuple[str, ...] = ()
